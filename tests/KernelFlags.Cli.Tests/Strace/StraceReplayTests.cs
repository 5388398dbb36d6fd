using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace KernelFlags.Cli.Tests.Strace;

/// <summary><c>kflags replay --strace</c> on logs of real programs, which <c>programs.sh</c> beside them made on Linux 6.18.44.</summary>
public sealed class StraceReplayTests
{
    private const string Profile = "--profile=linux-6.18.44-x86_64";

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "KernelFlags.Live.Tests", "strace");

    public static TheoryData<string> Programs => [.. Directory.GetFiles(Folder, "*.log.gz").Select(path => Path.GetFileName(path)[..^".log.gz".Length]).Order(StringComparer.Ordinal)];

    /// <summary>Every program of the folder has its row in the engine's README, and nothing else differs than what the row and the text below it say.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Log_FromMapsToMaps_IsAsTheReadmeSays(string program)
    {
        var profile = program == "i386" ? "--kernel=6.1" : Profile;
        var call = await Kflags.RunAsync([.. Call(Log(program), program), profile, "--format=json"]);
        using var json = JsonDocument.Parse(call.Output);
        var trace = json.RootElement.GetProperty("traces")[0];
        Assert.Equal(0, trace.GetProperty("mismatches").GetArrayLength());
        Assert.All(trace.GetProperty("hidden").EnumerateArray(), border => Assert.Equal("anon_vma", border.GetProperty("candidates")[0].GetString()));

        var (operations, unknown) = (trace.GetProperty("operations").GetInt64(), trace.GetProperty("unknown").GetInt64());
        var (notModelled, refused) = (Calls(trace, "not_modelled"), Calls(trace, "refused"));
        Assert.Equal(notModelled == 0 ? 0 : 1, call.ExitCode);
        var vmas = (await LinesAsync(Maps(program, "to"))).Count(line => line.Length > 0);
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| `{program}` | {operations + unknown} | {operations - notModelled - refused} | {unknown} | {notModelled} | {refused} | {vmas} | {trace.GetProperty("hidden").GetArrayLength()} |\n");
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/KernelFlags.Vma/README.md"), TestContext.Current.CancellationToken);
        Assert.Contains(row, readme, StringComparison.Ordinal);
        Assert.All(
            trace.GetProperty("not_modelled").EnumerateArray().Concat(trace.GetProperty("refused").EnumerateArray()),
            kind => Assert.Contains($"- `{program}`: `{kind.GetProperty("call").GetString()}`", readme, StringComparison.Ordinal));
    }

    private static long Calls(JsonElement trace, string property) => trace.GetProperty(property).EnumerateArray().Sum(kind => kind.GetProperty("calls").GetInt64());

    [Theory]
    [InlineData("bash", 14)]
    [InlineData("node", 2)]
    public async Task Log_WithoutMapsAtItsBegin_IsComparedWhereItMapsSomething(string program, int unknown)
    {
        var call = await Kflags.RunAsync("replay", "--strace", Log(program), "--to", Maps(program, "to"), Profile);
        Assert.Contains(": passed, ", call.Result(), StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $", {unknown} calls about memory that was mapped before the log"), call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" mmap(", "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)")]
    [InlineData(" mprotect(", "mprotect(")]
    [InlineData(" munmap(", "munmap(")]
    public async Task Log_WithoutOneOfItsLines_IsFoundOut(string call, string start)
    {
        using var folder = new ScratchFolder();
        var lines = await LinesAsync(Log("bash"));
        var missing = lines.FindIndex(line => line.Contains(call, StringComparison.Ordinal) && line.Contains(start, StringComparison.Ordinal));
        lines.RemoveAt(missing);
        var log = await WriteAsync(folder, "cut.log", lines);
        var replay = await Kflags.RunAsync([.. Call(log, "bash"), Profile]);
        Assert.Equal(1, replay.ExitCode);
        Assert.Contains("\n      expected", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcome_OtherThanTheLogs_IsFoundOut()
    {
        using var folder = new ScratchFolder();
        var log = await WriteAsync(
            folder,
            "other.log",
            ["7 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000", "7 mprotect(0x7f0000000000, 8192, PROT_NONE) = -1 EINVAL (Invalid argument)"]);
        var call = await Kflags.RunAsync("replay", "--strace", log, Profile);
        Assert.Equal(1, call.ExitCode);
        Assert.Contains("  operation 2 (line 2): mprotect 0x7f0000000000-0x7f0000002000 (2 pages) to ---\n    the outcome differs\n      expected it failed with EINVAL\n      came     it returned 0\n", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ThreadsShareMemory_AndChildrenDoNot()
    {
        using var folder = new ScratchFolder();
        var log = await WriteAsync(
            folder,
            "threads.log",
            [
                "7 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000",
                "8 mprotect(0x7f0000000000, 4096, PROT_NONE) = 0",
                "7 clone(child_stack=0x7f0000000000, flags=CLONE_VM|CLONE_THREAD) = 8",
                "7 clone(child_stack=NULL, flags=SIGCHLD) = 9",
                "9 munmap(0x7f0000000000, 4096) = 0",
                "8 munmap(0x7f0000000001, <unfinished ...>",
                "9 +++ exited with 0 +++",
                "8 <... munmap resumed>4096) = -1 EINVAL (Invalid argument)",
            ]);
        var maps = await WriteAsync(folder, "to", ["7f0000000000-7f0000001000 ---p 00000000 00:00 0"]);
        var call = await Kflags.RunAsync("replay", "--strace", log, "--to", maps, Profile);
        Assert.Contains(": passed, 4 operations, 1 snapshots, ", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_ThatIsNone_GetsOneLine()
    {
        using var folder = new ScratchFolder();
        var log = await WriteAsync(folder, "bad.log", ["{\"trace\":1}", "some text (of another kind)"]);
        Assert.Equal(
            $"{log}:1:1: error KF6007: this is no log of strace: no line is a call; a call is NAME(ARGUMENTS) = RESULT",
            (await Kflags.RunAsync("replay", "--strace", log, Profile)).Refusal());
    }

    [Fact]
    public async Task Maps_ThatAreNone_GetOneLine()
    {
        using var folder = new ScratchFolder();
        var maps = await WriteAsync(folder, "maps", ["nonsense"]);
        var call = await Kflags.RunAsync("replay", "--strace", Log("bash"), "--from", maps, Profile);
        Assert.StartsWith($"{maps}:1:1: error KF6006: ", call.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Maps_WithOtherText_GetANote()
    {
        using var folder = new ScratchFolder();
        var maps = await WriteAsync(folder, "maps", ["$ cat /proc/7/maps", "00400000-0041f000 r--p 00000000 fe:00 248092 /bin/sh"]);
        var call = await Kflags.RunAsync("replay", "--strace", Log("bash"), "--from", maps, Profile);
        Assert.StartsWith($"note: {maps}:1: ", call.ErrorLines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name a trace, or a log with --strace")]
    [InlineData("--strace takes the place of FILE; leave one out", "some.jsonl", "--strace", "some.log")]
    [InlineData("--from and --to go with --strace", "some.jsonl", "--from", "maps")]
    public async Task Call_ThatMixesLogsAndTraces_IsRefused(string message, params string[] arguments) =>
        Assert.Equal(message, (await Kflags.RunAsync(["replay", .. arguments])).Refusal());

    private static string[] Call(string log, string program) =>
        ["replay", "--strace", log, "--from", Maps(program, "from"), "--to", Maps(program, "to")];

    private static string Log(string program) => Path.Combine(Folder, program + ".log.gz");

    private static string Maps(string program, string which) => Path.Combine(Folder, $"{program}.{which}.gz");

    private static async Task<List<string>> LinesAsync(string packed)
    {
        await using var text = new GZipStream(File.OpenRead(packed), CompressionMode.Decompress);
        using var reader = new StreamReader(text, Encoding.UTF8);
        return [.. (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n')];
    }

    private static async Task<string> WriteAsync(ScratchFolder folder, string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(folder.Path, name);
        await File.WriteAllLinesAsync(path, lines, TestContext.Current.CancellationToken);
        return path;
    }
}
