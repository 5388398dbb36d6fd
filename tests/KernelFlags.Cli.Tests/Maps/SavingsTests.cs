using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>
/// What <c>vmas_fewer_now</c> promises is what happens: the program of <c>Examples/mess.c</c> makes a mess for one cause, and undoes it when it is told to.
/// </summary>
public sealed class SavingsTests : IDisposable
{
    private const int Count = 200;

    /// <summary>How far off a prediction may be, of the VMAs that are left.</summary>
    private const double Tolerance = 0.02;

    /// <summary>How many causes may be predicted wrong.</summary>
    private const int MostWrong = 4;

    private static readonly string[] Causes =
    [
        "run_time_code", "dontfork", "dontdump", "ksm", "huge_pages", "stacks", "stacks_written", "shuffled_file", "file_downwards", "file_opened_twice",
        "file_advice", "given_back", "given_back_long", "not_reserved", "locked", "policies", "policies_written", "userfaultfd", "userfaultfd_closed",
        "moved", "forked", "emptied", "protection_key", "two_protection_keys",
    ];

    private readonly CompiledExample _program = new("mess");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PredictionHolds_OnTheRunningKernel(bool isProven)
    {
        CompiledExample.Require();
        if (isProven)
        {
            HiddenProgram.Require();
        }

        var lines = new StringBuilder();
        var (right, wrong) = (0, 0);
        foreach (var cause in Causes)
        {
            if (await RunAsync(cause, isProven) is not { } seen)
            {
                lines.Append(CultureInfo.InvariantCulture, $"{cause}: this kernel lacks what is needed\n");
                continue;
            }

            var (before, fewer, mended) = seen;
            var isRight = Math.Abs(before - fewer - mended) <= mended * Tolerance;
            (right, wrong) = (right + (isRight ? 1 : 0), wrong + (isRight ? 0 : 1));
            lines.Append(isRight ? "" : string.Create(CultureInfo.InvariantCulture, $"{cause}: {before} VMAs, {before - fewer} predicted, {mended} left\n"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{right} right, {wrong} wrong\n{lines}");
        Assert.True(wrong <= MostWrong, lines.ToString());
        Assert.SkipWhen(right + wrong < Causes.Length, $"needs root, pkeys(7) and a kernel with all options for every cause; {right} are right, {wrong} wrong\n{lines}");
    }

    [Fact]
    public async Task AnonVmas_CountFromTheStart_AndNotNow()
    {
        CompiledExample.Require();
        var json = await SummaryAsync("forked");
        var group = Assert.Single(json.EnumerateArray(), group => group.GetProperty("borders").GetInt32() == (2 * Count) - 1);
        Assert.Equal((0, (2 * Count) - 1), (group.GetProperty("vmas_fewer_now").GetInt32(), group.GetProperty("vmas_fewer").GetInt32()));
        Assert.StartsWith("mmap of the whole range before any of it is written to", group.GetProperty("mend").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_SaysBoth_WhereTheyDiffer()
    {
        var lines = (await MapsExample.RunAsync("stacks-mprotect", "--summary", "--details")).OutputLines;
        var at = Array.FindIndex(lines, line => line.StartsWith("599 borders differ only in `rd wr ac`: guards", StringComparison.Ordinal));
        Assert.EndsWith("up to 599 VMAs fewer (0.9% of max_map_count)", lines[at], StringComparison.Ordinal);
        Assert.Equal("  undone now, 300 fewer", lines[at + 1]);
        Assert.DoesNotContain("now", (await MapsExample.RunOnTextAsync(Text("rw-p 0 ac|rw-p 4 ac dc"), "--summary", "--details")).Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_IsNotFirm_WherePagesAreTakenToShareAnAnonVma() => Assert.Contains(
        " of max_map_count); undone now, up to 1 fewer (--prove says how many)\n",
        (await MapsExample.RunOnTextAsync(Text("rw-p 4 ac|rw-p 4 ac dc"), "--summary")).Result(),
        StringComparison.Ordinal);

    [Fact]
    public void Text_DoesNotSayUndone_OfWhatUndoingDoesNotMend()
    {
        var border = new Border([new(BorderKind.Flags, ["dc"])], isCertain: true);
        var group = new BorderGroup(border, BorderPattern.None, 399, "MADV_DONTFORK", new("MADV_DOFORK", "undone")) { Gone = 0 };
        Assert.EndsWith("; had it never been set, up to 399 VMAs fewer (0.6% of max_map_count); undone now, none", SummaryText.Line(group, 65530), StringComparison.Ordinal);
        Assert.EndsWith("; undone, up to 399 VMAs fewer (0.6% of max_map_count)", SummaryText.Line(group with { Gone = 399 }, 65530), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rw-p 4 ac|---p 0 |rw-p 4 ac", 1, 2)]
    [InlineData("rw-p 4 ac|---p 0 |rw-p 0 ac", 2, 2)]
    [InlineData("rw-p 4 ac|rw-p 0 ac dc|rw-p 4 ac", 2, 2)]
    [InlineData("rw-p 4 ac dc|rw-p 4 ac|---p 0 |rw-p 0 ac dc", 3, 3)]
    [InlineData("rw-p 0 ac|rw-p 0 nr|rw-p 4 ac", 2, 2)]
    [InlineData("rw-p 4 ac|rw-p 4 nr", 0, 1)]
    [InlineData("rw-p 4 ac|rw-p 4 ac", 0, 1)]
    [InlineData("---p 0 nr|---p 0 nr", 1, 1)]
    [InlineData("rw-p 4 ac|r--p 4 ac|rw-p 4 ac|r--p 4 ac|rw-p 4 ac", 4, 4)]
    [InlineData("rw-p 4 ac|r--p 4 ac|rw-p 4 ac|r--p 4 ac|rw-p 4 ac+", 3, 4)]
    [InlineData("rw-p 4 ac|rw-p 4 ac dc|rw-p 4 ac|rw-p 4 ac dc|rw-p 4 ac+", 4, 4)]
    [InlineData("rw-p - ac|---p - |rw-p - ac", null, 2)]
    public async Task OneVma_JoinsOnlyOneOfTwo(string vmas, int? now, int fromTheStart)
    {
        using var json = JsonDocument.Parse((await MapsExample.RunOnTextAsync(Text(vmas), "--summary", "--format=json")).Result());
        var groups = json.RootElement.GetProperty("summary").EnumerateArray().ToList();
        var told = groups.Select(group => group.GetProperty("vmas_fewer_now")).ToList();
        Assert.Equal(now, told.Exists(fewer => fewer.ValueKind == JsonValueKind.Null) ? null : told.Sum(fewer => fewer.GetInt32()));
        Assert.Equal(fromTheStart, groups.Sum(group => group.GetProperty("vmas_fewer").GetInt32()));
    }

    public void Dispose() => _program.Dispose();

    /// <summary>VMAs side by side: letters, kB of private pages, flags; a + for one that is four times as long.</summary>
    private static string Text(string vmas)
    {
        var (text, at) = (new StringBuilder(), 0x1000_0000);
        foreach (var words in vmas.Split('|').Select(vma => vma.Split(' ', 3)))
        {
            var length = words[2].EndsWith('+') ? 0x4000 : 0x1000;
            var access = (words[0][0] == 'r' ? "rd " : "") + (words[0][1] == 'w' ? "wr " : "");
            text.Append(CultureInfo.InvariantCulture, $"{at:x}-{at + length:x} {words[0]} 0 00:00 0\n{(words[1] == "-" ? "" : $"Anonymous: {words[1]} kB\n")}VmFlags: {access}mr mw me {words[2].TrimEnd('+')}\n");
            at += length;
        }

        return text.ToString();
    }

    private async Task<JsonElement> SummaryAsync(string cause)
    {
        using var process = await StartAsync(cause);
        try
        {
            return await SummaryAsync(await ReadyAsync(process) is [_, var pid, _] ? pid : "", isProven: false);
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task<JsonElement> SummaryAsync(string pid, bool isProven)
    {
        var call = await Kflags.RunAsync(["maps", pid, "--summary", "--format=json", .. isProven ? (string[])["--prove"] : []]);
        Assert.SkipWhen(isProven && call.Error.Contains("EPERM", StringComparison.Ordinal), call.Error);
        using var json = JsonDocument.Parse(call.Result());
        return json.RootElement.GetProperty("summary").Clone();
    }

    /// <summary>Makes a mess, predicts, and has it undone.</summary>
    /// <returns>How many VMAs there were, how many fewer were predicted, and how many are left; null where the kernel lacks what is needed.</returns>
    private async Task<(int Before, int Fewer, int Mended)?> RunAsync(string cause, bool isProven)
    {
        using var process = await StartAsync(cause);
        try
        {
            if (await ReadyAsync(process) is not [_, var pid, var before])
            {
                return null;
            }

            var fewer = (await SummaryAsync(pid, isProven)).EnumerateArray().Sum(group => group.GetProperty("vmas_fewer_now").GetInt32());
            await process.StandardInput.WriteLineAsync("undo it");
            await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
            var mended = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            return mended?.StartsWith("mended ", StringComparison.Ordinal) == true
                ? (int.Parse(before, CultureInfo.InvariantCulture), fewer, int.Parse(mended["mended ".Length..], CultureInfo.InvariantCulture))
                : null;
        }
        finally
        {
            process.Kill();
        }
    }

    private async Task<Process> StartAsync(string cause)
    {
        var program = new ProcessStartInfo(await _program.PathAsync(), [cause, Count.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(program)!;
    }

    private static async Task<string[]?> ReadyAsync(Process process) =>
        await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line.StartsWith("ready ", StringComparison.Ordinal) ? line.Split(' ') : null;
}
