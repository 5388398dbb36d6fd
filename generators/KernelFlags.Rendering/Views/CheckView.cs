using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// What the sources see that hold a C header against its table. A condition that does not hold is a call of a function that may not be
/// called, so the compiler's message names the flag.
/// </summary>
internal sealed class CheckView
{
    private readonly ResolvedTable _table;
    private readonly CSymbols _symbols;
    private readonly string _name;

    /// <summary>The checks of a table.</summary>
    public CheckView(ResolvedTable table)
    {
        _table = table;
        _symbols = new CSymbols(table);
        _name = Identifiers.C(table.Name);
    }

    private bool IsWide => _symbols.WordWidth > 64;

    private string WordType => IsWide ? "unsigned __int128" : "unsigned long long";

    /// <summary>The names in a header in the style of <c>#define VM_READ 0x1</c>.</summary>
    public ScriptObject Defined(string file) => View(string.Empty, file, [], Words(structure: false));

    /// <summary>The names in a header in the style of <c>VMA_READ_BIT = 0</c>.</summary>
    public ScriptObject Enumerated(string file) => View(string.Empty, file, [], Enumerators().Concat(Words(IsWide)));

    /// <summary>The names in a header for the userland tests, where a set of bits is an integer for the time of the check.</summary>
    public ScriptObject Testing(string file) => View(
        TemplateRenderer.Render("checks/testing.h.scriban", new()
        {
            ["name"] = _name,
            ["upper"] = _name.ToUpperInvariant(),
            ["type"] = WordType,
        }),
        file,
        [],
        Enumerators().Concat(Words(structure: false)));

    /// <summary>The rows of a trace table, between the names that it needs.</summary>
    public ScriptObject Trace(string file) => View(
        TemplateRenderer.Render("c-header/flags.h.scriban", CHeaderView.Defined(_table)),
        file,
        [$"static const struct {{ {WordType} mask; const char *name; }} trace[] = {{ {CTraceView.MacroName(_table)} }};"],
        _table.Trace.SelectMany((entry, i) => new[]
        {
            (Numbered("trace_mask_{0}", i), Equality(Numbered("trace[{0}].mask", i), entry.Value, structure: false)),
            Text("trace_name_{0}", "trace[{0}].name", i, entry.Name),
        }).Prepend(Count("trace", _table.Trace.Count)));

    /// <summary>The rows of the mnemonics.</summary>
    public ScriptObject Smaps(string file) => View(
        string.Empty,
        file,
        [$"static const char smaps[][{Numbered("{0}", CSmapsView.Room(_table))}] = {{ {_name.ToUpperInvariant()}_SMAPS_MNEMONICS }};"],
        _table.Smaps.Select((mnemonic, bit) => Text("smaps_{0}", "smaps[{0}]", bit, mnemonic)).Prepend(Count("smaps", _table.Smaps.Count)));

    private IEnumerable<(string Name, string Condition)> Enumerators() => _table.Flags
        .Where(flag => flag.Enumerator is not null)
        .Select(flag => (flag.Enumerator!, Numbered(Identifiers.C(flag.Enumerator!) + " == {0}", flag.EnumeratedBit!.Value)));

    private IEnumerable<(string Name, string Condition)> Words(bool structure) =>
        _symbols.Words.Select(flag => (Name: flag.CName!, flag.Value))
            .Concat(_symbols.Masks().SelectMany(mask => mask.Names, (mask, name) => (Name: name, mask.Mask.Value)))
            .Select(word => (word.Name, Equality(Identifiers.C(word.Name), word.Value, structure)));

    private string Equality(string expression, FlagBits value, bool structure)
    {
        var halves = _symbols.Literals(value);
        return structure ? $"{expression}.words[0] == {halves[0]} && {expression}.words[1] == {halves[1]}"
            : IsWide ? $"{expression} == ((unsigned __int128){halves[1]} << 64 | {halves[0]})"
            : $"{expression} == {halves[0]}";
    }

    private static (string Name, string Condition) Count(string array, int count) =>
        (array + "_rows", Numbered($"sizeof({array}) == {{0}} * sizeof({array}[0])", count));

    private static (string Name, string Condition) Text(string name, string row, int i, string text) =>
        (Numbered(name, i), $"__builtin_strcmp({Numbered(row, i)}, {Quote.C(text)}) == 0");

    private static string Numbered(string format, int number) => string.Format(CultureInfo.InvariantCulture, format, number);

    private static ScriptObject View(string prelude, string file, string[] arrays, IEnumerable<(string Name, string Condition)> checks) =>
        new()
        {
            ["prelude"] = prelude,
            ["file"] = file,
            ["arrays"] = Rows.Of(arrays),
            ["checks"] = Rows.Of(checks, check => new ScriptObject { ["name"] = Identifiers.C(check.Name), ["condition"] = check.Condition }),
        };
}
