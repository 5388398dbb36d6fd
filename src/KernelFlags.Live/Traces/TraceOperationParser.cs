using KernelFlags.Live.Input;

namespace KernelFlags.Live.Traces;

/// <summary>Reads the line of an operation.</summary>
internal static class TraceOperationParser
{
    /// <summary>The keys, in the order in which the recorder writes those of any operation: what comes next can be guessed.</summary>
    [Flags]
    private enum Key
    {
        None = 0,
        Number = 1 << 0,
        Op = 1 << 1,
        AddressSpace = 1 << 2,
        Address = 1 << 3,
        Length = 1 << 4,
        OldLength = 1 << 5,
        NewLength = 1 << 6,
        Protection = 1 << 7,
        Mode = 1 << 8,
        Nodes = 1 << 9,
        Flags = 1 << 10,
        File = 1 << 11,
        Offset = 1 << 12,
        NewAddress = 1 << 13,
        Advice = 1 << 14,
        OnFault = 1 << 15,
        Name = 1 << 16,
        On = 1 << 17,
        Context = 1 << 18,
        Access = 1 << 19,
        Child = 1 << 20,
        Return = 1 << 21,
        Error = 1 << 22,
        Hang = 1 << 23,
        Segv = 1 << 24,
        Sigbus = 1 << 25,
        Place = Number | Op | AddressSpace,
        Range = Address | Length,
        Outcome = Return | Error | Hang,
    }

    private static readonly NameTable KeyNames = new(
        "n", "op", "as", "addr", "len", "old_len", "new_len", "prot", "mode", "nodes", "flags", "file", "off", "new_addr", "advice", "onfault",
        "name", "on", "ctx", "access", "child", "ret", "err", "hang", "segv", "sigbus");

    /// <summary>The keys as they stand in a line.</summary>
    private static readonly byte[][] KeyTexts = [.. KeyNames.Names.Select(name => System.Text.Encoding.ASCII.GetBytes($"\"{name}\":"))];

    /// <summary>The keys that each operation has, in the order of <see cref="TraceOp"/>.</summary>
    private static readonly Key[] KeysOf =
    [
        Key.Range | Key.Protection | Key.Flags | Key.File | Key.Offset,
        Key.Range,
        Key.Range | Key.Protection,
        Key.Range | Key.Advice,
        Key.Range,
        Key.Range | Key.OnFault,
        Key.Range,
        Key.Range,
        Key.Address | Key.OldLength | Key.NewLength | Key.Flags | Key.NewAddress,
        Key.Range | Key.Name,
        Key.Range | Key.Mode | Key.Context,
        Key.Range | Key.Context,
        Key.Range | Key.On | Key.Context,
        Key.Range | Key.Access,
        Key.Child,
        Key.None,
        Key.Address,
        Key.Range | Key.Mode | Key.Nodes | Key.Flags,
    ];

    public static void Parse(ReadOnlySpan<byte> text, long line, TraceOperation operation, bool isScript)
    {
        var json = new JsonCursor(text, line);
        json.BeginObject();
        var first = true;
        var (seen, expected) = (Key.None, Key.Place);
        while (NextKey(ref json, ref first, expected & ~seen, out var row))
        {
            if (row < 0)
            {
                json.SkipValue();
                continue;
            }

            var key = (Key)(1 << row);
            if (key is Key.Flags or Key.Mode && (seen & Key.Op) == 0)
            {
                operation.Op = FindOp(text, line);
            }

            seen = (seen & key) == 0 ? seen | key : throw json.Wrong($"\"{KeyNames.NameAt(row)}\" is there twice; leave one out");
            ReadValue(ref json, key, operation);
            if (key == Key.Op)
            {
                expected = Key.Place | KeysOf[(int)operation.Op] | Key.Return;
            }
        }

        json.End();
        Check(json, seen, operation, isScript);
    }

