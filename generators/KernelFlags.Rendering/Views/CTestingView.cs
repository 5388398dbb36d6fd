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
        var flags = Flags().ToList();
        var masks = _symbols.Masks().Select(mask => (mask.Mask.Summary, Definitions: mask.Names.Select(name => Mask(mask.Mask, name)).ToList())).ToList();
        var sets = string.Concat(flags.Select(flag => flag.Value).Concat(masks.SelectMany(mask => mask.Definitions)));
        return new()
        {
            ["header"] = FileHeader.Lines(_table, "c-testing", " *"),
            ["guard"] = $"{_name.ToUpperInvariant()}_TEST_FLAGS_H",
            ["file"] = Targets.FileName(_table, "_test_flags.h"),
            ["needs"] = Rows.Of(Needs(sets)),
            ["bit_type"] = _name + "_flag_t",
            ["enumerations"] = Rows.Of(
                enumerators.Count == 0 ? [] : new[] { enumerators },
                symbols => new ScriptObject { ["bits"] = CRows.Assignments(symbols) }),
            ["flags"] = CRows.Definitions(flags),
            ["masks"] = Rows.Of(masks, mask => CRows.Mask(mask.Summary, mask.Definitions)),
        };
    }

    /// <summary>What the code around must have for the sets that a text makes: it can come after the header, but before a set is used.</summary>
    private IEnumerable<string> Needs(string text)
    {
        (string Name, string Form, string Meaning)[] makers =
        [
            ($"mk_{_name}_flags", "(bit, ...)", "the set of these bits"),
            ($"EMPTY_{_name.ToUpperInvariant()}_FLAGS", string.Empty, "the set of none"),
            ($"legacy_to_{_name}_flags", "(word)", "the set of the bits of a word"),
        ];
        var used = makers.Where(maker => text.Contains(maker.Name)).ToList();
        var width = Columns.Width(used.Select(maker => maker.Name + maker.Form));
        return used.Count == 0 ? [] :
        [
            $" * Its sets are of type {_name}_flags_t. Where one is used, there must be what makes them:",
            .. used.Select(maker => $" *\t{(maker.Name + maker.Form).PadRight(width)}  {maker.Meaning}"),
        ];
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
