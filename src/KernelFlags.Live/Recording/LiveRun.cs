using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Recording;

/// <summary>Operations on the running kernel, one after the other, with what each address space looks like after its last one.</summary>
internal sealed class LiveRun(LiveTarget target)
{
    private readonly List<SpaceView> _spaces = [new()];
    private readonly List<SpaceView> _shown = [];

    /// <summary>The address spaces, by number.</summary>
    public IReadOnlyList<SpaceView> Spaces => _spaces;

    /// <summary>Those that were looked at after the last operation.</summary>
    public IReadOnlyList<SpaceView> Shown => _shown;

    /// <summary>How many operations were done.</summary>
    public long Operations { get; private set; }

    /// <summary>Does an operation, numbers it and fills in what came of it.</summary>
    /// <param name="operation">The operation, of an address space that is alive.</param>
    public void Do(TraceOperation operation)
    {
        operation.Number = ++Operations;
        target.Apply(operation, out var outcome);
        operation.HasOutcome = true;
        operation.Outcome = outcome;
        _shown.Clear();
        if (operation.Op == TraceOp.Exit || outcome.Hang)
        {
            _spaces[operation.AddressSpace].IsAlive = false;
            return;
        }

        Show(operation.AddressSpace);
        if (operation.Op == TraceOp.Fork && outcome.Errno == 0)
        {
            _spaces.Add(new SpaceView());
            Show(operation.Child);
        }
    }

    private void Show(int addressSpace)
    {
        var space = _spaces[addressSpace];
        space.Last.Clear();
        space.Last.Number = Operations;
        space.Last.AddressSpace = addressSpace;
        target.Snapshot(addressSpace, space.Last);
        _shown.Add(space);
    }
}
