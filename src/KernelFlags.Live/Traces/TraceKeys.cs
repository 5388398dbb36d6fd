using KernelFlags.Live.Traces.Json;
using KernelFlags.Proc.Input;
using KernelFlags.Vma;

namespace KernelFlags.Live.Traces;

/// <summary>The keys of operations' lines. A key that means another thing in another operation is another key.</summary>
internal static class TraceKeys
{
    public static TraceKey Number { get; } = new("n", (ref json, o) => o.Number = (long)Math.Min(json.ReadUInt64(), long.MaxValue), (text, o) => text.AddNumber(o.Number));

    public static TraceKey Op { get; } = new("op", (ref json, o) => o.Op = ReadCall(ref json).Op, (text, o) => text.AddText(TraceCalls.Of(o.Op).Name));

    public static TraceKey AddressSpace { get; } = new("as", (ref json, o) => o.AddressSpace = json.ReadInt32(), (text, o) => text.AddNumber((long)o.AddressSpace));

    public static TraceKey Address { get; } = new("addr", (ref json, o) => o.Address = json.ReadAddress(), (text, o) => text.AddAddress(o.Address));

    public static TraceKey Length { get; } = new("len", (ref json, o) => o.Length = json.ReadUInt64(), (text, o) => text.AddNumber(o.Length));

    public static TraceKey OldLength { get; } = new("old_len", Length.Read, Length.Write);

    public static TraceKey NewLength { get; } = new("new_len", (ref json, o) => o.NewLength = json.ReadUInt64(), (text, o) => text.AddNumber(o.NewLength));

    public static TraceKey Protection { get; } = new("prot", (ref json, o) => o.Protection = ReadProtection(ref json), (text, o) => AddProtection(text, o.Protection));

    public static TraceKey MapFlags { get; } = new(
        "flags",
        (ref json, o) => o.MapFlags = (MapFlags)ReadSet(ref json, SystemCallWords.Map, "flag of mmap", SystemCallWords.MapType),
        (text, o) => AddMapFlags(text, o.MapFlags));

    public static TraceKey RemapFlags { get; } = new(
        "flags",
        (ref json, o) => o.RemapFlags = (RemapFlags)ReadSet(ref json, SystemCallWords.Mremap, "flag of mremap"),
        (text, o) => AddSet(text, SystemCallWords.Mremap, (int)o.RemapFlags));

    public static TraceKey PolicyFlags { get; } = new(
        "flags",
        (ref json, o) => o.PolicyFlags = ReadSet(ref json, TraceNames.PolicyBits, "flag of mbind"),
        (text, o) => AddSet(text, TraceNames.PolicyBits, o.PolicyFlags));

    public static TraceKey File { get; } = new(
        "file",
        (ref json, o) => o.File = json.TryReadNull() ? 0 : json.ReadInt32(),
        (text, o) => _ = o.File != 0 ? text.AddNumber((long)o.File) : text.Add("null"u8));

    public static TraceKey Offset { get; } = new("off", (ref json, o) => o.Offset = json.ReadUInt64(), (text, o) => text.AddNumber(o.Offset));

    public static TraceKey Advice { get; } = new(
        "advice",
        (ref json, o) => o.Advice = (Advice)ReadNameOrNumber(ref json, SystemCallWords.Madv, "advice"),
        (text, o) => AddNameOrNumber(text, SystemCallWords.Madv, (int)o.Advice));

    public static TraceKey OnFault { get; } = new("onfault", (ref json, o) => o.On = json.ReadBoolean(), (text, o) => text.AddBoolean(o.On));

    public static TraceKey On { get; } = new("on", OnFault.Read, OnFault.Write);

    public static TraceKey NewAddress { get; } = new(
        "new_addr",
        (ref json, o) => o.NewAddress = json.TryReadNull() ? null : json.ReadAddress(),
        (text, o) => _ = o.NewAddress is { } address ? text.AddAddress(address) : text.Add("null"u8));

    public static TraceKey Name { get; } = new("name", (ref json, o) => o.Name = json.ReadTextOrNull(), (text, o) => text.AddText(o.Name));

    public static TraceKey UffdMode { get; } = new(
        "mode",
        (ref json, o) => o.UffdMode = (UffdMode)ReadSet(ref json, SystemCallWords.UffdMode, "mode"),
        (text, o) => AddSet(text, SystemCallWords.UffdMode, (int)o.UffdMode));

    public static TraceKey PolicyMode { get; } = new(
        "mode",
        (ref json, o) => o.PolicyMode = ReadNameOrNumber(ref json, TraceNames.Policies, "policy"),
        (text, o) => AddNameOrNumber(text, TraceNames.Policies, o.PolicyMode));

