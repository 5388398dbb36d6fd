using System.Globalization;

namespace KernelFlags.Live.Strace;

/// <summary>
/// The processes and threads of a log: which of them a line without a number is of, when each begins, and what it shares with the one that
/// made it. A child may do its first calls before the call that made it has returned.
/// </summary>
/// <param name="files">The files of the log.</param>
/// <param name="attached">The processes that strace says it attached to.</param>
/// <param name="begin">Makes the memory that a process begins with.</param>
internal sealed class LogProcesses(LogFiles files, IReadOnlyList<int> attached, Func<LogProcess, ProcessMemory> begin)
{
    private const int CloneVm = 0x100;
    private const int CloneFiles = 0x400;
    private const int CloneThread = 0x10000;

    private readonly Dictionary<int, LogProcess> _processes = [];
    private readonly Dictionary<int, Queue<StraceCall>> _births = [];

    /// <summary>The threads of each process beside the first one, those that have ended too.</summary>
    private readonly Dictionary<int, List<LogProcess>> _threadsOf = [];
    private readonly HashSet<StraceCall> _done = new(ReferenceEqualityComparer.Instance);
    private readonly List<int> _threads = [];

    /// <summary>The first process; null before its first call.</summary>
    public LogProcess? First { get; private set; }

    /// <summary>Processes whose beginning the log does not have, and that are taken for threads of the first one.</summary>
    public IReadOnlyList<int> SupposedThreads => _threads;

    /// <summary>Whether the log begins with a program, and not in the middle of one.</summary>
    public bool BeginsWithProgram { get; set; }

    /// <summary>Whether a call makes a process or a thread.</summary>
    public static bool IsBirth(StraceCall call) => call is { Name: "clone" or "clone2" or "clone3" or "fork" or "vfork", Result: { End: StraceEnd.Returned, Value: > 0 } };

    /// <summary>Whether a call that makes a process or a thread makes a thread.</summary>
    public static bool IsThreadBirth(StraceCall call) => (FlagsOf(call) & CloneThread) != 0;

    public static bool IsExec(StraceCall call) => call.Name is "execve" or "execveat";

    /// <summary>Finds out which process a line without a number is of: while there is one only, strace does not name it.</summary>
    /// <param name="calls">The calls, in the order of their ends.</param>
    public static void Attribute(List<StraceCall> calls)
    {
        if (calls.TrueForAll(c => c.Process != 0))
        {
            return;
        }

        var born = calls.Where(IsBirth).Select(c => (int)c.Result.Value).ToHashSet();
        var first = calls[0].Process != 0 ? calls[0].Process : calls.Select(c => c.Process).FirstOrDefault(p => p != 0 && !born.Contains(p));
        var groups = new Dictionary<int, int>();
        var living = new HashSet<int> { first };
        for (var i = 0; i < calls.Count; i++)
        {
            var process = calls[i].Process != 0 ? calls[i].Process : living.Count == 1 ? living.First() : first;
            var call = calls[i] = calls[i] with { Process = process };
            living.Add(process);
            var group = groups.GetValueOrDefault(process, process);
            if (IsBirth(call) && (int)call.Result.Value is var child)
            {
                living.Add(child);
                groups[child] = IsThreadBirth(call) ? group : child;
            }
            else if (call.Name is StraceCall.Ended or "exit" or "_exit")
            {
                living.Remove(process);
            }
            else if (call.Name == "exit_group")
            {
                living.RemoveWhere(p => groups.GetValueOrDefault(p, p) == group);
            }
        }
    }

    /// <summary>How many threads were made, where the log has no line of any child: strace did not follow them, or wrote them into files of
    /// their own.</summary>
    public int UnseenThreads { get; private set; }

    /// <summary>Takes note of the calls that make processes.</summary>
    public void Expect(IReadOnlyList<StraceCall> calls)
    {
        var seen = calls.Select(c => c.Process).ToHashSet();
        var isFollowed = false;
        foreach (var call in calls.Where(IsBirth))
        {
            var child = (int)call.Result.Value;
            isFollowed |= seen.Contains(child);
            UnseenThreads += IsThreadBirth(call) ? 1 : 0;
            if (!_births.TryGetValue(child, out var births))
            {
                _births.Add(child, births = new());
            }

            births.Enqueue(call);
        }

        UnseenThreads = isFollowed ? 0 : UnseenThreads;
    }

    /// <summary>The process of a call.</summary>
    public LogProcess Of(StraceCall call)
    {
        if (_processes.TryGetValue(call.Process, out var process))
        {
            return process;
        }

        foreach (var birth in UnmadeBirths(call.Process))
        {
            Bear(birth);
        }

        return _processes.GetValueOrDefault(call.Process) ?? WithoutBirth(call);
    }

