using System.Text;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;

namespace KernelFlags.Live.Replay;

/// <summary>
/// Does the operations of a trace and compares each outcome and snapshot. What the address spaces look like comes from the operations
/// alone: nothing is taken from a snapshot. A line that is missing shows: operations are numbered without a gap, and each has its snapshots.
/// </summary>
public sealed class TraceReplayer
{
    /// <summary>How many mismatches of one trace are kept; after one, others tend to follow from it.</summary>
    public const int MaxMismatches = 50;

    private readonly TraceReader _reader;
    private readonly ITraceTarget _target;
    private readonly TraceComparison _comparison;
    private readonly bool _ignoreSnapshots;
    private readonly SnapshotComparer _snapshots;
    private readonly List<TraceMismatch> _mismatches = [];
    private readonly List<TraceSkip> _skipped = [];
    private readonly List<bool> _isAlive = [true];
    private readonly TraceWriter _text = new();

    /// <summary>The address spaces whose snapshots are still to follow the last operation.</summary>
    private readonly List<int> _awaited = [];

    private long _operations;
    private long _number;
    private long _compared;

    /// <summary>A replay.</summary>
    /// <param name="reader">The trace, its header read.</param>
    /// <param name="target">What the operations are done to: one empty address space, number 0.</param>
    /// <param name="comparison">What of a snapshot is compared.</param>
    /// <param name="ignoreSnapshots">Whether snapshots are passed over.</param>
    public TraceReplayer(TraceReader reader, ITraceTarget target, TraceComparison comparison = TraceComparison.All, bool ignoreSnapshots = false)
    {
        (_reader, _target, _comparison, _ignoreSnapshots) = (reader, target, comparison, ignoreSnapshots);
        _snapshots = new SnapshotComparer(target);
    }

    /// <summary>Replays the trace to its end.</summary>
    /// <returns>What came of it.</returns>
    /// <exception cref="InputException">A line is broken.</exception>
    public TraceReport Run()
    {
        while (true)
        {
            switch (_reader.Read())
            {
                case TraceLineKind.Operation:
                    ExpectNoSnapshot();
                    Do(_reader.Operation);
                    break;
                case TraceLineKind.Snapshot:
                    Compare();
                    break;
                default:
                    ExpectNoSnapshot();
                    var alive = Enumerable.Range(0, _isAlive.Count).Where(i => _isAlive[i]);
                    return new TraceReport(_operations, _compared, _snapshots.Hash(alive), _mismatches, _skipped);
            }
        }
    }

    private void Do(TraceOperation operation)
    {
        if (operation.Number != _number + 1)
        {
            Add("outcome", TraceWriter.Quote($"operation {_number + 1}"), TraceWriter.Quote($"operation {operation.Number}: a line is missing, or a number was changed"));
        }

        _number = operation.Number;
        if (!IsAlive(operation.AddressSpace))
        {
            Add("outcome", Outcome(operation, operation.Outcome), TraceWriter.Quote($"there is no address space {operation.AddressSpace}"));
            return;
        }

        if (operation.Op == TraceOp.Fork && operation.Child != _isAlive.Count)
        {
            Add("outcome", TraceWriter.Quote($"child {operation.Child}"), TraceWriter.Quote($"child {_isAlive.Count}: the next number that is unused"));
            return;
        }

        if (_target.Apply(operation, out var outcome) is { } why)
        {
            _skipped.Add(new(operation.Number, why));
            outcome = operation.Outcome;
        }

        _operations++;
        if (outcome != operation.Outcome)
        {
            Add("outcome", Outcome(operation, operation.Outcome), Outcome(operation, outcome));
        }

        Await(operation, outcome);
    }

    private void Await(TraceOperation operation, TraceOutcome outcome)
    {
        if (operation.Op == TraceOp.Exit || outcome.Hang)
        {
            _isAlive[operation.AddressSpace] = false;
            return;
        }

        var hasForked = operation.Op == TraceOp.Fork && outcome.Errno == 0;
        if (hasForked)
        {
            _isAlive.Add(true);
        }

        if (!_ignoreSnapshots)
        {
            _awaited.Add(operation.AddressSpace);
            if (hasForked)
            {
                _awaited.Add(operation.Child);
            }
        }
    }

    private void Compare()
    {
        if (_ignoreSnapshots)
        {
            return;
        }

        var addressSpace = _reader.SnapshotAddressSpace;
        if (_reader.SnapshotNumber != _number || _awaited.Count == 0 || _awaited[0] != addressSpace)
        {
            Add("vmas", TraceWriter.Quote($"the snapshot of address space {addressSpace} after operation {_reader.SnapshotNumber}"), TraceWriter.Quote(Awaited()));
            _awaited.Clear();
            return;
        }

        _awaited.RemoveAt(0);
        _compared++;
        foreach (var (kind, expected, actual) in _snapshots.Compare(_reader, _comparison))
        {
            Add(kind, expected, actual);
        }
    }

    private void ExpectNoSnapshot()
    {
        if (_awaited.Count > 0)
        {
            Add("vmas", "null", TraceWriter.Quote(Awaited() + ", which is missing"));
            _awaited.Clear();
        }
    }

    private string Awaited() => _awaited.Count == 0
        ? $"no snapshot follows here; operation {_number + 1} does"
        : $"the snapshot of address space {_awaited[0]} after operation {_number} follows here";

    private bool IsAlive(int addressSpace) => addressSpace < _isAlive.Count && _isAlive[addressSpace];

    private void Add(string kind, string expected, string actual)
    {
        if (_mismatches.Count < MaxMismatches)
        {
            var operation = _reader.Operation.Number == _number ? OperationWords.Of(_reader.Operation, _reader.Header.PageSize) : null;
            _mismatches.Add(new(_number, _reader.Line, kind, expected, actual) { Operation = operation });
        }
    }

    /// <summary>An outcome as an object of its own.</summary>
    private string Outcome(TraceOperation operation, TraceOutcome outcome)
    {
        _text.Clear();
        _text.AddOutcome(outcome, TraceCalls.Of(operation.Op).ReturnsAddress);
        return "{" + Encoding.UTF8.GetString(_text.Text[1..]) + "}";
    }
}
