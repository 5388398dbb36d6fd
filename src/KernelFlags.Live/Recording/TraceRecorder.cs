using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Recording;

/// <summary>Records a trace: each operation that is done to the running kernel, and what its address space looks like then.</summary>
public sealed class TraceRecorder
{
    private readonly LiveTarget _target;
    private readonly Stream _output;
    private readonly TraceWriter _text = new();
    private readonly List<SpaceView> _spaces = [new()];
    private long _number;

    /// <summary>A recorder; the header is written at once.</summary>
    /// <param name="target">The running kernel.</param>
    /// <param name="header">The first line.</param>
    /// <param name="output">Where the trace goes.</param>
    public TraceRecorder(LiveTarget target, TraceHeader header, Stream output)
    {
        (_target, _output, Header) = (target, output, header);
        _text.WriteHeader(header);
    }

    /// <summary>The first line.</summary>
    public TraceHeader Header { get; }

    /// <summary>How many operations were done.</summary>
    public long Operations => _number;

    /// <summary>Where a mix works: its window, and in an odd run a page table's border in the middle of it.</summary>
    /// <param name="mix">The mix.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="folder">The folder of the files.</param>
    /// <returns>The options.</returns>
    public static LiveOptions OptionsOf(OperationMix mix, long seed, string folder)
    {
        const ulong PageSize = 4096;
        const ulong TableSize = 2 << 20;
        ArgumentNullException.ThrowIfNull(mix);
        var length = (ulong)mix.Pages * PageSize;
        var start = TraceReader.DefaultHeader.Window.Start + (!mix.IsHuge && seed % 2 != 0 ? TableSize - (length / 2) : 0);
        var window = new TraceRange(start, start + length);
        return new LiveOptions
        {
            Window = window,
            FileSize = LiveOptions.FileSizeOf(window),
            Folder = folder,
            HugePagesDisabled = !mix.IsHuge,
            HeapStart = mix[OperationKind.Break] > 0 ? start + ((ulong)mix.Pages / 3 * PageSize) : null,
        };
    }

    /// <summary>Records operations that are drawn.</summary>
    /// <param name="mix">What is drawn how often.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancel">Ends it after the operation that runs.</param>
    public void Draw(OperationMix mix, long seed, long count, CancellationToken cancel)
    {
        var generator = new OperationGenerator(mix, seed, Header, _spaces);
        var operation = new TraceOperation();
        while (_number < count && !cancel.IsCancellationRequested)
        {
            generator.Next(operation);
            var before = _spaces[operation.AddressSpace].At(operation.Address);
            Do(operation);
            generator.Done(operation, operation.Outcome, before);
        }

        _text.FlushTo(_output);
    }

    /// <summary>Records the operations of a script; a whole trace will do. Those of an address space that has ended are passed over.</summary>
    /// <param name="script">The script, its header read.</param>
    /// <param name="cancel">Ends it after the operation that runs.</param>
    /// <exception cref="Input.InputException">A line is broken, or is about an address space that there is not.</exception>
    public void Play(TraceReader script, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(script);
        while (!cancel.IsCancellationRequested && script.Read() is not TraceLineKind.End and var kind)
        {
            if (kind == TraceLineKind.Snapshot)
            {
                continue;
            }

            var operation = script.Operation;
            if (operation.AddressSpace < 0 || operation.AddressSpace >= _spaces.Count)
            {
                throw new Input.InputException(
                    Input.InputException.Malformed, script.Line, 1, $"there is no address space {operation.AddressSpace}; a fork before makes one");
            }

            if (_spaces[operation.AddressSpace].IsAlive)
            {
                operation.Child = _spaces.Count;
                Do(operation);
            }
        }

        _text.FlushTo(_output);
    }

    private void Do(TraceOperation operation)
    {
        const int EnoughToWrite = 1 << 16;
        operation.Number = ++_number;
        operation.HasOutcome = true;
        _target.Apply(operation, out var outcome);
        operation.Outcome = outcome;
        _text.WriteOperation(operation);
        if (operation.Op == TraceOp.Exit || outcome.Hang)
        {
            _spaces[operation.AddressSpace].IsAlive = false;
        }
        else
        {
            Show(operation.AddressSpace);
            if (operation.Op == TraceOp.Fork && outcome.Errno == 0)
            {
                _spaces.Add(new SpaceView());
                Show(operation.Child);
            }
        }

        if (_text.Text.Length > EnoughToWrite)
        {
            _text.FlushTo(_output);
        }
    }

    private void Show(int addressSpace)
    {
        var snapshot = _spaces[addressSpace].Last;
        snapshot.Clear();
        snapshot.Number = _number;
        snapshot.AddressSpace = addressSpace;
        _target.Snapshot(addressSpace, snapshot);
        _text.WriteSnapshot(snapshot);
    }
}
