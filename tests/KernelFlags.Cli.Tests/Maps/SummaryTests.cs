using System.Text;
using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What a summary says first, what it calls normal, and what it folds.</summary>
public sealed class SummaryTests
{
    [Fact]
    public async Task RealProgram_IsToldInSixLines_OfWhichSegmentsAreNormal()
    {
        var lines = await SummaryAsync("redis");
        Assert.InRange(lines.Count, 3, 6);
        Assert.Equal("4 thread stacks with guards, 8 VMAs: glibc 2.42 and later guards them with MADV_GUARD_INSTALL (Linux 6.13), which makes no VMA, up to 7 VMAs fewer", lines[0]);
        Assert.Contains("18 programs and libraries, 90 VMAs: normal", lines);
        var details = (await MapsExample.RunAsync("redis", "--summary", "--details")).OutputLines;
        Assert.Contains("13 borders differ in `ac` and the offset in the file: segments of a program or a library, as the linker laid them out: normal", details);
        Assert.All(details.Where(line => line.Contains("offset", StringComparison.Ordinal)), line => Assert.DoesNotContain("fewer", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PartsOfAFileThatGoDownwards_AreCalledThat() => Assert.StartsWith(
        "1 border differs only in the offset in the file: mmap without an address, which places each next part of a file below the one before; "
            + "mapped so that addresses follow the file, up to 1 VMA fewer",
        (await SummaryAsync("topdown"))[0],
        StringComparison.Ordinal);

    [Theory]
    [InlineData("---p", "dc", "---p", "", 4, "differ only in `dc`: MADV_DONTFORK that no MADV_DOFORK undid")]
    [InlineData("---p", "", "rw-p", "ac", 4, "differ only in `rd wr ac`: guards made by PROT_NONE, each a VMA")]
    [InlineData("---p", "nr", "rw-p", "ac", 64, "differ only in `rd wr ac nr`: memory that was given back by mapping it without access")]
    [InlineData("---p", "nr", "rw-p", "ac", 4, "differ only in `rd wr ac nr`: mprotect, or mmap with another protection")]
    [InlineData("---p", "dc", "rw-p", "ac", 4, "differ only in `rd wr dc ac`: mprotect, or mmap with another protection")]
    public async Task NoAccess_IsAGuardOnlyWhereAccessIsTheDifference(string leftPerm, string leftFlags, string rightPerm, string rightFlags, int kilobytes, string expected)
    {
        static string Line(int start, int length, string perm, string flags) =>
            FormattableString.Invariant($"{start:x}-{start + length:x} {perm} 0 00:00 0\nRss: 0 kB\nVmFlags: {(perm[0] == 'r' ? "rd wr " : "")}mr mw me {flags}\n");
        var length = kilobytes << 10;
        var text = new StringBuilder();
        for (var i = 0; i < 8; i++)
        {
            text.Append(Line(0x1000_0000 + (2 * i * length), length, leftPerm, leftFlags)).Append(Line(0x1000_0000 + (((2 * i) + 1) * length), length, rightPerm, rightFlags));
        }

        Assert.Contains("15 borders " + expected, (await MapsExample.RunOnTextAsync(text.ToString(), "--summary")).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task VmasThatStandAlone_ComeFirstWhereTheyAreTheMost()
    {
        var text = Holes(200, "");
        var lines = (await MapsExample.RunOnTextAsync(text, "--summary")).OutputLines;
        Assert.Equal("200 VMAs of 4 kB stand alone between gaps of 4 kB (anonymous): munmap of what lay between, or a hole left on purpose, as a guard", lines[0]);
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(text, "--summary", "--format=json")).Result());
        var gap = Assert.Single(json.RootElement.GetProperty("gaps").EnumerateArray());
        Assert.Equal(
            ("anonymous", 200, 4096, 4096),
            (gap.GetProperty("kind").GetString(), gap.GetProperty("vmas").GetInt32(), gap.GetProperty("size").GetInt32(), gap.GetProperty("gap").GetInt32()));
    }

    [Fact]
    public async Task LeakOfManySizes_IsOneLine_AndTheFirst()
    {
        var (text, at) = (new StringBuilder(), 0x1000_0000);
        for (var i = 0; i < 1000; i++)
        {
            var length = (1 + (i % 30)) << 12;
            text.Append(FormattableString.Invariant($"{at:x}-{at + length:x} rw-p 0 00:00 0\n"));
            at += length + ((1 + (i % 9)) << 12);
        }

        var lines = (await MapsExample.RunOnTextAsync(text.ToString(), "--summary")).OutputLines;
        Assert.Equal("1,000 anonymous VMAs stand alone (4 kB to 120 kB, gaps of 4 kB to 36 kB): munmap of what lay between, or mappings that were placed apart", lines[0]);
        Assert.DoesNotContain(lines[1..], line => line.Contains("stand", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HolesOfOneSize_AreToldBesideAFewOthers()
    {
        var lines = (await MapsExample.RunOnTextAsync(Holes(90, "") + "20000000-20003000 rw-p 0 00:00 0\n20009000-2000a000 rw-p 0 00:00 0\n", "--summary")).OutputLines;
        Assert.StartsWith("90 VMAs of 4 kB stand alone between gaps of 4 kB (anonymous)", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2 anonymous VMAs stand alone (4 kB to 12 kB, gaps of 24 kB): ", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryThatStaysAccounted_IsAlikeWhereItIsWritable()
    {
        var text = string.Concat(Enumerable.Range(0, 9).Select(i => FormattableString.Invariant(
            $"{0x1000_0000 + (i * 0x1000):x}-{0x1000_1000 + (i * 0x1000):x} r{(i % 2 == 0 ? "w-p 0 fe:00 7 /data\nVmFlags: rd wr mr mw me ac" : "--p 0 fe:00 7 /data\nVmFlags: rd mr mw me")}\n")
            .Replace("p 0 fe", FormattableString.Invariant($"p {i * 0x1000:x} fe"), StringComparison.Ordinal)));
        Assert.StartsWith("8 borders differ only in `wr ac`: mprotect, or mmap with another protection; made writable in one call, up to 8 VMAs fewer", (await MapsExample.RunOnTextAsync(text, "--summary")).Output, StringComparison.Ordinal);
        text = text.Replace(" ac", "", StringComparison.Ordinal);
        Assert.StartsWith("8 borders differ only in `wr`: mprotect, or mmap with another protection; with one protection, up to 8 VMAs fewer", (await MapsExample.RunOnTextAsync(text, "--summary")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300, "600")]
    [InlineData(90, "180")]
    public async Task LimitForTwiceAsMany_IsTwiceTheVmasThatThereAre(int vmas, string expected) => Assert.Contains(
        $"for twice as many: sysctl -w vm.max_map_count={expected};", (await MapsExample.RunOnTextAsync(Holes(vmas, ""), "--summary", "--max-map-count=100")).Result(), StringComparison.Ordinal);

    [Fact]
    public async Task SavedFileAboveTheLimit_SaysThatItsMachineHadAHigherOne()
    {
        const string Line = "it has more: the limit of the machine where it was saved was higher\n";
        Assert.Contains(Line, (await MapsExample.RunOnTextAsync(Holes(300, ""), "--summary", "--max-map-count=100")).Result(), StringComparison.Ordinal);
        Assert.DoesNotContain(Line, (await MapsExample.RunOnTextAsync(Holes(101, ""), "--summary", "--max-map-count=100")).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReservationsThatAreAligned_AreToldByTheirStarts()
    {
        var text = string.Concat(Enumerable.Range(1, 9).Select(i => FormattableString.Invariant($"{i * 0x400_0000L:x}-{(i * 0x400_0000L) + 0x2_1000:x} rw-p 0 00:00 0\n")));
        Assert.Contains("9 VMAs of 132 kB stand alone between gaps of 63 MB (anonymous): each begins at a multiple of 64 MB", (await MapsExample.RunOnTextAsync(text, "--summary")).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_KeepsTheLargestCauses_AndSaysThatThereAreMore()
    {
        var lines = (await MapsExample.RunOnTextAsync(Holes(100, "/memfd:a (deleted)") + Holes(50, "", 0x2000_0000), "--summary", "--top", "1")).OutputLines;
        Assert.StartsWith("100 VMAs of 4 kB stand alone between gaps of 4 kB (memfd)", lines[0], StringComparison.Ordinal);
        Assert.Contains("and 50 VMAs that stand alone (--details shows all)", lines);
    }

    private static async Task<List<string>> SummaryAsync(string name) =>
        [.. (await MapsExample.RunAsync(name, "--summary")).Result().Split('\n').TakeWhile(line => line.Length > 0)];

    private static string Holes(int count, string path, int start = 0x1000_0000) => string.Concat(
        Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{start + (i * 0x2000):x}-{start + (i * 0x2000) + 0x1000:x} rw-p 0 00:00 {(path.Length > 0 ? 7 : 0)} {path}\n")));
}
