using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>Which VMAs are shown, how, and in which order: <c>--filter</c>, <c>--sort</c>, <c>--columns</c>, and a line a VMA.</summary>
public sealed class RowsTests
{
    private const string Text =
        """
        1000-3000 r-xp 0 fe:00 7 /srv/program
        KernelPageSize: 4 kB
        Rss: 8 kB
        Pss: 4 kB
        Shared_Dirty: 0 kB
        Private_Dirty: 0 kB
        Swap: 0 kB
        VmFlags: rd ex mr mw me
        3000-4000 rw-p 2000 fe:00 7 /srv/program
        KernelPageSize: 4 kB
        Rss: 4 kB
        Pss: 4 kB
        Shared_Dirty: 1 kB
        Private_Dirty: 3 kB
        Swap: 0 kB
        VmFlags: rd wr mr mw me ac
        10000-30000 rw-p 0 00:00 0
        KernelPageSize: 4 kB
        Rss: 16 kB
        Pss: 16 kB
        Shared_Dirty: 0 kB
        Private_Dirty: 16 kB
        Swap: 64 kB
        VmFlags: rd wr mr mw me ac
        30000-31000 ---p 0 00:00 0
        KernelPageSize: 4 kB
        Rss: 0 kB
        Pss: 0 kB
        Shared_Dirty: 0 kB
        Private_Dirty: 0 kB
        Swap: 0 kB
        VmFlags: mr mw me

        """;

    [Theory]
    [InlineData("program", "1000 3000")]
    [InlineData("-program", "10000 30000")]
    [InlineData("kind:anonymous", "10000")]
    [InlineData("kind:anonymous,_no_access", "30000")]
    [InlineData("perm:executable", "1000")]
    [InlineData("perm:has_no_access", "30000")]
    [InlineData("---p", "30000")]
    [InlineData("----p", "1000 3000 10000")]
    [InlineData("flag:ac", "3000 10000")]
    [InlineData("flag:ac -program", "10000")]
    [InlineData("0x2fff", "1000")]
    [InlineData("2ffff", "10000")]
    [InlineData("size>4k", "1000 10000")]
    [InlineData("size>=4k size<=8kb", "1000 3000 30000")]
    [InlineData("pss<rss", "", "--filter 'pss<rss': a number is expected, which k, m, g or t may follow")]
    [InlineData("swap=64K", "10000")]
    [InlineData("dirty>=4k", "3000 10000")]
    [InlineData("why:flags", "3000 30000")]
    [InlineData("why:ac -why:offset", "3000 30000")]
    [InlineData("WHY:FLAGS Program", "3000")]
    [InlineData("why=\"differ in rd wr ac; guards\"", "30000")]
    [InlineData("why=\"differ in rd wr\"", "")]
    [InlineData("kind:\"anonymous, no access\"", "30000")]
    [InlineData("alone", "", "--filter 'alone': only the page of --html knows that, which has all VMAs, and those of another look, before it")]
    [InlineData("change:new", "", "--filter 'change:new': only the page of --html knows that, which has all VMAs, and those of another look, before it")]
    [InlineData("flags:ac", "", "--filter 'flags:ac': there is no such key; did you mean flag:ac?")]
    [InlineData("why:guards", "30000")]
    [InlineData("why:segments", "3000")]
    [InlineData("unknown", "")]
    [InlineData("kind:nothing", "", "--filter 'kind:nothing': there is no such kind; there are heap, *")]
    [InlineData("perm:rw", "", "--filter 'perm:rw': there is no such access; there are has_no_access, *")]
    [InlineData("-width>3", "", "--filter '-width>3': width is no size; sizes are size, rss, pss, dirty, anonymous, locked, swap, thp, hugetlb")]
    [InlineData("guard", "", "--filter guard asks for what only a running process tells; a saved file does not")]
    [InlineData(" - ", "", "--filter a word is expected, such as kind:anonymous or 'size>1m'")]
    public async Task Filter_KeepsVmasThatHaveAllWords(string filter, string starts, string? refusal = null)
    {
        var call = await MapsExample.RunOnTextAsync(Text, "--filter", filter, "--format=json");
        if (refusal is not null)
        {
            var said = call.Refusal();
            Assert.True(refusal.EndsWith('*') ? said.StartsWith(refusal[..^1], StringComparison.Ordinal) : said == refusal, said);
            return;
        }

        using var json = JsonDocument.Parse(call.Result());
        Assert.Equal(
            starts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(start => "0x" + start),
            json.RootElement.GetProperty("vmas").EnumerateArray().Select(vma => vma.GetProperty("start").GetString()));
        Assert.Equal(starts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, json.RootElement.GetProperty("totals").GetProperty("vmas").GetInt32());
        Assert.Equal(4, json.RootElement.GetProperty("process_vmas").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("totals").GetProperty("fields").ValueKind);
    }