    /// <summary>The row of the next key, negative for one that is not known: that of the first expected one where the recorder wrote the line.</summary>
    private static bool NextKey(ref JsonCursor json, ref bool first, Key expected, out int row)
    {
        row = System.Numerics.BitOperations.TrailingZeroCount((int)expected);
        if (expected != Key.None && json.TryTakeKey(KeyTexts[row], ref first))
        {
            return true;
        }

        row = -1;
        if (!json.NextKey(ref first, out var name))
        {
            return false;
        }

        if (KeyNames.TryGetValue(name, out var known))
        {
            row = known;
        }

        return true;
    }

    private static void Check(JsonCursor json, Key seen, TraceOperation operation, bool isScript)
    {
        if ((seen & Key.Op) == 0)
        {
            throw json.WrongAt(0, "the line is neither an operation (\"op\") nor a snapshot (\"snap\")");
        }

        var needed = KeysOf[(int)operation.Op] | (isScript ? Key.None : Key.Number | Key.AddressSpace);
        if ((needed & ~seen) is not Key.None and var missing)
        {
            var row = System.Numerics.BitOperations.TrailingZeroCount((int)missing);
            throw json.WrongAt(0, $"\"{KeyNames.NameAt(row)}\" is missing; {TraceNames.Ops.NameAt((int)operation.Op)} needs it");
        }

        operation.HasOutcome = (seen & Key.Outcome) != 0;
        if (!isScript && !operation.HasOutcome)
        {
            throw json.WrongAt(0, "the outcome is missing: \"ret\", \"err\" or \"hang\"");
        }
    }

    private static TraceOp FindOp(ReadOnlySpan<byte> text, long line)
    {
        var json = new JsonCursor(text, line);
        json.BeginObject();
        var first = true;
        while (json.NextKey(ref first, out var name))
        {
            if (name.SequenceEqual("op"u8))
            {
                return ReadOp(ref json);
            }

            json.SkipValue();
        }

        throw json.WrongAt(0, "the line is neither an operation (\"op\") nor a snapshot (\"snap\")");
    }

    private static TraceOp ReadOp(ref JsonCursor json)
    {
        var at = json.Position;
        var name = json.ReadString();
        return TraceNames.Ops.TryGetValue(name, out var op)
            ? (TraceOp)op
            : throw json.WrongAt(
                at,
                $"no operation \"{JsonCursor.Printable(name)}\" is known; known are {string.Join(", ", TraceNames.Ops.Names)}",
                InputException.UnknownOperation);
    }

    private static void ReadValue(ref JsonCursor json, Key key, TraceOperation operation)
    {
        switch (key)
        {
            case Key.Number:
                operation.Number = (long)Math.Min(json.ReadUInt64(), long.MaxValue);
                break;
            case Key.Op:
                operation.Op = ReadOp(ref json);
                break;
            case Key.AddressSpace:
                operation.AddressSpace = json.ReadInt32();
                break;
            case Key.Address:
                operation.Address = json.ReadAddress();
                break;
            case Key.Length or Key.OldLength:
                operation.Length = json.ReadUInt64();
                break;
            case Key.Protection:
                operation.Protection = ReadProtection(ref json);
                break;
            case Key.Flags:
                operation.Flags = ReadFlags(ref json, operation.Op);
                break;
            case Key.File:
                operation.File = json.TryReadNull() ? 0 : json.ReadInt32();
                break;
            case Key.Offset:
                operation.Offset = json.ReadUInt64();
                break;
            case Key.Advice:
                operation.Advice = ReadNameOrNumber(ref json, SystemCallWords.Madv, "advice");
                break;
            case Key.OnFault or Key.On:
                operation.On = json.ReadBoolean();
                break;
            case Key.NewLength:
                operation.NewLength = json.ReadUInt64();
                break;
            case Key.NewAddress:
                operation.NewAddress = json.TryReadNull() ? null : json.ReadAddress();
                break;
            case Key.Name:
                operation.Name = json.ReadTextOrNull();
                break;
            case Key.Mode:
                operation.Mode = operation.Op == TraceOp.Mbind
                    ? ReadNameOrNumber(ref json, TraceNames.Policies, "policy")
                    : ReadSet(ref json, SystemCallWords.UffdMode, "mode");
                break;
            case Key.Nodes:
                operation.Nodes = json.ReadUInt64();
                break;
            case Key.Context:
                operation.Context = json.ReadInt32();
                break;
            case Key.Access:
                operation.On = ReadAccess(ref json);
                break;
            case Key.Child:
                operation.Child = json.ReadInt32();
                break;
            default:
                ReadOutcome(ref json, key, operation);
                break;
        }
    }