    public static TraceKey Nodes { get; } = new("nodes", (ref json, o) => o.Nodes = json.ReadUInt64(), (text, o) => text.AddNumber(o.Nodes));

    public static TraceKey Context { get; } = new("ctx", (ref json, o) => o.Context = json.ReadInt32(), (text, o) => text.AddNumber((long)o.Context));

    public static TraceKey Access { get; } = new("access", (ref json, o) => o.On = ReadAccess(ref json), (text, o) => text.AddText(o.On ? "w" : "r"));

    public static TraceKey Child { get; } = new("child", (ref json, o) => o.Child = json.ReadInt32(), (text, o) => text.AddNumber((long)o.Child));

    /// <summary>What every line begins with.</summary>
    public static TraceKey[] Place { get; } = [Number, Op, AddressSpace];

    /// <summary>What came of it; <see cref="TraceWriter.AddOutcome"/> writes those that are there.</summary>
    public static TraceKey[] Outcome { get; } =
    [
        OfOutcome("ret", (ref json, o) => o.Outcome = o.Outcome with { Value = json.Peek() == '"' ? json.ReadAddress() : json.ReadUInt64() }),
        OfOutcome("err", (ref json, o) => o.Outcome = o.Outcome with { Errno = ReadError(ref json) }),
        OfOutcome("hang", (ref json, o) => o.Outcome = o.Outcome with { Hang = json.ReadBoolean() }),
        OfOutcome("segv", (ref json, o) => o.Outcome = o.Outcome with { Signal = TraceSignal.Segv, SignalAddress = json.ReadAddress() }),
        OfOutcome("sigbus", (ref json, o) => o.Outcome = o.Outcome with { Signal = TraceSignal.Sigbus, SignalAddress = json.ReadAddress() }),
    ];

    /// <summary>Reads the name of an operation.</summary>
    public static TraceCall ReadCall(ref JsonCursor json)
    {
        var at = json.Position;
        var name = json.ReadString();
        return TraceCalls.Find(name) ?? throw json.WrongAt(
            at,
            $"no operation \"{JsonCursor.Printable(name)}\" is known; known are {string.Join(", ", TraceCalls.All.Select(call => call.Name))}",
            InputException.UnknownOperation);
    }

    private static TraceKey OfOutcome(string name, TraceKey.Reader read) => new(name, read, static (_, _) => { });

    private static Protection ReadProtection(ref JsonCursor json)
    {
        var at = json.Position;
        var protection = KernelFlags.Protection.None;
        foreach (var letter in json.ReadString())
        {
            protection |= letter switch
            {
                (byte)'r' => KernelFlags.Protection.Read,
                (byte)'w' => KernelFlags.Protection.Write,
                (byte)'x' => KernelFlags.Protection.Exec,
                _ => throw json.WrongAt(at, "\"prot\" holds letters of rwx, or is empty"),
            };
        }

        return protection;
    }

    private static void AddProtection(TraceBuffer text, Protection protection)
    {
        text.Add((byte)'"');
        text.Add((protection & KernelFlags.Protection.Read) != 0 ? "r"u8 : ""u8).Add((protection & KernelFlags.Protection.Write) != 0 ? "w"u8 : ""u8);
        text.Add((protection & KernelFlags.Protection.Exec) != 0 ? "x"u8 : ""u8).Add((byte)'"');
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

    private static void AddNameOrNumber(TraceBuffer text, NameTable names, int value) =>
        _ = names.NameOf(value) is { } name ? text.AddText(name) : text.AddNumber((long)value);

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

    private static void AddMapFlags(TraceBuffer text, MapFlags flags)
    {
        var type = SystemCallWords.MapType.NameOf((int)(flags & KernelFlags.MapFlags.TypeMask));
        AddSet(text, SystemCallWords.Map, (int)(type is null ? flags : flags & ~KernelFlags.MapFlags.TypeMask), type);
    }

    /// <summary>The names of bits behind a first name, if there is one; bits without a name as one number.</summary>
    private static void AddSet(TraceBuffer text, NameTable names, int set, string? before = null)
    {
        var isFirst = true;
        text.Add((byte)'[');
        if (before is not null)
        {
            Separate().AddText(before);
        }

        for (var i = 0; i < names.Count; i++)
        {
            if ((set & names.ValueAt(i)) != 0)
            {
                Separate().AddText(names.NameAt(i));
                set &= ~names.ValueAt(i);
            }
        }

        if (set != 0)
        {
            Separate().AddNumber((ulong)(uint)set);
        }

        text.Add((byte)']');

        TraceBuffer Separate()
        {
            text.Add(isFirst ? ""u8 : ","u8);
            isFirst = false;
            return text;
        }
    }
}
