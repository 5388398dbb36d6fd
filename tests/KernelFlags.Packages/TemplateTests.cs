namespace KernelFlags.Packages;

/// <summary>The template of <c>dotnet new</c>: what it makes builds and passes its tests from packages alone.</summary>
public sealed class TemplateTests(Feed feed)
{
    private const string Starter = "Starter-Flags";
    private const string Accepting = "KFLAGS_ACCEPT";

    [Fact]
    public void Template_MakesASolutionThatPassesItsTests()
    {
        // No namespace is called so.
        const string name = "My-Own.Flags";
        const string space = "My_Own.Flags";
        var folder = feed.NewFolder("new-" + name);
        feed.WriteFeedWithCache(folder);
        var hive = Path.Combine(folder, "hive");
        Run("new", "install", "KernelFlags.Templates", "--debug:custom-hive", hive);
        Run("new", "kernelflags", "-n", name, "--debug:custom-hive", hive);
        var solution = Path.Combine(folder, name);
        var accepts = Environment.GetEnvironmentVariable(Accepting) == "1";
        var output = feed.Run(solution, new Dictionary<string, string?> { ["ACCEPT"] = accepts ? "1" : null }, "test", "-p:UseSharedCompilation=false");
        if (accepts)
        {
            var snapshot = File.ReadAllText(Path.Combine(solution, name + ".Tests", "Snapshots", "GeneratedCode.cs"));
            File.WriteAllText(
                Repository.Find($"src/KernelFlags.Templates/Template/{Starter}.Tests/Snapshots/GeneratedCode.cs"),
                snapshot.Replace(space, Starter.Replace('-', '_'), StringComparison.Ordinal));
        }

        Assert.True(output.Status == 0, output.Output);
        Assert.Contains("succeeded: 3", output.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.EnumerateFiles(solution, "*", SearchOption.AllDirectories), file => Path.GetFileName(file).Contains("Starter", StringComparison.Ordinal));

        void Run(params string[] arguments)
        {
            var (status, text) = feed.Run(folder, arguments);
            Assert.True(status == 0, text);
        }
    }
}
