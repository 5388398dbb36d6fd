namespace KernelFlags.Headers;

/// <summary>The kernel trees that kernel-trees.sh fetches.</summary>
internal static class KernelTree
{
    public static TheoryData<string> Versions => ["6.1", "6.12", "7.2", "7.3"];

    private static string Cache { get; } =
        Environment.GetEnvironmentVariable("KERNEL_TREES") is { Length: > 0 } trees ? trees
        : Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
            "kernel-trees");

    public static KernelVersion Version(string text) =>
        KernelVersion.TryParse(text, out var version) ? version : throw new FormatException(text);

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
}
