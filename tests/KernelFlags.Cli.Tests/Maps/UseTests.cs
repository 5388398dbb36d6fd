using System.Text;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Maps.Kinds;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What a summary says of what memory is used for, and what an operator can set.</summary>
public sealed class UseTests
{
    private const string Stat = "42 (a) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0 0 4096 8192 0";

    [Fact]
    public async Task Jvm_IsToldInTenLines_ItsStacksAndArenasFirst()
    {
        var lines = await SummaryAsync("jvm");
        Assert.InRange(lines.Count, 3, 10);
        Assert.Equal(
            "39 thread stacks with guards, 78 VMAs: glibc 2.42 and later guards them with MADV_GUARD_INSTALL (Linux 6.13), which makes no VMA, up to 10 VMAs fewer; "
                + "the other 31: the JVM guards those of Java itself, so that only fewer threads have fewer: virtual threads have their stacks in the heap (JDK 21)",
            lines[0]);
        Assert.StartsWith("15 arenas of malloc, 30 VMAs: MALLOC_ARENA_MAX=2 in the environment", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("up to 28 VMAs fewer", lines[1], StringComparison.Ordinal);
        Assert.Contains("5 reservations of addresses, used in 12 VMAs, as collectors and allocators make them: normal", lines);
        Assert.DoesNotContain(lines, line => line.Contains("`rd wr ac nh`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chromium_IsToldInTenLines_ItsReservationsAreNormal()
    {
        var lines = await SummaryAsync("chromium");
        Assert.InRange(lines.Count, 3, 10);
        Assert.Equal("7 reservations of addresses, used in 145 VMAs, as collectors and allocators make them: normal", lines[0]);
        Assert.Contains("108 programs and libraries, 549 VMAs: normal", lines);
    }

    [Fact]
    public async Task ReservationsOfManyParts_AreTold_ByWhatKeepsThePartsApart()
    {
        var lines = await SummaryAsync("chromium", "--max-map-count=1000");
        Assert.DoesNotContain(lines, line => line.Contains("reservations", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("28 borders differ only in `rd nr`", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Details_SayHowItIsKnown_AndWhatDocumentHasTheSetting()
    {
        var lines = await SummaryAsync("jvm", "--details");
        Assert.Contains("  known by a guard below, and `nh`, as mmap with MAP_STACK sets it since Linux 6.7, or the stack pointer of a waiting thread in it", lines);
        Assert.Contains("  JDK 21: openjdk.org/jeps/444", lines);
        Assert.DoesNotContain(await SummaryAsync("redis", "--details"), line => line.Contains("JDK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Details_OfferNoSavingOfABorder_ThatOnlyItsUseCanMend()
    {
        var lines = await SummaryAsync("jvm", "--details");
        Assert.Contains("59 borders differ only in `rd wr ac nh`: as stacks of threads have them", lines);
        Assert.Contains("28 borders differ only in `rd wr`: as arenas of malloc have them", lines);
        Assert.Contains(lines, line => line.StartsWith("14 borders differ only in `rd wr ac`: guards made by PROT_NONE, each a VMA; with MADV_GUARD_INSTALL", StringComparison.Ordinal));
        var json = (await MapsExample.RunAsync("jvm", "--summary", "--format=json")).Result();
        var groups = JsonNode.Parse(json)!["summary"]!.AsArray().Where(group => group!["uses"] is not null).ToList();
        Assert.Contains(groups, group => (int)group!["borders"]! == 59 && (int)group["vmas_fewer"]! == 0 && group["mend"] is null);
        Assert.All(groups, group => Assert.InRange((int)group!["vmas_fewer"]!, 0, (int)group["borders"]! - group["uses"]!.AsArray().Sum(use => (int)use!["borders"]!)));
    }

    [Fact]
    public async Task VersionOfGlibc_IsThatOfTheLibraryThatTheProcessHas()
    {
        using var proc = new ScratchFolder().With("42/stat", Stat)
            .With("42/smaps", StacksOf(4) + Library("libc.so.6"))
            .With("42/root/usr/lib/libc.so.6", "\u007fELF GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36.\n");
        var call = await Kflags.RunInAsync(Repository.Root, "", "maps", "42", "--proc", proc.Path, "--profile", "linux-6.18.44-x86_64", "--summary");
        Assert.StartsWith("4 thread stacks with guards, 8 VMAs: glibc 2.42 and later guards them with MADV_GUARD_INSTALL (Linux 6.13), which makes no VMA (it has glibc 2.36)", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutALibraryOfThreads_TheCallIsTheRemedy() => Assert.StartsWith(
        "4 thread stacks with guards, 8 VMAs: guarded with MADV_GUARD_INSTALL (Linux 6.13 and later), whose guards are no VMAs, up to 7 VMAs fewer",
        (await MapsExample.RunOnTextAsync(StacksOf(4), "--summary")).Output,
        StringComparison.Ordinal);

    [Fact]
    public async Task StacksSideBySide_SaveWhatTheSumOfBordersSays()
    {
        using var json = System.Text.Json.JsonDocument.Parse((await MapsExample.RunOnTextAsync(StacksOf(4), "--summary", "--format=json")).Result());
        var stacks = Assert.Single(json.RootElement.GetProperty("uses").EnumerateArray());
        var guards = Assert.Single(json.RootElement.GetProperty("summary").EnumerateArray());
        Assert.Equal((7, 7), (stacks.GetProperty("vmas_fewer").GetInt32(), guards.GetProperty("vmas_fewer").GetInt32()));
    }

    [Fact]
    public async Task StacksThatTheProgramMappedItself_AreNotSaidToBeTheLibrarys() => Assert.StartsWith(
        "4 thread stacks with guards, 8 VMAs: guarded with MADV_GUARD_INSTALL (Linux 6.13 and later), whose guards are no VMAs, up to 7 VMAs fewer",
        (await MapsExample.RunOnTextAsync(StacksOf(4).Replace(" ac nh", " nr nh", StringComparison.Ordinal) + Library("libc.so.6"), "--summary")).Output,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("libjemalloc.so.2", "; jemalloc does so where vm.overcommit_memory is 2, and not where it is 0 or 1\n")]
    [InlineData("libc.so.6", "\n")]
    public async Task MemoryGivenBack_HasTheSettingOfTheAllocatorThatIsSeen(string library, string expected)
    {
        var text = string.Concat(Enumerable.Range(0, 8).Select(i => FormattableString.Invariant(
            $"{0x1000_0000 + (i * 0x2_0000):x}-{0x1001_0000 + (i * 0x2_0000):x} ---p 0 00:00 0\nVmFlags: mr mw me nr\n{0x1001_0000 + (i * 0x2_0000):x}-{0x1002_0000 + (i * 0x2_0000):x} rw-p 0 00:00 0\nVmFlags: rd wr mr mw me ac\n")));
        var first = (await MapsExample.RunOnTextAsync(text + Library(library), "--summary")).Output.Split('\n')[0];
        Assert.StartsWith("15 borders differ only in `rd wr ac nr`: memory that was given back", first, StringComparison.Ordinal);
        Assert.EndsWith(expected, first + "\n", StringComparison.Ordinal);
        Assert.Equal(library.Contains("jemalloc", StringComparison.Ordinal), first.Contains("jemalloc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task IndexOfLucene_SaysWhatLimitItAsksFor()
    {
        var text = string.Concat(Enumerable.Range(0, 9).Select(i => FormattableString.Invariant($"{0x1000_0000 + (i * 0x3000):x}-{0x1000_1000 + (i * 0x3000):x} r--s 0 fe:00 {100 + i} /data/_{i}.cfs\n")));
        Assert.StartsWith("9 files /data/_*.cfs, one VMA each: Lucene maps the files of an index: sysctl -w vm.max_map_count=1048576", (await MapsExample.RunOnTextAsync(text + Library("libjvm.so"), "--summary")).Output, StringComparison.Ordinal);
        Assert.StartsWith("9 files /data/_*.cfs, one VMA each: unmap what is not in use", (await MapsExample.RunOnTextAsync(text, "--summary")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeapOfZgc_SaysWhatLimitItAsksFor() => Assert.Contains(
        "2 VMAs of a collector's heap: ZGC may need 1,844 VMAs for each GB of -Xmx",
        (await MapsExample.RunOnTextAsync("1000-2000 rw-s 0 00:01 7 /memfd:java_heap (deleted)\n3000-4000 rw-s 9000 00:01 7 /memfd:java_heap (deleted)\n", "--summary")).Result(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("rw-s", "/tmp/seg{0} (deleted)", 0x1000, "200 files /tmp/seg* (deleted), one VMA each: msync and unmap them, or one file, up to 199 VMAs fewer (0.3% of max_map_count)")]
    [InlineData("rw-s", "/tmp/seg{0} (deleted)", 0x3000, "200 files /tmp/seg* (deleted), one VMA each: msync and unmap them, or one file, up to 199 VMAs fewer (0.3% of max_map_count)")]
    [InlineData("rw-s", "/dev/zero (deleted)", 0x3000, "200 mappings of shared anonymous memory, one VMA each: one shared mapping for all, up to 199 VMAs fewer (0.3% of max_map_count)")]
    [InlineData("rw-s", "/memfd:pool (deleted)", 0x3000, "200 files /memfd:pool, one VMA each: unmap what is not in use, or one for all, up to 199 VMAs fewer (0.3% of max_map_count)")]
    [InlineData("r--s", "/data/{0}/_c7.cfs", 0x3000, "200 files /data/*/_c*.cfs, one VMA each: unmap what is not in use, or one file, up to 199 VMAs fewer (0.3% of max_map_count)")]
    public async Task FilesThatDifferByANumber_AreOneLine(string perm, string path, int distance, string expected)
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => FormattableString.Invariant(
            $"{0x1000_0000 + (i * distance):x}-{0x1000_1000 + (i * distance):x} {perm} 0 fe:00 {100 + i} {string.Format(System.Globalization.CultureInfo.InvariantCulture, path, i)}\n")));
        using var json = System.Text.Json.JsonDocument.Parse((await MapsExample.RunOnTextAsync(text, "--summary", "--format=json")).Result());
        var series = Assert.Single(json.RootElement.GetProperty("files").EnumerateArray());
        Assert.Equal((199, 199), (series.GetProperty("vmas_fewer").GetInt32(), series.GetProperty("vmas_fewer_now").GetInt32()));
        Assert.StartsWith(expected + "\n\n", (await MapsExample.RunOnTextAsync(text, "--summary")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tmp/seg12 (deleted)", "/tmp/seg* (deleted)")]
    [InlineData("/tmp/x.Ab3dEf", "/tmp/x.*")]
    [InlineData("/tmp/x.shared", "/tmp/x.shared")]
    [InlineData("/tmp/st-seg100 (deleted)", "/tmp/st-seg* (deleted)")]
    [InlineData("/dev/shm/sem.0f3a2b1c-77de-4a01-9c3d-1234567890ab", "/dev/shm/sem.*")]
    [InlineData("/usr/share/fonts/DejaVuSans.ttf", "/usr/share/fonts/DejaVuSans.ttf")]
    public void NameOfASeries_LeavesOutWhatDiffers(string path, string expected) => Assert.Equal(expected, FileSeries.NameOf(path));

    [Fact]
    public void EverySetting_IsInTheReadme_WithItsDocument()
    {
        var readme = File.ReadAllText(Repository.Find("src/KernelFlags.Cli/Maps/README.md"));
        Assert.All(RuntimeSetting.All, setting =>
        {
            Assert.NotEqual("", setting.Document);
            Assert.Contains(setting.Since, readme, StringComparison.Ordinal);
            Assert.Contains(setting.Document, readme, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Json_HasUsesAndSeries()
    {
        using var json = System.Text.Json.JsonDocument.Parse((await MapsExample.RunAsync("chromium", "--summary", "--format=json")).Result());
        var stacks = json.RootElement.GetProperty("uses").EnumerateArray().Single(use => use.GetProperty("kind").GetString() == "thread stack");
        Assert.Equal((22, 20), (stacks.GetProperty("vmas").GetInt32(), stacks.GetProperty("vmas_fewer").GetInt32()));
        Assert.StartsWith("a guard below, and `nh`", stacks.GetProperty("known_by").GetString(), StringComparison.Ordinal);
        Assert.Equal("sourceware.org/pipermail/libc-alpha/2025-January/164185.html; madvise(2)", Assert.Single(stacks.GetProperty("documents").EnumerateArray()).GetString());
        var memfds = json.RootElement.GetProperty("files").EnumerateArray().First();
        Assert.Equal(("/memfd:shared-memory-region", 12, 13), (memfds.GetProperty("name").GetString(), memfds.GetProperty("files").GetInt32(), memfds.GetProperty("vmas").GetInt32()));
    }

    private static string Library(string name) => $"7f1000000000-7f1000100000 r-xp 0 fe:00 7 /usr/lib/{name}\nVmFlags: rd ex mr mw me\n";

    private static string StacksOf(int count)
    {
        var text = new StringBuilder();
        for (var i = 0L; i < count; i++)
        {
            var start = 0x7f00_0000_0000 + (i * 0x10_0000);
            text.Append(FormattableString.Invariant($"{start:x}-{start + 0x1000:x} ---p 0 00:00 0\nVmFlags: mr mw me nh\n"))
                .Append(FormattableString.Invariant($"{start + 0x1000:x}-{start + 0x10_0000:x} rw-p 0 00:00 0\nVmFlags: rd wr mr mw me ac nh\n"));
        }

        return text.ToString();
    }

    private static async Task<List<string>> SummaryAsync(string name, params string[] options) =>
        [.. (await MapsExample.RunAsync(name, ["--summary", .. options])).Result().Split('\n').TakeWhile(line => line.Length > 0)];
}
