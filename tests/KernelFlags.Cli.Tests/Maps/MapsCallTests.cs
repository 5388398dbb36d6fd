using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace KernelFlags.Cli.Tests.Maps;

public sealed class MapsCallTests
{
    private const string Stat = "42 (a ) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0 0 4096 8192 0";
    private const string Vma = "00001000-00002000 rw-p 00000000 00:00 0\nRss: 4 kB\nVmFlags: rd wr mr mw me ac\n";

    [Theory]
    [InlineData("maps")]
    [InlineData("maps", "one", "two")]
    [InlineData("maps", "no/such/file")]
    [InlineData("maps", "definitions")]
    [InlineData("maps", "self", "--max-map-count", "0")]
    [InlineData("maps", "self", "--no-flags", "--explain")]
    [InlineData("maps", "self", "--proc", "no/such/folder")]
    [InlineData("maps", "README.md")]
    public async Task UnusableCall_IsRefusedInOneLine(params string[] args) => (await Kflags.RunAsync(args)).Refusal();

    [Fact]
    public async Task Proc_OfASavedFile_IsRefused() => Assert.Equal(
        "--proc is where processes are looked for; a saved file is none", (await Kflags.RunAsync("maps", "README.md", "--proc", "/proc")).Refusal());

    [Fact]
    public async Task BrokenFile_IsRefusedAtItsPlace_WithNothingOfItShown() => Assert.Equal(
        "saved.smaps:5:8: error KF6006: this is no line of maps or smaps; an address line is START-END PERM OFFSET DEVICE INODE PATH",
        (await MapsExample.RunOnTextAsync(Vma + "\n4000-50g0 rw-p 0 00:00 0\n")).Refusal());

