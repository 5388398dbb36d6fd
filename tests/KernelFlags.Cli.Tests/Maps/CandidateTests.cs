using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What is said of two VMAs of which smaps shows no difference, without asking the kernel: which cause is likeliest, and what numa_maps settles.</summary>
public sealed class CandidateTests(HiddenProgram program) : IClassFixture<HiddenProgram>
{
    private const string Written = "Anonymous: 4 kB\nProtectionKey: 0\nVmFlags: rd wr mr mw me ac";
    private const string Unwritten = "Anonymous: 0 kB\nProtectionKey: 0\nVmFlags: rd wr mr mw me ac";
    private const string NoPolicies = "10000000 default anon=1\n10001000 default anon=1\n";

    [Theory]
    [InlineData("rw-p", "0 ", Written, Written, "anon_vma offset policy userfaultfd not_tried")]
    [InlineData("rw-p", "0 ", Unwritten, Written, "anon_vma offset policy userfaultfd not_tried")]
    [InlineData("rw-p", "0 [heap]", Written, Written, "anon_vma offset name policy userfaultfd not_tried")]
    [InlineData("---p", "0 ", "Anonymous: 0 kB\nVmFlags: mr mw me nr", "Anonymous: 0 kB\nVmFlags: mr mw me nr", "anon_vma offset policy userfaultfd not_tried")]
    [InlineData("---p", "0 ", "Anonymous: 0 kB\nVmFlags: mr mw me", "Anonymous: 0 kB\nVmFlags: mr mw me", "policy not_tried")]
    [InlineData("r--p", "0 ", "Anonymous: 0 kB\nVmFlags: rd mr mw me", "Anonymous: 0 kB\nVmFlags: rd mr mw me", "not_tried")]
    [InlineData("rw-s", "7 /tmp/twice", Unwritten, Unwritten, "file policy userfaultfd not_tried")]
    [InlineData("rw-p", "7 /tmp/twice", Unwritten, Written, "file anon_vma policy userfaultfd not_tried")]
    [InlineData("rw-p", "7 /tmp/twice", Written, Written, "anon_vma file policy userfaultfd not_tried")]
    [InlineData("rw-s", "7 /SYSV00000000 (deleted)", Unwritten, Unwritten, "close_hook policy userfaultfd not_tried")]
    [InlineData("rw-s", "7 /dev/zero (deleted)", Unwritten, Unwritten, "not_tried policy userfaultfd")]
    [InlineData("rw-s", "7 [anon_shmem:pool]", Unwritten, Unwritten, "not_tried policy userfaultfd")]
    [InlineData("rw-p", "0 ", "Anonymous: 0 kB\nVmFlags: rd wr mr mw me ac um", "Anonymous: 0 kB\nVmFlags: rd wr mr mw me ac um", "userfaultfd anon_vma offset policy not_tried")]
    public async Task Likeliest_IsFirst_AndThatNothingKeepsThemApartLast(string perm, string backing, string left, string right, string candidates)
    {
        var border = await BorderAsync(Text(perm, backing, left, right));
        Assert.Equal(candidates, Candidates(border));
        Assert.False(border.GetProperty("certain").GetBoolean());
    }

    [Fact]
    public async Task PieceBesideALongRest_WasCutOff()
    {
        var text = Text("rw-p", "0 ", Unwritten, Unwritten).Replace("-10002000", "-20002000", StringComparison.Ordinal);
        Assert.Equal("not_tried anon_vma offset policy userfaultfd", Candidates(await BorderAsync(text)));
        text = text.Replace("Anonymous: 0 kB", "Anonymous: 2048 kB", StringComparison.Ordinal);
        Assert.Equal("anon_vma offset policy userfaultfd not_tried", Candidates(await BorderAsync(text)));
    }

