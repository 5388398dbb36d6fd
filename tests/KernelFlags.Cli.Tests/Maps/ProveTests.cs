using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What the kernel itself says of VMAs of which smaps shows no difference: <c>maps --prove</c>.</summary>
public sealed class ProveTests(HiddenProgram program) : IClassFixture<HiddenProgram>
{
    [Theory]
    [InlineData("anon_vma", 1, "anon_vma", "each was written to before they touched")]
    [InlineData("fork", 1, "anon_vma", "each was a VMA of its own when fork(2) copied them")]
    [InlineData("fork_of_one", 1, "anon_vma", "only one has pages that fork(2) copied from a parent")]
    [InlineData("policy", 1, "policy", "mbind(2)")]
    [InlineData("userfaultfd", 1, "userfaultfd", "different userfaultfds watch them")]
    [InlineData("file", 1, "file", "the file was opened twice")]
    [InlineData("offset", 1, "offset", "mremap(2) moved one")]
    [InlineData("close_hook", 2, "close_hook", "is told when a VMA of it goes away")]
    [InlineData("not_tried", 1, "not_tried", "no call has tried to merge them")]
    public async Task HiddenBorder_IsProven(string why, int borders, string proven, string proof)
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync(why);
        var json = await JsonAsync(process, "--explain");
        var found = Hidden(json, process);
        Assert.Equal(borders, found.Count);
        Assert.All(found, border =>
        {
            Assert.True(border.GetProperty("certain").GetBoolean());
            Assert.Equal(proven, border.GetProperty("proven").GetString());
            Assert.Contains(proof, border.GetProperty("proof").GetString(), StringComparison.Ordinal);
            Assert.Equal([proven], border.GetProperty("reasons")[0].GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetString()));
        });
        var group = Assert.Single(json.GetProperty("summary").EnumerateArray(), group => group.TryGetProperty("proven", out var cause) && cause.GetString() == proven);
        Assert.Equal((borders, true), (group.GetProperty("borders").GetInt32(), group.GetProperty("certain").GetBoolean()));
        Assert.Equal(proven == "close_hook" ? 0 : borders, group.GetProperty("vmas_fewer").GetInt32());
        Assert.Equal(proven == "close_hook", group.GetProperty("mend").GetString() is null);
    }

    [Theory]
    [InlineData("anon_vma", 0, "mmap of the whole range before any of it is written to")]
    [InlineData("offset", 0, "mmap where it is to stay")]
    [InlineData("policy", 1, "one mbind")]
    [InlineData("userfaultfd", 1, "UFFDIO_UNREGISTER")]
    [InlineData("file", 1, "mmap of both through one descriptor")]
    [InlineData("not_tried", 1, "mprotect over both")]
    public async Task Remedy_IsToldWithWhatItIsWorthNow(string why, int now, string mend)
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync(why);
        var group = Assert.Single(
            (await JsonAsync(process, "--summary")).GetProperty("summary").EnumerateArray(), group => group.TryGetProperty("proven", out var cause) && cause.GetString() == why);
        Assert.Equal((now, 1), (group.GetProperty("vmas_fewer_now").GetInt32(), group.GetProperty("vmas_fewer").GetInt32()));
        Assert.StartsWith(mend, group.GetProperty("mend").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_NamesWhatIsProven_BetweenTheRowsAndInTheSummary()
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync("anon_vma");
        const string Proof = "anon_vma, proven: each was written to before they touched or were alike, and so has an anon_vma of its own";
        Assert.Contains($"  two VMAs: {Proof}", (await RunAsync(process)).Result().Split('\n'));
        var summary = (await RunAsync(process, "--summary", "--details")).Result().Split('\n');
        Assert.Contains($"1 border: {Proof}", summary);
        Assert.DoesNotContain(summary, line => line.Contains("no reason that smaps shows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WithoutProve_TheSameBorderIsOpen()
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync("not_tried");
        var border = Assert.Single(Hidden(await JsonAsync(process, "--explain", prove: false), process));
        Assert.False(border.GetProperty("certain").GetBoolean());
        Assert.False(border.TryGetProperty("proven", out _));
    }

    [Fact]
    public async Task Json_HasTheWordOfFlagsOfEachVma()
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync("file");
        var vmas = (await JsonAsync(process, "--explain")).GetProperty("vmas").EnumerateArray().Where(vma => process.Has(Number(vma, "start") + 1)).ToList();
        var shared = vmas.Where(vma => vma.GetProperty("perm").GetString() == "rw-s").ToList();
        Assert.Equal(2, shared.Count);
        Assert.All(shared, vma => Assert.Equal(0xfbUL, Number(vma, "flags") & 0xff));
        Assert.All(vmas, vma => Assert.Empty(vma.GetProperty("hidden").EnumerateArray()));
    }

    [Fact]
    public async Task ProcOfAnotherNamespace_IsNotAskedAbout()
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync("not_tried");
        using var proc = new ScratchFolder().With("self/status", $"Name:\tkflags\nPid:\t7\nNSpid:\t7\t{Environment.ProcessId}\n");
        foreach (var name in new[] { "smaps", "maps", "stat" })
        {
            proc.With($"{process.Pid}/{name}", await File.ReadAllTextAsync($"/proc/{process.Pid}/{name}", TestContext.Current.CancellationToken));
        }

        var call = await RunAsync(process, "--explain", "--proc", proc.Path);
        Assert.Equal(0, call.ExitCode);
        Assert.Contains("nothing that smaps shows differs; it may be ", call.Output, StringComparison.Ordinal);
        Assert.Contains(call.ErrorLines, line => line.StartsWith($"note: --prove can't ask the kernel: {proc.Path} numbers processes as another PID namespace does", StringComparison.Ordinal));
    }

    [Fact]
    public async Task VmaThatTheKernelDoesNotHave_IsCounted_AndItsBordersStayOpen()
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync("not_tried");
        using var proc = new ScratchFolder().With("self/status", $"Name:\tkflags\nPid:\t{Environment.ProcessId}\n");
        foreach (var name in new[] { "smaps", "maps", "stat" })
        {
            var text = await File.ReadAllTextAsync($"/proc/{process.Pid}/{name}", TestContext.Current.CancellationToken);
            proc.With($"{process.Pid}/{name}", text);
        }

        var before = await File.ReadAllTextAsync(proc[$"{process.Pid}/smaps"], TestContext.Current.CancellationToken);
        var start = before.Split('\n').First(line => line.Contains(" rw-p ", StringComparison.Ordinal) && process.Has(Convert.ToUInt64(line.Split('-')[0], 16) + 1)).Split(' ')[0];
        proc.With($"{process.Pid}/smaps", before.Replace($"{start} rw-p", $"{start} r--p", StringComparison.Ordinal));
        var call = await RunAsync(process, "--explain", "--proc", proc.Path);
        Assert.Contains("note: 1 VMA changed between smaps and what the kernel said of it, and their borders are not proven; call again", call.ErrorLines);
    }

    [Theory]
    [InlineData("--prove asks the kernel about a process that runs", "tests/KernelFlags.Cli.Tests/Maps/Examples/named.smaps.gz")]
    [InlineData("--prove asks the kernel about a process that runs", "-")]
    [InlineData("--prove asks the running kernel", "self", "--kernel", "7.2")]
    [InlineData("--no-flags reads the maps of a process, which lack what --prove is about; leave one out", "self", "--no-flags")]
    [InlineData("--prove is about one look, and --watch compares two", "self", "--watch", "1")]
    [InlineData("--prove is about one look, and --diff compares two", "self", "--diff", "tests/KernelFlags.Cli.Tests/Maps/Examples/named.smaps.gz")]
    [InlineData("--all counts VMAs, and --prove is about one process", "--all")]
    public async Task UnusableCall_IsRefused(string why, params string[] call) =>
        Assert.Contains(why, (await Kflags.RunAsync(["maps", .. call, "--prove"])).Refusal(), StringComparison.Ordinal);

    private static async Task<Call> RunAsync(HiddenProcess process, params string[] options)
    {
        var call = await Kflags.RunAsync(["maps", process.Pid, .. options, "--prove"]);
        Assert.SkipWhen(call.Error.Contains("EPERM", StringComparison.Ordinal), call.Error);
        return call;
    }

    private static async Task<JsonElement> JsonAsync(HiddenProcess process, string option, bool prove = true)
    {
        string[] options = [option, "--format=json"];
        using var json = JsonDocument.Parse((prove ? await RunAsync(process, options) : await Kflags.RunAsync(["maps", process.Pid, .. options])).Result());
        return json.RootElement.Clone();
    }

    private static List<JsonElement> Hidden(JsonElement json, HiddenProcess process) =>
    [
        .. json.GetProperty("borders").EnumerateArray()
            .Where(border => process.Has(Number(border, "at")) && border.GetProperty("reasons")[0].GetProperty("kind").GetString() == "hidden"),
    ];

    private static ulong Number(JsonElement element, string name) => Convert.ToUInt64(element.GetProperty(name).GetString(), 16);
}
