using KernelFlags.Proc.Input;

namespace KernelFlags.Live.Traces;

/// <summary>What a line of a trace holds.</summary>
public enum TraceLineKind
{
    /// <summary>No line is left.</summary>
    End,

    /// <summary>An operation.</summary>
    Operation,

    /// <summary>A snapshot.</summary>
    Snapshot,
}

/// <summary>Reads a trace line by line, in bounded memory: JSON Lines, also packed by gzip.</summary>
/// <remarks>Unknown keys are ignored. An unknown operation or version is an error that names its line.</remarks>
public sealed class TraceReader : IDisposable
{
    private readonly InputLineReader _lines;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The trace; closed with the reader.</param>
    /// <param name="isScript">Whether the header may be missing or hold only some keys, and operations may be without number and outcome.</param>
    /// <exception cref="InputException">It is no trace, or one of another version.</exception>
    public TraceReader(Stream stream, bool isScript = false)
    {
        _lines = new InputLineReader(stream);
        IsScript = isScript;
        if (!_lines.TryRead(out var line))
        {
            Header = isScript ? DefaultHeader : throw new InputException(InputException.Malformed, 1, 1, "the file is empty; a trace starts with its header");
            return;
        }

        Header = TraceHeaderParser.Parse(line, _lines.Line, isScript, out var isHeader);
        HasPending = !isHeader;
    }

    /// <summary>What a script that says nothing of them gets: a window of 512 pages.</summary>
    public static TraceHeader DefaultHeader { get; } = new() { Kernel = "", Window = new(0x100000000000, 0x100000200000), ThpDisabled = true };

    /// <summary>The first line.</summary>
    public TraceHeader Header { get; }

    /// <summary>Whether a script is read rather than a trace.</summary>
    public bool IsScript { get; }

    /// <summary>The number of the line that was read last.</summary>
    public long Line => _lines.Line;

    /// <summary>The operation that was read last.</summary>
    public TraceOperation Operation { get; } = new();

    /// <summary>The number of the operation that the snapshot read last follows.</summary>
    public long SnapshotNumber { get; private set; }

    /// <summary>The address space of the snapshot read last.</summary>
    public int SnapshotAddressSpace { get; private set; }

    /// <summary>The text of the line read last; valid until the next one is read.</summary>
    public ReadOnlySpan<byte> Text => _lines.Text;

    private bool HasPending { get; set; }

    /// <summary>Reads the next line. Of a snapshot only its number and address space are read.</summary>
    /// <returns>What it holds.</returns>
    /// <exception cref="InputException">The line is neither an operation nor a snapshot.</exception>
    public TraceLineKind Read()
    {
        if (HasPending)
        {
            HasPending = false;
        }
        else if (!_lines.TryRead(out _))
        {
            return TraceLineKind.End;
        }

        var text = Text;
        if (text.StartsWith("{\"n\":"u8) || !TraceSnapshotParser.TryReadPlace(text, Line, out var number, out var addressSpace))
        {
            Operation.Clear();
            TraceOperationParser.Parse(text, Line, Operation, IsScript);
            return TraceLineKind.Operation;
        }

        SnapshotNumber = number;
        SnapshotAddressSpace = addressSpace;
        return TraceLineKind.Snapshot;
    }

    /// <summary>Reads the whole of the snapshot that was read last.</summary>
    /// <param name="snapshot">What is filled.</param>
    /// <exception cref="InputException">A value is missing or none.</exception>
    public void ReadSnapshot(TraceSnapshot snapshot) => TraceSnapshotParser.Parse(Text, Line, snapshot);

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
