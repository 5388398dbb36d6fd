using System.Diagnostics;
using System.Globalization;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What the command does with pages: it writes them, with what changed too, reads them back, and needs little memory for it.</summary>
public sealed class PageTests
{
    private const string Profile = "--profile=linux-6.18.44-x86_64";
    private const string Before = "100000000000-100000001000 rw-p 00000000 00:00 0 \nVmFlags: rd wr mr mw me ac\n";
    private const string After = Before + "100000001000-100000002000 rw-p 00000000 00:00 0 \nVmFlags: rd wr mr mw me dc ac\n";

    /// <summary>What a page shows, it holds: read back, it is the address space that it was made of.</summary>
    [Theory]
    [InlineData("redis")]
    [InlineData("touching")]
    [InlineData("strange")]
    [InlineData("dontfork")]
    [InlineData("named")]
    [InlineData("limit")]
    public async Task APage_IsReadBackAsWhatItWasMadeOf(string example)
    {
        var saved = Path.Combine(Repository.Root, $"tests/KernelFlags.Cli.Tests/Maps/Examples/{example}.smaps.gz");
        using var folder = new ScratchFolder();
        (await Kflags.RunAsync("maps", saved, Profile, "--html", folder["page.html"])).Result();
        Assert.EndsWith("(0); 0 differences\n", (await Kflags.RunAsync("maps", folder["page.html"], Profile, "--diff", saved)).Result(), StringComparison.Ordinal);
        Assert.Equal((await Kflags.RunAsync("maps", saved, Profile, "--summary")).Result(), (await Kflags.RunAsync("maps", folder["page.html"], Profile, "--summary")).Result());
    }

    /// <summary>A page that compares is of now: what is gone is not in it.</summary>
    [Fact]
    public async Task TwoPages_AreCompared_AndThePageOfBothIsReadBackAsTheLater()
    {
        using var folder = new ScratchFolder().With("before.smaps", Before).With("after.smaps", After);
        Task<Call> Maps(params string[] args) => Kflags.RunInAsync(folder.Path, "", ["maps", .. args, Profile]);
        (await Maps("before.smaps", "--html=before.html")).Result();
        (await Maps("after.smaps", "--html=after.html")).Result();
        Assert.Equal(1, (await Maps("after.html", "--diff=before.html", "--html=grown.html")).ExitCode);
        Assert.Equal(1, (await Maps("before.html", "--diff=after.html", "--html=shrunk.html")).ExitCode);
        Assert.Equal(0, (await Maps("after.html", "--diff=after.smaps", "--html=same.html")).ExitCode);
        Assert.Contains("1 VMA gone", folder.Read("shrunk.html"), StringComparison.Ordinal);
        Assert.EndsWith("(0); 0 differences\n", (await Maps("shrunk.html", "--diff=before.smaps")).Result(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!doctype html><title>Another page</title>")]
    [InlineData("<!doctype html><script type=\"application/json\" id=\"data\">{\"rows\":1}</script>")]
    [InlineData("<!doctype html><script type=\"application/json\" id=\"data\">[</script>")]
    public async Task AnotherPage_IsRefused(string page)
    {
        using var folder = new ScratchFolder().With("other.html", page).With("saved.smaps", Before);
        var expected = "other.html is a page, and not one that this kflags maps --html wrote; name a process, a saved smaps file, or such a page";
        Assert.EndsWith(expected, (await Kflags.RunInAsync(folder.Path, "", "maps", "other.html", Profile)).Refusal(), StringComparison.Ordinal);
        Assert.EndsWith(expected, (await Kflags.RunInAsync(folder.Path, "", "maps", "saved.smaps", Profile, "--diff=other.html")).Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task APage_IsNoOtherDocument()
    {
        using var folder = new ScratchFolder().With("saved.smaps", Before);
        Assert.EndsWith(
            "--html writes a page, and --format json another document; leave one out",
            (await Kflags.RunInAsync(folder.Path, "", "maps", "saved.smaps", Profile, "--html=page.html", "--format=json")).Refusal(),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// The page goes into a pipe, which holds back the command while it writes: until all of the page is in it or was read, it can be asked for its peak.
    /// </summary>
    [Fact]
    public void APageOf65000Vmas_TakesLessThan64MB()
    {
        var call = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kflags.dll"), "maps", "tests/KernelFlags.Cli.Tests/Maps/Examples/limit.smaps.gz", Profile, "--html", "/dev/stdout"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(call)!;
        var page = process.StandardOutput.BaseStream;
        var buffer = new byte[4 << 10];
        var (length, peak) = (0, 0);
        while (page.Read(buffer) is > 0 and var read)
        {
            length += read;
            peak = Math.Max(peak, PeakOf(process.Id) ?? 0);
        }

        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.True(length > 1_000_000, $"the page has {length} bytes");
        Assert.InRange(peak, 20_000, 65_535);
    }

    /// <summary>The most memory that a process had resident, in kB; null when it has ended.</summary>
    private static int? PeakOf(int pid)
    {
        try
        {
            var line = File.ReadLines(FormattableString.Invariant($"/proc/{pid}/status")).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? null : int.Parse(line.Split(':', ' ', '\t').First(word => word.Length > 0 && char.IsAsciiDigit(word[0])), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
