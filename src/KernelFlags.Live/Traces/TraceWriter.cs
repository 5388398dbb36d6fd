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
        _text.Add(",\"overcommit_memory\":"u8).AddNumber((long)header.OvercommitMemory).Add(",\"pku\":"u8);
        AddBoolean(header.ProtectionKeys);
        _text.Add(",\"thp\":"u8).AddText(header.Thp).Add(",\"thp_shmem\":"u8).AddText(header.ThpShmem).Add(",\"thp_disabled\":"u8);
        AddBoolean(header.ThpDisabled);
        if (header.ReadAheadKilobytes is { } readAhead)
        {
            _text.Add(",\"read_ahead_kb\":"u8).AddNumber((long)readAhead);
        }

        _text.Add("},\"probe\":{"u8);
        AddBooleans(header.Probe);
        _text.Add("},\"files\":["u8);
        for (var i = 0; i < header.Files.Count; i++)
        {
            var file = header.Files[i];
            _text.Add(i > 0 ? ","u8 : ""u8).Add("{\"id\":"u8).AddNumber((long)file.Id).Add(",\"kind\":"u8).AddText(file.Kind);
            _text.Add(",\"mode\":"u8).AddText(file.IsWritable ? "rw" : "r").Add(",\"size\":"u8).AddNumber(file.Size).Add("}"u8);
        }

        _text.Add("],\"uffd\":["u8);
        for (var i = 0; i < header.Uffd.Count; i++)
        {
            _text.Add(i > 0 ? ",["u8 : "["u8);
            for (var j = 0; j < header.Uffd[i].Count; j++)
            {
                _text.Add(j > 0 ? ","u8 : ""u8).AddText(header.Uffd[i][j]);
            }

            _text.Add("]"u8);
        }

        _text.Add("],\"seed\":"u8).AddNumber(header.Seed).Add(",\"mix\":"u8).AddText(header.Mix);
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
        _text.Add("{\"n\":"u8).AddNumber(operation.Number).Add(",\"op\":\""u8).AddAscii(TraceNames.Ops.NameAt((int)operation.Op));
        _text.Add("\",\"as\":"u8).AddNumber((long)operation.AddressSpace);
        if (operation.Op is not (TraceOp.Fork or TraceOp.Exit))
        {
            _text.Add(",\"addr\":"u8).AddAddress(operation.Address);
        }

        if (operation.Op is not (TraceOp.Fork or TraceOp.Exit or TraceOp.Brk))
        {
            _text.Add(operation.Op == TraceOp.Mremap ? ",\"old_len\":"u8 : ",\"len\":"u8).AddNumber(operation.Length);
        }

        AddArguments(operation);
        if (operation.HasOutcome)
        {
            AddOutcome(operation.Outcome, operation.Op.ReturnsAddress());
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
        AddVmas(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(snapshot.Vmas));
        AddBehindVmas(snapshot);
    }

    /// <summary>Adds an array of VMAs.</summary>
    /// <param name="vmas">The VMAs.</param>
    public void AddVmas(ReadOnlySpan<TraceVma> vmas)
    {
        _text.Add((byte)'[');
        for (var i = 0; i < vmas.Length; i++)
        {
            _text.Add(i > 0 ? ","u8 : ""u8);
            AddVma(vmas[i]);
        }

        _text.Add((byte)']');
    }

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
    public void AddRanges(List<TraceRange> ranges)
    {
        _text.Add((byte)'[');
        for (var i = 0; i < ranges.Count; i++)
        {
            _text.Add(i > 0 ? ","u8 : ""u8);
            AddRange(ranges[i]);
        }

        _text.Add((byte)']');
    }

    private void AddRange(TraceRange range) =>
        _text.Add((byte)'[').AddAddress(range.Start).Add((byte)',').AddAddress(range.End).Add((byte)']');

    private void AddArguments(TraceOperation operation)
    {
        switch (operation.Op)
        {
            case TraceOp.Mmap:
                AddProtection(operation.Protection);
                _text.Add(",\"flags\":["u8);
                AddMapFlags(operation.Flags);
                _text.Add("],\"file\":"u8);
                _ = operation.File != 0 ? _text.AddNumber((long)operation.File) : _text.Add("null"u8);
                _text.Add(",\"off\":"u8).AddNumber(operation.Offset);
                break;
            case TraceOp.Mprotect:
                AddProtection(operation.Protection);
                break;
            case TraceOp.Madvise:
                _text.Add(",\"advice\":"u8);
                AddNameOrNumber(SystemCallWords.Madv, operation.Advice);
                break;
            case TraceOp.Mlock2:
                _text.Add(",\"onfault\":"u8);
                AddBoolean(operation.On);
                break;
            case TraceOp.Mremap:
                _text.Add(",\"new_len\":"u8).AddNumber(operation.NewLength).Add(",\"flags\":["u8);
                AddSet(SystemCallWords.Mremap, operation.Flags, isFirst: true);
                _text.Add("],\"new_addr\":"u8);
                _ = operation.NewAddress is { } address ? _text.AddAddress(address) : _text.Add("null"u8);
                break;
            case TraceOp.Name:
                _text.Add(",\"name\":"u8).AddText(operation.Name);
                break;
            case TraceOp.UffdRegister:
                _text.Add(",\"mode\":["u8);
                AddSet(SystemCallWords.UffdMode, operation.Mode, isFirst: true);
                _text.Add("],\"ctx\":"u8).AddNumber((long)operation.Context);
                break;
            case TraceOp.UffdUnregister:
                _text.Add(",\"ctx\":"u8).AddNumber((long)operation.Context);
                break;
            case TraceOp.UffdWriteProtect:
                _text.Add(",\"on\":"u8);
                AddBoolean(operation.On);
                _text.Add(",\"ctx\":"u8).AddNumber((long)operation.Context);
                break;
            case TraceOp.Touch:
                _text.Add(operation.On ? ",\"access\":\"w\""u8 : ",\"access\":\"r\""u8);
                break;
            case TraceOp.Fork:
                _text.Add(",\"child\":"u8).AddNumber((long)operation.Child);
                break;
            case TraceOp.Mbind:
                _text.Add(",\"mode\":"u8);
                AddNameOrNumber(TraceNames.Policies, operation.Mode);
                _text.Add(",\"nodes\":"u8).AddNumber(operation.Nodes).Add(",\"flags\":["u8);
                AddSet(TraceNames.PolicyBits, operation.Flags, isFirst: true);
                _text.Add((byte)']');
                break;
        }
    }

    private void AddProtection(int protection)
    {
        _text.Add(",\"prot\":\""u8);
        var rights = (Protection)protection;
        _text.Add((rights & Protection.Read) != 0 ? "r"u8 : ""u8).Add((rights & Protection.Write) != 0 ? "w"u8 : ""u8);
        _text.Add((rights & Protection.Exec) != 0 ? "x"u8 : ""u8).Add((byte)'"');
    }

    private void AddMapFlags(int flags)
    {
        const int TypeMask = (int)MapFlags.TypeMask;
        var type = SystemCallWords.MapType.NameOf(flags & TypeMask);
        if (type is not null)
        {
            _text.AddText(type);
        }

        AddSet(SystemCallWords.Map, type is null ? flags : flags & ~TypeMask, isFirst: type is null);
    }

    /// <summary>The names of bits; bits without a name as one number.</summary>
    private void AddSet(NameTable names, int set, bool isFirst)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if ((set & names.ValueAt(i)) != 0)
            {
                _text.Add(isFirst ? ""u8 : ","u8).AddText(names.NameAt(i));
                set &= ~names.ValueAt(i);
                isFirst = false;
            }
        }

        if (set != 0)
        {
            _text.Add(isFirst ? ""u8 : ","u8).AddNumber((ulong)(uint)set);
        }
    }

    private void AddNameOrNumber(NameTable names, int value) =>
        _ = names.NameOf(value) is { } name ? _text.AddText(name) : _text.AddNumber((long)value);

    private void AddBooleans(IReadOnlyDictionary<string, bool> values)
    {
        var isFirst = true;
        foreach (var (name, value) in values)
        {
            _text.Add(isFirst ? ""u8 : ","u8).AddText(name).Add((byte)':');
            AddBoolean(value);
            isFirst = false;
        }
    }

    private void AddBoolean(bool value) => _text.Add(value ? "true"u8 : "false"u8);
}
