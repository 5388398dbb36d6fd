using System.Globalization;

namespace KernelFlags.Proc.Processes;

/// <summary>Tells whether a process has run in a time, and so may have changed its memory (proc_pid_schedstat(5)).</summary>
/// <param name="folder">The folder of the process below /proc.</param>
public sealed class ProcessActivity(string folder)
{
    /// <summary>Of more threads one runs as a rule.</summary>
    private const int MaxThreads = 100;

    private readonly long? _before = Runtime(folder);

    /// <summary>Whether none of its threads has run since this was made; false also where that can't be told.</summary>
    public bool HasRested => _before is { } before && Runtime(folder) == before;

    /// <summary>How long all threads have run so far, in nanoseconds; null while one runs, or where the kernel does not tell.</summary>
    private static long? Runtime(string folder)
    {
        try
        {
            var threads = Directory.GetDirectories(Path.Combine(folder, "task"));
            return threads.Length > MaxThreads || Array.Exists(threads, IsRunning) ? null : threads.Sum(RuntimeOf);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private static bool IsRunning(string thread)
    {
        var stat = File.ReadAllText(Path.Combine(thread, "stat"));
        return stat[(stat.LastIndexOf(')') + 1)..].StartsWith(" R", StringComparison.Ordinal);
    }

    private static long RuntimeOf(string thread) =>
        long.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
}
