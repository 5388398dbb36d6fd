using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace KernelFlags.Cli.Tests;

public sealed class TableTests
{
    [Fact]
    public async Task Json_HasTheShapeOfTheContract()
    {
        var table = await JsonAsync();
        Assert.Equal(["kernel", "arch", "config", "verified", "rests_on", "flags", "masks", "smaps", "trace"], table.EnumerateObject().Select(p => p.Name));
        Assert.Equal("7.2", table.GetProperty("kernel").GetString());
        Assert.Equal("compared with the headers of 7.2.13", table.GetProperty("rests_on").GetString());
        Assert.Equal("x86_64", table.GetProperty("arch").GetString());
        Assert.True(table.GetProperty("verified").GetBoolean());
        Assert.Equal("""{"bit": 11, "value": "0x800"}""", table.GetProperty("flags").GetProperty("VM_MAYBE_GUARD").GetRawText());
        Assert.Equal("0x10001c00", table.GetProperty("masks").GetProperty("VM_COPY_ON_FORK").GetString());
        Assert.Equal(64, table.GetProperty("smaps").EnumerateObject().Count());
        Assert.Equal("gu", table.GetProperty("smaps").GetProperty("11").GetString());
        Assert.Equal("""["0x1", "read"]""", table.GetProperty("trace")[0].GetRawText());
    }

    [Theory]
    [InlineData("madv", "parisc", "7.3", "MADV_GUARD_INSTALL", """{"bit": null, "value": "0x66"}""")]
    [InlineData("madv", "x86_64", "7.3", "MADV_DONTDUMP", """{"bit": 4, "value": "0x10"}""")]
    [InlineData("madv", "parisc", "6.1.4", "MADV_MERGEABLE", """{"bit": null, "value": "0x41"}""")]
    [InlineData("map", "parisc", "7.3", "MAP_TYPE", """{"bit": null, "value": "0x2b"}""")]
    [InlineData("map", "parisc", "7.3", "MAP_UNINITIALIZED", """{"bit": null, "value": "0x0"}""")]
    [InlineData("map", "mips64", "7.3", "MAP_UNINITIALIZED", null)]
    [InlineData("map", "x86_64", "7.3", "MAP_HUGE_64KB", """{"bit": 30, "value": "0x40000000"}""")]
    [InlineData("map", "x86_64", "6.5", "MAP_ABOVE4G", null)]
    [InlineData("map", "i386", "6.6", "MAP_ABOVE4G", """{"bit": 7, "value": "0x80"}""")]
    [InlineData("prot", "ppc32", "6.1", "PROT_NONE", """{"bit": null, "value": "0x0"}""")]
    [InlineData("uffd_feature", "arm", "7.3", "UFFD_FEATURE_RWP_ASYNC", """{"bit": 18, "value": "0x40000"}""")]
    public async Task Word_OfASystemCall_HasItsNumberOnAnArchitecture(string table, string arch, string kernel, string word, string? expected)
    {
        var flags = (await JsonAsync("--table", table, "--arch", arch, "--kernel", kernel)).GetProperty("flags");

        Assert.Equal(expected, flags.TryGetProperty(word, out var value) ? value.GetRawText() : null);
    }

    [Fact]
    public async Task Words_AsText_HaveAColumnForTheNumber()
    {
        var lines = (await Kflags.RunAsync("table", "--table", "map", "--arch", "parisc")).Result().Split('\n');

        Assert.StartsWith("VALUE       NUMBER    WORD", lines[3], StringComparison.Ordinal);
        Assert.Contains("0x54000000  21 << 26  MAP_HUGE_2MB         Huge pages of 2 MiB.", lines);
    }

    [Theory]
    [InlineData(37, "--kernel", "6.1")]
    [InlineData(37, "--kernel", "6.5.13-generic")]
    [InlineData(38, "--kernel", "6.6")]
    [InlineData(38, "--kernel", "6.12.40+")]
    [InlineData(38, "--kernel", "6.13")]
    [InlineData(38, "--kernel", "6.14.8")]
    [InlineData(41, "--kernel", "6.14.9")]
    [InlineData(41, "--kernel", "6.15")]
    [InlineData(41, "--profile", "linux-7.3-arm64")]
    [InlineData(null, "--arch", "i386")]
    [InlineData(null, "--config", "64BIT,MMU")]
    [InlineData(41, "--config", "CONFIG_64BIT=y, HAVE_ARCH_USERFAULTFD_MINOR,WITHOUT_EFFECT=7,MMU=y")]
    [InlineData(null, "--config", "64BIT,HAVE_ARCH_USERFAULTFD_MINOR,HAVE_ARCH_USERFAULTFD_MINOR=n")]
    [InlineData(null, "--config", "")]
    public async Task Kernel_IsTheOneThatWasAskedFor(int? uffdMinor, params string[] args)
    {
        var bit = (await JsonAsync(args)).GetProperty("flags").GetProperty("VM_UFFD_MINOR").GetProperty("bit");
        Assert.Equal(uffdMinor, bit.ValueKind == JsonValueKind.Null ? null : bit.GetInt32());
    }

    [Fact]
    public async Task Option_ThatIsLikelyMistyped_IsNoted()
    {
        var call = await Kflags.RunAsync("table", "--config", "64BIT,HAVE_ARCH_USERFAULTFD_MINR,SMP");
        Assert.Equal((0, "note: no flag depends on CONFIG_HAVE_ARCH_USERFAULTFD_MINR; did you mean HAVE_ARCH_USERFAULTFD_MINOR?"), (call.ExitCode, Assert.Single(call.ErrorLines)));
    }

