using System.Text.Json;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Kernels;

/// <summary>Commands that run the engine run it on the kernel and the definitions that are named, and on no other.</summary>
public sealed class NamedKernelTests
{
    private static readonly string Trace = NamedDefinitions.Trace;

    [Fact]
    public async Task Trace_OnItsOwnKernel_Passes() => Assert.Contains("1 passed", (await Kflags.RunAsync("replay", Trace)).Result(), StringComparison.Ordinal);

    [Fact]
    public async Task Trace_ByACopyOfTheDefinitions_Passes()
    {
        using var folder = new ScratchFolder().WithDefinitions();
        (await Kflags.RunInAsync(folder.Path, "", "replay", Trace, "--definitions", "definitions")).Result();
    }

    [Theory]
    [InlineData("traits: [atomic-writable, copy-on-fork]", 3)]
    [InlineData("traits: [sticky, copy-on-fork]", 2)]
    public async Task Trace_ByDefinitionsWithAnotherPolicy_DiffersWhereItFirstMatters(string traits, int operation)
    {
        using var folder = new ScratchFolder().WithDefinitions().Edit("definitions/vma/guard.yaml", NamedDefinitions.Traits, traits);
        Assert.Equal((operation, "vmas"), await FirstMismatchAsync(folder, "--definitions", "definitions"));
    }

    [Theory]
    [InlineData("guard-install", "6.13", 2, "outcome")]
    [InlineData("guard-pagemap", "6.15", 2, "guard")]
    public async Task Trace_ByDefinitionsWithAnotherCapability_DiffersThoughTheRecorderFoundIt(string capability, string since, int operation, string kind)
    {
        using var folder = new ScratchFolder().WithDefinitions().Edit(
            "definitions/capabilities.yaml", $"- name: {capability}\n  since: \"{since}\"", $"- name: {capability}\n  since: \"7.0\"");
        Assert.Equal((operation, kind), await FirstMismatchAsync(folder, "--definitions", "definitions"));
    }

    [Theory]
    [InlineData("--kernel", "6.1")]
    [InlineData("--kernel", "6.12")]
    public async Task Trace_OnAKernelWithoutGuards_FailsWhereTheFirstIsInstalled(string option, string kernel)
    {
        using var folder = new ScratchFolder();
        Assert.Equal((2, "outcome"), await FirstMismatchAsync(folder, option, kernel));
    }

    [Fact]
    public async Task Trace_OfAnotherArchitecture_HasItsFlags()
    {
        var text = (await File.ReadAllTextAsync(Trace, TestContext.Current.CancellationToken))
            .Replace("\"arch\":\"x86_64\"", "\"arch\":\"arm64\"", StringComparison.Ordinal);
        using var folder = NamedDefinitions.Create().With("arm.jsonl", text);
        (await Kflags.RunInAsync(folder.Path, "", "replay", "arm.jsonl", "--definitions", Path.Combine(Repository.Root, "definitions"))).Result();
        Assert.Equal(1, (await Kflags.RunInAsync(folder.Path, "", "replay", "arm.jsonl")).ExitCode);
    }

    [Fact]
    public async Task Capability_ThatTheEngineDoesNotKnow_IsRefusedWithTheNearest()
    {
        using var folder = new ScratchFolder().WithDefinitions().Edit("definitions/capabilities.yaml", "- name: guard-pagemap", "- name: guard-page-map");
        Assert.Contains(
            "'guard-page-map', which this engine does not know; did you mean 'guard-pagemap'?",
            (await Kflags.RunInAsync(folder.Path, "", "replay", Trace)).Refusal(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_WhoseWordTheEngineCannotHave_IsRefusedWithAReason()
    {
        using var folder = new ScratchFolder().WithDefinitions().Edit("definitions/vma/table.yaml", "width: [{is: 64, when: 64BIT}, 32]", "width: 128");
        Assert.Contains("128 bits", (await Kflags.RunInAsync(folder.Path, "", "replay", Trace)).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_InACheckoutWhoseDefinitionsWereChanged_IsReadByThem()
    {
        using var folder = new ScratchFolder().WithDefinitions();
        Task<Call> MapsAsync() => Kflags.RunInAsync(folder.Path, "", "maps", "self", "--totals");
        Assert.Contains("rd READ", (await MapsAsync()).Output, StringComparison.Ordinal);
        folder.Edit("definitions/vma/access.yaml", "smaps: rd", "smaps: rx");
        var changed = await MapsAsync();
        Assert.DoesNotContain("rd READ", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TargetOfEveryKernel_ForOne_IsRefused() => Assert.Equal(
        "target capabilities is about every kernel; leave out what names one",
        (await Kflags.RunAsync("gen", "--target", "capabilities", "--kernel", "6.1", "--check")).Refusal());

    [Theory]
    [InlineData("replay", "the kernel that the trace's header tells of")]
    [InlineData("maps", "Without any of these options: the running kernel.")]
    [InlineData("fuzz", "Without any of these options: the running kernel")]
    [InlineData("check", "the tree's Makefile")]
    [InlineData("table", "Without any of these options: linux-7.2-x86_64.")]
    public async Task Help_NamesTheKernelThatTheCommandTakesByItself(string command, string words)
    {
        var help = (await Kflags.RunAsync(command, "--help")).Result();
        Assert.Contains(words, string.Join(' ', help.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("definitions", "definitions")]
    [InlineData("", "''")]
    [InlineData("my definitions", "'my definitions'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(reboot)", "'$(reboot)'")]
    public void Word_OfACommandThatIsPrinted_IsReadBackByAShell(string word, string shown) => Assert.Equal(shown, ShellWord.Of(word));

    private static async Task<(int Operation, string Kind)> FirstMismatchAsync(ScratchFolder folder, params string[] options)
    {
        var call = await Kflags.RunInAsync(folder.Path, "", ["replay", Trace, .. options, "--format", "json"]);
        Assert.Equal(1, call.ExitCode);
        using var json = JsonDocument.Parse(call.Output);
        var first = json.RootElement.GetProperty("traces")[0].GetProperty("mismatches")[0];
        return (first.GetProperty("n").GetInt32(), first.GetProperty("kind").GetString()!);
    }
}
