using System.IO.Compression;
using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Hostile;

/// <summary>Input that is far too much: each reader refuses it in one line, in time and memory that do not grow with it.</summary>
public sealed class HostileInputTests
{
    /// <summary>What would take minutes where a reader looked at a line's rest again for each of its characters.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private static readonly string[][] Readers =
    [
        ["replay"],
        ["replay", "--kernel", "7.2", "--strace"],
        ["maps", "--kernel", "7.2"],
        ["table", "--config-file"],
    ];

    public static TheoryData<string, string> Lines
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var reader in Readers)
            {
                foreach (var unit in (string[])["[", "{", "(", "\"", "\\\"", "0<", "/*", "<", "'", "|"])
                {
                    data.Add(string.Join(' ', reader), unit);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task LongLineOfBrackets_IsToldAtItsPlace(string call, string unit)
    {
        var start = call.Contains("strace", StringComparison.Ordinal) ? "mmap(" : call.StartsWith("replay", StringComparison.Ordinal) ? "{\"trace\":1,\"x\":" : "";
        using var folder = new ScratchFolder().With("input", start + string.Concat(Enumerable.Repeat(unit, (2 << 20) / unit.Length)) + "\n");
        var ended = await RunAsync(call, folder["input"]);
        if (call.Contains("strace", StringComparison.Ordinal))
        {
            // As a log ends that was cut: such a line is a call without a result.
            Assert.Contains("1 call of mmap has no result in the log and was not made, the first in line 1", ended.Error, StringComparison.Ordinal);
            return;
        }

        Assert.Matches(":1:[0-9]+: error KF6", ended.Refusal());
    }

    [Theory]
    [InlineData("replay", "\n", ":1: error KF6001: there are more than 64 MiB of blank lines in a row")]
    [InlineData("replay --kernel 7.2 --strace", " \r\n", ":1: error KF6001: there are more than 64 MiB of blank lines in a row")]
    [InlineData("maps --kernel 7.2", "\n", ":1: error KF6001: there are more than 64 MiB of blank lines in a row")]
    [InlineData("table --config-file", "\n", " is too large to be a .config, which has at most 16 MiB")]
    [InlineData("replay", "\0", ":1:1: error KF6001: the line is longer than 64 MiB")]
    [InlineData("replay --kernel 7.2 --strace", "\0", ":1:1: error KF6001: the line is longer than 16 MiB")]
    [InlineData("maps --kernel 7.2", "\0", ":1:1: error KF6001: the line is longer than 1 MiB")]
    public async Task PackedFileOfNothing_IsRefused(string call, string unit, string expected)
    {
        using var folder = new ScratchFolder().With("file", "");
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length)));
        await using (var packed = new GZipStream(File.Create(folder["input.gz"]), CompressionLevel.Fastest))
        {
            for (var i = 0; i < 200; i++)
            {
                await packed.WriteAsync(block, TestContext.Current.CancellationToken);
            }
        }

        Assert.Contains(expected, (await RunAsync(call, folder["input.gz"])).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BlankLines_AreCountedInPlaces()
    {
        using var folder = new ScratchFolder().With("t", string.Concat(Enumerable.Repeat(" \n\t\r\n\r\n", 100_000)) + "  nothing\n");
        Assert.StartsWith(folder["t"] + ":300001:3: error KF6001: the line is not JSON", (await Kflags.RunAsync("replay", folder["t"])).Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipe", "it is a named pipe; a regular file is expected")]
    [InlineData("/dev/zero", "it is a device; a regular file is expected")]
    public async Task MakefileThatIsNoFile_IsRefused(string kind, string expected)
    {
        using var folder = new ScratchFolder().With("tree/include/linux/mm.h", "");
        var path = folder["tree/Makefile"];
        if (kind == "pipe")
        {
            await ExternalTool.RunAsync(ExternalTool.Find("mkfifo")!, [path], folder.Path, cancel: TestContext.Current.CancellationToken);
        }
        else
        {
            File.CreateSymbolicLink(path, kind);
        }

        Assert.Equal($"{path}: can't be read: {expected}", (await RunAsync("check --tree", folder["tree"])).Refusal());
    }

    [Fact]
    public async Task LogOfManyGenerations_IsReplayed()
    {
        const int Generations = 100_000;
        var log = new StringBuilder($"{Generations} munmap(0x1000, 4096) = 0\n");
        for (var process = Generations; process > 1; process--)
        {
            log.Append(System.Globalization.CultureInfo.InvariantCulture, $"{process - 1} clone(child_stack=NULL, flags=CLONE_VM|CLONE_FILES) = {process}\n");
        }

        using var folder = new ScratchFolder().With("log", log.ToString());
        Assert.Contains("1 passed", (await RunAsync("replay --kernel 7.2 --strace", folder["log"])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", ":1:1: error KF6001: the line is longer than 1 MiB")]
    [InlineData("\n", ":1: error KF6001: there are more than 64 KiB of blank lines in a row")]
    public async Task DecodedInputOfOneThing_IsRefused(string unit, string expected)
    {
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(unit, 1 << 20)));
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < 70; i++)
            {
                await gzip.WriteAsync(block, TestContext.Current.CancellationToken);
            }
        }

        var error = await DecodeAsync(packed.ToArray(), 2);
        Assert.Contains(expected, error.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", "\n")]
    [InlineData("utf-16", "\r\n")]
    [InlineData("utf-16BE", "\r")]
    [InlineData("utf-8", "\r\r\n")]
    public async Task DecodedInput_InAnyEncoding_IsRead(string encoding, string end)
    {
        var call = await DecodeAsync([.. Encoding.GetEncoding(encoding).Preamble, .. Encoding.GetEncoding(encoding).GetBytes($"rd wr{end}0x4{end}")], 0);
        Assert.Equal("rd wr\n  value  0x3", call.Output[..18]);
        Assert.Contains("\n0x4\n  value  0x4\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigFile_ThatIsAPipe_IsRead()
    {
        using var folder = new ScratchFolder();
        var path = folder["pipe"];
        var made = await ExternalTool.RunAsync(ExternalTool.Find("mkfifo")!, [path], folder.Path, cancel: TestContext.Current.CancellationToken);
        Assert.Equal(0, made.ExitCode);
        var call = Task.Run(() => Kflags.RunAsync("table", "--kernel", "7.2", "--config-file", path, "--format", "json"), TestContext.Current.CancellationToken);
        await using (var packed = new GZipStream(new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite), CompressionLevel.Fastest))
        {
            await packed.WriteAsync("CONFIG_MEM_SOFT_DIRTY=y\nCONFIG_64BIT=y\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Contains("\"MEM_SOFT_DIRTY\"", (await call).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigFile_WithAnotherLine_IsRefusedAtItsPlace()
    {
        using var folder = new ScratchFolder().With(".config", "# a comment\n\n  CONFIG A=y\n");
        Assert.Equal(
            folder[".config"] + ":3:3: error KF6008: this is no line of a .config; it would be CONFIG_NAME=VALUE or a comment",
            (await Kflags.RunAsync("table", "--config-file", folder[".config"])).Refusal());
    }

    private static async Task<Call> DecodeAsync(byte[] input, int exitCode)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(TextReader.Null, output, error) { InputBytes = () => new MemoryStream(input), CurrentFolder = Repository.Root };
        Assert.Equal(exitCode, await KflagsCommandLine.RunAsync(["decode", "-"], terminal));
        return new(exitCode, output.ToString(), error.ToString());
    }

    private static async Task<Call> RunAsync(string call, string path) =>
        await Task.Run(() => Kflags.RunAsync([.. call.Split(' '), path])).WaitAsync(Longest, TestContext.Current.CancellationToken);
}
