using KernelFlags.Live.Running.Agents;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Live.Running;

/// <summary>What is found out by trying, in a process that ends right after: what the kernel can do, and how it names the files.</summary>
internal sealed class LiveProbe
{
    private const ulong PageSize = 4096;
    private const ulong PrivateFile = (ulong)(MapFlags.Private | MapFlags.Fixed);
    private const ulong PrivateAnonymous = PrivateFile | (ulong)MapFlags.Anonymous;
    private const ulong ReadWrite = (ulong)(Protection.Read | Protection.Write);
    private const ulong GuardInstall = (ulong)Advice.GuardInstall;
    private const long NoSuchCall = -38;

    /// <summary>Tries.</summary>
    /// <param name="fileCount">How many files they have.</param>
    /// <param name="start">Where there is room.</param>
    public LiveProbe(AgentFamily family, int fileCount, ulong start)
    {
        var agent = family.Start();
        try
        {
            agent.Call(SystemCall.Mmap, start, 4 * PageSize, ReadWrite, PrivateAnonymous, ulong.MaxValue);
            var hasGuards = agent.Call(SystemCall.Madvise, start, PageSize, GuardInstall) == 0;
            agent.Touch(start + PageSize, start + (2 * PageSize), write: false);
            for (var i = 0; i < fileCount; i++)
            {
                agent.Call(SystemCall.Mmap, FilePage(start, i), PageSize, (ulong)Protection.Read, PrivateFile, (ulong)(family.FirstFile + i));
            }

            var snapshot = new TraceSnapshot();
            using (var view = new ProcessView(agent.Pid, new(start, start + (16 * PageSize)), _ => 0, tellsOfGuards: true))
            {
                view.Take(snapshot);
            }

            Files = FindFiles(agent.Pid, fileCount, start);
            Found = new Dictionary<string, bool>(StringComparer.Ordinal)
            {
                ["guard"] = hasGuards,
                ["guard_file"] = hasGuards && agent.Call(SystemCall.Madvise, FilePage(start, 1), PageSize, GuardInstall) == 0,
                ["guard_pagemap"] = hasGuards && snapshot.Guard.Count > 0,
                ["gu"] = hasGuards && snapshot.Vmas[0].VmFlags.Split(' ').Contains("gu", StringComparer.Ordinal),
                ["mseal"] = agent.Call(SystemCall.Mseal, start + (8 * PageSize), 0) != NoSuchCall,
                ["zero_page"] = snapshot.Vmas[0].Rss == 0,
            };
        }
        catch
        {
            agent.ThrowIfEnded();
            throw;
        }
        finally
        {
            agent.End();
        }
    }

    /// <summary>What a trace's header tells of it.</summary>
    public IReadOnlyDictionary<string, bool> Found { get; }

    /// <summary>The device and the inode by which maps names each file.</summary>
    public List<(string Device, ulong Inode)> Files { get; }

    private static ulong FilePage(ulong start, int file) => start + ((4 + (2 * (ulong)file)) * PageSize);

    private static List<(string Device, ulong Inode)> FindFiles(int pid, int count, ulong start)
    {
        using var file = File.OpenRead($"/proc/{pid}/maps");
        using var maps = new MapsReader(file, isSaved: false);
        var entries = maps.ReadAll();
        return [.. Enumerable.Range(0, count).Select(i => Backing(entries, FilePage(start, i))).Select(file => (file.Device, file.Inode))];
    }

    private static MapsBacking Backing(List<MapsEntry> entries, ulong start)
    {
        var at = entries.FindIndex(e => e.Start == start);
        return at >= 0 ? entries[at].Backing : throw new RunningKernelException($"maps shows no mapping at 0x{start:x}");
    }
}
