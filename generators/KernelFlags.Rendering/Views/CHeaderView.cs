using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// What the headers of <c>c-header</c> see. Up to 64 bits a word is an integer constant that also the preprocessor can compare, the same text in both, so
/// that a source may include both. A wider word is a 128-bit integer in the one header; in the other, for compilers without one, a structure of two halves.
/// </summary>
internal sealed class CHeaderView
{
    private const string Target = "c-header";

    private readonly ResolvedTable _table;
    private readonly CSymbols _symbols;
    private readonly bool _enumerated;
    private readonly string _name;

    private CHeaderView(ResolvedTable table, bool enumerated)
    {
        _table = table;
        _symbols = new CSymbols(table);
        _enumerated = enumerated;
        _name = Identifiers.C(table.Name);
    }

    private bool IsWide => _symbols.WordWidth > 64;

    private bool IsStructure => IsWide && _enumerated;

    /// <summary>The view of the header in the style of <c>#define VM_READ 0x1</c>.</summary>
    public static ScriptObject Defined(ResolvedTable table) => new CHeaderView(table, enumerated: false).Create();

    /// <summary>The view of the header in the style of <c>VMA_READ_BIT = 0</c>.</summary>
    public static ScriptObject Enumerated(ResolvedTable table) => new CHeaderView(table, enumerated: true).Create();

    private ScriptObject Create()
    {
        var enumerators = _symbols.Enumerators(bit => bit.ToString(CultureInfo.InvariantCulture)).ToList();
        var flags = Flags().ToList();
        return new()
        {
            ["header"] = FileHeader.Lines(_table, Target, " *"),
            ["guard"] = Guard(_enumerated),
            ["types"] = Rows.Of(Types()),
            ["enumerations"] = Rows.Of(
                enumerators.Count == 0 || !_enumerated ? [] : new[] { enumerators },
                symbols => new ScriptObject { ["bits"] = CRows.Assignments(symbols) }),
            ["flags"] = CRows.Definitions(flags),
            ["masks"] = Rows.Of(_symbols.Masks(), mask => CRows.Mask(mask.Mask.Summary, Mask(mask.Mask, mask.Names))),
        };
    }

    private string Guard(bool enumerated) => $"{_name.ToUpperInvariant()}_FLAGS{(enumerated ? "_ENUM" : string.Empty)}_H";

    private IEnumerable<string> Types() => (IsWide, IsStructure) switch
    {
        (true, true) =>
        [
            .. NotBoth(),
            "/* A word in two halves of 64 bits, the low one first. */",
            $"typedef struct {{ unsigned long long words[2]; }} {_name}_flags_t;",
            string.Empty,
        ],
        (true, false) =>
        [
            "#ifndef __SIZEOF_INT128__",
            $"#error \"{_name}_flags.h needs a compiler with 128-bit integers; {_name}_flags_enum.h needs none\"",
            "#endif",
            .. NotBoth(),
            $"__extension__ typedef unsigned __int128 {_name}_flags_t;",
            string.Empty,
        ],
        _ => [],
    };

    /// <summary>Words of two types can't have one name.</summary>
    private IEnumerable<string> NotBoth() =>
        [$"#ifdef {Guard(!_enumerated)}", $"#error \"include one of {_name}_flags.h and {_name}_flags_enum.h: their words have different types\"", "#endif"];

    private IEnumerable<CSymbol> Flags()
    {
        if (!_symbols.HasOwnNone)
        {
            yield return new CSymbol(_symbols.NoneName, Value(default), "No flag.");
        }

        foreach (var flag in _symbols.Words)
        {
            yield return new CSymbol(Identifiers.C(flag.CName!), Flag(flag), flag.Summary);
        }
    }

    private string Flag(ResolvedFlag flag) => flag.Bit switch
    {
        null => _symbols.HasOwnNone ? Value(default) : _symbols.NoneName,
        _ when _symbols.Base(flag) is { } target => Identifiers.C(target.CName!),
        { } bit when IsWide && !IsStructure => string.Format(CultureInfo.InvariantCulture, "(({0}_flags_t)1 << {1})", _name, bit),
        { } bit => Value(FlagBits.Of(bit)),
    };

    private string Value(FlagBits value)
    {
        var halves = _symbols.Literals(value);
        return (IsWide, IsStructure) switch
        {
            (true, true) => $"(({_name}_flags_t){{ {{ {halves[0]}, {halves[1]} }} }})",
            (true, false) => $"((({_name}_flags_t){halves[1]} << 64) | {halves[0]})",
            _ => halves[0],
        };
    }

    /// <summary>A mask's first name is what it is made of; the others are that name.</summary>
    private IEnumerable<string> Mask(ResolvedMask mask, IReadOnlyList<string> names) =>
        names.Skip(1).Select(name => CRows.Define(name, Identifiers.C(names[0]))).Prepend(Mask(mask, names[0]));

    private string Mask(ResolvedMask mask, string name) =>
        IsStructure || _symbols.Members(mask) is not { } members ? CRows.Define(name, Value(mask.Value))
        : members.Count == 0 ? CRows.Define(name, _symbols.HasOwnNone ? Value(default) : _symbols.NoneName)
        : CRows.DefineUnion(name, members.Select(flag => Identifiers.C(flag.CName!)).ToList());
}
