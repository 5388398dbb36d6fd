using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>What the module of <c>rust</c> sees. The word is an unsigned integer.</summary>
internal sealed class RustView
{
    private const string NoneName = "NONE";

    /// <summary>What the type has beside its flags. A flag of such a name has an underscore behind it, as one that is a keyword has.</summary>
    private static readonly HashSet<string> Members = new(
        ("BITS empty all from_bits bits from_le_bytes from_be_bytes from_ne_bytes to_le_bytes to_be_bytes "
        + "to_ne_bytes is_empty len contains intersects union intersection difference set unknown iter name "
        + "meaning parse parse_bytes parse_smaps parse_trace smaps names")
        .Split(' '),
        StringComparer.Ordinal);

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
        var described = Described().ToList();
        return new()
        {
            ["header"] = FileHeader.Lines(_table, "rust", "//"),
            ["summary"] = Escape.RustDoc(_table.Summary),
            ["type"] = Identifiers.Type(_table.Name) + "Flags",
            ["word"] = WordName,
            ["integer"] = string.Format(CultureInfo.InvariantCulture, "u{0}", _table.IntegerWidth()),
            ["bytes"] = _table.IntegerWidth() / 8,
            ["width"] = _table.Width,
            ["none"] = Rows.Of(None),
            ["flags"] = Rows.Of(_symbols.Words, flag => new ScriptObject
            {
                ["name"] = NameOf(flag),
                ["value"] = Flag(flag),
                ["summary"] = Escape.RustDoc(flag.Summary),
            }),
            ["names"] = Rows.Of(parserNames.Select(entry => $"({Value(entry.Value)}, {Quote.Rust(entry.Name)}),")),
            ["name_count"] = parserNames.Count,
            ["masks"] = Rows.Of(_table.Masks, mask => new ScriptObject
            {
                ["name"] = Identifiers.Rust(mask.Name),
                ["value"] = Mask(mask),
                ["summary"] = Escape.RustDoc(mask.Summary),
            }),
            ["described"] = Rows.Of(described.Select(flag =>
                $"(flags::{NameOf(flag)}, {Quote.Rust(flag.CName!)}, {Quote.Rust(flag.Summary)}),")),
            ["described_count"] = described.Count,
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

    /// <summary>A flag for each bit: of those that share one, the one that is no alias.</summary>
    private IEnumerable<ResolvedFlag> Described() => _symbols.Words
        .Where(flag => flag.Bit is not null)
        .GroupBy(flag => flag.Bit!.Value)
        .OrderBy(bit => bit.Key)
        .Select(bit => bit.FirstOrDefault(flag => _symbols.Base(flag) is null) ?? bit.First());

    private static string NameOf(ResolvedFlag flag) => Identifiers.Rust(flag.Name) is var name && Members.Contains(name) ? name + "_" : name;

    private string Flag(ResolvedFlag flag) => flag.Bit switch
    {
        null => "0",
        _ when _symbols.Base(flag) is { } target => NameOf(target),
        { } bit => string.Format(CultureInfo.InvariantCulture, "1 << {0}", bit),
    };

    private string Mask(ResolvedMask mask) => _symbols.Members(mask) switch
    {
        null => Value(mask.Value),
        { Count: 0 } => "0",
        { } members => string.Join(" | ", members.Select(flag => "flags::" + NameOf(flag))),
    };

    private string Trace(TraceEntry entry) =>
        _symbols.Words.FirstOrDefault(flag => flag.Name == entry.Flag) is { Bit: { } bit } found && FlagBits.Of(bit) == entry.Value
            ? "flags::" + NameOf(found)
            : Value(entry.Value);

    private static string Value(FlagBits value) => value.IsEmpty ? "0" : value.ToString();
}
