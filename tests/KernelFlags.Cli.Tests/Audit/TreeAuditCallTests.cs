using System.Diagnostics;
using System.Text.Json;

namespace KernelFlags.Cli.Tests.Audit;

/// <summary>The call that compares a kernel tree with itself.</summary>
public sealed class TreeAuditCallTests
{
    [Fact]
    public async Task TreeAtOneWithItself_HasNoFinding()
    {
        using var folder = SmallTree.With(new ScratchFolder(), "tree");
        var call = await Kflags.RunInAsync(folder.Path, "", "audit", "--tree", "tree");
        Assert.Equal((0, "", "0 findings\n"), (call.ExitCode, call.Output, call.Error));
    }

    [Theory]
    [InlineData(SmallTree.Document, "    be    has a bell\n", "", $"tree/{SmallTree.Document}:6:5: error KF6101: \"be\" is not explained; fs/proc/task_mmu.c prints it for VM_BELL")]
    [InlineData(SmallTree.Document, "st    shut", "sx    shut", $"tree/{SmallTree.Document}:5:5: error KF6102: \"sx\" is explained, and fs/proc/task_mmu.c prints it for no flag; take it out")]
    [InlineData(SmallTree.Smaps, "\t[ilog2(VM_SHUT)] = \"st\",\n", "", $"tree/{SmallTree.Smaps}:3:2: error KF6101: VM_SHUT has no row, and smaps prints \"??\" for it; include/linux/mm.h defines it as bit 1")]
    [InlineData(SmallTree.Smaps, "ilog2(VM_SHUT)", "ilog2(VM_SHUTS)", $"tree/{SmallTree.Smaps}:4:2: error KF6102: VM_SHUTS has a row and include/linux/mm.h does not define it")]
    [InlineData(SmallTree.Trace, "{VM_SHUT, \"shut\"}", "{VM_SHUTS, \"shut\"}", $"tree/{SmallTree.Trace}:10:2: error KF6102: VM_SHUTS has a name in traces and include/linux/mm.h does not define it")]
    [InlineData(SmallTree.Trace, "\"shut\"", "\"open\"", $"tree/{SmallTree.Trace}:10:2: error KF6104: \"open\" stands in the table more than once; give one of the flags another name")]
    [InlineData(SmallTree.Copy, "\tDECLARE_VMA_BIT(BELL, 2),\n", "", $"tree/{SmallTree.Copy}:4:2: error KF6101: BELL is not enumerated; include/linux/mm.h defines it as bit 2")]
    [InlineData(SmallTree.Copy, "(BELL, 2)", "(BELL, 3)", $"tree/{SmallTree.Copy}:5:2: error KF6103: VMA_BELL_BIT is bit 3; include/linux/mm.h says bit 2")]
    [InlineData(SmallTree.Copy, "CONFIG_BELL", "CONFIG_BELLS", $"tree/{SmallTree.Copy}:10:1: error KF6103: VM_BELL is the bit of BELL with BELLS; include/linux/mm.h says no bit")]
    [InlineData(SmallTree.Copy, "(VM_OPEN | VM_BELL)", "(VM_OPEN)", $"tree/{SmallTree.Copy}:14:1: error KF6103: VM_KEPT lacks BELL; include/linux/mm.h has it there")]
    [InlineData(SmallTree.Copy, "(VM_OPEN | VM_BELL)", "(VM_OPEN | VM_BELL | VM_SHUT)", $"tree/{SmallTree.Copy}:14:1: error KF6103: VM_KEPT has SHUT; include/linux/mm.h has no such flag there")]
    [InlineData(SmallTree.Header, "(SHUT, 1)", "(SHUT, 0)", $"tree/{SmallTree.Header}:4:2: error KF6104: SHUT is bit 0, which is OPEN; one of them needs another")]
    [InlineData(SmallTree.Selftest, "\"op\"", "\"ox\"", $"tree/{SmallTree.Selftest}:3:29: error KF6102: \"ox\" is waited for, and fs/proc/task_mmu.c prints it for no flag")]
    public async Task PlaceThatDiffers_IsToldWithFileAndLine(string file, string before, string after, string line)
    {
        using var folder = SmallTree.With(new ScratchFolder(), "tree").Edit($"tree/{file}", before, after);
        var call = await Kflags.RunInAsync(folder.Path, "", "audit", "--tree", "tree");
        Assert.Equal(1, call.ExitCode);
        Assert.Contains(line, call.OutputLines);
    }

