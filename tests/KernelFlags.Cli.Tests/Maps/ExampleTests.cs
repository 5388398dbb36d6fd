using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What is said about each bundled example.</summary>
public sealed class ExampleTests
{
    [Theory]
    [InlineData("touching", 27, "15 borders have no reason that smaps shows: most likely anon_vma")]
    [InlineData("dontfork", 412, "400 borders differ only in `dc`: MADV_DONTFORK that no MADV_DOFORK undid; undone, up to 400 VMAs fewer (0.6% of max_map_count)")]
    [InlineData("stacks-mprotect", 611, "599 borders differ only in `rd wr ac`: guards made by PROT_NONE, each a VMA; with MADV_GUARD_INSTALL (Linux 6.13 and later), whose guards are no VMAs, up to 599 VMAs fewer (0.9% of max_map_count)")]
    [InlineData("stacks-guard", 12, "2 borders differ only in `ex`: segments of a program or a library, as the linker laid them out: normal")]
    [InlineData("stacks-none", 12, "2 borders differ only in `ex`: segments of a program or a library, as the linker laid them out: normal")]
    [InlineData("named", 14, "2 borders differ only in the name: PR_SET_VMA_ANON_NAME for one of them; named alike, up to 2 VMAs fewer (less than 0.1% of max_map_count)")]
    [InlineData("limit", 65529, "65,516 borders differ only in `rd`: guards made by PROT_NONE, each a VMA; with MADV_GUARD_INSTALL (Linux 6.13 and later), whose guards are no VMAs, up to 65,516 VMAs fewer (99.9% of max_map_count)")]
    [InlineData("shuffled", 43, "31 borders differ only in the offset in the file: mmap of a file's parts in another order than in the file; mapped in order, up to 31 VMAs fewer (less than 0.1% of max_map_count)")]
    [InlineData("strange", 14, "1 border differs in `zq` and the name: zq, which these definitions do not know; PR_SET_VMA_ANON_NAME for one of them")]
    public async Task Summary_NamesTheCauseAndItsMend(string name, int vmas, string line)
    {
        var call = await MapsExample.RunAsync(name, "--summary", "--details");
        Assert.Equal("", call.Error);
        Assert.Contains(line, call.OutputLines);
        Assert.Contains(call.OutputLines, text => text.StartsWith(FormattableString.Invariant($"{vmas:N0} of 65,530 VMAs ("), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Touching_IsHidden_WithWhatItMayBe()
    {
        var borders = await BordersAsync("touching");
        Assert.Equal(15, borders.Count(border => Reasons(border) == "hidden anon_vma offset policy userfaultfd not_tried"));
        Assert.All(borders, border => Assert.Equal(!Reasons(border).StartsWith("hidden", StringComparison.Ordinal), border.GetProperty("certain").GetBoolean()));
    }

    [Fact]
    public async Task Limit_SplitThatFailedHalfway_IsOneThatNobodyAskedToMerge()
    {
        var hidden = Assert.Single(await BordersAsync("limit"), border => Reasons(border).StartsWith("hidden", StringComparison.Ordinal));
        Assert.StartsWith("hidden not_tried", Reasons(hidden), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_OneLeft()
    {
        var text = (await MapsExample.RunAsync("limit", "--totals")).Result();
        Assert.Contains("65,529 of 65,530 VMAs (99.9% of vm.max_map_count), 1 left\n", text, StringComparison.Ordinal);
        Assert.Contains("at the limit: ENOMEM for mprotect and mlock of the middle of a VMA", text, StringComparison.Ordinal);
        Assert.Contains("sysctl -w vm.max_map_count=131058; a VMA takes about 352 B of the kernel's memory, 43 MB for all of them\n", text, StringComparison.Ordinal);
        Assert.Contains("65,529 of 70,000 VMAs", (await MapsExample.RunAsync("limit", "--totals", "--max-map-count=70000")).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strange_EmptyLineAndUnheardOfMnemonicAreKept()
    {
        using var json = await JsonAsync("strange");
        var vmas = json.RootElement.GetProperty("vmas").EnumerateArray().ToList();
        var empty = vmas.Single(vma => vma.GetProperty("start").GetString() == "0x100000000000");
        Assert.Empty(empty.GetProperty("vmflags").EnumerateArray());
        var strange = vmas.Single(vma => vma.GetProperty("start").GetString() == "0x100000010000");
        Assert.Equal(["rd", "wr", "mr", "mw", "me", "ac", "zq"], Strings(strange, "vmflags"));
        Assert.Equal(["zq"], Strings(strange, "unknown"));

        // Whether merging ignores a flag that nobody has heard of can't be told; that the names differ can.
        Assert.Equal(
            ["name", "flags zq; name"],
            json.RootElement.GetProperty("borders").EnumerateArray().Select(Reasons).Where(reasons => reasons.Contains("name", StringComparison.Ordinal)));
        Assert.Equal(15 * 12 * 1024, json.RootElement.GetProperty("totals").GetProperty("fields").GetProperty("Novelty").GetInt32());
    }

    [Fact]
    public async Task Json_HasWhatIsPromised()
    {
        using var json = await JsonAsync("stacks-mprotect");
        var root = json.RootElement;
        Assert.Equal(["pid", "kernel", "max_map_count", "vmas", "borders", "summary", "gaps", "uses", "files", "totals"], root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("pid").ValueKind);
        Assert.Equal("6.18.44", root.GetProperty("kernel").GetString());
        Assert.Equal(65530, root.GetProperty("max_map_count").GetInt32());
        var stack = root.GetProperty("vmas").EnumerateArray().First(vma => vma.GetProperty("start").GetString() == "0x100000001000");
        Assert.Equal(["start", "end", "perm", "off", "path", "vmflags", "unknown", "guard", "rss"], stack.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("0x100000011000", "rw-p", 0, "", 4096), (
            stack.GetProperty("end").GetString(),
            stack.GetProperty("perm").GetString(),
            stack.GetProperty("off").GetInt32(),
            stack.GetProperty("path").GetString(),
            stack.GetProperty("rss").GetInt32()));
        var border = root.GetProperty("borders").EnumerateArray().First(border => border.GetProperty("at").GetString() == "0x100000001000");
        Assert.True(border.GetProperty("certain").GetBoolean());
        Assert.Equal("flags rd wr ac", Reasons(border));
        var summary = root.GetProperty("summary")[0];
        Assert.Equal(("flags rd wr ac; guards", 599), (summary.GetProperty("reason").GetString(), summary.GetProperty("borders").GetInt32()));
    }

    [Fact]
    public async Task Table_BordersStandBetweenTheirVmas()
    {
        var lines = (await MapsExample.RunAsync("shuffled", "--explain")).OutputLines;
        var second = Array.FindIndex(lines, line => line.StartsWith("100000001000-100000002000  rw-s       4 kB", StringComparison.Ordinal));
        Assert.Equal("  two VMAs: the file's offset does not continue", lines[second - 1]);
        Assert.EndsWith("rd wr sh mr mw me ms           /memfd:ring (deleted)", lines[second], StringComparison.Ordinal);
    }

    private static async Task<JsonDocument> JsonAsync(string name) =>
        JsonDocument.Parse((await MapsExample.RunAsync(name, "--explain", "--format=json")).Result());

    private static async Task<List<JsonElement>> BordersAsync(string name)
    {
        using var json = await JsonAsync(name);
        return [.. json.RootElement.GetProperty("borders").EnumerateArray().Select(border => border.Clone())];
    }

    private static string Reasons(JsonElement border) => string.Join("; ", border.GetProperty("reasons").EnumerateArray().Select(reason => string.Join(
        ' ', reason.EnumerateObject().SelectMany(member => member.Value.ValueKind == JsonValueKind.Array ? Strings(reason, member.Name) : [member.Value.GetString()!]))));

    private static string[] Strings(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
