using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What is said of maps and smaps as people save them: what a file does not tell is not shown as 0, and nothing of it is passed over in silence.</summary>
public sealed class SavedMapsTests
{
    private const string Stat = "42 (a) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0 0 4096 8192 0";

    private const string Torn =
        """
        7f0000000000-7f0000002000 rw-p 00000000 00:00 0 
        Rss:                   4 kB
        VmFlags: rd wr mr mw me ac
        7f0000001000-7f0000005000 r--p 00000000 00:00 0 
        Rss:                   8 kB
        VmFlags: rd mr mw me ac
        7f0000005000-7f0000006000 rw-p 00000000 00:00 0 
        Rss:                   4 kB
        VmFlags: rd wr mr mw me ac

        """;

    private const string Program =
        """
        400000-407000 r--p 00000000 00:00 0                                      /usr/bin/a
        407000-4d3000 r-xp 00007000 00:00 0                                      /usr/bin/a
        4d3000-4d4000 rw-p 000d3000 00:00 0                                      /usr/bin/a
        4d4000-4d5000 rw-p 00000000 00:00 0 

        """;

    [Fact]
    public async Task TornFile_IsReadFromWhereTheVmaBeforeEnds_WithANote()
    {
        var call = await MapsExample.RunOnTextAsync(Torn, "--summary", "--details");
        Assert.Equal(0, call.ExitCode);
        Assert.Contains("3 of 65,530 VMAs (", call.Output, StringComparison.Ordinal);
        Assert.Contains("not told by all of the 3 VMAs: RSS is of 2\n", call.Output, StringComparison.Ordinal);
        Assert.StartsWith("note: saved.smaps:4: 1 VMA begins below the end of the one before: the process changed", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(Torn, "--explain", "--format=json")).Output);
        Assert.Equal(
            ["0x7f0000000000-0x7f0000002000 4096", "0x7f0000002000-0x7f0000005000 ", "0x7f0000005000-0x7f0000006000 4096"],
            Vmas(json).Select(vma => $"{vma.GetProperty("start")}-{vma.GetProperty("end")} {vma.GetProperty("rss")}"));
    }

    [Fact]
    public async Task BorderOfWhatWasSeenAtTwoTimes_MayBeNone()
    {
        const string Alike = "1000-3000 rw-p 0 00:00 0\nVmFlags: rd wr\n2000-4000 rw-p 0 00:00 0\nVmFlags: rd wr\n";
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(Alike, "--explain", "--format=json")).Output);
        var border = Assert.Single(json.RootElement.GetProperty("borders").EnumerateArray());
        Assert.Equal("changed", border.GetProperty("reasons")[0].GetProperty("candidates")[0].GetString());
    }

    [Fact]
    public async Task FieldsOfAnyCase_AreFields()
    {
        const string Text = "7f4200000000-7f4210000000 rw-p 00000000 00:00 0 \nRss:               51212 kB\nksm_state:          0\nVmFlags: rd wr mr mw me nr mg anon\n";
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(Text, "--format=json")).Result());
        var vma = Assert.Single(Vmas(json));
        Assert.Equal((52441088, "anon"), (vma.GetProperty("rss").GetInt32(), Assert.Single(vma.GetProperty("unknown").EnumerateArray()).GetString()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("totals").GetProperty("fields").GetProperty("ksm_state").ValueKind);
    }

    [Fact]
    public async Task PathIsAFile_AlsoWithInodeZero()
    {
        var lines = (await MapsExample.RunOnTextAsync(Program, "--summary", "--details")).Result().Split('\n');
        Assert.Equal(["anonymous 1", "file, code 1", "file, private data 1", "file, read only 1"], KindsOf(lines));
        Assert.Contains("1 border differs only in `ex`: segments of a program or a library, as the linker laid them out: normal", lines);
        Assert.Contains("1 border differs only in `wr ex`: segments of a program or a library, as the linker laid them out: normal", lines);
        Assert.Contains("1 border differs only in the file: different files side by side, or a file beside none", lines);
    }

    [Theory]
    [InlineData("[vvar]", "[vdso]")]
    [InlineData("[vvar_vclock]", "[vdso]")]
    [InlineData("", "[vdso]")]
    [InlineData("[uprobes]", "[heap]")]
    [InlineData("[sigpage]", "[vectors]")]
    public async Task MappingOfTheKernel_IsSpecialByItsName(string left, string right)
    {
        var text = $"7ffe921da000-7ffe921dd000 r--p 00000000 00:00 0 {left}\n7ffe921dd000-7ffe921de000 r-xp 00000000 00:00 0 {right}\n";
        Assert.Contains("1 border touches a special VMA (de), which never merges", (await MapsExample.RunOnTextAsync(text, "--summary", "--details")).Result(), StringComparison.Ordinal);

        // Where only one of the two tells flags, that it is special still is told.
        var half = text.Replace("[vdso]\n", "[vdso]\nVmFlags: rd ex mr mw me de\n", StringComparison.Ordinal);
        Assert.Contains("special VMA (de", (await MapsExample.RunOnTextAsync(half, "--summary", "--details")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[heap]", "")]
    [InlineData("[stack]", "[stack:42]")]
    [InlineData("[anon:a]", "[anon:a]")]
    public async Task OtherNames_AreNotSpecial(string left, string right) => Assert.DoesNotContain(
        "special",
        (await MapsExample.RunOnTextAsync($"1000-2000 rw-p 0 00:00 0 {left}\n2000-3000 r--p 0 00:00 0 {right}\n", "--summary", "--details")).Result(),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("Pss: 4 kB\n")]
    public async Task WhatAFileDoesNotTell_HasNoColumn_AndIsNullInJson(string fields)
    {
        var text = $"55680ae1e000-55680ae20000 r--p 00000000 fd:01 47316994 /bin/a\n{fields}55680bed6000-55680bef7000 rw-p 00000000 00:00 0 [heap]\n{fields}";
        var lines = (await MapsExample.RunOnTextAsync(text)).Result().Split('\n');
        Assert.Equal("ADDRESS                    PERM       SIZE  BACKING", lines[0]);
        Assert.Equal("55680ae1e000-55680ae20000  r--p       8 kB  /bin/a", lines[1]);
        Assert.Equal("KIND             VMAS  SIZE", lines[4]);
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(text, "--format=json")).Result());
        Assert.All(Vmas(json), vma => Assert.All((string[])["rss", "vmflags", "guard"], name => Assert.Equal(JsonValueKind.Null, vma.GetProperty(name).ValueKind)));
        Assert.All(
            json.RootElement.GetProperty("totals").GetProperty("kinds").EnumerateArray(),
            kind => Assert.All((string[])["rss", "swap", "locked"], name => Assert.Equal(JsonValueKind.Null, kind.GetProperty(name).ValueKind)));
    }

    [Fact]
    public async Task VmaThatDoesNotTell_HasADash()
    {
        var lines = (await MapsExample.RunOnTextAsync("1000-2000 rw-p 0 00:00 0\nVmFlags: rd wr\n3000-4000 rw-p 0 00:00 0\nRss: 4 kB\n5000-6000 rw-p 0 00:00 0 /a\nRss: 0 kB\nVmFlags: rd\n")).Result().Split('\n');
        Assert.Equal(
            [
                "ADDRESS                    PERM       SIZE       RSS  FLAGS                          BACKING",
                "000000001000-000000002000  rw-p       4 kB      -     rd wr",
                "000000003000-000000004000  rw-p       4 kB      4 kB  -",
                "000000005000-000000006000  rw-p       4 kB      0 B   rd                             /a",
            ],
            lines[..4]);
        Assert.Contains("anonymous           2     8 kB   4 kB", lines);
        Assert.Contains("not told by all of the 3 VMAs: RSS is of 2", lines);
    }

    [Fact]
    public async Task Hugetlb_IsAKind_WithWhatIsInMemory()
    {
        const string Text =
            """
            7f2a40000000-7f2a42000000 rw-p 00000000 00:10 90210                      /anon_hugepage (deleted)
            Rss:                   0 kB
            Shared_Hugetlb:        0 kB
            Private_Hugetlb:   20480 kB
            VmFlags: rd wr mr mw me de ht
            7f2a42000000-7f2a42200000 rw-s 00000000 00:0f 77                         /dev/hugepages/pool0
            Rss:                   0 kB
            Shared_Hugetlb:     2048 kB
            Private_Hugetlb:       0 kB
            VmFlags: rd wr sh mr mw me ms de ht

            """;
        var lines = (await MapsExample.RunOnTextAsync(Text, "--totals")).Result().Split('\n');
        Assert.Equal("KIND        VMAS  SIZE   RSS  HUGETLB", lines[0]);
        Assert.Equal("huge pages  2     34 MB  0 B  22 MB", lines[1]);
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(Text, "--format=json")).Result());
        Assert.Equal([20 << 20, 2 << 20], Vmas(json).Select(vma => vma.GetProperty("hugetlb").GetInt32()));
        Assert.Equal(22 << 20, json.RootElement.GetProperty("totals").GetProperty("kinds")[0].GetProperty("hugetlb").GetInt32());
    }

    [Theory]
    [InlineData("rw-p", "00:05 7 /dev/ashmem/dalvik-main space (deleted)", "ashmem")]
    [InlineData("rw-s", "00:01 7 /memfd:pool (deleted)", "memfd")]
    [InlineData("rw-s", "00:01 7 /SYSV00000000 (deleted)", "shared memory")]
    [InlineData("rw-s", "00:01 7 /dev/zero (deleted)", "shared anonymous")]
    [InlineData("rw-s", "00:01 7 [anon_shmem:pool]", "shared anonymous")]
    [InlineData("rw-p", "00:00 0 [anon:pool]", "named anonymous")]
    [InlineData("rw-p", "00:10 7 /anon_hugepage (deleted)", "huge pages")]
    [InlineData("rw-s", "00:0f 7 /dev/hugepages/pool", "huge pages")]
    [InlineData("rw-s", "00:0e 7 anon_inode:[io_uring]", "device")]
    [InlineData("rw-s", "00:06 7 /dev/dri/card0", "device")]
    [InlineData("rw-s", "00:06 7 /dev/shm/pool", "shared memory")]
    [InlineData("r-x-", "fe:00 7 /bin/a", "file, code")]
    [InlineData("rw--", "fe:00 7 /bin/a", "file, private or shared")]
    [InlineData("rw-p", "00:00 0 [stack:42]", "stack")]
    [InlineData("r-xp", "00:00 0 [vsyscall]", "of the kernel")]
    public async Task Backing_IsWhatItIs(string perm, string backing, string kind) =>
        Assert.Equal([$"{kind} 1"], KindsOf((await MapsExample.RunOnTextAsync($"1000-2000 {perm} 00000000 {backing}\n", "--totals")).Result().Split('\n')));

    [Fact]
    public async Task LettersThatAreNotTold_KeepNothingApart()
    {
        var text = (await MapsExample.RunOnTextAsync("1000-2000 r--- 0 fe:00 7 /a\n2000-3000 r-?p 1000 fe:00 7 /a\n", "--explain")).Result();
        Assert.Contains("nothing that smaps shows differs; it may be flags", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinesAround_AreCountedInANote()
    {
        var call = await MapsExample.RunOnTextAsync($"$ cat /proc/1/maps\n{Program}$ \u001b[1mexit\n");
        Assert.Equal("note: saved.smaps:1: 2 lines that maps and smaps do not have were passed over; the first is '$ cat /proc/1/maps'", Assert.Single(call.ErrorLines));
        Assert.Equal((await MapsExample.RunOnTextAsync(Program)).Result(), call.Output);
    }

    [Fact]
    public async Task EmptyRange_ParsNothing()
    {
        var call = await MapsExample.RunOnTextAsync("1000-2000 rw-p 0 00:00 0\n2000-2000 ---p 0 00:00 0\n2000-3000 r--p 0 00:00 0\n", "--summary", "--details");
        Assert.Contains("1 border differs only in `wr`", call.Output, StringComparison.Ordinal);
        Assert.Contains("note: saved.smaps:2: 1 VMA of no length", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StandardInput_IsAFile()
    {
        Assert.Equal(
            (await MapsExample.RunOnTextAsync(Program)).Result(),
            (await Kflags.RunInAsync(Repository.Root, Program, "maps", "-", "--profile", "linux-6.18.44-x86_64")).Result());
        Assert.Contains("once", (await Kflags.RunInAsync(Repository.Root, Program, "maps", "-", "--diff", "-")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiffOfSmapsAgainstMaps_ComparesWhatBothTell()
    {
        const string Smaps = "1000-2000 rw-p 0 00:00 0\nRss: 4 kB\nVmFlags: rd wr\n2000-3000 rw-p 0 00:00 0\nRss: 4 kB\nVmFlags: rd wr dc\n";
        const string Maps = "1000-2000 rw-? 0 00:00 0\n2000-3000 rw-p 0 00:00 0\n";
        using var folder = new ScratchFolder().With("smaps", Smaps).With("maps", Maps).With("other", Maps.Replace("3000 rw", "3000 r-", StringComparison.Ordinal));
        async Task<Call> DiffAsync(string now, string before) => await Kflags.RunInAsync(folder.Path, "", "maps", now, "--diff", before, "--profile", "linux-6.18.44-x86_64");
        foreach (var (now, before) in new[] { ("smaps", "maps"), ("maps", "smaps") })
        {
            var call = await DiffAsync(now, before);
            Assert.Equal((0, "2 VMAs before, 2 now (0); 0 differences\n"), (call.ExitCode, call.Output));
            Assert.Equal($"note: only one of {before} and {now} tells flags; compared is what both tell", Assert.Single(call.ErrorLines));
        }

        Assert.Equal("2 VMAs before, 2 now (0); 0 differences\n", (await DiffAsync("smaps", "smaps")).Result());
        var changed = await DiffAsync("other", "smaps");
        Assert.Equal(1, changed.ExitCode);
        Assert.Contains("was rw-p", changed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--explain")]
    [InlineData("--summary")]
    [InlineData("--format=json")]
    public async Task ProcessThatChangedWhileItWasRead_IsShownWithANote(string option)
    {
        using var proc = new ScratchFolder().With("42/stat", Stat).With("42/smaps", Torn);
        var call = await RunAsync(proc, option);
        Assert.Equal(0, call.ExitCode);
        Assert.StartsWith("note: process 42 changed while it was read, so its VMAs were not all there at one time; 1 VMA had grown", call.ErrorLines[0], StringComparison.Ordinal);

        // Nothing overlaps; but what the process has afterwards is something else.
        proc.With("42/smaps", "1000-2000 rw-p 0 00:00 0\nVmFlags: rd\n").With("42/maps", "1000-3000 rw-p 0 00:00 0\n");
        Assert.Equal("note: process 42 changed while it was read, so its VMAs were not all there at one time", (await RunAsync(proc, option)).ErrorLines[0]);
        proc.With("42/maps", "1000-2000 rw-p 0 00:00 0\n");
        Assert.DoesNotContain("changed", (await RunAsync(proc, option)).Error, StringComparison.Ordinal);
    }

    private static JsonElement.ArrayEnumerator Vmas(JsonDocument json) => json.RootElement.GetProperty("vmas").EnumerateArray();

    /// <summary>The kinds of a table of sums, each with its number of VMAs.</summary>
    private static IEnumerable<string> KindsOf(string[] lines) =>
        lines.SkipWhile(line => !line.StartsWith("KIND", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("all ", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split("  ", StringSplitOptions.RemoveEmptyEntries).Take(2).Select(cell => cell.Trim())));

    private static Task<Call> RunAsync(ScratchFolder proc, params string[] options) =>
        Kflags.RunInAsync(Repository.Root, "", ["maps", "42", "--proc", proc.Path, "--profile", "linux-7.2-x86_64", .. options]);
}
