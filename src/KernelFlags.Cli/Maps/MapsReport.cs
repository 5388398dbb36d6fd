using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Html;
using KernelFlags.Cli.Output;

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
        foreach (var line in MapsNoteText.Of(source))
        {
            terminal.Error.WriteLine(line);
        }

        if (source.WithoutFacts is { } why)
        {
            terminal.Error.WriteLine($"note: --prove can't ask the kernel: {why}");
        }

        if (source.VmasWithoutFacts is > 0 and var vmas)
        {
            terminal.Error.WriteLine($"note: {Sizes.Of(vmas)} VMA{(vmas == 1 ? "" : "s")} changed between smaps and what the kernel said of {(vmas == 1 ? "it" : "them")}, and their borders are not proven; call again");
        }

        if (source.SkippedByGuards > 0)
        {
            terminal.Error.WriteLine($"note: {source.SkippedByGuards} ranges of more than 64 GB were not searched for guards, which this kernel tells only page by page");
        }

        if (source is { Pid: not null, SeesGuards: false } && request.WithFlags)
        {
            terminal.Error.WriteLine("note: guard regions are not shown: pagemap can't be read");
        }
    }

    /// <summary>Reads the source and writes a page.</summary>
    /// <param name="path">The absolute path of the page.</param>
    /// <param name="cancel">Stops it.</param>
    public void WriteHtml(MapsSource source, string path, CancellationToken cancel)
    {
        var totals = new MapsTotals();
        var summary = new BorderSummary(kernel.Remedies);
        var columns = new HtmlColumns(summary);
        request.ReadAll(source, kernel, [totals, summary, columns], cancel);
        var title = source.Pid is { } pid ? FormattableString.Invariant($"Address space of process {pid}{CommandOf(pid)}") : $"Address space saved in {Path.GetFileName(source.Name)}";
        WholeFile.Write(path, new HtmlPage(kernel, columns, totals, summary.Groups).Render(title, request.LimitOf(source.Pid is not null)));
        Notes(source);
    }

    private string CommandOf(int pid)
    {
        try
        {
            return $" ({File.ReadAllText(Path.Combine(request.Proc, FormattableString.Invariant($"{pid}/comm"))).TrimEnd('\n')})";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void WriteText(MapsSource source, CancellationToken cancel)
    {
        var style = new Style(terminal.IsOutputColored);
        var totals = new MapsTotals();
        var summary = request.WithBorders ? new BorderSummary(kernel.Remedies) : null;
        using var spool = new Spool();
        var rows = new RowBuffer(spool);
        List<IMapsSink> sinks = [totals];
        var (gaps, programs) = (new GapSummary(), new ProgramFiles());
        sinks.AddRange(summary is not null ? [summary, gaps, programs] : []);
        sinks.AddRange(request.WithRows ? [new MapsTable(rows, style, source, kernel)] : []);
        var limit = request.LimitOf(source.Pid is not null);
        var cost = request.ReadAll(source, kernel, sinks, cancel);
        rows.Text(request.WithRows ? "\n" : "");
        rows.Text(!request.Summarize ? ""
            : request.WithDetails ? Details(summary!.Groups, gaps.Groups, totals.Vmas, limit, style) + "\n"
            : new SummaryDigest(limit, totals.Vmas, request.Top, style).Render(summary!.Groups, gaps.Groups, programs) + "\n");
        rows.Text(TotalsText.Render(totals, kernel, request, limit, source.Pid is not null, style));
        rows.Text(cost.Text());
        rows.Flush();
        spool.CopyTo(terminal);
    }

    /// <summary>What makes mappings many: that they stand alone before what keeps those apart that touch, where it is the most.</summary>
    private static string Details(IReadOnlyList<BorderGroup> borders, IReadOnlyList<GapGroup> gaps, int vmas, int limit, Style style)
    {
        var (alone, touching) = (GapText.Render(gaps, vmas), SummaryText.Render(borders, limit, style));
        var areGapsMost = (gaps is [var most, ..] ? most.Vmas : 0) > (borders is [var first, ..] ? first.Count : 0);
        return areGapsMost ? alone + touching : touching + alone;
    }

    private void WriteJson(MapsSource source, CancellationToken cancel)
    {
        using var json = new MapsJson(request.WithRows, kernel);
        var totals = new MapsTotals();
        var summary = request.WithBorders ? new BorderSummary(kernel.Remedies) : null;
        var gaps = new GapSummary();
        List<IMapsSink> sinks = [totals, json];
        sinks.AddRange(summary is not null ? [summary, gaps] : []);
        request.ReadAll(source, kernel, sinks, cancel);
        json.Write(
            terminal.Output,
            source.Pid,
            kernel.Table.Kernel.Kernel.ToString(),
            request.LimitOf(source.Pid is not null),
            summary?.Groups,
            summary is null ? null : gaps.Groups,
            totals,
            source.Fields);
    }
}
