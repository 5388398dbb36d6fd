namespace KernelFlags.Headers;

/// <summary>The words of system calls, held against the UAPI headers of kernels.</summary>
public sealed class WordsTests
{
    private static readonly string[] Tables = ["prot", "map", "madv", "mremap", "mlock", "mcl", "uffd_feature", "uffd_mode"];

    [Theory]
    [MemberData(nameof(KernelTree.Versions), MemberType = typeof(KernelTree))]
    public void Words_OfEveryArchitecture_AreThoseOfAKernelTree(string version)
    {
        var tree = KernelTree.Require(version);
        using var scratch = new ScratchFolder();

        var headers = UapiHeaders.OfTree(tree, KernelTree.Version(version), scratch.Path).ToList();

        Assert.True(headers.Count >= 15);
        Holds(headers, Repository.Model);
    }

    [Fact]
    public void Words_AreThoseOfTheInstalledHeaders()
    {
        Assert.SkipUnless(CCompiler.IsInstalled, "needs gcc: apt-get install gcc libc6-dev");
        var headers = UapiHeaders.Installed().ToList();
        Assert.SkipWhen(headers.Count == 0, "needs UAPI headers: apt-get install linux-libc-dev, or linux-libc-dev-arm64-cross and its like");

        Holds(headers, Repository.Model);
    }

    [Fact]
    public void Words_OfABrokenDefinition_DifferFromTheInstalledHeaders()
    {
        Assert.SkipUnless(CCompiler.IsInstalled, "needs gcc: apt-get install gcc libc6-dev");
        var headers = UapiHeaders.Installed().FirstOrDefault();
        Assert.SkipWhen(headers is null, "needs UAPI headers: apt-get install linux-libc-dev");
        var broken = Repository.Load(Repository.DefinitionFiles().Select(f => f.RelativePath == "madv/access.yaml"
            ? f with { Text = f.Text.Replace("value: 4", "value: 5", StringComparison.Ordinal) }
            : f));

        Assert.Equal([$"{headers}: MADV_DONTNEED is 0x5, not 0x4"], Differences(headers!, broken));
    }

    private static void Holds(IEnumerable<UapiHeaders> headers, DefinitionModel model)
    {
        var differences = headers.SelectMany(h => Differences(h, model)).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static List<string> Differences(UapiHeaders headers, DefinitionModel model)
    {
        var kernel = KernelSelector.Of(model, headers.Version, headers.Arch);
        var tables = Tables.Select(name => TableResolver.Resolve(model.FindTable(name)!, kernel)).ToList();
        var ours = tables.SelectMany(table => table.Flags).ToDictionary(word => word.CName!, word => word.Value, StringComparer.Ordinal);

        // What is no wider than a C int may come out as a negative number.
        var widths = tables.ToDictionary(table => table.Prefix, table => FlagBits.All(table.Width));
        var theirs = headers.Evaluate([.. widths.Keys]).ToDictionary(
            word => word.Key, word => new FlagBits(word.Value) & widths.First(width => word.Key.StartsWith(width.Key, StringComparison.Ordinal)).Value, StringComparer.Ordinal);
        return
        [
            .. ours.Keys.Union(theirs.Keys).Order(StringComparer.Ordinal)
                .Where(name => !ours.TryGetValue(name, out var mine) || !theirs.TryGetValue(name, out var other) || mine != other)
                .Select(name => $"{headers}: {name} is {Text(ours, name)}, not {Text(theirs, name)}"),
        ];
    }

    private static string Text(Dictionary<string, FlagBits> words, string name) => words.TryGetValue(name, out var value) ? value.ToString() : "-";
}
