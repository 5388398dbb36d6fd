namespace KernelFlags.Live.Strace;

/// <summary>Where the heaps of a log's programs begin: what the first brk(2) of each returns. Looked up, not searched for.</summary>
internal sealed class HeapStarts
{
    /// <summary>Of each process the calls that tell of its heap, in their order; 0 stands for another program.</summary>
    private readonly Dictionary<int, List<(int Index, ulong Start)>> _byProcess = [];

    /// <summary>The heaps of a log.</summary>
    /// <param name="calls">The calls, in the order of their ends.</param>
    public HeapStarts(IReadOnlyList<StraceCall> calls)
    {
        for (var i = 0; i < calls.Count; i++)
        {
            var isExec = LogProcesses.IsExec(calls[i]) && calls[i].Succeeded;
            if (!isExec && calls[i] is not { Name: "brk", Result.Value: > 0 })
            {
                continue;
            }

            if (!_byProcess.TryGetValue(calls[i].Process, out var starts))
            {
                _byProcess.Add(calls[i].Process, starts = []);
            }

            starts.Add((i, isExec ? 0 : calls[i].Result.Value));
        }
    }

    /// <summary>Where the heap begins of the program that a process is.</summary>
    /// <param name="process">The process.</param>
    /// <param name="index">The call from which on it is that program.</param>
    /// <returns>The address; 0 where the program does not ask before it becomes another one.</returns>
    public ulong Of(int process, int index)
    {
        if (!_byProcess.TryGetValue(process, out var starts))
        {
            return 0;
        }

        var found = starts.BinarySearch((index, 0));
        found = found < 0 ? ~found : found;
        return found < starts.Count ? starts[found].Start : 0;
    }
}