    [Theory]
    [InlineData("size", "10000 1000 3000 30000")]
    [InlineData("size:asc", "3000 30000 1000 10000")]
    [InlineData("swap", "10000 1000 3000 30000")]
    [InlineData("thp", "1000 3000 10000 30000")]
    [InlineData("perm", "30000 1000 3000 10000")]
    [InlineData("address:desc", "30000 10000 3000 1000")]
    public async Task Sort_PutsTheLargestFirst(string column, string starts)
    {
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(Text, "--sort", column, "--format=json")).Result());
        Assert.Equal(starts.Split(' ').Select(start => "0x" + start), json.RootElement.GetProperty("vmas").EnumerateArray().Select(vma => vma.GetProperty("start").GetString()));
    }

    [Fact]
    public async Task Rows_HaveTheColumnsThatAreAskedFor_AndSayWhatIsLeftOut()
    {
        var lines = (await MapsExample.RunOnTextAsync(Text, "--sort=rss", "--top=1", "--filter=-ex", "--columns=rss,PSS,dirty,thp,offset,kind,address,perm,rss", "--explain")).Result().Split('\n');
        Assert.Equal(
            [
                "ADDRESS                          RSS       PSS     DIRTY       THP  OFFSET      KIND                      PERM",
                "000000010000-000000030000      16 kB     16 kB     16 kB      -     00000000    anonymous                 rw-p",
                "and 2 more; without --top all are shown",
                "3 VMAs of 4 pass the filter; the sum of reasons is of all",
            ],
            lines[..4]);
        Assert.Contains("all                   3     136 kB  20 kB  64 kB", lines);
        Assert.Contains("4 of 65,530 VMAs (less than 0.1% of vm.max_map_count), 65,526 left", lines);
    }

    [Fact]
    public async Task BorderOfARow_IsWithTheVmaBelow_WhereThatHasNone() => Assert.Contains(
        "  not one with the VMA below it: differ in rd wr ac\n000000030000-000000031000  ---p",
        (await MapsExample.RunOnTextAsync(Text, "--filter=---p", "--explain")).Result(),
        StringComparison.Ordinal);

    [Fact]
    public async Task SizesOfPages_HaveNoSum()
    {
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(Text, "--totals", "--format=json")).Result());
        var fields = json.RootElement.GetProperty("totals").GetProperty("fields");
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("KernelPageSize").ValueKind);
        Assert.Equal(24 << 10, fields.GetProperty("Pss").GetInt32());
    }

    [Fact]
    public async Task Lines_AreAVmaEach_AndStandAlone()
    {
        var lines = (await MapsExample.RunOnTextAsync(Text, "--explain", "--format=jsonl", "--sort=size", "--top=3")).OutputLines;
        Assert.Equal(3, lines.Length);
        using var first = JsonDocument.Parse(lines[0]);
        Assert.Equal(
            [
                "time", "host", "max_map_count", "pid", "command", "size", "start", "end", "perm", "off", "path", "vmflags", "unknown", "guard", "rss", "kind", "pss", "dirty", "anonymous",
                "locked", "swap", "thp", "hugetlb", "why",
            ],
            first.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.Null, first.RootElement.GetProperty("why").ValueKind);
        using var last = JsonDocument.Parse(lines[2]);
        Assert.Equal("flags wr ex ac; segments", last.RootElement.GetProperty("why").GetString());
        Assert.True(last.RootElement.GetProperty("certain").GetBoolean());
    }

    [Fact]
    public async Task Process_IsOneLine()
    {
        Assert.SkipUnless(File.Exists("/proc/self/maps"), "needs Linux");
        using var line = JsonDocument.Parse((await Kflags.RunAsync("maps", "self", "--format", "jsonl")).Result());
        Assert.Equal(Environment.ProcessId, line.RootElement.GetProperty("pid").GetInt32());
        Assert.Contains($"kflags_process_vmas{{pid=\"{Environment.ProcessId}\"", (await Kflags.RunAsync("maps", "self", "--format", "openmetrics")).Result(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--filter is about the rows of VMAs, and --summary has none; leave one out", "self", "--summary", "--filter", "a")]
    [InlineData("--sort is about the rows of VMAs, and --all has none; leave one out", "--all", "--sort", "size")]
    [InlineData("--columns is about the rows of VMAs, and --totals has only sums; leave one out", "self", "--totals", "--columns", "size")]
    [InlineData("--columns is about the rows of VMAs, and --watch has none; leave one out", "self", "--watch", "1", "--columns", "size")]
    [InlineData("--html shows what it is about, and --top changes nothing in it; leave one out", "self", "--html", "x", "--summary", "--top", "1")]
    [InlineData("--diff shows what it is about, and --totals changes nothing in it; leave one out", "README.md", "--diff", "README.md", "--totals")]
    [InlineData("--diff shows what it is about, and --summary changes nothing in it; leave one out", "README.md", "--diff", "README.md", "--summary")]
    [InlineData("--diff shows what it is about, and --explain changes nothing in it; leave one out", "README.md", "--diff", "README.md", "--explain", "--format", "json")]
    [InlineData("a file is written whole, which standard output is not; name a file, or ./- if that is its name", "self", "--html", "-")]
    [InlineData("an empty word is no file; name a process, self, a saved smaps file, or - for standard input", "")]
    [InlineData("--no-flags reads the maps of a process, which a saved file is not; leave one out", "README.md", "--no-flags")]
    [InlineData("--top is the first rows, or the largest causes; add --sort, --summary or --all", "self", "--filter", "a", "--top", "1")]
    [InlineData("--format jsonl with --explain is a line a VMA with all that is known of it, and --columns is something else; leave one out", "self", "--explain", "--format", "jsonl", "--columns", "size")]
    [InlineData("--format openmetrics counts the VMAs of the process, and --sort is about each; leave one out", "self", "--format", "openmetrics", "--sort", "size")]
    [InlineData("--format jsonl without --explain is about a process that runs; a saved file is none", "README.md", "--format", "jsonl")]
    public async Task WhatDoesNotGoTogether_IsRefused(string refusal, params string[] call) =>
        Assert.Equal(refusal, (await Kflags.RunAsync(["maps", .. call])).Refusal());

    [Theory]
    [InlineData("rss>1k")]
    [InlineData("flag:ac")]
    [InlineData("why:offset")]
    public async Task WhatATextDoesNotTell_CantBeAskedFor(string filter) => Assert.Equal(
        $"--filter '{filter}' asks for flags or sizes in memory, which saved.smaps does not tell: smaps does",
        (await MapsExample.RunOnTextAsync("1000-2000 rw-p 0 00:00 0\n", "--filter", filter)).Refusal());

    [Fact]
    public async Task SumThatNoNumberHolds_IsNotLessThanItsParts() => Assert.Contains(
        "16 EB",
        (await MapsExample.RunOnTextAsync("1000-2000 rw-p 0 00:00 0\nRss: 9007199254740993 kB\n2000-3000 rw-p 0 00:00 0\nRss: 9007199254740993 kB\n", "--totals")).Result(),
        StringComparison.Ordinal);
}
