namespace KernelFlags.Headers.Patching;

/// <summary>A flag on its way, from the definitions to a tree that its own tools are content with.</summary>
public sealed class ColdHintPatchTests
{
    /// <summary>What the tests in user space are built from, beside what is copied.</summary>
    private static readonly string[] Linked = ["include", "lib", "mm", "tools/include", "tools/lib", "tools/arch", "tools/scripts", "tools/build", "tools/testing/shared"];

    [Fact]
    public async Task Gen_Patch_AppliesAndLeavesNothingToSay()
    {
        using var tree = TreeOnDesk.Of("7.3");
        using var own = Overlay();

        var (exitCode, output, error) = await Kflags.RunAsync(tree.Path, "gen", "--patch", ".", "--overlay", own.Path);
        await File.WriteAllTextAsync(Path.Combine(own.Path, "change.diff"), output, TestContext.Current.CancellationToken);

        Assert.Equal((0, "8 files of the tree change\n"), (exitCode, error));
        Tool.Run(tree.Path, "git", "apply", "--check", Path.Combine(own.Path, "change.diff"));
        CheckStyle(Path.Combine(own.Path, "change.diff"));
        Tool.Run(tree.Path, "git", "apply", Path.Combine(own.Path, "change.diff"));
        Assert.Equal((0, ""), await CallAsync(tree, "check", "--tree", ".", "--all", "--overlay", own.Path));
        Assert.Equal((0, ""), await CallAsync(tree, "audit", "--tree", "."));
        Assert.Equal((0, ""), await CallAsync(tree, "gen", "--patch", ".", "--overlay", own.Path));
    }

    [Fact]
    public async Task Gen_Commits_ApplyOneAfterTheOtherAndTheTestsPass()
    {
        var from = KernelTree.Require("7.3");
        using var tree = TreeOnDesk.Of("7.3");
        using var own = Overlay();
        Tool.Run(tree.Path, "git", "init", "--quiet");
        Tool.Run(tree.Path, "git", "config", "user.name", "A. Developer");
        Tool.Run(tree.Path, "git", "config", "user.email", "developer@example.org");
        Tool.Run(tree.Path, "git", "add", "--all");
        Tool.Run(tree.Path, "git", "commit", "--quiet", "--message", "base");

        var (exitCode, output, _) = await Kflags.RunAsync(tree.Path, "gen", "--patch", ".", "--overlay", own.Path, "--commits", "commits");
        var files = Directory.GetFiles(Path.Combine(tree.Path, "commits")).Order(StringComparer.Ordinal).ToList();
        Tool.Run(tree.Path, "git", ["am", "--quiet", .. files]);

        Assert.Equal(0, exitCode);
        Assert.Equal(files.Select(f => $"wrote commits/{Path.GetFileName(f)}"), output.TrimEnd('\n').Split('\n'));
        Assert.Equal(
            [
                "A. Developer: mm: add VM_COLD_HINT", "A. Developer: mm: make VM_COLD_HINT sticky",
                "A. Developer: tools/testing/vma: test stickiness of VM_COLD_HINT", "A. Developer: mm: bring copies of the VMA flags up to date",
            ],
            Tool.Run(tree.Path, "git", "log", "--reverse", "--format=%an: %s", "-4").TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("-by: ", Tool.Run(tree.Path, "git", "log", "--format=%B"), StringComparison.Ordinal);
        files.ForEach(CheckStyle);
        Assert.EndsWith("27 tests run, 27 passed, 0 failed.", RunTests(tree.Path, from).Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gen_PatchOfAnOlderTree_SaysWhatItCannotHave()
    {
        using var tree = TreeOnDesk.Of("6.12");
        using var own = Overlay("6.12");

        var (exitCode, output, error) = await Kflags.RunAsync(tree.Path, "gen", "--patch", ".", "--overlay", own.Path);

        Assert.Equal(0, exitCode);
        Assert.Contains("+#define VM_COLD_HINT\t\tBIT(44)\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("tools/testing/vma", output, StringComparison.Ordinal);
        Assert.Contains("note: VM_COLD_HINT: kernel 6.12.117 has no mask of the trait 'sticky'; the flag can't have it there\n", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--patch gives out a change to a tree; leave out --out", "--patch", ".", "--out", "there")]
    [InlineData("--patch is for the kernel that the tree is", "--patch", ".", "--kernel", "7.2")]
    [InlineData("--commits writes the change that --patch TREE makes; name the tree", "--commits", "there")]
    [InlineData("there is no folder nowhere; name a kernel tree", "--patch", "nowhere")]
    [InlineData("has no Makefile that tells its version", "--patch", ".")]
    public async Task Gen_CallThatCannotBeHonoured_IsRefused(string expected, params string[] args)
    {
        using var folder = new ScratchFolder();

        var (exitCode, output, error) = await Kflags.RunAsync(folder.Path, ["gen", .. args]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> CallAsync(TreeOnDesk tree, params string[] args)
    {
        var (exitCode, output, _) = await Kflags.RunAsync(tree.Path, args);
        return (exitCode, output);
    }

    private static ScratchFolder Overlay(string since = "7.3")
    {
        var folder = new ScratchFolder();
        ColdHintTree.WriteOverlay(folder.Path);
        var file = Path.Combine(folder.Path, "vma/cold-hint.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"7.3\"\n", $"\"{since}\"\n", StringComparison.Ordinal));
        return folder;
    }

    /// <summary>What the kernel's own checker says; that nobody signed is left to whom it concerns.</summary>
    private static void CheckStyle(string patch)
    {
        var tree = KernelTree.Require("7.3");
        if (File.Exists("/usr/bin/perl") && File.Exists(Path.Combine(tree, "scripts/checkpatch.pl")))
        {
            Tool.Run(tree, "perl", "scripts/checkpatch.pl", "--strict", "--no-tree", "--no-signoff", patch);
        }
    }

    private static string RunTests(string tree, string from)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/make"), "needs make: apt-get install make");
        Assert.SkipUnless(Directory.EnumerateFiles("/usr/include", "urcu.h", SearchOption.AllDirectories).Any(), "needs liburcu: apt-get install liburcu-dev");
        foreach (var part in Linked.Select(p => Path.Combine(tree, p)))
        {
            // Parts of some are there, for the change; the tests read nothing of those.
            if (Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            Directory.CreateSymbolicLink(part, Path.Combine(from, Path.GetRelativePath(tree, part)));
        }

        var folder = Path.Combine(tree, "tools/testing/vma");
        Tool.Run(folder, "make", "-j2");
        return Tool.Run(folder, Path.Combine(folder, "vma"));
    }
}
