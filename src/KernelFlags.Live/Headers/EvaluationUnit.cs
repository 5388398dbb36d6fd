using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Headers;

/// <summary>
/// One kernel's definitions as constants of a C function, which is compiled and never run: what the compiler made of them is read from the
/// object file. The text is preprocessed first, for only then is it known which names are defined and what each is made of; what comes out
/// has no macros left, so that the functions of many kernels, each with enumerators of its own, fit into one file.
/// </summary>
internal sealed partial class EvaluationUnit
{
    private const string Prefix = "CONFIG_";

    /// <summary>What stands for the unit's number until it is known which units are alike.</summary>
    private const string AnyNumber = "_stub_number";

    /// <summary>What no tree can hold, so that only this class writes it: the names around what the preprocessor is asked for.</summary>
    private static readonly string Mark = $"@{Guid.NewGuid():N}";

    /// <summary>A name that is defined, and what it is made of.</summary>
    private static readonly Regex DefinedName = new($"\"{Mark}(\\w+)\"(.*?)\"{Mark}\"", RegexOptions.Singleline | RegexOptions.CultureInvariant);

    private readonly HeaderRequest _request;
    private readonly TreeDefinitions _definitions;
    private readonly List<(string Name, string Value)> _options;
    private readonly HashSet<string> _set;
    private List<string> _unusable = [];
    private List<string> _words = [];
    private List<string> _bits = [];

    public EvaluationUnit(int number, HeaderRequest request, TreeDefinitions definitions)
    {
        Number = number;
        _request = request;
        _definitions = definitions;
        var all = Options(request.Config.Concat(ArchOptions.Of(request.Arch))).ToList();
        _set = [.. all.Select(o => o.Name)];
        _options = [.. all.Where(o => definitions.Options.Contains(o.Name[Prefix.Length..]))];
        Width = IsSet("64BIT") ? 64 : 32;
        Source = Text(isPlaced: false);
    }

    /// <summary>What stands before each unit in what the preprocessor is given.</summary>
    public static string Start { get; } = $"\"{Mark}-unit\"";

    /// <summary>Its place among the kernels that are evaluated.</summary>
    public int Number { get; }

    /// <summary>The width of the word, in bits.</summary>
    public int Width { get; }

    /// <summary>Where in the tree its lines stand.</summary>
    public TreePlaces Places => _definitions.Places;

    /// <summary>The architecture.</summary>
    public string Arch => _request.Arch;

    /// <summary>
    /// The text for the preprocessor. It takes back what it defines. Options that the tree's definitions don't ask for don't stand in it, so
    /// that kernels which differ in them alone have the same.
    /// </summary>
    public string Source { get; }

    /// <summary>The text for the preprocessor, with the place of each line in the tree, for messages.</summary>
    public string PlacedSource() => Text(isPlaced: true);

    /// <summary>The function, from the preprocessed text. A name that is made of an unknown bit is not used.</summary>
    /// <exception cref="HeaderException">The text holds more than definitions.</exception>
    public string Program(string preprocessed) => Program(preprocessed, isPlaced: false);

    /// <summary>The function, from what the preprocessor made of <see cref="PlacedSource"/>: it is refused for the same reasons.</summary>
    /// <exception cref="HeaderException">The text holds more than definitions.</exception>
    public string PlacedProgram(string preprocessed) => Program(preprocessed, isPlaced: true);

