using System.Text;
using KernelFlags.Live.Replay;

namespace KernelFlags.Conformance.Replay;

/// <summary>The engine against every trace that was recorded on a real kernel.</summary>
public sealed class TraceTests
{
    private const string KnownDifferences = "known-differences.txt";

    /// <summary>How far a trace gets that does not pass in every field: <c>vmas</c> or <c>none</c>. The file only gets shorter.</summary>
    private static readonly Lazy<Dictionary<string, string>> Known = new(() => File.ReadLines(Path.Combine(TraceFiles.Root, KnownDifferences))
        .Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split(' ', 2))
        .ToDictionary(l => l[1], l => l[0], StringComparer.Ordinal));

    public static TheoryData<string> Traces => [.. TraceFiles.All];

    [Theory]
    [MemberData(nameof(Traces))]
    public void Trace_Replayed_IsWhatTheKernelDid(string trace)
    {
        var report = Replay(trace, TraceComparison.All);
        if (!Known.Value.TryGetValue(trace, out var level))
        {
            Assert.True(report.Passed, Describe(report));
            return;
        }

        Assert.False(report.Passed, $"{trace} passes now: take its line out of {KnownDifferences}");
        var vmas = Replay(trace, TraceComparison.Vmas);
        Assert.True(level == "vmas" == vmas.Passed, $"{trace} is at level {(vmas.Passed ? "vmas" : "none")}, not {level}: {Describe(vmas)}");
    }

    [Fact]
    public void KnownDifferences_AreOfTracesThatExist() => Assert.Empty(Known.Value.Keys.Except(TraceFiles.All));

    [Theory]
    [InlineData("anon-1")]
    [InlineData("fork-6")]
    [InlineData("uffd-7")]
    [InlineData("scripted/fork-guard")]
    public void State_WithoutSnapshots_IsTheSame(string trace)
    {
        using var with = File.OpenRead(PathOf(trace + ".jsonl.gz"));
        using var without = File.OpenRead(PathOf(trace + ".jsonl.gz"));
        var compared = TraceFiles.Replay(with);
        var passedOver = TraceFiles.Replay(without, ignoreSnapshots: true);
        Assert.Equal(compared.Hash, passedOver.Hash);
        Assert.Equal(compared.Operations, passedOver.Operations);
        Assert.Equal(0, passedOver.Snapshots);
    }

    [Theory]
    [InlineData("anon-1")]
    [InlineData("fork-6")]
    public void MissingLine_IsNoticed(string trace)
    {
        var lines = Lines(trace);
        for (var missing = 1; missing < lines.Count; missing += missing < lines.Count - 8 ? 13 : 1)
        {
            // What nothing follows can't be missed: the operation at the end when it ends an address space.
            if (missing == lines.Count - 1 && lines[missing].Contains("\"op\":\"exit\"", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.False(Passes(lines.Where((_, i) => i != missing)), $"line {missing + 1} of {trace}");
        }
    }

    [Theory]
    [InlineData("anon-1")]
    [InlineData("fork-6")]
    public void DoubledLine_IsNoticed(string trace)
    {
        var lines = Lines(trace);
        for (var doubled = 1; doubled < lines.Count; doubled += 31)
        {
            Assert.False(Passes(lines.SelectMany((l, i) => i == doubled ? Enumerable.Repeat(l, 2) : [l])), $"line {doubled + 1} of {trace}");
        }
    }

    /// <summary>What is changed is what the kernel answered, not what it was asked: that may make no difference.</summary>
    [Theory]
    [InlineData("anon-1", "\"ret\":0", "\"err\":\"ENOMEM\"")]
    [InlineData("anon-1", "\"err\":\"E", "\"err\":\"EB")]
    [InlineData("fork-6", "\"perm\":\"r", "\"perm\":\"-")]
    [InlineData("fork-6", " mw ", " mw gu ")]
    [InlineData("fork-6", "\"rss\":", "\"rss\":1")]
    [InlineData("file-4", "\"file\":1", "\"file\":3")]
    [InlineData("guard-3", "\"guard\":[[\"0x1", "\"guard\":[[\"0x2")]
    [InlineData("guard-3", "\"present\":[[\"0x1", "\"present\":[[\"0x2")]
    [InlineData("uffd-7", ",\"uffd_wp\":", ",\"x\":")]
    public void ChangedLine_IsNoticed(string trace, string from, string to)
    {
        var lines = Lines(trace);
        var changed = 0;
        for (var line = 1; line < lines.Count && changed < 6; line++)
        {
            var at = lines[line].IndexOf(from, StringComparison.Ordinal);
            if (at >= 0)
            {
                changed++;
                var replaced = lines[line][..at] + to + lines[line][(at + from.Length)..];
                if (replaced.Contains("\"EB", StringComparison.Ordinal))
                {
                    replaced = System.Text.RegularExpressions.Regex.Replace(replaced, "\"EB[A-Z]*\"", "\"EBUSY\"");
                }

                Assert.False(Passes(lines.Select((l, i) => i == line ? replaced : l)), $"line {line + 1} of {trace}");
            }
        }

        Assert.NotEqual(0, changed);
    }

    private static bool Passes(IEnumerable<string> lines)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return TraceFiles.Replay(text).Passed;
    }

    private static List<string> Lines(string trace)
    {
        using var reader = new StreamReader(new System.IO.Compression.GZipStream(
            File.OpenRead(PathOf(trace + ".jsonl.gz")), System.IO.Compression.CompressionMode.Decompress));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static TraceReport Replay(string trace, TraceComparison comparison)
    {
        using var stream = File.OpenRead(PathOf(trace));
        return TraceFiles.Replay(stream, comparison);
    }

    private static string PathOf(string trace) => Path.Combine(TraceFiles.Folder, trace);

    private static string Describe(TraceReport report) => report.Skipped.Count > 0
        ? $"operation {report.Skipped[0].Number} was skipped: {report.Skipped[0].Why}"
        : report.Mismatches.Count > 0
            ? $"operation {report.Mismatches[0].Number}, {report.Mismatches[0].Kind}: expected {report.Mismatches[0].Expected}, actual {report.Mismatches[0].Actual}"
            : "it passed";
}
