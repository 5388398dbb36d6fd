using System.Diagnostics;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Tests.Manual;

/// <summary>The manual pages: what help says, in a form that the tools of manual pages read without a complaint.</summary>
public sealed class ManualTests
{
    [Fact]
    public async Task Page_SaysWhatHelpSays()
    {
        var page = Unescaped((await Kflags.RunAsync("man", "maps")).Result());
        var help = (await Kflags.RunAsync("maps", "--help")).Result();
        foreach (var option in KflagsCommandLine.CreateRoot().Subcommands.Single(command => command.Name == "maps").Options)
        {
            Assert.Contains(option.Name, page, StringComparison.Ordinal);
            Assert.Contains(option.Description!, page, StringComparison.Ordinal);
            Assert.Contains(option.Description!, help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pages_ThereIsOneForEachCommand_AndTheyAreWrittenOnce()
    {
        using var folder = new ScratchFolder().WithDefinitions();
        var names = KflagsCommandLine.CreateRoot().Subcommands.Select(command => $"kflags-{command.Name}.1").Append("kflags.1").Order(StringComparer.Ordinal).ToList();
        var call = await Kflags.RunInAsync(folder.Path, "", "man", "--out", "pages");
        Assert.Equal(0, call.ExitCode);
        Assert.Equal(names, Directory.EnumerateFiles(folder["pages"]).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        Assert.Equal(names.Count, call.ErrorLines.Length);
        Assert.Empty((await Kflags.RunInAsync(folder.Path, "", "man", "--out", "pages")).Error);
    }

    [Fact]
    public async Task Pages_AreReadWithoutAComplaint()
    {
        Assert.SkipUnless(BoundedProgram.Find("mandoc") is not null, "needs mandoc (Debian: apt install mandoc)");
        using var folder = new ScratchFolder().WithDefinitions();
        await Kflags.RunInAsync(folder.Path, "", "man", "--out", "pages");
        using var process = Process.Start(new ProcessStartInfo("mandoc", ["-T", "lint", "-W", "warning", .. Directory.EnumerateFiles(folder["pages"])])
        {
            RedirectStandardOutput = true,
        })!;
        var complaints = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // A page has no date: the same version gives the same bytes.
        Assert.All(complaints, line => Assert.Contains("missing date", line, StringComparison.Ordinal));
        Assert.NotEmpty(complaints);
    }

    [Theory]
    [InlineData("there is no command 'map'; did you mean 'maps'?", "man", "map")]
    [InlineData("--out writes all pages; leave out the command", "man", "maps", "--out", "x")]
    public async Task CallThatCantBe_IsRefused(string message, params string[] args) => Assert.Equal(message, (await Kflags.RunAsync(args)).Refusal());

    private static string Unescaped(string page) => page
        .Replace("\\-", "-", StringComparison.Ordinal)
        .Replace("\\(aq", "'", StringComparison.Ordinal)
        .Replace("\\(dq", "\"", StringComparison.Ordinal)
        .Replace("\\e", "\\", StringComparison.Ordinal);
}