    private string Program(string preprocessed, bool isPlaced)
    {
        preprocessed = TaskPersonality().Replace(preprocessed, CStubs.Personality).Replace(AnyNumber, Symbol(""), StringComparison.Ordinal);
        var unplaced = isPlaced ? TreePlaces.Remove(preprocessed) : preprocessed;
        if (BeyondDefinitions().Match(CSource.WithoutLiterals(unplaced)) is { Success: true } beyond)
        {
            throw new HeaderException($"the tree's definitions hold '{beyond.Value.Trim()}', which no flag needs; nothing was compiled");
        }

        _bits = [.. EnumeratedBit().Matches(preprocessed).Select(m => m.Groups[1].Value).Distinct()];
        var words = DefinedName.Matches(preprocessed)
            .Select(m => (Name: m.Groups[1].Value, Expansion: isPlaced ? TreePlaces.Remove(m.Groups[2].Value) : m.Groups[2].Value))
            .Where(w => w.Expansion.Trim().Length > 0)
            .ToLookup(w => CSource.Identifiers(w.Expansion).Where(i => FlagName().IsMatch(i)).All(_bits.Contains));
        _unusable = [.. words[false].Select(w => w.Name)];
        _words = [.. words[true].Select(w => w.Name)];
        var type = Width == 32 ? "unsigned int" : "unsigned long";
        var rest = DefinedName.Split(preprocessed);
        return $$"""
            void {{Symbol("kernel")}}(void)
            {
            {{rest[0]}}
            {{CStubs.Table(Symbol("words"), words[true].Select(w => $"{Place(w.Name, isPlaced)}({type})({w.Expansion})"))}}
            {{CStubs.Table(Symbol("bits"), _bits.Select(b => $"(unsigned int){b}"))}}
            {{rest[^1]}}
            }

            """;
    }

    /// <summary>The facts, from the object file that the function was compiled to.</summary>
    /// <exception cref="HeaderException">It does not hold what it should.</exception>
    public HeaderFacts Read(ObjectFile file) => new(
        Arch,
        Width,
        ReadTable(file, "words", _words).ToDictionary(r => r.Name, r => new FlagBits(r.Value), StringComparer.Ordinal),
        ReadTable(file, "bits", _bits).ToDictionary(r => r.Name, r => (int)r.Value, StringComparer.Ordinal),
        IsSet("MMU") ? ReadMnemonics(file) : [],
        ReadTrace(file),
        _unusable)
    {
        SmapsCNames = _definitions.MnemonicCNames,
    };

    private static HeaderException Incomplete(string what) => new($"gcc compiled the tree's {what} to something else than a table");

    private string Symbol(string table) => string.Create(CultureInfo.InvariantCulture, $"{table}_{Number}");

    private IEnumerable<(string Name, ulong Value)> ReadTable(ObjectFile file, string table, List<string> names)
    {
        var bytes = file.Find(Symbol(table)) ?? [];
        return bytes.Length == names.Count * sizeof(ulong)
            ? names.Select((name, row) => (name, file.Number(bytes.AsSpan(row * sizeof(ulong)), sizeof(ulong))))
            : throw Incomplete("flags");
    }

    /// <summary>A row a bit: two letters, with or without a zero behind them; none for a bit that is hidden.</summary>
    private List<string> ReadMnemonics(ObjectFile file)
    {
        var bytes = file.Find(Symbol("mnemonics")) ?? [];
        var size = bytes.Length / Width;
        return size >= 2 && bytes.Length % Width == 0
            ? [.. Enumerable.Range(0, Width).Select(bit => Encoding.UTF8.GetString(bytes, bit * size, bytes[bit * size] == 0 ? 0 : 2))]
            : throw Incomplete("mnemonics");
    }

    private List<HeaderTraceEntry> ReadTrace(ObjectFile file)
    {
        var bytes = file.Find(Symbol("trace")) ?? throw Incomplete("trace table");
        var (width, entries) = (Width / 8, new List<HeaderTraceEntry>());
        for (var rest = bytes.AsSpan(); rest.Length >= width + CStubs.TraceNameSize; rest = rest[(width + CStubs.TraceNameSize)..])
        {
            var text = rest.Slice(width, CStubs.TraceNameSize);
            var end = text.IndexOf((byte)0);
            var name = end >= 0 ? Encoding.UTF8.GetString(text[..end]) : throw Incomplete("trace names");
            entries.Add(new HeaderTraceEntry(new FlagBits(file.Number(rest, width)), name, _definitions.TraceCNames.GetValueOrDefault(name)));
        }

        return entries;
    }