    /// <summary>A place that is forgotten before is none of the series; that lines moved makes nothing new.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Baseline_ShowsWhatIsAdded(bool isRevision)
    {
        using var folder = SmallTree.With(new ScratchFolder(), "tree").Edit($"tree/{SmallTree.Document}", "    be    has a bell\n", "");
        var before = "before";
        if (isRevision)
        {
            await GitAsync(folder["tree"], "init", "-q");
            await GitAsync(folder["tree"], "add", ".");
            await GitAsync(folder["tree"], "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "doors");
            before = "HEAD";
        }
        else
        {
            SmallTree.With(folder, before).Edit($"{before}/{SmallTree.Document}", "    be    has a bell\n", "");
        }

        folder.Edit($"tree/{SmallTree.Document}", "\"VmFlags\"", "Moved down.\n\n\"VmFlags\"")
            .Edit($"tree/{SmallTree.Header}", "(BELL, 2),", "(BELL, 2),\n\tDECLARE_VMA_BIT(LOCK, 3),")
            .Edit($"tree/{SmallTree.Header}", "#define VM_KEPT", "#define VM_LOCK INIT_VM_FLAG(LOCK)\n#define VM_KEPT");
        var call = await Kflags.RunInAsync(folder.Path, "", "audit", "--tree", "tree", "--baseline", before);
        Assert.Equal(1, call.ExitCode);
        Assert.Equal(
            [
                $"tree/{SmallTree.Smaps}:6:2: error KF6101: VM_LOCK has no row, and smaps prints \"??\" for it; include/linux/mm.h defines it as bit 3",
                $"tree/{SmallTree.Trace}:10:2: error KF6101: VM_LOCK has no name in traces; include/linux/mm.h defines it as bit 3",
                $"tree/{SmallTree.Copy}:5:2: error KF6101: LOCK is not enumerated; include/linux/mm.h defines it as bit 3",
                $"tree/{SmallTree.Copy}:12:1: error KF6101: VM_LOCK is not defined; include/linux/mm.h defines it as bit 3",
            ],
            call.OutputLines);
        Assert.Equal([$"4 findings that {before} does not have"], call.ErrorLines);
    }

    [Fact]
    public async Task JsonAndSarif_HaveTheSameFindings()
    {
        using var folder = SmallTree.With(new ScratchFolder(), "tree").Edit($"tree/{SmallTree.Copy}", "(BELL, 2)", "(BELL, 3)");
        using var json = JsonDocument.Parse((await Kflags.RunInAsync(folder.Path, "", "audit", "--tree", "tree", "--format", "json")).Output);
        var finding = json.RootElement.GetProperty("findings").EnumerateArray().Single();
        Assert.Equal(("tree/" + SmallTree.Copy, 5, "KF6103", "BELL"), (finding.GetProperty("path").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("id").GetString(), finding.GetProperty("name").GetString()));
        using var sarif = JsonDocument.Parse((await Kflags.RunInAsync(folder.Path, "", "audit", "--tree", "tree", "--format", "sarif")).Output);
        var result = sarif.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().Single();
        Assert.Equal(finding.GetProperty("message").GetString(), result.GetProperty("message").GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("name sources to audit, files or folders, or a kernel tree with --tree DIR", "audit", "--rust")]
    [InlineData("--tree names what is audited; leave out the other paths", "audit", "--tree", "src", "README.md")]
    [InlineData("there is no folder no/tree; name a kernel tree", "audit", "--tree", "no/tree")]
    [InlineData("a kernel tree is compared with itself; leave out what names definitions or a kernel", "audit", "--tree", "src", "--kernel", "7.2")]
    [InlineData("a kernel tree is compared with itself; leave out what names definitions or a kernel", "audit", "--tree", "src", "--definitions", "definitions")]
    [InlineData("--baseline is about a kernel tree; name one with --tree DIR", "audit", "README.md", "--baseline", "HEAD")]
    public async Task CallThatCantBeHonoured_IsRefused(string message, params string[] args)
    {
        var call = await Kflags.RunAsync(args);
        Assert.Equal((2, ""), (call.ExitCode, call.Output));
        Assert.Equal(message, call.ErrorLines[0]);
    }

    [Fact]
    public async Task FolderThatIsNoTree_AndRevisionThatIsNone_AreRefused()
    {
        using var folder = SmallTree.With(new ScratchFolder(), "tree").With("empty/a", "");
        Assert.EndsWith("no include/linux/mm.h; this is not a kernel tree, or not a whole one", (await Kflags.RunInAsync(folder.Path, "", "audit", "--tree", "empty")).Refusal(), StringComparison.Ordinal);
        Assert.Equal("there is no folder v1, and tree is in no git repository", (await Kflags.RunInAsync(folder.Path, "", "audit", "--tree", "tree", "--baseline", "v1")).Refusal());
    }

    private static async Task GitAsync(string folder, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!;
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, git.ExitCode);
    }
}