    [Theory]
    [InlineData("rd wr mr mw me ac", "rd wr mr mw me gu ac", "hidden")]
    [InlineData("rd wr mr mw me ac sd", "rd wr mr mw me ac", "flags sd", false)]
    [InlineData("rd wr mr mw me ac", "rd wr mr mw me dc dd", "flags dc ac dd")]
    [InlineData("rd wr io", "rd wr", "special io")]
    [InlineData("rd wr zq", "rd wr zq", "hidden")]
    [InlineData("rd wr zq", "rd wr", "flags zq", false)]
    [InlineData("rd wr zq", "rd", "flags wr zq")]
    [InlineData("", "", "flags wr", true, "r--p")]
    [InlineData("", "rd mr mw me dc", "flags wr", true, "r--p")]
    [InlineData("", "rd wr mr mw me dc", "hidden")]
    public async Task Border_IsExplainedAsTheEngineMerges(string left, string right, string expected, bool isCertain = true, string perm = "rw-p")
    {
        var text = $"1000-2000 rw-p 0 00:00 0\nVmFlags: {left}\n2000-3000 {perm} 0 00:00 0\nVmFlags: {right}\n";
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(text, "--explain", "--format=json")).Result());
        var border = Assert.Single(json.RootElement.GetProperty("borders").EnumerateArray());
        var reason = Assert.Single(border.GetProperty("reasons").EnumerateArray());
        var flags = reason.TryGetProperty("flags", out var names) ? names.EnumerateArray().Select(name => " " + name.GetString()) : [];
        Assert.Equal(expected, reason.GetProperty("kind").GetString() + string.Concat(flags));
        Assert.Equal(isCertain && expected != "hidden", border.GetProperty("certain").GetBoolean());
    }

    [Fact]
    public async Task Border_IsExplainedForTheKernelThatIsNamed()
    {
        using var folder = new ScratchFolder().With("saved.smaps", "1000-2000 rw-p 0 00:00 0\nVmFlags: rd sd\n2000-3000 rw-p 0 00:00 0\nVmFlags: rd gu\n");
        Task<Call> RunAsync(string kernel) => Kflags.RunInAsync(folder.Path, "", "maps", "saved.smaps", "--kernel", kernel, "--explain");
        Assert.Contains("nothing that smaps shows differs", (await RunAsync("7.2")).Result(), StringComparison.Ordinal);
        Assert.Contains("two VMAs: differ in gu (nobody knows", (await RunAsync("6.12")).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachOfManyVmas_HasItsOwnRow()
    {
        string[] perms = ["rw-p", "r--p", "r-xp"];
        string[] backings = ["00:00 0", "fe:00 7 /srv/a", "fe:00 8 /srv/b"];
        var vmas = Enumerable.Range(1, 3000).Select(i => (Start: i * 0x10000, Kilobytes: 4 * (1 + (i % 5)), Perm: perms[i % 3], Backing: backings[i % 7 % 3], Flags: i % 2 == 0 ? "rd" : "")).ToList();
        var text = string.Concat(vmas.Select(vma =>
            $"{vma.Start:x}-{vma.Start + (vma.Kilobytes * 1024):x} {vma.Perm} 0 {vma.Backing}\nRss: {vma.Kilobytes} kB\nVmFlags: {vma.Flags}\n"));
        var lines = (await MapsExample.RunOnTextAsync(text)).Result().Split('\n');
        Assert.Equal(
            vmas.Select(vma => $"{vma.Start:x12}-{vma.Start + (vma.Kilobytes * 1024):x12}  {vma.Perm}  {vma.Kilobytes,6} kB {vma.Kilobytes,6} kB  {vma.Flags,-29}  {(vma.Backing + " ").Split(' ')[2]}".TrimEnd()),
            lines[1..3001]);
    }

    [Fact]
    public async Task VmasThatDoNotTouch_HaveNoBorder()
    {
        var text = Vma + Vma.Replace("00001000-00002000", "00003000-00004000", StringComparison.Ordinal);
        Assert.Contains("no two VMAs touch\n", (await MapsExample.RunOnTextAsync(text, "--summary")).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_IsReadWhereProcIs()
    {
        using var proc = new ScratchFolder().With("42/stat", Stat).With("42/smaps", Vma).With("sys/vm/max_map_count", "1000\n");
        using var json = JsonDocument.Parse((await RunAsync(proc, "42", "--format=json")).Output);
        Assert.Equal(42, json.RootElement.GetProperty("pid").GetInt32());
        Assert.Equal(1000, json.RootElement.GetProperty("max_map_count").GetInt32());
        Assert.Equal(4096, Assert.Single(json.RootElement.GetProperty("vmas").EnumerateArray()).GetProperty("rss").GetInt32());
    }

    [Fact]
    public async Task ProcessThatCanNotBeRead_IsOneClearLine()
    {
        using var proc = new ScratchFolder().With("42/stat", Stat).With("43/stat", Stat).With("43/smaps", "").With("44/stat", "44 (z) Z 1").With("42/maps", Vma);
        Assert.Contains("CONFIG_PROC_PAGE_MONITOR; --no-flags reads maps", (await RunAsync(proc, "42")).Refusal(), StringComparison.Ordinal);
        Assert.Contains("process 43 has no address space", (await RunAsync(proc, "43")).Refusal(), StringComparison.Ordinal);
        Assert.Equal("there is no process 44, or it has ended", (await RunAsync(proc, "44")).Refusal());
        Assert.Equal("there is no process 45, or it has ended", (await RunAsync(proc, "45")).Refusal());
        Assert.Contains("no page table was walked", (await RunAsync(proc, "42", "--no-flags")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--totals")]
    [InlineData("--format=json", "--explain")]
    [InlineData("--html", "page.html")]
    public async Task EmptyFile_IsRefused(params string[] options) => Assert.Equal(
        "saved.smaps has no VMA; save one with cat /proc/PID/smaps > FILE", (await MapsExample.RunOnTextAsync("", options)).Refusal());

    [Fact]
    public async Task Page_IsWrittenWhereALinkLeads()
    {
        using var folder = new ScratchFolder().With("saved.smaps", Vma).With("real.html", "");
        File.CreateSymbolicLink(folder["link.html"], "real.html");
        (await Kflags.RunInAsync(folder.Path, "", "maps", "saved.smaps", "--kernel=7.2", "--html=link.html")).Result();
        Assert.Equal("real.html", new FileInfo(folder["link.html"]).LinkTarget);
        Assert.StartsWith("<!doctype html>", folder.Read("real.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_InAFolderThatThereIsNot_GetsOne_AsTheHelpSays()
    {
        using var folder = new ScratchFolder().With("saved.smaps", Vma);
        (await Kflags.RunInAsync(folder.Path, "", "maps", "saved.smaps", "--kernel=7.2", "--html=new/page.html")).Result();
        Assert.StartsWith("<!doctype html>", folder.Read("new/page.html"), StringComparison.Ordinal);
        Assert.Contains("made where it is missing", (await Kflags.RunAsync("maps", "--help")).Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--explain", "--totals")]
    [InlineData("--summary", "--totals")]
    public async Task TotalsBesideAnother_AreWithoutRows(params string[] options)
    {
        var lines = (await MapsExample.RunOnTextAsync(Vma, options)).Result().Split('\n');
        Assert.DoesNotContain(lines, line => line.StartsWith("ADDRESS", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("KIND", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_ThatIsAFolder_IsRefused()
    {
        using var folder = new ScratchFolder().With("saved.smaps", Vma).With("page/inside", "");
        Assert.EndsWith("page is a folder; name a file", (await Kflags.RunInAsync(folder.Path, "", "maps", "saved.smaps", "--kernel=7.2", "--html=page")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_EndsWhenNobodyReadsIt()
    {
        Assert.SkipUnless(File.Exists("/proc/self/smaps"), "needs Linux with CONFIG_PROC_PAGE_MONITOR");
        string[] call = [typeof(Terminal).Assembly.Location, "maps", "self", "--watch", "0.1", "--times", "3000"];
        using var kflags = Process.Start(new ProcessStartInfo("dotnet", call) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            Assert.StartsWith("TIME", await kflags.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            kflags.StandardOutput.Close();
            Assert.Empty(await kflags.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await kflags.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(2, kflags.ExitCode);
        }
        finally
        {
            kflags.Kill();
        }
    }

    [Fact]
    public async Task RunningProcess_IsShownWithItsCost()
    {
        Assert.SkipUnless(File.Exists("/proc/self/smaps"), "needs Linux with CONFIG_PROC_PAGE_MONITOR");
        using var sleeper = Process.Start("sleep", "100");
        try
        {
            var call = await Kflags.RunAsync("maps", sleeper.Id.ToString(CultureInfo.InvariantCulture), "--meanings", "--explain");
            Assert.Equal(0, call.ExitCode);
            Assert.Contains(call.OutputLines, line => line.EndsWith("[stack]", StringComparison.Ordinal));
            Assert.Contains(call.OutputLines, line => line.StartsWith("rd ", StringComparison.Ordinal) && line.Contains("VM_READ", StringComparison.Ordinal));
            Assert.StartsWith("cost: ", call.OutputLines[^1], StringComparison.Ordinal);
        }
        finally
        {
            sleeper.Kill();
        }
    }

    private static Task<Call> RunAsync(ScratchFolder proc, params string[] args) =>
        Kflags.RunInAsync(Repository.Root, "", ["maps", .. args, "--proc", proc.Path, "--profile", "linux-7.2-x86_64"]);
}