    [Theory]
    [InlineData("6.1", "6.1", "6.1.176", true)]
    [InlineData("6.1.0", "6.1.0", "6.1.0", false)]
    [InlineData("6.1.100", "6.1.100", "6.1.100", false)]
    [InlineData("6.5", "6.5", "6.5.0", false)]
    [InlineData("6.6", "6.6", "6.6.17", true)]
    [InlineData("6.12.40", "6.12.40", "6.12.40", false)]
    [InlineData("6.18.15", "6.18.15", "6.18.15", false)]
    [InlineData("7.2-foo", "7.2", "7.2.13", true)]
    [InlineData("7.2.13-foo", "7.2.13", "7.2.13", true)]
    public async Task Verified_IsSaidOfTheExactVersionThatWasCompared(string kernel, string named, string full, bool verified)
    {
        var table = await JsonAsync("--kernel", kernel);
        Assert.Equal(named, table.GetProperty("kernel").GetString());
        Assert.Equal(verified, table.GetProperty("verified").GetBoolean());
        Assert.Contains(full, table.GetProperty("rests_on").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vma on Linux 6.1.176, x86_64: 64 bits; compared with the headers of 6.1.176", "--kernel", "6.1")]
    [InlineData("compared with a kernel image of 6.18.15, its mnemonics and enumerated bits, not with headers", "--kernel", "6.18.15")]
    [InlineData("neither headers nor a kernel image of 6.15.0 were compared; the nearest headers that were are those of 6.14.0 and 6.18.2", "--kernel", "6.15")]
    [InlineData("taken for a newer kernel, of which nothing was compared", "--kernel", "99.1")]
    [InlineData("this table was compared with no kernel", "--definitions", "definitions/samples/wide", "--table", "wide")]
    public async Task Text_SaysWhatTheTableRestsOn(string words, params string[] args) =>
        Assert.Contains(words, (await Kflags.RunAsync(["table", .. args])).Output.Split('\n')[0], StringComparison.Ordinal);

    [Fact]
    public async Task Kernel_OfWhichOneIsKnownThatCarriesMore_SaysSo()
    {
        var call = await Kflags.RunAsync("table", "--kernel", "6.18.44");
        Assert.Contains("--profile linux-6.18.44-x86_64", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("MAYBE_GUARD", call.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ArchitectureAlone_IsThatOfTheDefaultRelease() =>
        Assert.Equal("7.2", (await JsonAsync("--arch", "arm64")).GetProperty("kernel").GetString());

    [Fact]
    public async Task KernelAfterTheNewest_IsTakenAsTheNewestWithANote()
    {
        var call = await Kflags.RunAsync("table", "--kernel", "9.0-rc1", "--format", "json");
        Assert.Equal(0, call.ExitCode);
        Assert.StartsWith("note: kernel 9.0 is not described", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
        using var document = JsonDocument.Parse(call.Output);
        Assert.Equal("7.3.4", document.RootElement.GetProperty("kernel").GetString());
        Assert.False(document.RootElement.GetProperty("verified").GetBoolean());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConfigFile_SaysWhatIsSet(bool isGzip)
    {
        const string Config = """
            #
            # Linux/x86 7.2.0 Kernel Configuration
            #
            CONFIG_64BIT=y
            CONFIG_MMU=y
            CONFIG_LOCALVERSION="-mine # not a comment"
            CONFIG_ARCH_PKEY_BITS=4
            # CONFIG_MEM_SOFT_DIRTY is not set
            CONFIG_HAVE_ARCH_USERFAULTFD_MINOR=y
            """;
        using var folder = new ScratchFolder();
        await using (var file = File.Create(folder["config"]))
        await using (Stream stream = isGzip ? new GZipStream(file, CompressionMode.Compress) : file)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Config), TestContext.Current.CancellationToken);
        }

        var ofFile = await JsonAsync("--config-file", folder["config"]);
        var ofList = await JsonAsync("--config", "64BIT,MMU,ARCH_PKEY_BITS=4,HAVE_ARCH_USERFAULTFD_MINOR");
        Assert.Equal(ofList.GetRawText(), ofFile.GetRawText());
    }

    [Fact]
    public async Task Text_NamesKernelFlagsAndMasks()
    {
        var text = (await Kflags.RunAsync("table", "--kernel", "6.19")).Result();
        Assert.StartsWith("vma on Linux 6.19.9, x86_64: 64 bits; neither headers nor a kernel image of 6.19.9 were compared; the nearest headers that were are those of 6.19.0 and 7.0.0\n", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^11 +VM_MAYBE_GUARD +gu +maybe_guard +sticky,atomic-writable,copy-on-fork +May hold guard regions", text);
        Assert.Matches(@"(?m)^VM_STICKY +0x[0-9a-f]+ +MAYBE_GUARD SOFTDIRTY$", text);
    }

    [Fact]
    public async Task DefinitionsWithErrors_AreRefusedWithEachOfThem()
    {
        using var folder = new ScratchFolder().With("vma/flags.yaml", "flags:\n- {name: A, bit: 64, summary: A.}\n- {name: B, bit: x, summary: B.}\n");
        var call = await Kflags.RunAsync("table", "--definitions", folder.Path);
        Assert.Equal((2, ""), (call.ExitCode, call.Output));
        Assert.All(call.ErrorLines, line => Assert.Contains(": error KF", line, StringComparison.Ordinal));
        Assert.Contains(call.ErrorLines, line => line.StartsWith(folder["vma/flags.yaml:3:"], StringComparison.Ordinal));
    }

    private static async Task<JsonElement> JsonAsync(params string[] args)
    {
        using var document = JsonDocument.Parse((await Kflags.RunAsync(["table", "--format", "json", .. args])).Result());
        return document.RootElement.Clone();
    }
}
