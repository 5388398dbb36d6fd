namespace KernelFlags.Headers;

/// <summary>The kernel trees that kernel-trees.sh fetches.</summary>
internal static class KernelTree
{
    private static readonly string[] Numbers = ["VERSION", "PATCHLEVEL", "SUBLEVEL"];

    public static TheoryData<string> Versions => ["6.1", "6.12", "7.2", "7.3"];

    private static string Cache { get; } =
        Environment.GetEnvironmentVariable("KERNEL_TREES") is { Length: > 0 } trees ? trees
        : Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "kernel-trees");

    /// <summary>The exact version of a tree that is there, as its Makefile says; else of the one that was compared before.</summary>
    public static KernelVersion Version(string text)
    {
        var makefile = Path.Combine(Cache, text, "Makefile");
        var exact = File.Exists(makefile) ? string.Join('.', Numbers.Select(name => Number(makefile, name))) : text;
        return KernelSelector.TryParse(Repository.Model, exact, out var version) ? version : throw new FormatException(exact);
    }

    /// <summary>The tree of a version. Where it or a compiler is missing the test is skipped.</summary>
    public static string Require(string version)
    {
        Assert.SkipUnless(CCompiler.IsInstalled, "needs gcc: apt-get install gcc libc6-dev");
        var tree = Path.Combine(Cache, version);
        Assert.SkipUnless(
            File.Exists(Path.Combine(tree, ".complete")),
            $"needs the kernel tree {version}: tests/KernelFlags.Headers/kernel-trees.sh {version}");
        return tree;
    }

    private static string Number(string makefile, string name) =>
        File.ReadLines(makefile).First(line => line.StartsWith(name + " = ", StringComparison.Ordinal))[(name.Length + 3)..].Trim();
}
