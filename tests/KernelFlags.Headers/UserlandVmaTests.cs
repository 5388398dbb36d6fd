using System.Text.RegularExpressions;
using KernelFlags.Rendering;

namespace KernelFlags.Headers;

/// <summary>The kernel's own tests of its VMA code in user space, built with our flags in place of its duplicate of them.</summary>
public sealed partial class UserlandVmaTests
{
    private const string Tests = "tools/testing/vma";

    /// <summary>What the build reads beside the tests' own folder; it writes there alone.</summary>
    private static readonly string[] Linked =
        ["include", "lib", "mm", "tools/include", "tools/lib", "tools/arch", "tools/scripts", "tools/build", "tools/testing/shared"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Make_FlagsReplacedByOurs_AllTestsPass(bool allOptions)
    {
        var tree = KernelTree.Require("7.2");
        Assert.SkipUnless(IsInstalled("make"), "needs make: apt-get install make");
        Assert.SkipUnless(HasHeader("urcu.h"), "needs liburcu: apt-get install liburcu-dev");
        using var copy = new ScratchFolder();
        var folder = Prepare(copy.Path, tree);
        var kernel = Kernel.Full("7.2", "x86_64");
        ReplaceFlags(folder, (allOptions ? kernel : kernel with { Config = [] }).Resolve(Repository.Model));

        Tool.Run(folder, "make", "-j2");
        var output = Tool.Run(folder, Path.Combine(folder, "vma"));

        Assert.Equal("27 tests run, 27 passed, 0 failed.", output.Trim().Split('\n')[^1]);
    }

    /// <summary>The tests' folder in a copy, with the rest of the tree linked beside it.</summary>
    private static string Prepare(string copy, string tree)
    {
        foreach (var part in Linked)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, part))!);
            Directory.CreateSymbolicLink(Path.Combine(copy, part), Path.Combine(tree, part));
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(tree, Tests), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(tree, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return Path.Combine(copy, Tests);
    }

    /// <summary>Takes every definition of a flag or a mask out of dup.h, and includes ours where the first one stood.</summary>
    private static void ReplaceFlags(string folder, ResolvedTable table)
    {
        var ours = Targets.Find("c-testing")!.Render(table).Single();
        File.WriteAllText(Path.Combine(folder, "include", ours.Path), ours.Text);
        var header = Path.Combine(folder, "include", "dup.h");
        var text = File.ReadAllText(header);
        var match = FlagPart().Match(text);
        Assert.True(match.Success, "dup.h has no flags, or they stand elsewhere");
        var kept = OtherDefinition().Matches(match.Value).Select(m => m.Value).Where(d => !FlagDefinition().IsMatch(d));
        File.WriteAllText(
            header,
            $"{text[..match.Index]}#include \"{ours.Path}\"\n{string.Concat(kept)}{text[(match.Index + match.Length)..]}");
    }

    private static bool IsInstalled(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, command)));

    private static bool HasHeader(string name) => Directory.EnumerateDirectories("/usr/include", "*-linux-gnu*")
        .Append("/usr/include")
        .Append("/usr/local/include")
        .Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>From the empty set to the last mask; in between stand a few definitions of other things.</summary>
    [GeneratedRegex(@"^#define VM_NONE\b.*?^#define VM_COPY_ON_FORK\b(?:[^\n]*\\\n)*[^\n]*\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FlagPart();

    [GeneratedRegex(@"^#define \w+[^\n]*?(?:\\\n[^\n]*?)*\n", RegexOptions.Multiline)]
    private static partial Regex OtherDefinition();

    [GeneratedRegex(@"^#define (?:(?:__)?VMA?_|INIT_VM_FLAG|DECLARE_VMA_|TASK_EXEC)")]
    private static partial Regex FlagDefinition();
}
