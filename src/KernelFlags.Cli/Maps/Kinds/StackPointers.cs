using System.Globalization;

namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>Where the threads of a process have their stacks: the stack pointers that <c>/proc/PID/task/TID/syscall</c> shows of those that wait.</summary>
internal sealed class StackPointers
{
    /// <summary>Of a process with more threads, these many tell enough.</summary>
    private const int MaxThreads = 20_000;

    private readonly List<ulong> _sorted = [];

    private StackPointers(IEnumerable<ulong> pointers)
    {
        _sorted.AddRange(pointers);
        _sorted.Sort();
    }

    /// <summary>Reads those of a process.</summary>
    /// <param name="proc">Where proc is mounted.</param>
    /// <param name="pid">The process.</param>
    /// <returns>The pointers; none where they may not be read (ptrace(2)), or all threads run.</returns>
    public static StackPointers Of(string proc, int pid)
    {
        try
        {
            var tasks = Directory.EnumerateDirectories(Path.Combine(proc, pid.ToString(CultureInfo.InvariantCulture), "task"));
            return new(tasks.Take(MaxThreads).Select(PointerOf).OfType<ulong>());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new([]);
        }
    }

    /// <summary>Whether one of them is in a range.</summary>
    public bool IsIn(ulong start, ulong end)
    {
        var index = _sorted.BinarySearch(start);
        index = index < 0 ? ~index : index;
        return index < _sorted.Count && _sorted[index] < end;
    }

    /// <summary>The pointer of one thread: the number before the last.</summary>
    private static ulong? PointerOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "syscall")).Split(' ') is { Length: > 2 } words && words[^2].StartsWith("0x", StringComparison.Ordinal)
                && ulong.TryParse(words[^2].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var pointer) ? pointer : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
