using System.Text.Json;
using CsCheck;
using KernelFlags.Cli.Decode;

namespace KernelFlags.Cli.Tests;

/// <summary>Words of system calls, as they stand in lines that people paste.</summary>
public sealed class DecodeWordsTests
{
    private static readonly string[] Pieces = ["MAP_PRIVATE", "0x22", "21<<", "MAP_HUGE_SHIFT", "|", "(", ")", "/*", "*/", "<", ">", " ", "-1", "FROZEN", "?", "63", "7.5"];

    private static readonly Lazy<(ResolvedTable Table, OtherWords Elsewhere)> Map = new(() =>
    {
        var root = Input.DefinitionRoot.Named(Path.Combine(Repository.Root, "definitions"), new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null));
        var definitions = Input.DefinitionSet.Load(root);
        var table = definitions.Table("map");
        var kernel = KernelSelector.Of(definitions.Model, new KernelVersion(7, 2), "x86_64");
        return (TableResolver.Resolve(table, kernel), new OtherWords(definitions.Model, table, kernel, new OtherKernels(definitions.Model, table, kernel)));
    });

    [Theory]
    [InlineData("map", "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f06", "0x22", "mmap(NULL, 8192, PROT_READ|PROT_WRITE … -1, 0) = 0x7f06")]
    [InlineData("prot", "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f06", "0x3", "mmap(NULL, 8192 … MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f06")]
    [InlineData("madv", "[pid 7] 12:00:01.25 madvise(0x7f0000000000, 4096, MADV_DONTNEED) = 0 <0.000012>", "0x4", "[pid 7] 12:00:01.25 madvise(0x7f0000000000, 4096 … ) = 0 <0.000012>")]
    [InlineData("mremap", "mremap(0x7f0000000000, 4096, 8192, MREMAP_MAYMOVE) = 0x7f0000001000", "0x1", "mremap(0x7f0000000000, 4096, 8192 … ) = 0x7f0000001000")]
    [InlineData("mlock", "mlock2(0x7f0000000000, 4096, MLOCK_ONFAULT) = 0", "0x1", "mlock2(0x7f0000000000, 4096 … ) = 0")]
    [InlineData("mcl", "mlockall(MCL_CURRENT|MCL_FUTURE) = 0", "0x3", "mlockall( … ) = 0")]
    [InlineData("uffd_mode", "ioctl(3, UFFDIO_REGISTER, {range={start=0x1000, len=4096}, mode=UFFDIO_REGISTER_MODE_WP}) = 0", "0x2", "ioctl(3, UFFDIO_REGISTER, {range={start=0x1000, len=4096}, mode= … }) = 0")]
    [InlineData("uffd_feature", "ioctl(3, UFFDIO_API, {api=0xaa, features=UFFD_FEATURE_SIGBUS}) = 0", "0x80", "ioctl(3, UFFDIO_API, {api=0xaa, features= … }) = 0")]
    [InlineData("map", "mmap(NULL, 4096, 0x1, MAP_SHARED, 3</lib/MAP_PRIVATE>, 0) = 0x7f06", "0x1", "mmap(NULL, 4096, 0x1 … 3</lib/MAP_PRIVATE>, 0) = 0x7f06")]
    [InlineData("map", "MAP_PRIVATE|0x800000", "0x800002", "")]
    [InlineData("map", "(private | ANONYMOUS) | 0x800000, 7", "0x800022", "7")]
    [InlineData("map", "MAP_PRIVATE 0x20", "0x2", "0x20")]
    [InlineData("map", "mmap(MAP_PRIVATE|21<<MAP_HUGE_SHIFT|MAP_HUGETLB, 0)", "0x54040002", "mmap( … 0)")]
    [InlineData("map", "21<<MAP_HUGE_SHIFT", "0x54000000", "")]
    [InlineData("map", "MAP_PRIVATE | (30 << MAP_HUGE_SHIFT)", "0x78000002", "")]
    [InlineData("map", "flags=0x22", "0x22", "flags=")]
    public async Task WordsOfTheTable_AreAllThatIsReadOfALine(string table, string line, string value, string around)
    {
        var decoded = await DecodeAsync(table, line);

        Assert.Equal(value, decoded.GetProperty("value").GetString());
        Assert.Equal(around, decoded.TryGetProperty("around", out var texts) ? string.Join(" … ", texts.EnumerateArray().Select(text => text.GetString())) : "");
    }

    [Theory]
    [InlineData("map", "0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */", "0x22")]
    [InlineData("map", "0x22(MAP_PRIVATE|MAP_ANONYMOUS)", "0x22")]
    [InlineData("map", "0x22<MAP_PRIVATE|0x20>", "0x22")]
    [InlineData("map", "mmap(NULL, 1, 0x1 /* PROT_READ */, 0x2 /* MAP_PRIVATE */|0x20 /* MAP_ANONYMOUS */, -1, 0) = 0x7f06", "0x22")]
    [InlineData("madv", "madvise(0x7f0000000000, 4096, 0x66 /* MADV_??? */) = 0", "0x66")]
    [InlineData("map", "0x22 /* MAP_PRIVATE|MAP_FROZEN */", "0x22", "MAP_FROZEN")]
    public async Task NumberWithItsNames_IsReadWhereTheyAgree(string table, string line, string value, params string[] unknown)
    {
        var decoded = await DecodeAsync(table, line);

        Assert.Equal(value, decoded.GetProperty("value").GetString());
        Assert.Equal(unknown, decoded.GetProperty("unknown").EnumerateArray().Select(text => text.GetString()));
    }

    [Theory]
    [InlineData("map", "0x22(MAP_PRIVATE|MAP_SHARED)", "0x22 is MAP_PRIVATE|MAP_ANONYMOUS, and MAP_PRIVATE|MAP_SHARED is 0x3")]
    [InlineData("map", "mmap(NULL, 1, 1, 0x2 /* MAP_SHARED */|0x20 /* MAP_ANONYMOUS */, -1, 0) = 0", "0x2 is MAP_PRIVATE, and MAP_SHARED is 0x1")]
    [InlineData("madv", "4<MADV_FREE>", "0x4 is MADV_DONTNEED, and MADV_FREE is 0x8")]
    [InlineData("madv", "200 /* MADV_FREE */", "0xc8 is no word, and MADV_FREE is 0x8")]
    [InlineData("map", "0x20 /* MAP_PRIVATE|MAP_FROZEN */", "0x20 is MAP_ANONYMOUS, and MAP_PRIVATE|MAP_FROZEN is 0x2")]
    public async Task NumberWithItsNames_ThatDiffer_AreTheAnswer(string table, string line, string difference)
    {
        var text = await Kflags.RunAsync("decode", "--table", table, line);
        var json = await Kflags.RunAsync("decode", "--table", table, "--format", "json", line);

        Assert.Equal((1, ""), (text.ExitCode, text.Error));
        Assert.Equal("  does not agree: " + difference, Assert.Single(text.OutputLines, one => one.Contains("agree:", StringComparison.Ordinal)));
        Assert.Equal((1, ""), (json.ExitCode, json.Error));
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(difference, Assert.Single(document.RootElement[0].GetProperty("differences").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task NumberWithItsNames_ThatAgreeOnAnotherArchitecture_SayOnWhich()
    {
        var call = await Kflags.RunAsync("decode", "--table", "map", "0x12 /* MAP_PRIVATE|MAP_ANONYMOUS */");

        Assert.Equal(1, call.ExitCode);
        Assert.Contains("  elsewhere, parisc, parisc64: what the line tells agrees\n", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("madv", "madvise(0x7f0000000000, 4096, 102) = 0", "madvise(0x7f0000000000, 4096, 102) = 0: which of the numbers is of table madv can't be told; paste that number alone, or its words (MADV_…)")]
    [InlineData("map", "mmap(NULL, 8192, PROT_READ, 0x22, -1, 0)", "mmap(NULL, 8192, PROT_READ, 0x22, -1, 0): which of the numbers is of table map can't be told; paste that number alone, or its words (MAP_…)")]
    [InlineData("map", "1 2", "1 2: which of the numbers is of table map can't be told; paste that number alone, or its words (MAP_…)")]
    public async Task SeveralNumbersWithoutAWord_AreRefused(string table, string line, string refusal)
    {
        var text = await Kflags.RunAsync("decode", "--table", table, line);
        var json = await Kflags.RunAsync("decode", "--table", table, "--format", "json", line);

        Assert.Equal((1, "", refusal + "\n"), (text.ExitCode, text.Output, text.Error));
        Assert.Equal((1, refusal + "\n"), (json.ExitCode, json.Error));
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(["input", "value", "smaps", "trace", "flags", "unknown", "elsewhere"], document.RootElement[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.Null, document.RootElement[0].GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task LineThatIsRefused_LeavesTheOthers()
    {
        var call = await Kflags.RunInAsync(Repository.Root, "MCL_CURRENT\n1 2\nMCL_FUTURE\n", "decode", "--table", "mcl", "-");

        Assert.Equal((1, 1), (call.ExitCode, call.ErrorLines.Length));
        Assert.Equal(["MCL_CURRENT", "MCL_FUTURE"], call.OutputLines.Where(line => !line.StartsWith(' ')));
    }

    [Theory]
    [InlineData("madv", "MADV_DONTNEED|MADV_FREE", "0xc", "MADV_DONTNEED and MADV_FREE are values of one field, of which there is one at a time; together they are 0xc, MADV_MERGEABLE")]
    [InlineData("madv", "MADV_NORMAL|MADV_HUGEPAGE|200", "0xce", "MADV_NORMAL, MADV_HUGEPAGE and 200 are values of one field, of which there is one at a time; together they are 0xce, no word")]
    [InlineData("map", "MAP_PRIVATE|MAP_SHARED|MAP_ANONYMOUS", "0x23", "MAP_PRIVATE and MAP_SHARED are values of one field, of which there is one at a time; together they are 0x3, MAP_SHARED_VALIDATE")]
    [InlineData("map", "MAP_HUGE_2MB|MAP_HUGE_1GB", "0x7c000000", "MAP_HUGE_2MB and MAP_HUGE_1GB are values of one field, of which there is one at a time; together they are 0x7c000000, MAP_HUGE_2GB")]
    [InlineData("map", "MAP_PRIVATE|21<<MAP_HUGE_SHIFT|MAP_HUGE_1GB", "0x7c000002", "21<<MAP_HUGE_SHIFT and MAP_HUGE_1GB are values of one field, of which there is one at a time; together they are 0x7c000000, MAP_HUGE_2GB")]
    [InlineData("map", "0x3 /* MAP_SHARED|MAP_PRIVATE */", "0x3", "MAP_SHARED and MAP_PRIVATE are values of one field, of which there is one at a time; together they are 0x3, MAP_SHARED_VALIDATE")]
    [InlineData("uffd_feature", "features=UFFD_FEATURE_SIGBUS => features=UFFD_FEATURE_THREAD_ID", "0x180", "words of the table stand in 2 places of the line, and are taken together")]
    public async Task WhatToKnowOfAnAnswer_IsANote(string table, string text, string value, string note)
    {
        var call = await Kflags.RunAsync("decode", "--table", table, "--format", "json", text);

        Assert.Equal((0, $"note: {note}\n"), (call.ExitCode, call.Error));
        using var document = JsonDocument.Parse(call.Output);
        Assert.Equal(value, document.RootElement[0].GetProperty("value").GetString());
        Assert.False(document.RootElement[0].TryGetProperty("notes", out _));
    }

    [Theory]
    [InlineData("map", "MAP_FILE|MAP_PRIVATE|MAP_ANONYMOUS")]
    [InlineData("map", "MAP_PRIVATE|MAP_PRIVATE|private")]
    [InlineData("map", "MAP_PRIVATE|MAP_HUGETLB|MAP_HUGE_2MB")]
    [InlineData("map", "0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */")]
    [InlineData("madv", "MADV_FREE")]
    [InlineData("prot", "PROT_NONE|PROT_READ")]
    public async Task WordsThatGoTogether_NeedNoNote(string table, string text) =>
        Assert.Equal((0, ""), await Kflags.RunAsync("decode", "--table", table, text) is var call ? (call.ExitCode, call.Error) : default);

    [Fact]
    public void Anything_CanBeDecoded() => Gen.OneOf(Gen.String, Gen.Int[0, Pieces.Length - 1].Array[0, 20].Select(chosen => string.Concat(chosen.Select(piece => Pieces[piece])))).Sample(text =>
    {
        var decoded = DecodedFlags.OfWords(text, Map.Value.Table, Map.Value.Elsewhere);
        Commands.DecodeCommand.ToJson(decoded).ToJsonString();
        DecodedText.Render(decoded, default);
    });

    /// <summary>A million characters of what opens a form, or might, are read in a time that grows as they do.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("1.")]
    [InlineData("0(")]
    [InlineData("0(a|")]
    [InlineData("0 /* MAP_PRIVATE|")]
    [InlineData("0<<")]
    [InlineData(")|(")]
    [InlineData("|")]
    [InlineData("MAP_PRIVATE, ")]
    public void LongLines_AreReadInLinearTime(string part)
    {
        var start = TimeProvider.System.GetTimestamp();
        WordText.Read(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)), Map.Value.Table);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    private static async Task<JsonElement> DecodeAsync(string table, string text)
    {
        using var document = JsonDocument.Parse((await Kflags.RunAsync("decode", "--format", "json", "--table", table, "--", text)).Result());
        return Assert.Single(document.RootElement.EnumerateArray()).Clone();
    }
}
