using KernelFlags.Cli.Maps;

namespace KernelFlags.Cli.Tests.Maps;

public sealed class WatchTests
{
    private const string Stat = "42 (a) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 777 0 0 0 4096 8192 0";

    [Theory]
    [InlineData("--watch", "0")]
    [InlineData("--watch", "1", "--format", "json")]
    [InlineData("--watch", "1", "--html", "x.html")]
    [InlineData("--watch", "1", "--times", "0")]
    [InlineData("--times", "3")]
    [InlineData("--watch", "1", "--no-flags")]
    public async Task UnusableCall_IsRefusedInOneLine(params string[] options) => (await Kflags.RunAsync(["maps", "self", .. options])).Refusal();

    [Fact]
    public async Task SavedFile_StaysAsItIs() =>
        Assert.Contains("a saved file stays as it is", (await MapsExample.RunAsync("named", "--watch", "1")).Refusal(), StringComparison.Ordinal);

    [Fact]
    public async Task Growth_IsToldByReason_WithTheTimeToTheLimit()
    {
        using var proc = Folder(4);
        using var output = new SeenWriter();
        using var error = new StringWriter { NewLine = "\n" };
        string[] args = ["maps", "42", "--proc", proc.Path, "--profile", "linux-6.18.44-x86_64", "--watch", "0.2", "--max-map-count", "1000"];
        var (folder, gone) = (proc["42"], proc["gone"]);
        var call = KflagsCommandLine.RunAsync(args, new Terminal(TextReader.Null, output, error) { CurrentFolder = Repository.Root }, TestContext.Current.CancellationToken);
        await output.UntilAsync("       4      996         0  -");
        Write(proc, 100);
        await output.UntilAsync("     +96 flags dc");
        Directory.Move(folder, gone);
        Assert.Equal(0, await call);
        Assert.Matches("^note: .*process 42.* ended.*\n$", error.ToString());
        var lines = output.ToString().Split('\n');
        Assert.Equal("TIME       VMAS     LEFT  A MINUTE  FULL IN", lines[0]);
        var growth = Array.FindIndex(lines, line => line.Contains("     100      900", StringComparison.Ordinal));
        Assert.Matches(@"\+\d[\d,]*  \d+ (s|min)$", lines[growth]);
        Assert.Matches(@"^     \+96 flags dc \(\+[\d,]+ a minute\): MADV_DONTFORK that no MADV_DOFORK undid$", lines[growth + 1]);
        Assert.Matches(@"^  for a day at this rate: sysctl -w vm\.max_map_count=[1-9]\d0+; a VMA takes about \d+ B of the kernel's memory, [\d.]+ [MG]B for all of them$", lines[growth + 2]);
    }

    [Fact]
    public async Task GrowthOfManySizes_IsOneLine()
    {
        using var proc = FolderOf(AloneOf(2));
        using var output = new SeenWriter();
        string[] args = ["maps", "42", "--proc", proc.Path, "--profile", "linux-6.18.44-x86_64", "--watch", "0.2"];
        var (folder, gone) = (proc["42"], proc["gone"]);
        var call = KflagsCommandLine.RunAsync(args, new Terminal(TextReader.Null, output, TextWriter.Null) { CurrentFolder = Repository.Root }, TestContext.Current.CancellationToken);
        await output.UntilAsync("       2 ");
        Write(proc, AloneOf(200));
        await output.UntilAsync("    +198 ");
        Directory.Move(folder, gone);
        Assert.Equal(0, await call);
        var line = Assert.Single(output.ToString().Split('\n'), line => line.Contains("alone", StringComparison.Ordinal));
        Assert.Matches(@"^    \+198 alone anonymous \(\+[\d,]+ a minute\): of 4 kB to 120 kB, munmap of what lay between, or ", line);
    }

