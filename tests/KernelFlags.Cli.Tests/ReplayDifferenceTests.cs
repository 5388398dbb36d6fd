using System.Globalization;

namespace KernelFlags.Cli.Tests;

/// <summary>How <c>kflags replay</c> explains a difference: the operation in words, VMAs as lines of maps, and only the first.</summary>
public sealed class ReplayDifferenceTests
{
    private const string Header =
        """{"trace":1,"kernel":"7.2","arch":"x86_64","page_size":4096,"window":["0x100000000000","0x100000100000"],"config":{"MEM_SOFT_DIRTY":false},"files":[{"id":1,"kind":"memfd","size":65536}],"uffd":[["SIGBUS"]]}""";

    private const string Mapped = """{"op":"mmap","addr":"0x100000000000","len":32768,"prot":"rw","flags":["PRIVATE","FIXED","ANONYMOUS"],"file":null,"off":0,"ret":"0x100000000000"}""";

    [Fact]
    public async Task Vmas_ThatDiffer_AreLinesOfMaps_AndOnlyTheFirstOperationIsExplained()
    {
        using var folder = new ScratchFolder();
        const string Whole = """{"start":"0x100000000000","end":"0x100000008000","perm":"rw-p","off":0,"file":null,"vmflags":"rd wr mr mw me ac","name":null,"rss":0,"anonymous":0,"locked":0}""";
        var trace = await WriteAsync(
            folder,
            [
                Mapped, Snapshot(Whole),
                """{"op":"mprotect","addr":"0x100000002000","len":8192,"prot":"r","ret":0}""", Snapshot(Whole),
                """{"op":"munmap","addr":"0x100000000000","len":32768,"err":"EINVAL"}""", Snapshot(""),
            ]);

        var call = await Kflags.RunAsync("replay", trace);
        Assert.Equal(1, call.ExitCode);
        Assert.EndsWith(
            """
              operation 2 (line 5): mprotect 0x100000002000-0x100000004000 (2 pages) to r--
                these VMAs differ
                  expected
                    100000000000-100000008000 rw-p 00000000 anonymous, rd wr mr mw me ac
                  came
                    100000000000-100000002000 rw-p 00000000 anonymous, rd wr mr mw me ac
                    100000002000-100000004000 r--p 00000000 anonymous, rd mr mw me
                    100000004000-100000008000 rw-p 00000000 anonymous, rd wr mr mw me ac
              1 more difference behind; --all-differences shows it
            0 passed, 1 failed

            """,
            call.Output,
            StringComparison.Ordinal);

        var all = await Kflags.RunAsync("replay", trace, "--all-differences");
        Assert.Contains(
            """
              operation 3 (line 6): munmap 0x100000000000-0x100000008000 (8 pages)
                the outcome differs
                  expected it failed with EINVAL
                  came     it returned 0
            """,
            all.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("more difference", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_ThatDiffer_AreRanges()
    {
        using var folder = new ScratchFolder();
        const string Vma = """{"start":"0x100000000000","end":"0x100000008000","perm":"rw-p","off":0,"file":null,"vmflags":"rd wr mr mw me ac","name":null,"rss":4096,"anonymous":4096,"locked":0}""";
        var trace = await WriteAsync(
            folder,
            [
                Mapped, Snapshot(Vma.Replace("4096", "0", StringComparison.Ordinal)),
                """{"op":"touch","addr":"0x100000000000","len":4096,"access":"w","ret":0}""",
                Snapshot(Vma).Replace("\"present\":[]", "\"present\":[[\"0x100000001000\",\"0x100000002000\"]]", StringComparison.Ordinal),
            ]);

        var call = await Kflags.RunAsync("replay", trace);
        Assert.Contains(
            """
              operation 2 (line 5): write to each page of 0x100000000000-0x100000001000 (1 page)
                other pages are present
                  expected
                    0x100000001000-0x100000002000
                  came
                    0x100000000000-0x100000001000
            """,
            call.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"op":"mmap","addr":"0x100000010000","len":8192,"prot":"rx","flags":["SHARED","FIXED_NOREPLACE"],"file":1,"off":8192,"err":"ENFILE"}""",
        "mmap 0x100000010000-0x100000012000 (2 pages): r-x, SHARED|FIXED_NOREPLACE, file 1 from offset 0x2000")]
    [InlineData("""{"op":"madvise","addr":"0x100000000000","len":4096,"advice":"GUARD_INSTALL","err":"ENFILE"}""", "madvise GUARD_INSTALL of 0x100000000000-0x100000001000 (1 page)")]
    [InlineData("""{"op":"madvise","addr":"0x100000000000","len":4096,"advice":77,"err":"ENFILE"}""", "madvise 77 of 0x100000000000-0x100000001000 (1 page)")]
    [InlineData("""{"op":"mlock2","addr":"0x100000000000","len":5000,"onfault":true,"err":"ENFILE"}""", "mlock2 0x100000000000-0x100000001388 (5000 bytes), as its pages are faulted in")]
    [InlineData("""{"op":"munlock","addr":"0x100000000000","len":18446744073709551615,"err":"ENFILE"}""", "munlock 18446744073709551615 bytes at 0x100000000000")]
    [InlineData(
        """{"op":"mremap","addr":"0x100000000000","old_len":4096,"new_len":8192,"flags":["MAYMOVE","FIXED"],"new_addr":"0x100000020000","err":"ENFILE"}""",
        "mremap 0x100000000000-0x100000001000 (1 page) to 2 pages at 0x100000020000, MAYMOVE|FIXED")]
    [InlineData("""{"op":"uffd_register","addr":"0x100000000000","len":4096,"mode":["MISSING","WP"],"ctx":0,"err":"ENFILE"}""", "register 0x100000000000-0x100000001000 (1 page) with userfaultfd 0 for MISSING|WP")]
    [InlineData("""{"op":"uffd_unregister","addr":"0x100000000000","len":4096,"ctx":0,"err":"ENFILE"}""", "unregister 0x100000000000-0x100000001000 (1 page) from userfaultfd 0")]
    [InlineData("""{"op":"uffd_wp","addr":"0x100000000000","len":4096,"on":true,"ctx":0,"err":"ENFILE"}""", "write-protect 0x100000000000-0x100000001000 (1 page) by userfaultfd 0")]
    [InlineData("""{"op":"name","addr":"0x100000000000","len":4096,"name":"a b","err":"ENFILE"}""", "name 0x100000000000-0x100000001000 (1 page) 'a b'")]
    [InlineData("""{"op":"fork","child":1,"err":"ENFILE"}""", "fork, which makes address space 1")]
    public async Task Operation_IsSaidInWords(string operation, string words)
    {
        using var folder = new ScratchFolder();
        var trace = await WriteAsync(folder, [Mapped, operation]);
        var call = await Kflags.RunAsync("replay", trace, "--no-snapshots");
        Assert.Contains($"  operation 2 (line 3): {words}\n", call.Output, StringComparison.Ordinal);
        Assert.Contains("      expected it failed with ENFILE\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreDifferencesThanAreKept_AreCountedAsAtLeast()
    {
        using var folder = new ScratchFolder();
        var trace = await WriteAsync(
            folder, [Mapped, .. Enumerable.Repeat("""{"op":"munlock","addr":"0x100000000000","len":4096,"err":"ENFILE"}""", 60)]);
        var call = await Kflags.RunAsync("replay", trace, "--no-snapshots");
        Assert.Contains("  at least 49 more differences behind; --all-differences shows them\n", call.Output, StringComparison.Ordinal);
    }

    private static string Snapshot(string vmas) => $$"""{"snap":0,"as":0,"vmas":[{{vmas}}],"guard":[],"present":[]}""";

    /// <summary>A trace of lines without their numbers.</summary>
    private static async Task<string> WriteAsync(ScratchFolder folder, string[] lines)
    {
        var number = 0;
        var path = Path.Combine(folder.Path, "trace.jsonl");
        await File.WriteAllLinesAsync(
            path,
            lines.Select(line => line.StartsWith("{\"op\"", StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"{{\"n\":{++number},\"as\":0,{line[1..]}")
                : line.Replace("\"snap\":0", string.Create(CultureInfo.InvariantCulture, $"\"snap\":{number}"), StringComparison.Ordinal)).Prepend(Header),
            TestContext.Current.CancellationToken);
        return path;
    }
}
