using System.Globalization;
using System.Text.Json;

namespace KernelFlags.Definitions.Tests;

/// <summary>
/// What a C compiler says of one kernel's own headers (the files in Facts), and the differences between that and a resolved table.
/// </summary>
internal sealed class KernelFacts
{
    private readonly JsonElement _root;

    private KernelFacts(JsonElement root) => _root = root;

    public KernelVersion Kernel => KernelVersion.TryParse(_root.TryGetProperty("kernel_full", out var full) ? full.GetString()! : Text("kernel"), out var version)
        ? version
        : throw new FormatException(Text("kernel"));

    public string Arch => Text("arch");

    public static string Folder { get; } = Repository.Find("tests/KernelFlags.Definitions.Tests/Facts");

    public static KernelFacts Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return new KernelFacts(document.RootElement.Clone());
    }

    /// <summary>The options that are set, without <c>CONFIG_</c>.</summary>
    public EquatableArray<string> Config() => Members("config")
        .Concat(Members("config_context"))
        .Select(p => p.Name["CONFIG_".Length..] + (p.Value.GetString() == "y" ? "" : "=" + p.Value.GetString()))
        .Distinct()
        .ToEquatableArray();

    /// <summary>Resolves the table for this kernel, and tells each difference.</summary>
    public List<string> Differences(DefinitionModel model)
    {
        var table = model.FindTable("vma")!;
        return Differences(TableResolver.Resolve(table, KernelSelector.Of(model, Kernel, Arch, Config())));
    }

    /// <summary>Tells each difference of a resolved table.</summary>
    public List<string> Differences(ResolvedTable table)
    {
        var words = table.Flags.Where(f => f.CName is not null).ToList();
        var differences = new List<string>();
        if (_root.GetProperty("bits_per_long").GetInt32() != table.Width)
        {
            differences.Add($"width is {table.Width}");
        }

        Compare(
            differences,
            "flag",
            Members("flags").ToDictionary(p => p.Name, p => Value(p.Value.GetProperty("value")) + " " + p.Value.GetProperty("bit")),
            words.ToDictionary(f => f.CName!, f => f.Value + " " + Text(f.Bit)));
        Compare(differences, "alias", Members("aliases").ToDictionary(p => p.Name, p => p.Value.GetString()!), Aliases(words, table));
        Compare(differences, "mask", Members("masks").ToDictionary(p => p.Name, p => Value(p.Value)),
            table.Masks.SelectMany(m => m.CNames.Select(n => (n, m.Value))).ToDictionary(m => m.n, m => m.Value.ToString()));
        CompareEnumerators(differences, table);
        CompareMnemonics(differences, table);
        CompareTrace(differences, table);
        return differences;
    }

    /// <summary>
    /// As <see cref="Differences(DefinitionModel)"/>, of the enumerated bits alone: for a kernel of which nothing else is known.
    /// </summary>
    public List<string> EnumeratorDifferences(DefinitionModel model)
    {
        var differences = new List<string>();
        CompareEnumerators(differences, TableResolver.Resolve(model.FindTable("vma")!, KernelSelector.Of(model, Kernel, Arch)));
        return differences;
    }

    /// <summary>
    /// As <see cref="Differences(DefinitionModel)"/>, of what a kernel image shows: the mnemonics, and the enumerated bits where there are any.
    /// </summary>
    public List<string> ImageDifferences(DefinitionModel model)
    {
        var differences = new List<string>();
        var table = TableResolver.Resolve(model.FindTable("vma")!, KernelSelector.Of(model, Kernel, Arch, Config()));
        CompareEnumerators(differences, table);
        CompareMnemonics(differences, table);
        return differences;
    }

    private void CompareMnemonics(List<string> differences, ResolvedTable table) => Compare(
        differences, "mnemonic", Members("mnemonics").ToDictionary(p => p.Name, p => p.Value.GetString()!),
        table.Smaps.Select((m, bit) => (m, bit)).ToDictionary(m => m.bit.ToString(CultureInfo.InvariantCulture), m => m.m));

    private void CompareEnumerators(List<string> differences, ResolvedTable table)
    {
        if (_root.GetProperty("vma_bits").ValueKind == JsonValueKind.Object)
        {
            Compare(
                differences,
                "enumerator",
                Members("vma_bits").ToDictionary(p => "VMA_" + p.Name + "_BIT", p => p.Value.ToString()),
                table.Flags.Where(f => f.Enumerator is not null).ToDictionary(f => f.Enumerator!, f => Text(f.EnumeratedBit)));
        }
    }

    private void CompareTrace(List<string> differences, ResolvedTable table)
    {
        if (!_root.TryGetProperty("trace_names", out var names))
        {
            return;
        }

        var expected = names.EnumerateArray().Select(t => $"{Value(t[0])} {t[1].GetString()} {t[2].GetString()}").ToList();
        var actual = table.Trace.Select(t => $"{t.Value} {t.Name} {t.CName}").ToList();
        if (!expected.SequenceEqual(actual))
        {
            var first = expected.Zip(actual).TakeWhile(p => p.First == p.Second).Count();
            differences.Add($"trace entry {first} is {actual.ElementAtOrDefault(first)}, not {expected.ElementAtOrDefault(first)}");
        }
    }

    /// <summary>Where a word is 0 its header says so, and names no other flag.</summary>
    private static Dictionary<string, string> Aliases(List<ResolvedFlag> words, ResolvedTable table) => words
        .Where(f => f is { AliasOf: not null, Bit: not null })
        .ToDictionary(f => f.CName!, f => table.Prefix + f.AliasOf);

    private static void Compare(
        List<string> differences, string what, Dictionary<string, string> expected, Dictionary<string, string> actual)
    {
        differences.AddRange(expected.Keys.Except(actual.Keys).Select(name => $"{what} {name} is missing, it is {expected[name]}"));
        differences.AddRange(actual.Keys.Except(expected.Keys).Select(name => $"{what} {name} is {actual[name]}, and there is none"));
        differences.AddRange(expected.Keys.Intersect(actual.Keys)
            .Where(name => expected[name] != actual[name])
            .Select(name => $"{what} {name} is {actual[name]}, not {expected[name]}"));
    }

    private JsonProperty[] Members(string key) =>
        _root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : [];

    private static string Text(int? bit) => bit?.ToString(CultureInfo.InvariantCulture) ?? "";

    private string Text(string key) => _root.GetProperty(key).GetString()!;

    private static string Value(JsonElement hex) =>
        new FlagBits(ulong.Parse(hex.GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString();
}
