using System.Runtime.InteropServices;

namespace KernelFlags.Live.Traces;

/// <summary>Writes a trace as the recorder in C writes it, to the byte: keys in the same order, no blanks.</summary>
/// <remarks>Lines collect in <see cref="Text"/> until they are written to a stream or cleared.</remarks>
public sealed class TraceWriter
{
    private readonly TraceBuffer _text = new();

    /// <summary>The lines that were not written yet.</summary>
    public ReadOnlySpan<byte> Text => _text.Written;

    /// <summary>Forgets the lines.</summary>
    public void Clear() => _text.Clear();

    /// <summary>Writes the lines to a stream, and forgets them.</summary>
    /// <param name="stream">The stream.</param>
    public void FlushTo(Stream stream)
    {
        stream.Write(_text.Written);
        _text.Clear();
    }

    /// <summary>Adds the first line.</summary>
    /// <param name="header">The header.</param>
    public void WriteHeader(TraceHeader header)
    {
        _text.Add("{\"trace\":1,\"kernel\":"u8).AddText(header.Kernel).Add(",\"arch\":"u8).AddText(header.Arch);
        _text.Add(",\"page_size\":"u8).AddNumber(header.PageSize).Add(",\"window\":"u8);
        AddRange(header.Window);
        _text.Add(",\"config\":{"u8);
        AddBooleans(header.Config);
        _text.Add(header.Config.Count > 0 ? ",\"max_map_count\":"u8 : "\"max_map_count\":"u8).AddNumber((long)header.MaxMapCount);
        _text.Add(",\"overcommit_memory\":"u8).AddNumber((long)header.OvercommitMemory).Add(",\"pku\":"u8).AddBoolean(header.ProtectionKeys);
        _text.Add(",\"thp\":"u8).AddText(header.Thp).Add(",\"thp_shmem\":"u8).AddText(header.ThpShmem).Add(",\"thp_disabled\":"u8).AddBoolean(header.ThpDisabled);
        if (header.ReadAheadKilobytes is { } readAhead)
        {
            _text.Add(",\"read_ahead_kb\":"u8).AddNumber((long)readAhead);
        }

        _text.Add("},\"probe\":{"u8);
        AddBooleans(header.Probe);
        _text.Add("},\"files\":"u8);
        AddArray<TraceFile>([.. header.Files], AddFile);
        _text.Add(",\"uffd\":"u8);
        AddArray<IReadOnlyList<string>>([.. header.Uffd], AddNames);
        _text.Add(",\"seed\":"u8).AddNumber(header.Seed).Add(",\"mix\":"u8).AddText(header.Mix);
        if (header.HeapStart is { } heap)
        {
            _text.Add(",\"heap\":"u8).AddAddress(heap);
        }

        if (header.PlacementTop is { } top)
        {
            _text.Add(",\"placement\":"u8).AddAddress(top);
        }

        _text.Add("}\n"u8);
    }

    /// <summary>Adds an operation, with its outcome when it has one.</summary>
    /// <param name="operation">The operation.</param>
    public void WriteOperation(TraceOperation operation)
    {
        var call = TraceCalls.Of(operation.Op);
        var next = (byte)'{';
        foreach (var key in call.Line)
        {
            if (key == TraceKeys.Outcome[0])
            {
                break;
            }

            _text.Add(next).Add(key.Text);
            key.Write(_text, operation);
            next = (byte)',';
        }

        if (operation.HasOutcome)
        {
            AddOutcome(operation.Outcome, call.ReturnsAddress);
        }

        _text.Add("}\n"u8);
    }

    /// <summary>Adds an outcome as it stands in an operation, with a comma before it.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="isAddress">Whether it returns an address.</param>
    public void AddOutcome(TraceOutcome outcome, bool isAddress)
    {
        if (outcome.Hang)
        {
            _text.Add(",\"hang\":true"u8);
        }
        else if (outcome.Errno != 0)
        {
            _text.Add(",\"err\":\""u8);
            _ = TraceNames.Errors.NameOf(outcome.Errno) is { } name
                ? _text.AddAscii(name)
                : _text.Add((byte)'E').AddNumber((long)outcome.Errno);
            _text.Add((byte)'"');
        }
        else
        {
            _text.Add(",\"ret\":"u8);
            _ = isAddress ? _text.AddAddress(outcome.Value) : _text.AddNumber(outcome.Value);
        }

        if (outcome.Signal != TraceSignal.None)
        {
            _text.Add(outcome.Signal == TraceSignal.Segv ? ",\"segv\":"u8 : ",\"sigbus\":"u8).AddAddress(outcome.SignalAddress);
        }
    }

