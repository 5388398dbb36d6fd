namespace KernelFlags.Live.Strace;

/// <summary>Where the heaps of a log's programs begin: what the first brk(2) of each returns. Looked up, not searched for.</summary>
internal sealed class HeapStarts
{
    /// <summary>The heap that each call tells of, of whichever process; 0 stands for another program.</summary>
    private readonly List<(int Index, ulong Start)> _all = [];

    /// <summary>Of each process the calls that tell of its heap, in their order; 0 stands for another program.</summary>
    private readonly Dictionary<int, List<(int Index, ulong Start)>> _byProcess = [];

    /// <summary>The heaps of a log.</summary>
    /// <param name="calls">The calls, in the order of their ends.</param>
    public HeapStarts(IReadOnlyList<StraceCall> calls)
    {
        // The threads of a process have one heap, and any of them may ask first.
        var groups = new Dictionary<int, int>();
        for (var i = 0; i < calls.Count; i++)
        {
            var process = groups.GetValueOrDefault(calls[i].Process, calls[i].Process);
            if (LogProcesses.IsBirth(calls[i]))
            {
                groups[(int)calls[i].Result.Value] = LogProcesses.IsThreadBirth(calls[i]) ? process : (int)calls[i].Result.Value;
            }

            var isExec = LogProcesses.IsExec(calls[i]) && calls[i].Succeeded;
            if (!isExec && calls[i] is not { Name: "brk", Result.Value: > 0 })
            {
                continue;
            }

            if (!_byProcess.TryGetValue(process, out var starts))
            {
                _byProcess.Add(process, starts = []);
            }

            starts.Add((i, isExec ? 0 : calls[i].Result.Value));
            _all.Add(starts[^1]);
        }
    }

    /// <summary>Where the heap begins of the program that a process is.</summary>
    /// <param name="index">The call from which on it is that program.</param>
    /// <returns>The address; 0 where the program does not ask before it becomes another one.</returns>
    public ulong Of(int process, int index) => _byProcess.TryGetValue(process, out var starts) ? FirstFrom(starts, index) : 0;

    /// <summary>The same where the calls of other processes are of threads of that one.</summary>
    /// <param name="index">The call from which on it is that program.</param>
    /// <returns>The address; 0 where no call tells it.</returns>
    public ulong OfAny(int index) => FirstFrom(_all, index);

    private static ulong FirstFrom(List<(int Index, ulong Start)> starts, int index)
    {
        var found = starts.BinarySearch((index, 0));
        found = found < 0 ? ~found : found;
        return found < starts.Count ? starts[found].Start : 0;
    }
}
