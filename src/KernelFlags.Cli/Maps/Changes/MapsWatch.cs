using System.Globalization;
using System.Text;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Proc.Mappings;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Cli.Maps.Changes;

/// <summary>
/// Watches the number of VMAs of a process: how fast it grows, for which reasons, and when it meets the limit. As long as the number stays
/// only maps is read, for which no page table is walked.
/// </summary>
/// <param name="request">What was asked for.</param>
/// <param name="terminal">Where to.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class MapsWatch(MapsRequest request, MapsKernel kernel, Terminal terminal, TimeProvider clock)
{
    private readonly Style _style = new(terminal.IsOutputColored);
    private readonly int _limit = request.LimitOf(isLive: true);

    private string? _advice;

    /// <summary>Watches until the process ends, or it is interrupted.</summary>
    /// <param name="source">What the first look sees.</param>
    /// <param name="interval">The time between two looks.</param>
    /// <param name="times">How many looks; null for no end.</param>
    /// <param name="cancel">Interrupts it.</param>
    /// <returns>A task that ends with it.</returns>
    public async Task RunAsync(MapsSource source, TimeSpan interval, int? times, CancellationToken cancel)
    {
        var first = TakeSample(source, cancel);
        var last = first;
        WriteHead();
        Write(first, first, first);
        for (var look = 1; look != times; look++)
        {
            try
            {
                await Task.Delay(interval, clock, cancel).ConfigureAwait(false);
                var next = CountOf() == last.Vmas ? last with { At = clock.GetUtcNow() } : LookAgain(cancel);
                Write(first, last, next);
                last = next;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is UnusableException or ProcessException)
            {
                WriteEnd(exception);
                return;
            }
        }
    }

    private void WriteHead() => terminal.Output.Write(_style.Bold("TIME       VMAS     LEFT  A MINUTE  FULL IN") + "\n");

    private void WriteEnd(Exception exception) => terminal.Error.WriteLine($"note: {VisibleText.Of(exception.Message)}");

    private Sample LookAgain(CancellationToken cancel)
    {
        using var source = request.Open(terminal);
        return TakeSample(source, cancel);
    }

    private Sample TakeSample(MapsSource source, CancellationToken cancel)
    {
        var totals = new MapsTotals();
        var summary = new BorderSummary(kernel.Remedies);
        var gaps = new GapSummary();
        request.ReadAll(source, kernel, [totals, summary, gaps], cancel);
        var groups = summary.Groups.Select(group => new CountedCause(group.Key, group.Cause, group.Count)).Concat(
            gaps.Groups.GroupBy(group => group.Key, StringComparer.Ordinal).Select(group => GapGroup.Joined([.. group]))
                .Select(group => new CountedCause(group.Key, (group.SizeRange is { } sizes ? $"of {sizes}, " : "") + group.Cause, group.Vmas)));
        return new(clock.GetUtcNow(), totals.Vmas, [.. groups]);
    }

    /// <summary>The number of VMAs, by the text that costs the process least.</summary>
    private int CountOf()
    {
        using var reader = new MapsReader(new ProcessFolder(request.Proc, MapsSource.PidOf(request.Target)!.Value).Open(withFields: false));
        var count = 0;
        while (reader.TryRead(out var entry))
        {
            count += MappingKinds.IsGate(entry) ? 0 : 1;
        }

        return count;
    }

    private void Write(Sample first, Sample last, Sample next)
    {
        var perMinute = PerMinute(next.Vmas - last.Vmas, next.At - last.At);
        var overall = PerMinute(next.Vmas - first.Vmas, next.At - first.At);
        var left = _limit - next.Vmas;
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"{next.At.ToLocalTime():HH:mm:ss}  {Sizes.Of(next.Vmas),6}  {Sizes.Of(left),7}  {GrowthText.Signed(perMinute),8}");
        line.Append("  ").Append(overall > 0 ? GrowthText.FullIn(left, overall) : "-").Append('\n');
        foreach (var (group, growth) in Growth(last, next))
        {
            var rate = GrowthText.Signed(PerMinute(growth, next.At - last.At));
            var text = string.Create(CultureInfo.InvariantCulture, $"  {growth,6:+#,0;-#,0} {BorderWords.Key(group.Key)} ({rate} a minute): {group.Cause}");
            line.Append(growth > 0 ? _style.Yellow(text) : text).Append('\n');
        }

        // The advice stands where it is another than the last.
        if (overall > 0 && LimitText.ForADay(next.Vmas, overall, _limit) is { } advice && advice != _advice)
        {
            line.Append("  ").Append(advice).Append('\n');
            _advice = advice;
        }

        terminal.Output.Write(line.ToString());
        terminal.Output.Flush();
    }

    private static IEnumerable<(CountedCause Group, int Growth)> Growth(Sample last, Sample next)
    {
        var before = last.Groups.ToDictionary(group => group.Key, group => group, StringComparer.Ordinal);
        var after = next.Groups.ToDictionary(group => group.Key, group => group, StringComparer.Ordinal);
        return before.Keys.Union(after.Keys, StringComparer.Ordinal)
            .Select(key => (after.GetValueOrDefault(key) ?? before[key], (after.GetValueOrDefault(key)?.Count ?? 0) - (before.GetValueOrDefault(key)?.Count ?? 0)))
            .Where(entry => entry.Item2 != 0)
            .OrderByDescending(entry => Math.Abs(entry.Item2));
    }

    private static double PerMinute(int growth, TimeSpan time) => time > TimeSpan.Zero ? growth / time.TotalMinutes : 0;

    /// <summary>What one look found.</summary>
    private sealed record Sample(DateTimeOffset At, int Vmas, IReadOnlyList<CountedCause> Groups);

    /// <summary>A cause of many VMAs, whether they touch or stand alone.</summary>
    private sealed record CountedCause(string Key, string Cause, int Count);
}