    private bool IsSet(string option) => _set.Contains(Prefix + option);

    private string Text(bool isPlaced)
    {
        var text = new StringBuilder();
        void AppendLines(IEnumerable<CutLine> lines)
        {
            var before = default(CutLine);
            foreach (var line in lines)
            {
                text.Append(isPlaced ? _definitions.Places.Between(before, line) : "").Append(line.Text).Append('\n');
                before = line;
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"#define BITS_PER_LONG {Width}\n");
        text.Append(Width == 32 ? "#define long int\n#define UL(number) (number##U)\n" : "#define UL(number) (number##UL)\n");
        _options.ForEach(o => text.Append(CultureInfo.InvariantCulture, $"#define {o.Name} {o.Value}\n"));
        AppendLines(_definitions.Overrides);
        AppendLines(_definitions.Flags);
        foreach (var name in _definitions.Names)
        {
            text.Append(CultureInfo.InvariantCulture, $"#ifdef {name}\n{Place(name, isPlaced)}\"{Mark}{name}\" {name} \"{Mark}\"\n#endif\n");
        }

        AppendLines(_definitions.Trace);
        text.Append(Place(TreeDefinitions.TraceTable, isPlaced)).Append(CStubs.Trace("trace" + AnyNumber));
        if (IsSet("MMU"))
        {
            text.Append(CultureInfo.InvariantCulture, $"#define mnemonics mnemonics{AnyNumber}\n");
            AppendLines(_definitions.Mnemonics);
            text.Append(CStubs.Kept("mnemonics" + AnyNumber));
        }

        text.Append("#undef BITS_PER_LONG\n#undef UL\n#undef long\n#undef mnemonics\n");
        _options.ForEach(o => text.Append(CultureInfo.InvariantCulture, $"#undef {o.Name}\n"));
        AppendLines(_definitions.Macros.Select(m => CutLine.Added($"#undef {m}")));
        return text.ToString();
    }

    /// <summary>Where a macro is defined, for messages about what it is made of.</summary>
    private string Place(string macro, bool isPlaced) =>
        isPlaced && _definitions.LineOf(macro) is { } line ? _definitions.Places.Of(line) : "";

    /// <summary>The options as a build defines them: <c>y</c> is 1, <c>m</c> defines another name, <c>n</c> and text nothing.</summary>
    private static IEnumerable<(string Name, string Value)> Options(IEnumerable<string> config) => config
        .Select(o => Option().Match(o))
        .Where(m => m.Success && m.Groups[2].Value != "n")
        .Select(m => Define(Prefix + m.Groups[1].Value, m.Groups[2].Value))
        .DistinctBy(o => o.Name);

    private static (string Name, string Value) Define(string name, string value) => value switch
    {
        "" or "y" => (name, "1"),
        "m" => (name + "_MODULE", "1"),
        _ => (name, value),
    };

    [GeneratedRegex(@"^\s*(?:CONFIG_)?(\w+)\s*(?:=\s*(y|m|n|-?\d+|0[xX][0-9a-fA-F]+)\s*)?$")]
    private static partial Regex Option();

    [GeneratedRegex(@"\bstub_current\s*->\s*personality\b")]
    private static partial Regex TaskPersonality();

    /// <summary>Assembly, which may take in other files, and what the preprocessor leaves to the compiler.</summary>
    [GeneratedRegex(@"\b(?:asm|__asm|__asm__|_Pragma|__has_include|__has_embed)\b|^\s*#.*", RegexOptions.Multiline)]
    private static partial Regex BeyondDefinitions();

    [GeneratedRegex(@"\b(VMA_\w+_BIT)\s*=")]
    private static partial Regex EnumeratedBit();

    [GeneratedRegex("^VMA?_")]
    private static partial Regex FlagName();
}
