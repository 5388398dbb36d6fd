using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// What the header of <c>c-testing</c> sees: the flags as the userland tests of the kernel (<c>tools/testing/vma</c>) have them. Names
/// that begin as enumerated bits do are sets (<c>vma_flags_t</c>), the others words. A table wider than a word of 64 bits has sets alone.
/// </summary>
internal sealed class CTestingView
{
    private readonly ResolvedTable _table;
    private readonly CSymbols _symbols;
    private readonly string _name;

    private CTestingView(ResolvedTable table)
    {
        _table = table;
        _symbols = new CSymbols(table);
        _name = Identifiers.C(table.Name);
    }

    /// <summary>The view of a table.</summary>
    public static ScriptObject Create(ResolvedTable table) => new CTestingView(table).Create();

    private ScriptObject Create()
    {
        var enumerators = _symbols.Enumerators(Number).ToList();
        return new()
        {
            ["header"] = FileHeader.Lines(_table, "c-testing", " *"),
            ["guard"] = $"{_name.ToUpperInvariant()}_TEST_FLAGS_H",
            ["bit_type"] = _name + "_flag_t",
            ["enumerations"] = Rows.Of(
                enumerators.Count == 0 ? [] : new[] { enumerators },
                symbols => new ScriptObject { ["bits"] = CRows.Assignments(symbols) }),
            ["flags"] = CRows.Definitions(Flags().ToList()),
            ["masks"] = Rows.Of(_symbols.Masks(), mask => CRows.Mask(mask.Mask.Summary, mask.Names.Select(name => Mask(mask.Mask, name)))),
        };
    }

    private IEnumerable<CSymbol> Flags()
    {
        if (!_symbols.HasOwnNone)
        {
            yield return new CSymbol(_symbols.NoneName, None, "No flag.");
        }

        foreach (var flag in _symbols.Words)
        {
            yield return new CSymbol(Identifiers.C(flag.CName!), Flag(flag), flag.Summary);
        }
    }

    private bool IsWide => _symbols.WordWidth > 64;

    private string None => IsWide ? $"EMPTY_{_name.ToUpperInvariant()}_FLAGS" : "0x00000000UL";

    private string Flag(ResolvedFlag flag) => flag switch
    {
        { Bit: null } => _symbols.HasOwnNone ? None : _symbols.NoneName,
        { Enumerator: { } enumerator } => IsWide ? Set([enumerator]) : $"BIT((__force int){Identifiers.C(enumerator)})",
        { Bit: { } bit } => IsWide
            ? $"mk_{_name}_flags({Number(bit)})"
            : string.Format(CultureInfo.InvariantCulture, "BIT({0})", bit),
    };

    private string Set(IEnumerable<string> enumerators) => $"mk_{_name}_flags({string.Join(", ", enumerators.Select(Identifiers.C))})";

    private string Mask(ResolvedMask mask, string name)
    {
        var members = _symbols.Members(mask);
        return IsSet(name)
            ? members is null ? CRows.Define(name, Converted(mask.Value))
                : members.Count == 0 ? CRows.Define(name, $"EMPTY_{_name.ToUpperInvariant()}_FLAGS")
                : CRows.Define(name, members.Select(Bit).ToList(), ", ", $"mk_{_name}_flags(", ")")
            : members is null ? CRows.Define(name, Word(mask.Value))
                : members.Count == 0 ? CRows.Define(name, _symbols.HasOwnNone ? None : _symbols.NoneName)
                : CRows.DefineUnion(name, members.Select(flag => Identifiers.C(flag.CName!)).ToList());
    }

    private bool IsSet(string name) =>
        IsWide || (_table.EnumeratorPrefix.Length > 0
            && (name.StartsWith(_table.EnumeratorPrefix, StringComparison.Ordinal)
                || name.StartsWith("__" + _table.EnumeratorPrefix, StringComparison.Ordinal)));

    private string Bit(ResolvedFlag flag) => flag.Enumerator is { } enumerator ? Identifiers.C(enumerator) : Number(flag.Bit!.Value);

    private string Number(int bit) => string.Format(CultureInfo.InvariantCulture, "(__force {0}_flag_t){1}", _name, bit);

    private string Converted(FlagBits value) => IsWide
        ? $"mk_{_name}_flags({string.Join(", ", value.Bits().Select(Number))})"
        : $"legacy_to_{_name}_flags({Word(value)})";

    private static string Word(FlagBits value) => string.Format(CultureInfo.InvariantCulture, "0x{0:x8}UL", value.Low);
}
