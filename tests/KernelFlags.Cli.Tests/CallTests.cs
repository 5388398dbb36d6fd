using KernelFlags.Live.Recording;

namespace KernelFlags.Cli.Tests;

/// <summary>What holds for every command: exit statuses, and what goes where.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task NoCommand_IsRefusedWithTheirNames() =>
        Assert.Contains("lint, gen, table", (await Kflags.RunAsync()).Refusal(), StringComparison.Ordinal);

    [Fact]
    public async Task UnknownCommand_IsRefusedWithTheNearest() =>
        Assert.Equal("there is no command 'tabel'; did you mean 'table'?", (await Kflags.RunAsync("tabel")).Refusal());

    [Theory]
    [InlineData("table", "--nonsense")]
    [InlineData("table", "--format", "xml")]
    [InlineData("table", "--table", "vmaa")]
    [InlineData("table", "--profile", "linux-7.2-x86_65")]
    [InlineData("table", "--profile", "linux-7.2-x86_64", "--arch", "arm64")]
    [InlineData("table", "--kernel", "6.0")]
    [InlineData("table", "--kernel", "7")]
    [InlineData("table", "--kernel", "seven")]
    [InlineData("table", "--kernel", "99999999999.1")]
    [InlineData("table", "--arch", "x86-64")]
    [InlineData("table", "--kernel", "6.12", "--arch", "ia64")]
    [InlineData("table", "--config", "A B")]
    [InlineData("table", "--config", "A=maybe")]
    [InlineData("table", "--config", "A", "--config-file", "b")]
    [InlineData("table", "--config-file", "no/such/file")]
    [InlineData("table", "--config-file", "README.md")]
    [InlineData("table", "--definitions", "no/such/folder")]
    [InlineData("table", "--definitions", "KernelFlags.sln")]
    [InlineData("table", "--definitions", ".ci")]
    [InlineData("lint", "one", "two")]
    [InlineData("lint", "definitions", "--definitions", "definitions")]
    [InlineData("gen", "--target", "cobol")]
    [InlineData("gen", "--template", "no/such/file.scriban")]
    [InlineData("gen", "--template", "README.md")]
    public async Task UnusableCall_IsRefusedInOneLine(params string[] args) => (await Kflags.RunAsync(args)).Refusal();

    [Theory]
    [InlineData("there is no file no/trace; name a trace", "replay", "no/trace")]
    [InlineData("src is a folder; name a trace", "replay", "src")]
    [InlineData("there is no file no/log; name a log of strace", "replay", "--strace", "no/log", "--kernel", "7.2")]
    [InlineData("there is no file no/maps; name saved maps or smaps", "replay", "--strace", "README.md", "--from", "no/maps", "--kernel", "7.2")]
    public async Task FileThatCantBeRead_IsNamed(string message, params string[] args) =>
        Assert.Equal(message, (await Kflags.RunInAsync(Repository.Root, "", args)).Refusal());

    [Theory]
    [InlineData("fuzz", "--ops", "many")]
    [InlineData("fuzz", "--seed", "99999999999999999999")]
    [InlineData("fuzz", "--seconds", "1.5")]
    [InlineData("record", "--mix", "anon", "--ops", "many")]
    [InlineData("maps", "self", "--watch", "often")]
    [InlineData("maps", "self", "--watch", "1", "--times", "99999999999")]
    [InlineData("maps", "self", "--max-map-count", "1e9")]
    public async Task WordThatIsNoNumber_IsNamedWithItsOption(params string[] args) =>
        Assert.Equal($"{args[^2]} takes a number; '{args[^1]}' is none, or too large", (await Kflags.RunAsync(args)).Refusal());

    [Theory]
    [InlineData("aarch64", "arm64")]
    [InlineData("AMD64", "x86_64")]
    [InlineData("ppc64le", "ppc64")]
    public async Task ArchitectureByAnotherName_IsRefusedWithTheKernels(string other, string known) =>
        Assert.Equal($"there is no architecture '{other}'; did you mean '{known}'?", (await Kflags.RunAsync("table", "--arch", other)).Refusal());

    [Fact]
    public async Task HelpOfFuzz_ListsTheMixes()
    {
        var help = string.Join(' ', (await Kflags.RunAsync("fuzz", "--help")).Result().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(string.Join(", ", OperationMix.All.Select(mix => mix.Name)), help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KernelThatIsNotDescribed_IsNotedOnce() =>
        Assert.Single((await Kflags.RunAsync("table", "--kernel", "99.1")).ErrorLines, line => line.StartsWith("note: kernel 99.1 is not described", StringComparison.Ordinal));

    [Theory]
    [InlineData("--help")]
    [InlineData("lint", "--help")]
    [InlineData("gen", "-h")]
    public async Task Help_IsAResult(params string[] args) =>
        Assert.Contains("Usage:", (await Kflags.RunAsync(args)).Result(), StringComparison.Ordinal);

    [Fact]
    public async Task HelpOfACommand_IsAboutThatCommand()
    {
        foreach (var command in KflagsCommandLine.CreateRoot().Subcommands)
        {
            var help = (await Kflags.RunAsync(command.Name, "--help")).Result();
            Assert.Contains(command.Description!, help, StringComparison.Ordinal);
            Assert.Contains($" {command.Name} ", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Version_IsThatOfTheAssembly() =>
        Assert.Equal(typeof(Terminal).Assembly.GetName().Version!.ToString(3), (await Kflags.RunAsync("--version")).Result().Trim());

    [Fact]
    public async Task Definitions_AreFoundFromAFolderWithinTheCheckout()
    {
        using var folder = new ScratchFolder().WithDefinitions().With("deep/down/here.txt", "");
        folder.Edit("definitions/vma/guard.yaml", "smaps: gu", "smaps: guard");
        var call = await Kflags.RunInAsync(folder["deep/down"], "", "lint");
        Assert.Equal(1, call.ExitCode);
        Assert.StartsWith("../../definitions/vma/guard.yaml:", call.OutputLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Definitions_AreFoundBesideTheToolFromElsewhere()
    {
        using var folder = new ScratchFolder();
        Assert.Empty((await Kflags.RunInAsync(folder.Path, "", "lint")).Result());
    }

    [Fact]
    public async Task NoColor_TakesTheColoursAway()
    {
        using var folder = new ScratchFolder().With("door/flags.yaml", "flags: 3\n");
        Assert.Contains("\e[31m", await OutputAsync(folder), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', await OutputAsync(folder, "--no-color"));
    }

    private static async Task<string> OutputAsync(ScratchFolder folder, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(TextReader.Null, output, error) { IsOutputColored = true, IsErrorColored = true };
        Assert.Equal(1, await KflagsCommandLine.RunAsync(["lint", folder.Path, .. more], terminal));
        return output.ToString() + error;
    }
}
