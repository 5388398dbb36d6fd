using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>What the module of <c>python</c> sees.</summary>
internal sealed class PythonView
{
    private const string NoneName = "NONE";

    private readonly ResolvedTable _table;
    private readonly CSymbols _symbols;
    private readonly string _type;

    private PythonView(ResolvedTable table)
    {
        _table = table;
        _symbols = new CSymbols(table);
        _type = Identifiers.Type(table.Name) + "Flags";
    }

    /// <summary>The view of a table.</summary>
    public static ScriptObject Create(ResolvedTable table) => new PythonView(table).Create();

    /// <summary>The name of no flag, unless a flag is called so.</summary>
    private IEnumerable<string> None => _symbols.Words.Any(flag => flag.Name == NoneName) ? [] : [NoneName];

    private ScriptObject Create() => new()
    {
        ["header"] = FileHeader.Lines(_table, "python", "#"),
        ["summary"] = Quote.Python(_table.Summary),
        ["file"] = Escape.Comment(Targets.FileName(_table, "_flags.py")),
        ["type"] = _type,
        ["width"] = _table.Width,
        ["word_bits"] = _table.IntegerWidth(),
        ["none"] = Rows.Of(None),
        ["members"] = Rows.Of(Members()),
        ["meanings"] = Rows.Of(_symbols.Words.Select(flag =>
            $"{Quote.Python(Identifiers.Python(flag.Name))}: {Quote.Python(flag.Summary)},")),
        ["names"] = Rows.Of(_symbols.ParserNames().Select(entry => $"{Quote.Python(entry.Name)}: {Value(entry.Value)},")),
        ["masks"] = Rows.Of(_table.Masks.Select(mask => $"{Quote.Python(mask.Name)}: {_type}({Value(mask.Value)}),")),
        ["trace"] = Rows.Of(_table.Trace.Select(entry => $"({Value(entry.Value)}, {Quote.Python(entry.Name)}),")),
        ["smaps"] = Rows.Of(Columns.Rows(_table.Smaps.Select(mnemonic => Quote.Python(mnemonic) + ","))),
    };

    /// <summary>The members. An alias is that of its base where that one stands before it, as Python needs it to.</summary>
    private IEnumerable<string> Members()
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var flag in _symbols.Words)
        {
            var value = flag.Bit switch
            {
                null => "0",
                _ when _symbols.Base(flag) is { } target && declared.Contains(target.Name) => Identifiers.Python(target.Name),
                { } bit => string.Format(CultureInfo.InvariantCulture, "1 << {0}", bit),
            };
            declared.Add(flag.Name);
            yield return $"{Identifiers.Python(flag.Name)} = {value}";
        }
    }

    private static string Value(FlagBits value) => value.IsEmpty ? "0" : value.ToString();
}
