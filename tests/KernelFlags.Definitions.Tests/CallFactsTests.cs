using System.Text.Json;

namespace KernelFlags.Definitions.Tests;

/// <summary>What a C compiler says of the words of system calls in a kernel's own UAPI headers, for an architecture.</summary>
public sealed class CallFactsTests
{
    /// <summary>The facts' groups, and the table that has the words of each.</summary>
    private static readonly (string Group, string Table)[] Groups =
    [
        ("PROT", "prot"), ("MAP", "map"), ("MADV", "madv"), ("MREMAP", "mremap"), ("MLOCK", "mlock"), ("MCL", "mcl"), ("UFFD_FEATURE", "uffd_feature"), ("UFFDIO_mode", "uffd_mode"),
    ];

    private static readonly string Folder = Path.Combine(KernelFacts.Folder, "calls");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Words_ResolvedForAKernel_AreThoseOfItsHeaders(string file) => Assert.Empty(Differences(file, Repository.Model));

    [Theory]
    [MemberData(nameof(Files))]
    public void Words_OfAKernelThatWasCompared_SaySo(string file)
    {
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var kernel = KernelOf(facts, Repository.Model);

        Assert.All(Groups, group => Assert.True(TableResolver.Resolve(Repository.Model.FindTable(group.Table)!, kernel).Kernel.Verified));
    }

    [Theory]
    [InlineData("7.3.4-mips64.json", "madv/pages.yaml", "when: {not-arch: [mips64]}", "when: {not-arch: [parisc]}", "MADV_SOFT_OFFLINE is 0x65, not -")]
    [InlineData("7.3.4-parisc.json", "map/table.yaml", "is: 0x2b", "is: 0x0b", "MAP_TYPE is 0xb, not 0x2b")]
    [InlineData("6.1.176-parisc.json", "madv/pages.yaml", "\"6.1.5\"]", "\"6.1.177\"]", "MADV_MERGEABLE is 0x41, not 0xc")]
    [InlineData("7.3.4-x86_64.json", "map/hugetlb.yaml", "value: 21", "value: 22", "MAP_HUGE_2MB is 0x58000000, not 0x54000000")]
    [InlineData("7.3.4-ppc64.json", "mcl/flags.yaml", "is: 13", "is: 12", "MCL_CURRENT is 0x1000, not 0x2000")]
    [InlineData("7.3.4-x86_64.json", "prot/protection.yaml", "name: SEM", "name: SEMA", "PROT_SEM is -, not 0x8")]
    public void Words_OfABrokenDefinition_DifferFromTheHeaders(string facts, string file, string text, string broken, string difference)
    {
        var files = Repository.DefinitionFiles().Select(f => f.RelativePath == file
            ? f with { Text = f.Text.Replace(text, broken, StringComparison.Ordinal) }
            : f);

        Assert.Contains(difference, Differences(facts, DefinitionLoader.Load(files).Model));
    }

    [Theory]
    [InlineData("6.14.0", "x86_64")]
    [InlineData("6.1.20", "arm64")]
    public void Words_OfAKernelOfWhichOnlyFlagsWereCompared_DoNotSaySo(string version, string arch)
    {
        Assert.True(KernelVersion.TryParse(version, out var kernel));
        var profile = KernelSelector.Of(Repository.Model, kernel, arch);

        Assert.True(TableResolver.Resolve(Repository.Model.FindTable("vma")!, profile).Kernel.Verified);
        var evidence = TableResolver.Resolve(Repository.Model.FindTable("madv")!, profile).Kernel.Evidence;
        Assert.Equal((EvidenceKind.None, new KernelVersion(6, 1, 176)), (evidence.Kind, version == "6.1.20" ? evidence.After : new KernelVersion(6, 1, 176)));
    }

    /// <summary>Each name of either, as the headers have it and as the definitions say.</summary>
    private static List<string> Differences(string file, DefinitionModel model)
    {
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var kernel = KernelOf(facts, model);
        var differences = new List<string>();
        foreach (var (group, name) in Groups)
        {
            var table = model.FindTable(name)!;
            var theirs = facts.RootElement.GetProperty(group).EnumerateObject()
                .Where(p => p.Name.StartsWith(table.Settings.Prefix, StringComparison.Ordinal))
                .ToDictionary(p => p.Name, p => (Value: Value(p.Value), Bit: Bit(p.Value)), StringComparer.Ordinal);
            var ours = TableResolver.Resolve(table, kernel).Flags
                .ToDictionary(f => f.CName!, f => (f.Value.ToString(), f.Value.Single()), StringComparer.Ordinal);
            differences.AddRange(theirs.Keys.Union(ours.Keys)
                .Select(key => (key, ours: ours.GetValueOrDefault(key, ("-", null)), theirs: theirs.GetValueOrDefault(key, ("-", null))))
                .Where(pair => pair.ours != pair.theirs)
                .Select(pair => $"{pair.key} is {pair.ours.Item1}, not {pair.theirs.Item1}"));
        }

        return differences;
    }

    private static KernelProfile KernelOf(JsonDocument facts, DefinitionModel model) =>
        KernelVersion.TryParse(facts.RootElement.GetProperty("kernel_full").GetString()!, out var version)
            ? KernelSelector.Of(model, version, facts.RootElement.GetProperty("arch").GetString()!, default(EquatableArray<string>))
            : throw new FormatException("The facts name no version.");

    private static string Value(JsonElement word) =>
        FlagBits.TryParse(word.GetProperty("value").GetString()!, out var value) ? value.ToString() : throw new FormatException("The facts have no number.");

    private static int? Bit(JsonElement word) => word.GetProperty("bit") is { ValueKind: JsonValueKind.Number } bit ? bit.GetInt32() : null;
}