    private static void ReadOutcome(ref JsonCursor json, Key key, TraceOperation operation)
    {
        var outcome = operation.Outcome;
        operation.Outcome = key switch
        {
            Key.Return => outcome with { Value = json.Peek() == '"' ? json.ReadAddress() : json.ReadUInt64() },
            Key.Error => outcome with { Errno = ReadError(ref json) },
            Key.Hang => outcome with { Hang = json.ReadBoolean() },
            Key.Segv => outcome with { Signal = TraceSignal.Segv, SignalAddress = json.ReadAddress() },
            _ => outcome with { Signal = TraceSignal.Sigbus, SignalAddress = json.ReadAddress() },
        };
    }

    private static int ReadProtection(ref JsonCursor json)
    {
        var at = json.Position;
        var protection = Protection.None;
        foreach (var letter in json.ReadString())
        {
            protection |= letter switch
            {
                (byte)'r' => Protection.Read,
                (byte)'w' => Protection.Write,
                (byte)'x' => Protection.Exec,
                _ => throw json.WrongAt(at, "\"prot\" holds letters of rwx, or is empty"),
            };
        }

        return (int)protection;
    }

    private static bool ReadAccess(ref JsonCursor json)
    {
        var at = json.Position;
        var access = json.ReadString();
        return access.SequenceEqual("w"u8) || (access.SequenceEqual("r"u8) ? false : throw json.WrongAt(at, "\"access\" is \"r\" or \"w\""));
    }

    private static int ReadError(ref JsonCursor json)
    {
        var at = json.Position;
        var name = json.ReadString();
        if (TraceNames.Errors.TryGetValue(name, out var errno)
            || (name.Length > 1 && name[0] == 'E'
                && System.Buffers.Text.Utf8Parser.TryParse(name[1..], out errno, out var used) && used == name.Length - 1 && errno > 0))
        {
            return errno;
        }

        throw json.WrongAt(at, $"no error \"{JsonCursor.Printable(name)}\" is known; an error is a name like \"ENOMEM\", or \"E\" and its number");
    }

    private static int ReadFlags(ref JsonCursor json, TraceOp op) => op switch
    {
        TraceOp.Mremap => ReadSet(ref json, SystemCallWords.Mremap, "flag of mremap"),
        TraceOp.Mbind => ReadSet(ref json, TraceNames.PolicyBits, "flag of mbind"),
        _ => ReadSet(ref json, SystemCallWords.Map, "flag of mmap", SystemCallWords.MapType),
    };

    private static int ReadNameOrNumber(ref JsonCursor json, NameTable names, string what)
    {
        if (json.Peek() != '"')
        {
            return json.ReadSignedInt32();
        }

        var at = json.Position;
        var name = json.ReadString();
        return names.TryGetValue(name, out var value)
            ? value
            : throw json.WrongAt(at, $"no {what} \"{JsonCursor.Printable(name)}\" is known; one that has no name is given as a number");
    }

    private static int ReadSet(ref JsonCursor json, NameTable names, string what, NameTable? more = null)
    {
        var set = 0;
        var first = true;
        json.BeginArray();
        while (json.NextElement(ref first))
        {
            var at = json.Position;
            if (json.Peek() != '"')
            {
                set |= json.ReadInt32();
                continue;
            }

            var name = json.ReadString();
            if (!names.TryGetValue(name, out var value) && more?.TryGetValue(name, out value) != true)
            {
                throw json.WrongAt(at, $"no {what} \"{JsonCursor.Printable(name)}\" is known; known are {string.Join(", ", (more?.Names ?? []).Concat(names.Names))}");
            }

            set |= value;
        }

        return set;
    }
}
