using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Cli.Maps.Rows;
using KernelFlags.Cli.Output;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Cli.Maps;

/// <summary>Writes what was asked for, all of it or nothing: a process may end while it is read.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="terminal">Where to.</param>
internal sealed class MapsReport(MapsRequest request, MapsKernel kernel, Terminal terminal)
{
    /// <summary>Reads the source and writes the report.</summary>
    /// <param name="isJson">Whether it is JSON.</param>
    /// <param name="cancel">Stops it.</param>
    public void Write(MapsSource source, bool isJson, CancellationToken cancel)
    {
        if (isJson)
        {
            WriteJson(source, cancel);
        }
        else
        {
            WriteText(source, cancel);
        }

        Notes(source);
    }

    private void Notes(MapsSource source)
    {
        foreach (var note in MapsNoteText.All(source, request))
        {
            terminal.Error.WriteLine(note);
        }
    }

    /// <summary>Reads the source and writes a line a VMA, as JSON.</summary>
    /// <param name="clock">Tells the time.</param>
    /// <param name="cancel">Stops it.</param>
    public void WriteLines(MapsSource source, TimeProvider clock, CancellationToken cancel)
    {
        using var spool = new Spool();
        var about = new LineSubject(clock.GetUtcNow(), source.Pid, source.Pid is { } pid ? CommandOf(pid) : null, request.LimitOf(source.Pid is not null));
        using var lines = new VmaLines(about, spool, kernel);
        var summary = new BorderSummary(kernel.Remedies);
        var chosen = new ChosenVmas(request.Choice, [], [lines], summary);
        request.ReadAll(source, kernel, [summary, chosen], cancel);
        chosen.End();
        spool.CopyTo(terminal);
        Notes(source);
    }

    private string? CommandOf(int pid) => new ProcessFolder(request.Proc, pid).ReadCommand();

    private void WriteText(MapsSource source, CancellationToken cancel)
    {
        var style = new Style(terminal.IsOutputColored);
        var totals = new MapsTotals();
        var summary = request.WithBorders ? new BorderSummary(kernel.Remedies) : null;
        using var spool = new Spool();
        var rows = new RowBuffer(spool);
        var (gaps, files) = (new GapSummary(), new MappedFiles());
        var uses = summary is null ? null : request.UsesOf(source, summary);
        var passed = request.Choice.Filter is null ? totals : new MapsTotals();
        var chosen = new ChosenVmas(
            request.Choice,
            passed == totals ? [] : [passed],
            request.WithRows ? [new MapsTable(rows, style, source, kernel, request.Choice)] : [],
            summary);
        List<IMapsSink> sinks = [totals, .. summary is not null ? new IMapsSink[] { summary, gaps, files, uses! } : [], chosen];
        var limit = request.LimitOf(source.Pid is not null);
        var cost = request.ReadAll(source, kernel, sinks, cancel);
        chosen.End();
        rows.Text(LeftOut(chosen, totals, style));
        rows.Text(request.WithRows ? "\n" : "");
        rows.Text(!request.Summarize ? ""
            : request.WithDetails ? Details(summary!.Groups, gaps.Groups, uses!, totals.Vmas, limit, style) + "\n"
            : new SummaryDigest(limit, totals.Vmas, request.Top, style).Render(summary!.Groups, gaps.Groups, files, uses!) + "\n");
        rows.Text(TotalsText.Render(passed, totals.Vmas, kernel, request, limit, source.Pid is not null, style));
        rows.Text(cost.Text());
        rows.Flush();
        spool.CopyTo(terminal);
    }

    /// <summary>How many VMAs have no row, and why.</summary>
    private string LeftOut(ChosenVmas chosen, MapsTotals all, Style style)
    {
        var vmas = all.All().Vmas;
        var filtered = request.Choice.Filter is null ? ""
            : style.Dim($"{Sizes.Count(chosen.Passed, "VMA")} of {Sizes.Of(vmas)} {(chosen.Passed == 1 ? "passes" : "pass")} the filter{(request.Summarize ? "; the sum of reasons is of all" : "")}") + "\n";
        return request.WithRows && chosen.LeftOut > 0 ? style.Dim($"and {Sizes.Of(chosen.LeftOut)} more; without --top all are shown") + "\n" + filtered : filtered;
    }

    /// <summary>What makes mappings many: that they stand alone before what keeps those apart that touch, where it is the most.</summary>
    private static string Details(IReadOnlyList<BorderGroup> borders, IReadOnlyList<GapGroup> gaps, UseSummary uses, int vmas, int limit, Style style)
    {
        var used = new UseText(uses, limit);
        var (alone, touching) = (GapText.Render(gaps, vmas), SummaryText.Render(uses.WithUses(borders, used.Kinds), limit, style));
        var areGapsMost = (gaps is [var most, ..] ? most.Vmas : 0) > (borders is [var first, ..] ? first.Count : 0);
        return (areGapsMost ? alone + touching : touching + alone) + used.Details();
    }

    private void WriteJson(MapsSource source, CancellationToken cancel)
    {
        using var json = new MapsJson(request.WithRows, kernel, request.Choice);
        var totals = new MapsTotals();
        var summary = request.WithBorders ? new BorderSummary(kernel.Remedies) : null;
        var (gaps, files) = (new GapSummary(), new MappedFiles());
        var uses = summary is null ? null : request.UsesOf(source, summary);
        var limit = request.LimitOf(source.Pid is not null);
        var passed = request.Choice.Filter is null ? totals : new MapsTotals();
        var chosen = new ChosenVmas(request.Choice, passed == totals ? [] : [passed], [json], summary);
        request.ReadAll(source, kernel, [totals, .. summary is not null ? new IMapsSink[] { summary, gaps, files, uses! } : [], chosen], cancel);
        chosen.End();
        var used = uses is null ? null : new UseText(uses, limit);
        json.Write(
            terminal.Output,
            source.Pid,
            kernel.Table.Kernel.Kernel.ToString(),
            limit,
            request.Summarize ? new(uses!.WithUses(summary!.Groups, used!.Kinds), gaps.Groups, used.Lines(), files.Series()) : null,
            totals.Vmas,
            passed,
            request.Choice.Filter is null ? source.Fields : null);
    }
}