    [Theory]
    [InlineData(1000, 10, 65530, null)]
    [InlineData(60_000, 100, 65530, "sysctl -w vm.max_map_count=210000; ")]
    [InlineData(60_000, 2_000_000, 65530, null)]
    public void LimitForADay_IsToldWhereTheOneThatThereIsDoesNotLast(int vmas, double perMinute, int limit, string? expected)
    {
        var text = LimitText.ForADay(vmas, perMinute, limit);
        Assert.Equal(expected is null, text is null);
        Assert.Contains(expected ?? "", text ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looks_AreAsManyAsWanted()
    {
        using var proc = Folder(2);
        Assert.Equal(4, (await RunAsync(proc.Path, "--watch", "0.01", "--times", "3")).OutputLines.Length);
    }

    [Fact]
    public async Task Diff_TellsWhatBecameOfEachVma()
    {
        using var folder = new ScratchFolder()
            .With("before", "1000-2000 r--p 0 00:00 0\nVmFlags: rd\n2000-4000 rw-p 0 00:00 0\nVmFlags: rd wr\n6000-7000 rw-p 0 00:00 0\nVmFlags: rd wr\n9000-a000 rw-p 0 00:00 0\nVmFlags: rd wr\n")
            .With("now", "1000-3000 r--p 0 00:00 0\nVmFlags: rd dc\n3000-4000 rw-p 0 00:00 0\nVmFlags: rd wr\n8000-9000 rw-p 0 00:00 0\nVmFlags: rd wr\n9000-a000 rw-p 0 00:00 0\nVmFlags: rd wr\n");
        var call = await Kflags.RunInAsync(folder.Path, "", "maps", "now", "--diff", "before", "--profile", "linux-6.18.44-x86_64");
        Assert.Equal((1, ""), (call.ExitCode, call.Error));
        Assert.Equal(
            """
            changed    000000001000-000000003000  r--p  8 kB    ended at 000000002000; flags +dc
            merged     000000002000-000000004000  rw-p  8 kB    rd wr
            split off  000000003000-000000004000  rw-p  4 kB    rd wr
            gone       000000006000-000000007000  rw-p  4 kB    rd wr
            new        000000008000-000000009000  rw-p  4 kB    rd wr
            -1 border: flags wr (1 before, 0 now)
            +1 border: flags wr dc (0 before, 1 now)
            +1 border: hidden anon_vma offset policy userfaultfd, or nothing seen keeps them apart (0 before, 1 now)
            4 VMAs before, 4 now (0); 5 differences

            """,
            call.Output);
        var same = await Kflags.RunInAsync(folder.Path, "", "maps", "now", "--diff", "now", "--profile", "linux-6.18.44-x86_64", "--format=json");
        using var json = System.Text.Json.JsonDocument.Parse(same.Result());
        Assert.Equal(["pid", "kernel", "vmas_before", "vmas_now", "differences", "borders"], json.RootElement.EnumerateObject().Select(member => member.Name));
    }

    private static ScratchFolder Folder(int count) => FolderOf(TouchingOf(count));

    private static ScratchFolder FolderOf(IEnumerable<(string Line, string Flags)> vmas)
    {
        var proc = new ScratchFolder().With("42/stat", Stat);
        Write(proc, vmas);
        return proc;
    }

    /// <summary>VMAs of thirty sizes with gaps between.</summary>
    private static IEnumerable<(string Line, string Flags)> AloneOf(int count) => Enumerable.Range(1, count)
        .Select(i => (FormattableString.Invariant($"{(i * 0x100000) + 0x1000:x}-{(i * 0x100000) + 0x1000 + ((1 + (i % 30)) << 12):x} rw-p 0 00:00 0\n"), "VmFlags: rd wr\n"));

    /// <summary>VMAs that touch, of which every second one has dc.</summary>
    private static IEnumerable<(string Line, string Flags)> TouchingOf(int count) => Enumerable.Range(1, count)
        .Select(i => (FormattableString.Invariant($"{i * 4096:x}-{(i + 1) * 4096:x} rw-p 0 00:00 0\n"), i % 2 == 0 ? "VmFlags: rd wr dc\n" : "VmFlags: rd wr\n"));

    private static void Write(ScratchFolder proc, int count) => Write(proc, TouchingOf(count));

    /// <summary>Writes VMAs. Each file is there as a whole at once, as below /proc.</summary>
    private static void Write(ScratchFolder proc, IEnumerable<(string Line, string Flags)> vmas)
    {
        proc.With("new/smaps", string.Concat(vmas.Select(vma => vma.Line + vma.Flags))).With("new/maps", string.Concat(vmas.Select(vma => vma.Line)));
        File.Move(proc["new/smaps"], proc["42/smaps"], overwrite: true);
        File.Move(proc["new/maps"], proc["42/maps"], overwrite: true);
    }

    private static Task<Call> RunAsync(string proc, params string[] options) =>
        Kflags.RunInAsync(Repository.Root, "", ["maps", "42", "--proc", proc, "--profile", "linux-6.18.44-x86_64", .. options]);

    /// <summary>Output that is looked at while it is written.</summary>
    private sealed class SeenWriter : StringWriter
    {
        private readonly Lock _lock = new();

        public override void Write(string? value)
        {
            lock (_lock)
            {
                base.Write(value);
            }
        }

        public override string ToString()
        {
            lock (_lock)
            {
                return base.ToString();
            }
        }

        public async Task UntilAsync(string text)
        {
            while (!ToString().Contains(text, StringComparison.Ordinal))
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }
}