    /// <summary>Adds a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    public void WriteSnapshot(TraceSnapshot snapshot)
    {
        AddBeforeVmas(snapshot);
        AddVmas(CollectionsMarshal.AsSpan(snapshot.Vmas));
        AddBehindVmas(snapshot);
    }

    /// <summary>Adds an array of VMAs.</summary>
    /// <param name="vmas">The VMAs.</param>
    public void AddVmas(ReadOnlySpan<TraceVma> vmas) => AddArray(vmas, AddVma);

    /// <summary>Adds what of a snapshot stands before the array of its VMAs.</summary>
    internal void AddBeforeVmas(TraceSnapshot snapshot) =>
        _text.Add("{\"snap\":"u8).AddNumber(snapshot.Number).Add(",\"as\":"u8).AddNumber((long)snapshot.AddressSpace).Add(",\"vmas\":"u8);

    /// <summary>Adds what of a snapshot stands behind the array of its VMAs.</summary>
    internal void AddBehindVmas(TraceSnapshot snapshot)
    {
        if (snapshot.HasGuard)
        {
            _text.Add(",\"guard\":"u8);
            AddRanges(snapshot.Guard);
        }

        _text.Add(",\"present\":"u8);
        AddRanges(snapshot.Present);
        if (snapshot.UffdWriteProtected.Count > 0)
        {
            _text.Add(",\"uffd_wp\":"u8);
            AddRanges(snapshot.UffdWriteProtected);
        }

        _text.Add("}\n"u8);
    }

    /// <summary>Adds a VMA.</summary>
    internal void AddVma(in TraceVma vma)
    {
        _text.Add("{\"start\":"u8).AddAddress(vma.Start).Add(",\"end\":"u8).AddAddress(vma.End);
        _text.Add(",\"perm\":"u8).AddText(vma.Perm).Add(",\"off\":"u8).AddNumber(vma.Offset).Add(",\"file\":"u8);
        _ = vma.File != 0 ? _text.AddNumber((long)vma.File) : _text.Add("null"u8);
        _text.Add(",\"vmflags\":"u8).AddText(vma.VmFlags).Add(",\"name\":"u8).AddText(vma.Name);
        _text.Add(",\"rss\":"u8).AddNumber(vma.Rss).Add(",\"anonymous\":"u8).AddNumber(vma.Anonymous);
        _text.Add(",\"locked\":"u8).AddNumber(vma.Locked);
        if (vma.Huge != 0)
        {
            _text.Add(",\"huge\":"u8).AddNumber(vma.Huge);
        }

        if (vma.ProtectionKey != 0)
        {
            _text.Add(",\"pkey\":"u8).AddNumber((long)vma.ProtectionKey);
        }

        _text.Add((byte)'}');
    }

    /// <summary>A text as a value of JSON.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text in quotes.</returns>
    public static string Quote(string text)
    {
        var buffer = new TraceBuffer();
        return System.Text.Encoding.ASCII.GetString(buffer.AddText(text).Written);
    }

    /// <summary>Adds text that was written before.</summary>
    internal void AddWritten(ReadOnlySpan<byte> text) => _text.Add(text);

    /// <summary>Adds an array of ranges.</summary>
    /// <param name="ranges">The ranges.</param>
    public void AddRanges(List<TraceRange> ranges) => AddArray(CollectionsMarshal.AsSpan(ranges), AddRange);

    private void AddFile(in TraceFile file) =>
        _text.Add("{\"id\":"u8).AddNumber((long)file.Id).Add(",\"kind\":"u8).AddText(file.Kind)
            .Add(",\"mode\":"u8).AddText(file.IsWritable ? "rw" : "r").Add(",\"size\":"u8).AddNumber(file.Size).Add("}"u8);

    private void AddNames(in IReadOnlyList<string> names) => AddArray<string>([.. names], (in name) => _text.AddText(name));

    private void AddRange(in TraceRange range) =>
        _text.Add((byte)'[').AddAddress(range.Start).Add((byte)',').AddAddress(range.End).Add((byte)']');

    private void AddBooleans(IReadOnlyDictionary<string, bool> values)
    {
        var isFirst = true;
        foreach (var (name, value) in values)
        {
            _text.Add(isFirst ? ""u8 : ","u8).AddText(name).Add((byte)':').AddBoolean(value);
            isFirst = false;
        }
    }

    /// <summary>An array of what <paramref name="add"/> adds, item by item.</summary>
    private void AddArray<T>(ReadOnlySpan<T> items, ItemWriter<T> add)
    {
        _text.Add((byte)'[');
        for (var i = 0; i < items.Length; i++)
        {
            _text.Add(i > 0 ? ","u8 : ""u8);
            add(items[i]);
        }

        _text.Add((byte)']');
    }

    private delegate void ItemWriter<T>(in T item);
}
