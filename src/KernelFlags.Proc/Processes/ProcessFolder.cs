using System.Globalization;
using System.Text;
using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Proc.Processes;

/// <summary>What <c>/proc/PID</c> tells of the memory of a process (proc(5)).</summary>
/// <param name="proc">Where proc is mounted.</param>
/// <param name="pid">The process.</param>
public sealed class ProcessFolder(string proc, int pid)
{
    /// <summary>Where proc is mounted as a rule.</summary>
    public const string Mount = "/proc";

    private readonly string _folder = Path.Combine(proc, pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>The number of this process as <c>/proc</c> has it, which may be of another PID namespace; null where there is none.</summary>
    public static int? OwnPid { get; } =
        int.TryParse(new FileInfo("/proc/self").LinkTarget, NumberStyles.None, CultureInfo.InvariantCulture, out var own) ? own : null;

    /// <summary>The process.</summary>
    public int Pid => pid;

    /// <summary>Where proc is mounted.</summary>
    public string Proc => proc;

    /// <summary>
    /// Whether its number is the one that system calls of this process take: proc has the numbers of the PID namespace that it was mounted in
    /// (pid_namespaces(7)), and shows of this process as many as there are namespaces from that one down to its own.
    /// </summary>
    public bool HasNumbersOfCaller
    {
        get
        {
            const string Field = "NSpid:";
            const string WithoutNamespaces = "Pid:";
            try
            {
                var lines = File.ReadAllLines(Path.Combine(proc, "self", "status"));
                var line = Array.Find(lines, line => line.StartsWith(Field, StringComparison.Ordinal))
                    ?? Array.Find(lines, line => line.StartsWith(WithoutNamespaces, StringComparison.Ordinal));
                return line?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [_, var own]
                    && own == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>Begins to read <c>maps</c> or <c>smaps</c>.</summary>
    /// <param name="withFields">
    /// Whether flags and sizes are wanted: smaps. The kernel walks the page tables of the process for it; for maps it does not.
    /// </param>
    /// <returns>The text as it comes, read ahead. A process that ends meanwhile is a <see cref="ProcessException"/> of a read.</returns>
    /// <exception cref="ProcessException">It can't be read.</exception>
    public Stream Open(bool withFields)
    {
        var name = withFields ? "smaps" : "maps";
        var identity = ReadIdentity() ?? throw NoProcess(null);
        try
        {
            return new ProcessTextStream(this, OpenFile(name), identity);
        }
        catch (FileNotFoundException exception)
        {
            throw Directory.Exists(_folder)
                ? new ProcessException($"there is no {PathOf(name)}: this kernel is built without CONFIG_PROC_PAGE_MONITOR; --no-flags reads maps, which it has", exception)
                : NoProcess(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(name, exception);
        }
    }

    /// <summary>
    /// Begins to watch whether it changes its memory. The kernel writes <c>smaps</c> a buffer at a time and lets the process go on in between, so
    /// that a text may show VMAs that were never there at one time.
    /// </summary>
    /// <returns>What knows whether the process has rested since.</returns>
    public ProcessActivity Watch() => new(_folder);

    /// <summary>Whether its VMAs are others than when they were read.</summary>
    /// <param name="activity">What it has done since then.</param>
    /// <param name="fingerprint">The fingerprint of what was read.</param>
    /// <returns>False also where that can't be told.</returns>
    public bool HasChanged(ProcessActivity activity, ulong fingerprint)
    {
        if (activity.HasRested)
        {
            return false;
        }

        try
        {
            using var reader = new MapsReader(OpenFile("maps"), isSaved: false);
            while (reader.TryRead(out _))
            {
                // Only the fingerprint is wanted.
            }

            return reader.Fingerprint != fingerprint;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InputException)
        {
            return false;
        }
    }

    /// <summary>The name that the kernel has of it (<c>comm</c>), at most 15 bytes for a process of user space.</summary>
    /// <returns>The name; null where it can't be read.</returns>
    public string? ReadCommand() => ReadText("comm")?.TrimEnd('\n');

    /// <summary>A text of it, whole: <c>comm</c>, <c>cgroup</c>.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>The text; null where it can't be read.</returns>
    public string? ReadText(string name)
    {
        try
        {
            return File.ReadAllText(PathOf(name), Encoding.UTF8);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Opens <c>pagemap</c>.</summary>
    /// <returns>The file; null where the caller may not read it, or the kernel lacks it.</returns>
    public FileStream? OpenPagemap()
    {
        try
        {
            return OpenFile("pagemap");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Begins to read <c>numa_maps</c>. The kernel walks the page tables of the process for it, as far as it is read.</summary>
    /// <returns>The text.</returns>
    /// <exception cref="ProcessException">The kernel has none, or it can't be read.</exception>
    public Stream OpenNumaMaps()
    {
        const string Name = "numa_maps";
        try
        {
            return OpenFile(Name);
        }
        catch (FileNotFoundException exception)
        {
            throw new ProcessException("there is none; a kernel without CONFIG_NUMA has no memory policies", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refused(Name, exception);
        }
    }

    /// <summary>The path of one of its files.</summary>
    /// <param name="name">The file.</param>
    /// <returns>The path.</returns>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Which program it runs, in a way that changes with execve(2) and when the number is given to another process.</summary>
    /// <returns>Fields of <c>stat</c>; null when there is no such process, or it has ended.</returns>
    internal string? ReadIdentity()
    {
        const int State = 0;
        const int StartTime = 19;
        const int StartCode = 23;
        const int LongestStat = 1024;
        try
        {
            // The name in brackets may hold anything, a bracket too.
            Span<byte> bytes = stackalloc byte[LongestStat];
            using var stat = File.OpenHandle(PathOf("stat"));
            var text = Encoding.Latin1.GetString(bytes[..RandomAccess.Read(stat, bytes, 0)]);
            var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length <= StartCode || fields[State] is "Z" or "X" or "x" ? null : $"{fields[StartTime]} {fields[StartCode]}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Why a text that can't be read to its end can't.</summary>
    internal ProcessException Ended(Exception? cause) => new($"process {pid} ended or ran another program while it was read; call again", cause);

    /// <summary>A process of the kernel's own.</summary>
    internal ProcessException Empty() => new($"process {pid} has no address space: it is a thread of the kernel, or about to end");

    internal ProcessException NoProcess(Exception? cause) => new($"there is no process {pid}, or it has ended", cause);

    /// <summary>Why <see cref="OpenPagemap"/> gave none.</summary>
    internal ProcessException WithoutPagemap() => !Directory.Exists(_folder)
        ? NoProcess(null)
        : new($"{PathOf("pagemap")} can't be read: its owner and root may (CAP_SYS_PTRACE), where the kernel is built with CONFIG_PROC_PAGE_MONITOR");

    private ProcessException Refused(string name, Exception cause) => cause is UnauthorizedAccessException
        ? new($"no permission to read {PathOf(name)}; be its owner or root (CAP_SYS_PTRACE)", cause)
        : new($"{PathOf(name)} can't be read: {cause.Message}", cause);

    private FileStream OpenFile(string name) => new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
}
