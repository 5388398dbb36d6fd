using System.Security.Cryptography;
using System.Text;
using KernelFlags.Live.Input;
using KernelFlags.Live.Maps;
using KernelFlags.Live.Replay;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>
/// Replays a log of strace(1): the calls of its first process, its threads and its children, each in the memory that it shares or has of its
/// own. Placement is the log's; whether a call fails is the engine's to say. No log tells which pages were written.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public sealed class StraceReplayer<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private const int HashDigits = 16;

    private readonly KernelCapabilities _capabilities;
    private readonly Dictionary<int, ProcessMemory<TFlags>> _processes = [];

    /// <summary>Calls of processes whose birth the log tells later than their first calls.</summary>
    private readonly Dictionary<int, List<StraceCall>> _early = [];

    private readonly List<StraceCall> _calls = [];
    private readonly List<TraceMismatch> _mismatches = [];
    private readonly List<TraceSkip> _skipped = [];
    private IReadOnlyList<MapsEntry>? _from;
    private long _made;
    private long _unknown;

    /// <summary>A replay.</summary>
    /// <param name="log">The log.</param>
    /// <param name="capabilities">What the kernel does.</param>
    /// <param name="from">The first process's maps when it begins, or just after its execve(2); null when they are not known.</param>
    /// <exception cref="InputException">A line is none that strace writes.</exception>
    public StraceReplayer(StraceReader log, KernelCapabilities capabilities, IReadOnlyList<MapsEntry>? from)
    {
        ArgumentNullException.ThrowIfNull(log);
        (_capabilities, _from) = (capabilities, from);
        while (log.Read() is { } call)
        {
            _calls.Add(call);
        }
    }

    /// <summary>Replays the log to its end.</summary>
    /// <param name="to">The first process's maps at the end; null when nothing is compared.</param>
    /// <returns>What came of it.</returns>
    public StraceReport Run(IReadOnlyList<MapsEntry>? to)
    {
        var first = _calls.Count > 0 ? _calls[0].Process : 0;
        if (_calls.Count == 0 || !IsExec(_calls[0]))
        {
            _processes[first] = Begin(first, 0);
        }

        for (var i = 0; i < _calls.Count; i++)
        {
            if (IsExec(_calls[i]) && _calls[i].Error is null)
            {
                _processes[_calls[i].Process] = Begin(_calls[i].Process, i + 1);
            }
            else
            {
                Take(_calls[i]);
            }
        }

        var memory = _processes[first];
        var comparison = to is null ? null : new MapsComparison<TFlags>(memory, to);
        var differences = comparison?.Compare(_made, _calls.Count > 0 ? _calls[^1].Line : 0) ?? [];
        _mismatches.AddRange(differences.Take(Math.Max(0, TraceReplayer.MaxMismatches - _mismatches.Count)));
        return new(
            _made,
            _unknown,
            new TraceReport(_made, to is null ? 0 : 1, Hash(memory.Space), _mismatches, _skipped),
            comparison?.Borders ?? []);
    }

    private static bool IsExec(StraceCall call) => call.Name is "execve" or "execveat";

    /// <summary>Memory that a program begins with. The heap's start is what the first brk(2) returns.</summary>
    private ProcessMemory<TFlags> Begin(int process, int next)
    {
        var brk = _calls.Skip(next).FirstOrDefault(c => c.Process == process && c.Name == "brk")?.Value ?? 0;
        var memory = new ProcessMemory<TFlags>(_capabilities, _from, brk);
        _from = null;
        return memory;
    }

    private void Take(StraceCall call)
    {
        if (!_processes.TryGetValue(call.Process, out var memory))
        {
            if (!_early.TryGetValue(call.Process, out var early))
            {
                _early.Add(call.Process, early = []);
            }

            early.Add(call);
            return;
        }

        if (call.Name is "clone" or "clone3" or "fork" or "vfork")
        {
            GiveBirth(call, memory);
        }
        else if (StraceOperation<TFlags>.Of(call, memory) is { } operation)
        {
            Do(call, operation);
        }
    }

    private void GiveBirth(StraceCall call, ProcessMemory<TFlags> memory)
    {
        if (call.Value is not { } child)
        {
            return;
        }

        var shares = call.Name == "vfork" || call.Arguments.Any(a => a.Contains("CLONE_VM", StringComparison.Ordinal));
        _processes[(int)child] = shares ? memory : memory.Fork();
        _early.Remove((int)child, out var early);
        foreach (var waiting in early ?? [])
        {
            Take(waiting);
        }
    }

    private void Do(StraceCall call, StraceOperation<TFlags> operation)
    {
        if (operation.IsUnknown)
        {
            _unknown++;
            return;
        }

        _made++;
        if (operation.Why is { } why)
        {
            _skipped.Add(new(_made, $"{call.Name}, line {call.Line}: {why}"));
            return;
        }

        var result = operation.Make!();
        var (expected, actual) = (Text(call.Error, call.Value), Text(result.Error == Errno.None ? null : result.Error.ToString(), result.Value));
        if (expected != actual && _mismatches.Count < TraceReplayer.MaxMismatches)
        {
            _mismatches.Add(new(_made, call.Line, "outcome", expected, actual));
        }
    }

    private static string Text(string? error, ulong? value) => error is not null ? $"\"{error}\"" : $"\"0x{value ?? 0:x}\"";

    private static string Hash(AddressSpace<TFlags> space)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var vma in space)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{vma.Start:x}-{vma.End:x} {vma.Flags:X} {vma.PageOffset:x} {vma.File?.Name}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }
}
