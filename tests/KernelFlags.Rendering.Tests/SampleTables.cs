namespace KernelFlags.Rendering.Tests;

/// <summary>Tables made by hand, for what no real definition has: odd texts, empty parts, words of other widths.</summary>
internal static class SampleTables
{
    public static KernelProfile Kernel { get; } = new(
        "linux-7.2-x86_64", new KernelVersion(7, 2, 13), "x86_64", EquatableArray.Of("64BIT", "ARCH_PKEY_BITS=4", "MMU"), default)
    {
        Evidence = new(EvidenceKind.Headers, null, null),
    };

    /// <summary>The smallest table: one flag, nothing else.</summary>
    public static ResolvedTable Smallest { get; } = Table("door", 8, [Flag("OPEN", 0)]);

    /// <summary>A table of 128 bits with everything in it: aliases, zero flags, masks over both words, mnemonics and trace names.</summary>
    public static ResolvedTable Wide { get; } = WithMnemonics(Table(
        "wide",
        128,
        [
            Flag("LOW", 0) with { Smaps = "lw", Trace = "low" },
            Flag("EDGE", 63) with { Smaps = "ed", Trace = "edge", Traits = EquatableArray.Of("sticky", "atomic-writable", "copy-on-fork") },
            Flag("NEXT", 64) with { Smaps = string.Empty, Trace = "next", Traits = EquatableArray.Of("ignore-merge") },
            Flag("TOP", 127) with { Smaps = "tp", Trace = "top" },
            Flag("CROWN", 127) with { AliasOf = "TOP" },
            Flag("GONE", null) with { Enumerator = "WIDE_GONE_BIT", EnumeratedBit = 100 },
        ],
        [
            Mask("BOTH", ["WIDE_BOTH", "WIDE_BOTH_FLAGS"], "LOW", "TOP"),
            Mask("NONE", ["WIDE_NOTHING"]),
        ]));

    /// <summary>
    /// A table whose texts try to break out of comments, strings and lines, and whose names are words of other languages.
    /// </summary>
    public static ResolvedTable Odd { get; } = Table(
        "odd-table",
        40,
        [
            Flag("await", 0) with { Summary = "*/ int x; /* // \\" },
            Flag("name", 1) with { Summary = "\"\"\" ''' --> {{ 1 / 0 }} | `x` ${y} \\" },
            Flag("9LIVES", 2) with { Summary = "line\nline\r\nline\u2028line\u202eline\u0000\U0001F600\ud800" },
            Flag("_private", 39) with { Summary = string.Empty },
        ],
        Mask("ALL", ["ODD_ALL"], "await", "_private") with { Summary = "*/ #error \\" }) with
    {
        Summary = "*/ \"\"\" \\N{BELL} --> ???/",
        Smaps = Enumerable.Range(0, 40)
            .Select(bit => bit switch { 0 => "\"\\", 1 => "*/", 2 => "\n\t", 3 => "\u00e4\U0001F600", 4 => string.Empty, _ => "??" })
            .ToEquatableArray(),
        Trace = EquatableArray.Of(
            new TraceEntry(new FlagBits(5), "two \"bits\" ??/", "BOTH", "NOWHERE_DEFINED"),
            new TraceEntry(FlagBits.Of(1), "\u0001f\u0000\n\u2029", "name", "ODD_TABLE_name")),
    };

    private static Dictionary<string, ResolvedTable> Named { get; } = new()
    {
        ["smallest"] = Smallest,
        ["wide"] = Wide,
        ["odd"] = Odd,
        ["sample-gfp"] = OwnTables.Sample("gfp"),
        ["sample-wide"] = OwnTables.Sample("wide"),
    };

    /// <summary>The names of all of them.</summary>
    public static TheoryData<string> Names => [.. Named.Keys];

    public static ResolvedTable Find(string name) => Named[name];

    public static ResolvedFlag Flag(string name, int? bit) =>
        new(name, "X_" + name, bit, $"XE_{name}_BIT", bit, null, null, null, default, null, $"It is {name}.", null);

    public static ResolvedMask Mask(string name, string[] cNames, params string[] members) =>
        new(name, EquatableArray.Of(cNames), default, EquatableArray.Of(members), null, null, $"Flags of {name}.");

    /// <summary>
    /// A table; flags and masks get the table's prefixes, masks their values, and the masks of the four traits are added.
    /// </summary>
    public static ResolvedTable Table(string name, int width, ResolvedFlag[] flags, params ResolvedMask[] masks)
    {
        var prefix = name.ToUpperInvariant() + "_";
        var named = flags.Select(flag => flag with
        {
            CName = flag.CName is null ? null : prefix + flag.Name,
            Enumerator = flag.Enumerator is null ? null : prefix + flag.Name + "_BIT",
            EnumeratedBit = flag.EnumeratedBit ?? flag.Bit,
        }).ToArray();
        var traits = Traits.All.Select(trait => new ResolvedMask(
            trait.ToUpperInvariant().Replace('-', '_'), default, default,
            named.Where(flag => flag.Bit is not null && flag.Traits.Contains(trait)).Select(flag => flag.Name).ToEquatableArray(),
            trait, null, $"Flags that are {trait}."));
        var valued = masks.Concat(traits).Select(mask => mask with
        {
            Value = mask.Members
                .Select(member => named.Single(flag => flag.Name == member).Bit!.Value)
                .Aggregate(default(FlagBits), (bits, bit) => bits | FlagBits.Of(bit)),
        });
        return new(
            name, Kernel, width, prefix, prefix, null, $"Flags of a {name}.",
            named.ToEquatableArray(), valued.ToEquatableArray(), default, default);
    }

    /// <summary>The table with the mnemonics and trace names that its flags have.</summary>
    public static ResolvedTable WithMnemonics(ResolvedTable table) => table with
    {
        Smaps = Enumerable.Range(0, table.Width)
            .Select(bit => table.Flags.LastOrDefault(flag => flag.Bit == bit && flag.Smaps is not null)?.Smaps ?? "??")
            .ToEquatableArray(),
        Trace = table.Flags.Where(flag => flag.Trace is not null)
            .Select(flag => new TraceEntry(flag.Bit is { } bit ? FlagBits.Of(bit) : default, flag.Trace!, flag.Name, flag.CName!))
            .ToEquatableArray(),
    };
}
