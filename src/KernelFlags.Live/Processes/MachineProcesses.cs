using System.Globalization;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Live.Processes;

/// <summary>A process by the number of its VMAs.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="Identity">Which program it runs, in a way that changes when the number is given to another process.</param>
/// <param name="Vmas">The number of its VMAs, as <c>vm.max_map_count</c> counts them.</param>
/// <param name="Command">The name that the kernel has of it (<c>comm</c>), at most 15 bytes for a process of user space.</param>
/// <param name="Cgroup">The path of its control group; null where none is told.</param>
public sealed record ProcessCount(int Pid, string Identity, int Vmas, string Command, string? Cgroup);

/// <summary>The processes of a machine by the number of their VMAs (proc(5)).</summary>
/// <param name="Processes">Those whose maps could be read, in no order.</param>
/// <param name="Unreadable">The number of those whose maps could not, for want of permission.</param>
/// <param name="WithoutMemory">The number of those without an address space: threads of the kernel, and processes that are about to end.</param>
public sealed record MachineProcesses(IReadOnlyList<ProcessCount> Processes, int Unreadable, int WithoutMemory)
{
    private const int BufferSize = 64 << 10;

    /// <summary>Counts the VMAs of every process, from its maps, for which no page table is walked.</summary>
    /// <param name="proc">Where proc is mounted.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ProcessException">There is no such folder, or it holds no process.</exception>
    public static MachineProcesses Count(string proc, CancellationToken cancel) => Pids(proc) is { Count: > 0 } pids
        ? Count(proc, pids, cancel)
        : throw new ProcessException($"{proc} holds no process; name the folder where proc is mounted");

    /// <summary>Counts the VMAs of one process.</summary>
    /// <param name="proc">Where proc is mounted.</param>
    /// <param name="pid">The process.</param>
    /// <exception cref="ProcessException">There is none, it has no address space, or its maps can't be read.</exception>
    public static MachineProcesses CountOne(string proc, int pid)
    {
        var found = Count(proc, [pid], CancellationToken.None);
        return found.Processes.Count > 0 ? found
            : found.WithoutMemory > 0 ? throw new ProcessException($"process {pid} has no address space: it is a thread of the kernel, or about to end")
            : found.Unreadable > 0 ? throw new ProcessException($"the maps of process {pid} can't be read: that takes CAP_SYS_PTRACE, which root has")
            : throw new ProcessFolder(proc, pid).NoProcess(null);
    }

    private static MachineProcesses Count(string proc, IEnumerable<int> pids, CancellationToken cancel)
    {
        var processes = new List<ProcessCount>();
        var (unreadable, withoutMemory) = (0, 0);
        var buffer = new byte[BufferSize];
        foreach (var pid in pids)
        {
            cancel.ThrowIfCancellationRequested();
            var folder = new ProcessFolder(proc, pid);
            try
            {
                var vmas = CountLines(folder.PathOf("maps"), buffer);
                if (vmas == 0)
                {
                    withoutMemory++;
                }
                else if (folder.ReadIdentity() is { } identity)
                {
                    processes.Add(new(pid, identity, vmas, folder.ReadCommand() ?? "", CgroupOf(folder)));
                }
            }
            catch (UnauthorizedAccessException)
            {
                unreadable++;
            }
            catch (IOException)
            {
                // It ended while it was looked at.
            }
        }

        return new(processes, unreadable, withoutMemory);
    }

    private static List<int> Pids(string proc)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(proc)
                .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
                .Where(pid => pid > 0)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProcessException($"{proc} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>The lines of maps but for the last one where that is of the gate, which is no VMA of the process.</summary>
    private static int CountLines(string path, byte[] buffer)
    {
        using var maps = File.OpenHandle(path);
        var (lines, kept) = (0, 0);
        for (var offset = 0L; ;)
        {
            // What was read before stays in front, so that the end of the text is whole.
            var read = RandomAccess.Read(maps, buffer.AsSpan(kept), offset);
            var text = buffer.AsSpan(0, kept + read);
            if (read == 0)
            {
                return lines - (text.EndsWith("[vsyscall]\n"u8) ? 1 : 0);
            }

            offset += read;
            lines += text[kept..].Count((byte)'\n');
            kept = Math.Min(text.Length, "[vsyscall]\n".Length);
            text[^kept..].CopyTo(buffer);
        }
    }

    /// <summary>The group of the unified hierarchy, else that of the memory controller, else the first (cgroups(7)).</summary>
    private static string? CgroupOf(ProcessFolder folder)
    {
        var text = folder.ReadText("cgroup") ?? "";
        var groups = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        var group = groups.Find(parts => parts[0] == "0")
            ?? groups.Find(parts => parts[1].Split(',').Contains("memory", StringComparer.Ordinal))
            ?? groups.FirstOrDefault();
        return group?[2];
    }
}
