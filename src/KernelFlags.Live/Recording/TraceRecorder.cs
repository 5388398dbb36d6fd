using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;

namespace KernelFlags.Live.Recording;

/// <summary>Records a trace: each operation that is done to the running kernel, and what its address space looks like then.</summary>
public sealed class TraceRecorder
{
    private readonly LiveRun _run;
    private readonly Stream _output;
    private readonly TraceWriter _text = new();

    /// <summary>A recorder; the header is written at once.</summary>
    /// <param name="target">The running kernel.</param>
    /// <param name="header">The first line.</param>
    /// <param name="output">Where the trace goes.</param>
    public TraceRecorder(LiveTarget target, TraceHeader header, Stream output)
    {
        (_run, _output, Header) = (new LiveRun(target), output, header);
        _text.WriteHeader(header);
    }

    /// <summary>The first line.</summary>
    public TraceHeader Header { get; }

    /// <summary>How many operations were done.</summary>
    public long Operations => _run.Operations;

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
        var generator = new OperationGenerator(mix, seed, Header, _run.Spaces);
        var operation = new TraceOperation();
        while (_run.Operations < count && !cancel.IsCancellationRequested)
        {
            generator.Next(operation);
            var before = _run.Spaces[operation.AddressSpace].At(operation.Address);
            Do(operation);
            generator.Done(operation, operation.Outcome, before);
        }

        _text.FlushTo(_output);
    }

    /// <summary>Records the operations of a script; a whole trace will do. Those of an address space that has ended are passed over.</summary>
    /// <param name="script">The script, its header read.</param>
    /// <param name="cancel">Ends it after the operation that runs.</param>
    /// <exception cref="InputException">A line is broken, or is about an address space that there is not.</exception>
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
            if (operation.AddressSpace < 0 || operation.AddressSpace >= _run.Spaces.Count)
            {
                throw new InputException(
                    InputException.Malformed, script.Line, 1, $"there is no address space {operation.AddressSpace}; a fork before makes one");
            }

            if (_run.Spaces[operation.AddressSpace].IsAlive)
            {
                operation.Child = _run.Spaces.Count;
                Do(operation);
            }
        }

        _text.FlushTo(_output);
    }

    private void Do(TraceOperation operation)
    {
        const int EnoughToWrite = 1 << 16;
        _run.Do(operation);
        _text.WriteOperation(operation);
        foreach (var space in _run.Shown)
        {
            _text.WriteSnapshot(space.Last);
        }

        if (_text.Text.Length > EnoughToWrite)
        {
            _text.FlushTo(_output);
        }
    }
}