    /// <summary>The calls by which a process came to be, that of its oldest ancestor first. A log may say of processes that they made each
    /// other: each counts once.</summary>
    private Stack<StraceCall> UnmadeBirths(int process)
    {
        var calls = new Stack<StraceCall>();
        var seen = new HashSet<int>();
        while (!_processes.ContainsKey(process) && seen.Add(process)
            && _births.TryGetValue(process, out var births) && births.TryPeek(out var birth) && !_done.Contains(birth))
        {
            calls.Push(birth);
            process = birth.Process;
        }

        return calls;
    }

    /// <summary>The process of a call that the log has no birth of.</summary>
    private LogProcess WithoutBirth(StraceCall call)
    {
        var process = new LogProcess(call.Process, call.Process, files);
        _processes.Add(call.Process, process);
        if (First is null)
        {
            First = process;
        }
        else if (!BeginsWithProgram && !(attached.Count > 1 && attached.Contains(call.Process)))
        {
            (process.Memory, process.Descriptors) = (MemoryOf(First), First.Descriptors);
            _threads.Add(call.Process);
        }
        else if (!IsExec(call))
        {
            process.WhyUnknown = string.Create(
                CultureInfo.InvariantCulture,
                $"the log does not have how process {call.Process} begins, as a thread or as a child (-e trace=memory,process)");
        }

        return process;
    }

    /// <summary>The memory of a process, from its first call on.</summary>
    public ProcessMemory MemoryOf(LogProcess process) => process.Memory ??= begin(process);

    /// <summary>Makes what a call made, unless its first calls came before.</summary>
    public void Bear(StraceCall call)
    {
        if (!_done.Add(call))
        {
            return;
        }

        var parent = Of(call);
        var child = (int)call.Result.Value;
        if (_births.TryGetValue(child, out var births) && births.Count > 0 && births.Peek() == call)
        {
            births.Dequeue();
        }

        var flags = FlagsOf(call);
        var born = new LogProcess(child, (flags & CloneThread) != 0 ? parent.Group : child, files) { WhyUnknown = parent.WhyUnknown };
        if (flags is null)
        {
            born.WhyUnknown = $"the log does not have the flags of {call.Name}";
        }
        else if (parent.WhyUnknown is null)
        {
            born.Memory = (flags & CloneVm) != 0 ? MemoryOf(parent) : MemoryOf(parent).Fork();
        }

        born.Descriptors = (flags & CloneFiles) != 0 ? parent.Descriptors : parent.Descriptors.Copy(isExec: false);
        _processes[child] = born;
        if (born.Group != child)
        {
            if (!_threadsOf.TryGetValue(born.Group, out var threads))
            {
                _threadsOf.Add(born.Group, threads = []);
            }

            threads.Add(born);
        }
    }

    /// <summary>A process has become another program.</summary>
    public void Exec(StraceCall call)
    {
        var process = Of(call);
        process.WhyUnknown = null;
        process.Descriptors = process.Descriptors.Copy(isExec: true);
        process.Memory = begin(process);
        EndOthers(process);
    }

    /// <summary>Of a process that became another program one thread is left.</summary>
    private void EndOthers(LogProcess left)
    {
        _threadsOf.Remove(left.Group, out var threads);
        foreach (var thread in (threads ?? []).Append(_processes.GetValueOrDefault(left.Group)))
        {
            if (thread is not null && thread != left && _processes.GetValueOrDefault(thread.Id) == thread)
            {
                _processes.Remove(thread.Id);
            }
        }
    }

    /// <summary>A process has ended; its number may come again.</summary>
    public void End(StraceCall call) => _processes.Remove(call.Process);

    /// <summary>What a call that makes a process shares with it; null where the log does not tell.</summary>
    private static int? FlagsOf(StraceCall call)
    {
        switch (call.Name)
        {
            case "fork":
                return 0;
            case "vfork":
                return CloneVm;
        }

        // clone3(2) whose structure strace could not read has a pointer there.
        var text = call.Arguments.Select(a => StraceArguments.Field(a, "flags")).FirstOrDefault(f => f is not null)
            ?? (call.Name == "clone3" ? null : call.Arguments.Count > 0 ? call.Arguments[0] : null);
        return text is not null && (text.Contains("CLONE_", StringComparison.Ordinal) || text.Contains("SIG", StringComparison.Ordinal) || text is [>= '0' and <= '9', ..])
            ? Names(text)
            : null;
    }

    private static int Names(string text) =>
        text.Split('|').Aggregate(0, (set, name) => set | name switch
        {
            "CLONE_VM" => CloneVm,
            "CLONE_FILES" => CloneFiles,
            "CLONE_THREAD" => CloneThread,
            _ => (int)(StraceText.Leading(name) ?? 0),
        });
}
