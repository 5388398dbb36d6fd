using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Definitions;

namespace KernelFlags.Live.Headers;

/// <summary>
/// One kernel's definitions as a C function that prints them. The text is preprocessed first, for only then is it known which names are
/// defined and what each is made of; what comes out has no macros left, so that the functions of many kernels fit into one file.
/// </summary>
internal sealed partial class EvaluationUnit
{
    private readonly HeaderRequest _request;
    private readonly TreeDefinitions _definitions;
    private readonly List<(string Name, string Value)> _options;
    private List<string> _unusable = [];

    public EvaluationUnit(int number, HeaderRequest request, TreeDefinitions definitions)
    {
        Number = number;
        _request = request;
        _definitions = definitions;
        _options = [.. Options(request.Config)];
        Width = IsSet("64BIT") ? 64 : 32;
    }

    /// <summary>Its place among the kernels that are evaluated.</summary>
    public int Number { get; }

    /// <summary>The width of the word, in bits.</summary>
    public int Width { get; }

    /// <summary>The architecture.</summary>
    public string Arch => _request.Arch;

    /// <summary>The name of the function that prints the kernel's tables.</summary>
    public string Function => string.Create(CultureInfo.InvariantCulture, $"print_{Number}");

    /// <summary>The text for the preprocessor. It takes back what it defines.</summary>
    public string Source()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"#define BITS_PER_LONG {Width}\n");
        text.Append(Width == 32 ? "#define long int\n" : "");
        _options.ForEach(o => text.Append(CultureInfo.InvariantCulture, $"#define {o.Name} {o.Value}\n"));
        AppendLines(text, _definitions.Overrides);
        AppendLines(text, _definitions.Flags);
        foreach (var name in _definitions.Names)
        {
            text.Append(CultureInfo.InvariantCulture, $"#ifdef {name}\n\"@{name}\" {name} \"@\"\n#endif\n");
        }

        AppendLines(text, _definitions.Trace);
        text.Append(CStubs.PrintTrace);
        if (IsSet("MMU"))
        {
            AppendLines(text, _definitions.Mnemonics);
            text.Append(CStubs.PrintMnemonics);
        }

        text.Append("#undef BITS_PER_LONG\n#undef long\n");
        _options.ForEach(o => text.Append(CultureInfo.InvariantCulture, $"#undef {o.Name}\n"));
        AppendLines(text, _definitions.Macros.Select(m => $"#undef {m}"));
        return text.ToString();
    }

    /// <summary>The function, from the preprocessed text. A name that is made of an unknown bit is not used.</summary>
    public string Program(string preprocessed)
    {
        var bits = EnumeratedBit().Matches(preprocessed).Select(m => m.Groups[1].Value).Distinct().ToList();
        var words = DefinedName().Matches(preprocessed)
            .Select(m => (Name: m.Groups[1].Value, Expansion: m.Groups[2].Value))
            .Where(w => w.Expansion.Trim().Length > 0)
            .ToLookup(w => CSource.Identifiers(w.Expansion).Where(i => FlagName().IsMatch(i)).All(bits.Contains));
        _unusable = [.. words[false].Select(w => w.Name)];

        var type = Width == 32 ? "unsigned int" : "unsigned long";
        var rows = words[true].Select(w => $"print_row(\"word\", \"{w.Name}\", ({type})({w.Expansion}));")
            .Concat(bits.Select(b => $"print_row(\"bit\", \"{b}\", (unsigned int){b});"));
        var rest = DefinedName().Split(preprocessed);
        return $$"""
            static void {{Function}}(void)
            {
            {{rest[0]}}
            {{string.Join('\n', rows)}}
            {{rest[^1]}}
            }

            """;
    }

    /// <summary>The facts, from the rows that the function printed.</summary>
    public HeaderFacts Read(IEnumerable<string> rows)
    {
        var tables = rows.Select(r => r.Split('\t'))
            .ToLookup(c => c[0], c => (Name: c[1], Value: ulong.Parse(c[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
        return new HeaderFacts(
            Arch,
            Width,
            tables["word"].ToDictionary(r => r.Name, r => new FlagBits(r.Value), StringComparer.Ordinal),
            tables["bit"].ToDictionary(r => r.Name, r => (int)r.Value, StringComparer.Ordinal),
            [.. tables["smaps"].Select(r => r.Name)],
            [.. tables["trace"].Select(r => new HeaderTraceEntry(
                new FlagBits(r.Value), r.Name, _definitions.TraceCNames.GetValueOrDefault(r.Name)))],
            _unusable);
    }

    private bool IsSet(string option) => _options.Exists(o => o.Name == $"CONFIG_{option}");

    private static void AppendLines(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }
    }

    /// <summary>The options as a build defines them: <c>y</c> is 1, <c>m</c> defines another name, <c>n</c> and text nothing.</summary>
    private static IEnumerable<(string Name, string Value)> Options(IEnumerable<string> config) => config
        .Select(o => Option().Match(o))
        .Where(m => m.Success && m.Groups[2].Value != "n")
        .Select(m => Define("CONFIG_" + m.Groups[1].Value, m.Groups[2].Value))
        .DistinctBy(o => o.Name);

    private static (string Name, string Value) Define(string name, string value) => value switch
    {
        "" or "y" => (name, "1"),
        "m" => (name + "_MODULE", "1"),
        _ => (name, value),
    };

    [GeneratedRegex(@"^\s*(?:CONFIG_)?(\w+)\s*(?:=\s*(y|m|n|-?\d+|0[xX][0-9a-fA-F]+)\s*)?$")]
    private static partial Regex Option();

    [GeneratedRegex(@"\b(VMA_\w+_BIT)\s*=")]
    private static partial Regex EnumeratedBit();

    [GeneratedRegex("^VMA?_")]
    private static partial Regex FlagName();

    [GeneratedRegex(@"""@(\w+)""(.*?)""@""", RegexOptions.Singleline)]
    private static partial Regex DefinedName();
}
