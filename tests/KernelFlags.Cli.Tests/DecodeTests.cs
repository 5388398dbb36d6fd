using System.Text.Json;
using CsCheck;
using KernelFlags.Cli.Decode;

namespace KernelFlags.Cli.Tests;

public sealed class DecodeTests
{
    private const string Kernel72 = "--kernel=7.2";

    private static readonly Lazy<(FlagNames Names, OtherKernels Elsewhere)> Kernel = new(() =>
    {
        var root = Input.DefinitionRoot.Named(Path.Combine(Repository.Root, "definitions"), new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null));
        var definitions = Input.DefinitionSet.Load(root);
        var table = definitions.Table("vma");
        var kernel = KernelSelector.Of(definitions.Model, new KernelVersion(7, 2), "x86_64");
        return (new FlagNames(TableResolver.Resolve(table, kernel)), new OtherKernels(definitions.Model, table, kernel));
    });

    [Theory]
    [InlineData("0x20000000803")]
    [InlineData("2199023257603")]
    [InlineData("rd wr gu ui")]
    [InlineData("VmFlags: rd wr gu ui ")]
    [InlineData("ui gu,wr  rd")]
    [InlineData("read|write|uffd_minor|maybe_guard")]
    [InlineData("read|write|0x20000000800")]
    [InlineData("VM_READ|VM_WRITE|VMA_MAYBE_GUARD_BIT|UFFD_MINOR")]
    public async Task AnyForm_BecomesAllOfThem(string text)
    {
        var decoded = await DecodeAsync(Kernel72, text);
        Assert.Equal(["input", "value", "smaps", "trace", "flags", "unknown", "elsewhere"], decoded.EnumerateObject().Select(p => p.Name).Where(name => name != "notes"));
        Assert.Equal(text, decoded.GetProperty("input").GetString());
        Assert.Equal("0x20000000803", decoded.GetProperty("value").GetString());
        Assert.Equal(["rd", "wr", "gu", "ui"], Strings(decoded, "smaps"));
        Assert.Equal("read|write|uffd_minor|maybe_guard", decoded.GetProperty("trace").GetString());
        Assert.Equal(
            [("VM_READ", 0), ("VM_WRITE", 1), ("VM_MAYBE_GUARD", 11), ("VM_UFFD_MINOR", 41)],
            decoded.GetProperty("flags").EnumerateArray().Select(f => (f.GetProperty("name").GetString(), f.GetProperty("bit").GetInt32())));
        Assert.All(decoded.GetProperty("flags").EnumerateArray(), f => Assert.EndsWith(".", f.GetProperty("meaning").GetString(), StringComparison.Ordinal));
        Assert.Empty(Strings(decoded, "unknown"));
    }

    [Theory]
    [InlineData("madv", "x86_64", "102", "0x66", "MADV_GUARD_INSTALL", "")]
    [InlineData("madv", "x86_64", "free", "0x8", "MADV_FREE", "")]
    [InlineData("madv", "x86_64", "200", "0xc8", "", "0xc8 (200)")]
    [InlineData("madv", "x86_64", "MADV_FROZEN", null, "", "MADV_FROZEN")]
    [InlineData("map", "x86_64", "0x22", "0x22", "MAP_PRIVATE MAP_ANONYMOUS", "")]
    [InlineData("map", "x86_64", "MAP_PRIVATE|ANONYMOUS|0x200", "0x222", "MAP_PRIVATE MAP_ANONYMOUS", "0x200 (512)")]
    [InlineData("map", "parisc", "0x12", "0x12", "MAP_PRIVATE MAP_ANONYMOUS", "")]
    [InlineData("map", "x86_64", "-2013265886", "0x88000022", "MAP_PRIVATE MAP_HUGE_16GB MAP_ANONYMOUS", "")]
    [InlineData("prot", "x86_64", "0", "0x0", "PROT_NONE", "")]
    [InlineData("mcl", "ppc64", "0x6000", "0x6000", "MCL_CURRENT MCL_FUTURE", "")]
    public async Task Word_OfASystemCall_IsReadByItsNumberOrName(string table, string arch, string text, string? value, string words, string unknown)
    {
        var decoded = await DecodeAsync("--table", table, "--kernel=7.3", "--arch", arch, "--", text);

        Assert.Equal(value, decoded.GetProperty("value").GetString());
        Assert.Equal(words, string.Join(' ', decoded.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("name").GetString())));
        Assert.Equal(unknown, string.Join(' ', Strings(decoded, "unknown")));
        Assert.Empty(Strings(decoded, "smaps"));
    }

    [Fact]
    public async Task Word_ThatIsAnotherElsewhere_IsToldSo()
    {
        var numbers = (await DecodeAsync("--table", "map", "0x22")).GetProperty("elsewhere");
        var names = (await DecodeAsync("--table", "madv", "MADV_GUARD_INSTALL")).GetProperty("elsewhere");

        Assert.Contains(("mips64", "0x22 is MAP_PRIVATE|MAP_RENAME"), Readings(numbers));
        Assert.Contains(("parisc, parisc64", "0x22 is no word"), Readings(numbers));
        Assert.Equal([("6.1 to 6.12", "there is no MADV_GUARD_INSTALL")], Readings(names));

        static IEnumerable<(string?, string?)> Readings(JsonElement elsewhere) =>
            elsewhere.EnumerateArray().Select(reading => (reading.GetProperty("kernels").GetString(), reading.GetProperty("reads").GetString()));
    }

    [Theory]
    [InlineData("MADV_GUARD_INSTALL|MADV_GUARD_INSTALL|guard_install", "", 1)]
    [InlineData("MADV_FROZEN|MADV_FROZEN", "MADV_FROZEN", 0)]
    public async Task Word_WrittenTwice_IsToldOnce(string text, string unknown, int elsewhere)
    {
        var decoded = await DecodeAsync("--table", "madv", "--kernel=7.3", text);

        Assert.Equal(unknown, string.Join(' ', Strings(decoded, "unknown")));
        Assert.Equal(elsewhere, decoded.GetProperty("elsewhere").GetArrayLength());
    }

    [Fact]
    public async Task Words_AsText_AreALineEach()
    {
        var run = await Kflags.RunAsync("decode", "--table", "madv", "102", "MADV_FROZEN");

        Assert.Equal(
            "102\n  value  0x66 (102)\n  MADV_GUARD_INSTALL  Guard regions are installed.\n  elsewhere, 6.1 to 6.12: 0x66 is no word\n\nMADV_FROZEN\n  unknown  MADV_FROZEN\n",
            run.Result());
    }

    [Theory]
    [InlineData("")]
    [InlineData("VmFlags:")]
    [InlineData("0")]
    [InlineData("none")]
    public async Task NoFlags_AreNone(string text)
    {
        var decoded = await DecodeAsync(Kernel72, text);
        Assert.Equal("0x0", decoded.GetProperty("value").GetString());
        Assert.Empty(Strings(decoded, "smaps"));
        Assert.Equal("", decoded.GetProperty("trace").GetString());
        Assert.Empty(Strings(decoded, "unknown"));
    }

    [Theory]
    [InlineData("rd zz", "0x1", "rd zz", "read", "zz")]
    [InlineData("read|frozen", "0x1", "rd", "read|frozen", "frozen")]
    [InlineData("0x1000000000000001", "0x1000000000000001", "rd ??", "read|0x1000000000000000", "bit 60")]
    [InlineData("0x10000000000000001", "0x10000000000000001", "rd ??", "read|0x10000000000000000", "bit 64 (outside the word)")]
    [InlineData("0x1ffffffffffffffffffffffffffffffff", "0x0", "", "", "0x1ffffffffffffffffffffffffffffffff")]
    public async Task Unknown_IsKeptAndNamed(string text, string value, string smaps, string trace, string unknown)
    {
        var decoded = await DecodeAsync(Kernel72, text);
        Assert.Equal(value, decoded.GetProperty("value").GetString());
        Assert.Equal(smaps, string.Join(' ', Strings(decoded, "smaps")));
        Assert.Equal(trace, decoded.GetProperty("trace").GetString());
        Assert.Equal([unknown], Strings(decoded, "unknown"));
    }

    [Theory]
    [InlineData("ui", "7.2", "6.1 to 6.5: bit 41 is no flag; VM_UFFD_MINOR is bit 37", "6.6 to 6.14.8: bit 41 is no flag; VM_UFFD_MINOR is bit 38")]
    [InlineData("0x2000000000", "6.1", "6.6 to 6.14.8: bit 37 is VM_SHADOW_STACK; VM_UFFD_MINOR is bit 38", "6.14.9 and later: bit 37 is VM_SHADOW_STACK; VM_UFFD_MINOR is bit 41")]
    [InlineData("sl", "7.2", "6.10 to 6.16: bit 42 is no flag; VM_SEALED is bit 63")]
    [InlineData("ur", "7.2", "7.3 and later: ur is VM_UFFD_RWP, bit 43")]
    [InlineData("0x7", "7.2")]
    public async Task Elsewhere_SaysWhereAnotherKernelReadsItOtherwise(string text, string kernel, params string[] expected)
    {
        var decoded = await DecodeAsync("--kernel=" + kernel, text);
        var readings = decoded.GetProperty("elsewhere").EnumerateArray()
            .Select(e => $"{e.GetProperty("kernels").GetString()}: {e.GetProperty("reads").GetString()}").ToList();
        Assert.Equal(expected.Length == 0, readings.Count == 0);
        Assert.All(expected[Math.Min(1, expected.Length)..], reading => Assert.Contains(reading, readings));
    }

    [Theory]
    [InlineData(null, "--kernel", "7.2.13", "as Linux 7.2.13 on x86_64 reads it: compared with the headers of 7.2.13")]
    [InlineData("neither headers nor a kernel image of 6.15.3 were compared", "--kernel", "6.15.3", "as Linux 6.15.3 on x86_64 reads it: neither headers nor")]
    [InlineData("compared with a kernel image of 6.18.15", "--kernel", "6.18.15", "as Linux 6.18.15 on x86_64 reads it: compared with a kernel image")]
    public async Task Kernel_ThatIsNamed_IsToldWithWhatItRestsOn(string? restsOn, string option, string kernel, string line)
    {
        var text = await Kflags.RunAsync("decode", option, kernel, "0x1", "0x2");
        Assert.StartsWith(line, text.Output.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.Single(text.Output.Split('\n'), l => l.StartsWith("as Linux", StringComparison.Ordinal));
        var json = await DecodeAsync($"{option}={kernel}", "0x1");
        Assert.Equal(restsOn is not null, json.TryGetProperty("rests_on", out var words));
        Assert.True(restsOn is null || words.GetString()!.StartsWith(restsOn, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kernel_ThatIsNotNamed_NeedsNoLine() =>
        Assert.DoesNotContain("as Linux", (await Kflags.RunAsync("decode", "0x1")).Output, StringComparison.Ordinal);

    [Fact]
    public async Task AliasWithTheMnemonic_GivesTheBitItsName()
    {
        var flag = (await DecodeAsync("--arch=arm64", "bt")).GetProperty("flags")[0];
        Assert.Equal("VM_ARM64_BTI", flag.GetProperty("name").GetString());
        Assert.Equal(["VM_ARCH_1"], Strings(flag, "aliases"));
    }

    [Fact]
    public async Task Dash_ReadsLines()
    {
        var call = await Kflags.RunInAsync(Repository.Root, "rd wr\n\n0x4\n", "decode", "sh", "-", "--format", "json");
        using var document = JsonDocument.Parse(call.Result());
        Assert.Equal(["0x8", "0x3", "0x0", "0x4"], document.RootElement.EnumerateArray().Select(d => d.GetProperty("value").GetString()));
    }

    [Fact]
    public void PastedLines_AreReadAsTheExamplesSay()
    {
        using var examples = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/Shared/PastedFlags.json")));
        foreach (var example in examples.RootElement.EnumerateArray())
        {
            var input = example.GetProperty("input").GetString()!;
            var read = FlagText.Read(input, Kernel.Value.Names);
            string[] Expected(string name) => example.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray().Select(text => text.GetString()!)] : [];
            Assert.Equal(
                (input, example.GetProperty("value").GetString(), Joined(Expected("unknown")), Joined(Expected("differences")), Joined(Expected("notes")), Joined(Expected("around"))),
                (input, read.Value?.ToString(), Joined(read.UnknownWords), Joined(read.Differences), Joined(read.Notes), Joined(read.Around)));
        }
    }

    private static string Joined(IEnumerable<string> texts) => string.Join('\n', texts);

    [Fact]
    public async Task ValueAndNamesThatDiffer_AreTheAnswer()
    {
        var call = await Kflags.RunAsync("decode", Kernel72, "flags: 0x75(read|write|mayread|maywrite|mayexec)");
        Assert.Equal(1, call.ExitCode);
        Assert.StartsWith(
            """
            flags: 0x75(read|write|mayread|maywrite|mayexec)
              does not agree: in the value and not among the names: VM_EXEC (bit 2)
              does not agree: among the names and not in the value: VM_WRITE (bit 1)
              value  0x75

            """,
            call.Output,
            StringComparison.Ordinal);
        call = await Kflags.RunAsync("decode", "0x73", "0x73 0x75", "--format", "json");
        Assert.Equal(1, call.ExitCode);
        Assert.Contains("0x73 and 0x75 differ in VM_WRITE (bit 1), VM_EXEC (bit 2)", call.Output, StringComparison.Ordinal);
    }

    /// <summary>Bit 38 was VM_UFFD_MINOR from 6.6 on until it moved.</summary>
    [Fact]
    public async Task ValueAndNamesThatAgreeOnAnotherKernel_SayOnWhich()
    {
        var call = await Kflags.RunAsync("decode", Kernel72, "0x4000000001(read|uffd_minor)");
        Assert.Equal(1, call.ExitCode);
        Assert.Contains("elsewhere, 6.6 to 6.14.8: what the line tells agrees\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PastedBlock_NamesEachLineWithoutFlags()
    {
        var dump = "\uFEFF[    1.5] vma ffff888012345678 start 00007f0000000000 end 00007f0000001000 mm ffff888011111111\r\n"
            + "prot 8000000000000025 anon_vma 0000000000000000 vm_ops 0000000000000000\r\nflags: 0x70(mayread|maywrite|mayexec)\r\n";
        var expected =
            """
            no flags: [    1.5] vma ffff888012345678 start 00007f0000000000 end 00007f0000001000 mm ffff888011111111
            no flags: prot 8000000000000025 anon_vma 0000000000000000 vm_ops 0000000000000000

            flags: 0x70(mayread|maywrite|mayexec)
              value  0x70

            """;
        Assert.StartsWith(expected, (await Kflags.RunInAsync(Repository.Root, dump, "decode", "-")).Result(), StringComparison.Ordinal);
        Assert.StartsWith(expected, (await Kflags.RunAsync("decode", dump)).Result(), StringComparison.Ordinal);
        using var document = JsonDocument.Parse((await Kflags.RunAsync("decode", dump, "--format", "json")).Result());
        Assert.Equal([null, null, "0x70"], document.RootElement.EnumerateArray().Select(line => line.GetProperty("value").GetString()));
    }

    /// <summary>A million characters of what opens a form, or might, are read in a time that grows as they do.</summary>
    [Theory]
    [InlineData("(")]
    [InlineData("{a=")]
    [InlineData("flags:a|")]
    [InlineData("a.flags:0x1 ")]
    [InlineData("vma 1 ")]
    [InlineData("0(a|")]
    [InlineData("[1]")]
    [InlineData("@[,")]
    public void LongLines_AreReadInLinearTime(string part)
    {
        var start = TimeProvider.System.GetTimestamp();
        FlagText.Read(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)), Kernel.Value.Names);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Text_ShowsWhatTheJsonSays()
    {
        var text = (await Kflags.RunAsync("decode", Kernel72, "rd gu zz")).Result();
        Assert.StartsWith("rd gu zz\n  value    0x801\n  smaps    rd gu zz\n  trace    read|maybe_guard\n  unknown  zz\n  0   VM_READ         May be read.\n", text, StringComparison.Ordinal);
        Assert.Contains("  elsewhere, 6.1 to 6.18: bit 11 is no flag; there is no VM_MAYBE_GUARD\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Anything_CanBeDecoded() => Gen.OneOf(Gen.String, Gen.String[Gen.Char["rdwgu |xX0123456789abcdef,:VmFlags_\t"], 0, 60]).Sample(text =>
    {
        var decoded = DecodedFlags.Of(text, Kernel.Value.Names, Kernel.Value.Elsewhere);
        Commands.DecodeCommand.ToJson(decoded).ToJsonString();
        DecodedText.Render(decoded, default);
    });

    [Fact]
    public void AnyNumber_ComesBackFromItsTraceText() => Gen.Select(Gen.ULong, Gen.ULong).Sample((low, mask) =>
    {
        var value = new FlagBits(low & mask);
        var decoded = DecodedFlags.Of(value.ToString(), Kernel.Value.Names, Kernel.Value.Elsewhere);
        Assert.Equal(value, DecodedFlags.Of("|" + decoded.Trace, Kernel.Value.Names, Kernel.Value.Elsewhere).Value);
        Assert.Equal(value.Bits().Count(), decoded.Flags.Count + decoded.Unknown.Count);
    });

    private static async Task<JsonElement> DecodeAsync(params string[] arguments)
    {
        using var document = JsonDocument.Parse((await Kflags.RunAsync(["decode", "--format", "json", .. arguments])).Result());
        return Assert.Single(document.RootElement.EnumerateArray()).Clone();
    }

    private static IEnumerable<string?> Strings(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(item => item.GetString());
}