    [Fact]
    public async Task ProtectionKeys_AreInSmaps_ThoughNoMnemonicIs()
    {
        var border = await BorderAsync(Text("rw-p", "0 ", Unwritten, Unwritten.Replace("Key: 0", "Key: 1", StringComparison.Ordinal)));
        Assert.Equal(("flags", true), (border.GetProperty("proven").GetString(), border.GetProperty("certain").GetBoolean()));
        Assert.Contains("pkey_mprotect(2)", border.GetProperty("proof").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_SaysInWordsThatNothingMayKeepThemApart()
    {
        var text = (await MapsExample.RunOnTextAsync(Text("rw-p", "0 ", Written, Written), "--explain")).Result();
        Assert.Contains("  two VMAs: nothing that smaps shows differs; it may be anon_vma, offset, policy, userfaultfd, or nothing seen keeps them apart\n", text, StringComparison.Ordinal);
        const string Never = "Anonymous: 0 kB\nVmFlags: rd mr mw me";
        text = Text("r--p", "0 ", Never, Never);
        Assert.Contains("  two VMAs: nothing that smaps shows differs; nothing seen keeps them apart\n", (await MapsExample.RunOnTextAsync(text, "--explain")).Result(), StringComparison.Ordinal);
        text = (await MapsExample.RunOnTextAsync(text, "--summary", "--details")).Result();
        Assert.Contains("  nothing seen keeps them apart  they would merge", text, StringComparison.Ordinal);
        Assert.DoesNotContain("not_tried", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bind:0", "default", "policy")]
    [InlineData("interleave:0-1", "interleave=static:0-1", "policy")]
    [InlineData("default", "default", "anon_vma offset userfaultfd not_tried")]
    [InlineData("bind:0", "bind:0", "anon_vma offset policy userfaultfd not_tried")]
    [InlineData("bind:0", "bind:0", "anon_vma offset userfaultfd not_tried", "ff00000 default file=/bin/true\n")]
    [InlineData("bind=static:0", "bind=static:0", "anon_vma offset policy userfaultfd not_tried", "ff00000 default file=/bin/true\n")]
    public async Task NumaMaps_SettlesThePolicy(string left, string right, string candidates, string before = "")
    {
        var border = await BorderAsync(Text("rw-p", "0 ", Written, Written), $"{before}10000000 {left} anon=1 N0=1\n10001000 {right}\n");
        Assert.Equal(candidates, Candidates(border));
        Assert.Equal(candidates == "policy", border.GetProperty("certain").GetBoolean());
        Assert.Equal(candidates == "policy", border.TryGetProperty("proven", out var proven) && proven.GetString() == "policy");
    }

    [Fact]
    public async Task NumaMapsOfAnotherProcess_SettlesNothing_AndThatIsSaid()
    {
        var call = await RunAsync(Text("rw-p", "0 ", Written, Written), NoPolicies.Replace("10001000", "10002000", StringComparison.Ordinal));
        Assert.Contains("note: numa_maps has not both VMAs of 1 border, whose policies stay open: it was saved of another process, or at another time", call.ErrorLines);
        Assert.Contains("it may be anon_vma, offset, policy,", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("saved.numa:2:1: error KF6006: this is no line of numa_maps", "10000000 default\nRss: 4 kB\n")]
    [InlineData("saved.numa:1:1: error KF6006: this is no line of numa_maps", "10000000\n")]
    [InlineData("saved.numa:2:1: error KF6006: addresses begin anew here", "10000000 default\n01000000 default\n")]
    public async Task NumaMapsThatIsNone_IsRefused(string why, string numa) =>
        Assert.Contains(why, (await RunAsync(Text("rw-p", "0 ", Written, Written), numa)).Refusal(), StringComparison.Ordinal);

    [Theory]
    [InlineData("of a process its own is read", "self", "--explain")]
    [InlineData("of a process its own is read", "--all")]
    [InlineData("add --explain, --summary or --html", "-")]
    [InlineData("standard input can be read once", "-", "--explain", "--numa-maps", "-")]
    [InlineData("there is no file nowhere", "tests/KernelFlags.Cli.Tests/Maps/Examples/named.smaps.gz", "--explain")]
    public async Task UnusableCall_IsRefused(string why, params string[] call) =>
        Assert.Contains(why, (await Kflags.RunAsync(["maps", .. call, .. call.Contains("--numa-maps") ? [] : (string[])["--numa-maps", "nowhere"]])).Refusal(), StringComparison.Ordinal);

    [Fact]
    public async Task RunningProcess_IsAskedForItsOwn()
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync("policy");
        Assert.SkipUnless(File.Exists($"/proc/{process.Pid}/numa_maps"), "needs a kernel with CONFIG_NUMA");
        Assert.Equal("policy", (await BordersOfAsync(process)).Single().GetProperty("proven").GetString());
    }

    [Fact]
    public async Task WhereItCantBeRead_OneNoteSaysSo()
    {
        HiddenProgram.Require();
        using var process = await program.StartAsync("file");
        using var proc = new ScratchFolder();
        foreach (var name in new[] { "smaps", "maps", "stat" })
        {
            proc.With($"{process.Pid}/{name}", await File.ReadAllTextAsync($"/proc/{process.Pid}/{name}", TestContext.Current.CancellationToken));
        }

        var call = await Kflags.RunAsync(["maps", process.Pid, "--explain", "--proc", proc.Path]);
        Assert.Equal(0, call.ExitCode);
        Assert.Single(call.ErrorLines, line => line.StartsWith("note: memory policies are not told: ", StringComparison.Ordinal));
        Assert.Contains("it may be file, policy,", call.Output, StringComparison.Ordinal);
    }

    private static string Text(string perm, string backing, string left, string right)
    {
        var (inode, path) = (backing.Split(' ')[0], backing[backing.IndexOf(' ', StringComparison.Ordinal)..]);
        var next = inode == "0" ? "0" : "1000";
        return $"10000000-10001000 {perm} 0 00:00 {inode}{path}\n{left}\n10001000-10002000 {perm} {next} 00:00 {inode}{path}\n{right}\n";
    }

    private static async Task<Call> RunAsync(string text, string numa, params string[] options)
    {
        using var folder = new ScratchFolder().With("saved.smaps", text).With("saved.numa", numa);
        return await Kflags.RunInAsync(folder.Path, "", ["maps", "saved.smaps", "--profile", "linux-6.18.44-x86_64", "--explain", "--numa-maps", "saved.numa", .. options]);
    }

    private static async Task<JsonElement> BorderAsync(string text, string? numa = null)
    {
        var call = numa is null ? await MapsExample.RunOnTextAsync(text, "--explain", "--format=json") : await RunAsync(text, numa, "--format=json");
        using var json = JsonDocument.Parse(call.Result());
        return Assert.Single(json.RootElement.GetProperty("borders").EnumerateArray()).Clone();
    }

    private static async Task<List<JsonElement>> BordersOfAsync(HiddenProcess process)
    {
        using var json = JsonDocument.Parse((await Kflags.RunAsync(["maps", process.Pid, "--explain", "--format=json"])).Result());
        return
        [
            .. json.RootElement.GetProperty("borders").EnumerateArray()
                .Where(border => process.Has(Convert.ToUInt64(border.GetProperty("at").GetString(), 16)) && border.GetProperty("reasons")[0].GetProperty("kind").GetString() == "hidden")
                .Select(border => border.Clone()),
        ];
    }

    private static string Candidates(JsonElement border) =>
        string.Join(' ', border.GetProperty("reasons")[0].GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetString()));
}
