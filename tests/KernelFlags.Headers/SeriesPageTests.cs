using KernelFlags.Headers.Patching;

namespace KernelFlags.Headers;

/// <summary>The page that goes from a definition to its patch and from a series to its review: what stands below each command is what it prints.</summary>
public sealed class SeriesPageTests
{
    private const string Option = """
        options:
        - name: COLD_HINT
          since: "7.3"

        """;

    [Fact]
    public async Task Page_EachCommand_PrintsWhatStandsBelowIt()
    {
        using var desk = TreeOnDesk.Of("7.3");
        using var folder = new ScratchFolder();
        Prepare(desk, folder);
        await Tour.VerifyAsync("src/KernelFlags.Cli/samples/series/README.md", command => RunAsync(folder.Path, command));
    }

    /// <summary>Puts the tree and the overlay into the folder.</summary>
    private static void Prepare(TreeOnDesk desk, ScratchFolder folder)
    {
        var linux = Path.Combine(folder.Path, "linux");
        Git(desk.Path, "init", "--quiet");
        Git(desk.Path, "add", "--all");
        Git(desk.Path, "-c", "user.name=base", "-c", "user.email=base@example.org", "commit", "--quiet", "-m", "base");
        Git(desk.Path, "tag", "v7.3");
        Git(folder.Path, "clone", "--quiet", desk.Path, linux);
        Git(linux, "config", "user.name", "A Developer");
        Git(linux, "config", "user.email", "developer@example.org");
        var overlay = Directory.CreateDirectory(Path.Combine(folder.Path, "cold-hint", "vma"));
        File.WriteAllText(Path.Combine(overlay.FullName, "cold.yaml"), ColdHintTree.Flag);
        File.WriteAllText(Path.Combine(overlay.Parent!.FullName, "kernel.yaml"), Option);
    }

    private static void Git(string folder, params IEnumerable<string> arguments) => Tool.Run(folder, "git", arguments);

    /// <summary>Runs a command; what a call of <c>kflags</c> prints may go into a file.</summary>
    private static async Task<string> RunAsync(string folder, string command)
    {
        if (!command.StartsWith("kflags ", StringComparison.Ordinal))
        {
            return Tool.Run(folder, "sh", "-c", command + " 2>&1");
        }

        var parts = command.Split(" > ");
        var call = await Kflags.RunAsync(folder, Tour.Words(parts[0])[1..]);
        if (parts is [_, var file])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, file), call.Output, TestContext.Current.CancellationToken);
            return call.Error;
        }

        return call.Output + call.Error;
    }
}
