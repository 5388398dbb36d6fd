using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>What the module of <c>rust</c> sees. The word is an unsigned integer.</summary>
internal sealed class RustView
{
    private const string NoneName = "NONE";

    private readonly ResolvedTable _table;
    private readonly CSymbols _symbols;

    private RustView(ResolvedTable table)
    {
        _table = table;
        _symbols = new CSymbols(table);
    }

    /// <summary>The view of a table.</summary>
    public static ScriptObject Create(ResolvedTable table) => new RustView(table).Create();

    /// <summary>The name of no flag, unless a flag is called so.</summary>
    private IEnumerable<string> None => _symbols.Words.Any(flag => flag.Name == NoneName) ? [] : [NoneName];

    private ScriptObject Create()
    {
        var parserNames = _symbols.ParserNames().ToList();
        return new()
        {
            ["header"] = FileHeader.Lines(_table, "rust", "//"),
            ["summary"] = Escape.Comment(_table.Summary),
            ["type"] = Identifiers.Type(_table.Name) + "Flags",
            ["word"] = WordName,
            ["integer"] = string.Format(CultureInfo.InvariantCulture, "u{0}", _table.IntegerWidth()),
            ["width"] = _table.Width,
            ["none"] = Rows.Of(None),
            ["flags"] = Rows.Of(_symbols.Words, flag => new ScriptObject
            {
                ["name"] = Identifiers.Rust(flag.Name),
                ["value"] = Flag(flag),
                ["summary"] = Escape.Comment(flag.Summary),
            }),
            ["names"] = Rows.Of(parserNames.Select(entry => $"({Value(entry.Value)}, {Quote.Rust(entry.Name)}),")),
            ["name_count"] = parserNames.Count,
            ["masks"] = Rows.Of(_table.Masks, mask => new ScriptObject
            {
                ["name"] = Identifiers.Rust(mask.Name),
                ["value"] = Mask(mask),
                ["summary"] = Escape.Comment(mask.Summary),
            }),
            ["known"] = Value(_symbols.Words.Aggregate(
                default(FlagBits), (bits, flag) => bits | flag.Value)),
            ["smaps"] = Rows.Of(Columns.Rows(_table.Smaps.Select(mnemonic => Quote.Rust(mnemonic) + ","))),
            ["smaps_count"] = _table.Smaps.Count,
            ["trace"] = Rows.Of(_table.Trace.Select(entry => $"({Trace(entry)}, {Quote.Rust(entry.Name)}),")),
            ["trace_count"] = _table.Trace.Count,
        };
    }

    /// <summary>The name of the word's type, as the kernel makes it: <c>vm_flags_t</c>.</summary>
    private string WordName => _table.Prefix.Trim('_') is { Length: > 0 } prefix
        ? Identifiers.C(prefix.ToLowerInvariant() + "_flags_t")
        : Identifiers.C(_table.Name + "_flags_t");

    private string Flag(ResolvedFlag flag) => flag.Bit switch
    {
        null => "0",
        _ when _symbols.Base(flag) is { } target => Identifiers.Rust(target.Name),
        { } bit => string.Format(CultureInfo.InvariantCulture, "1 << {0}", bit),
    };

    private string Mask(ResolvedMask mask) => _symbols.Members(mask) switch
    {
        null => Value(mask.Value),
        { Count: 0 } => "0",
        { } members => string.Join(" | ", members.Select(flag => "flags::" + Identifiers.Rust(flag.Name))),
    };

    private string Trace(TraceEntry entry) =>
        _symbols.Words.FirstOrDefault(flag => flag.Name == entry.Flag) is { Bit: { } bit } found && FlagBits.Of(bit) == entry.Value
            ? "flags::" + Identifiers.Rust(found.Name)
            : Value(entry.Value);

    private static string Value(FlagBits value) => value.IsEmpty ? "0" : value.ToString();
}
