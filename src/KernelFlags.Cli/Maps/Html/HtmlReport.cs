using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Maps.Changes;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Cli.Output;
using KernelFlags.Proc.Mappings;
using KernelFlags.Proc.Processes;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>Writes an address space as a page, alone or with what changed in it.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="kernel">Whose flags they are.</param>
/// <param name="terminal">Where paths start, and where notes go.</param>
internal sealed class HtmlReport(MapsRequest request, MapsKernel kernel, Terminal terminal)
{
    private readonly MapsTotals _totals = new();
    private readonly BorderSummary _summary = new(kernel.Remedies);
    private readonly GapSummary _gaps = new();
    private readonly MappedFiles _files = new();

    /// <summary>Reads the source and writes a page.</summary>
    /// <param name="source">What is now.</param>
    /// <param name="saved">The file of before; null where nothing is compared.</param>
    /// <param name="path">The absolute path of the page.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether anything changed.</returns>
    public bool Write(MapsSource source, string? saved, string path, CancellationToken cancel)
    {
        var columns = new HtmlColumns(_summary, kernel);
        var uses = request.UsesOf(source, _summary);
        if (saved is null)
        {
            request.ReadAll(source, kernel, [_totals, _summary, _gaps, _files, uses, columns], cancel);
            WritePage(source, path, columns, uses, [], [.. MapsNoteText.All(source, request)], TitleOf(source));
            return false;
        }

        using var before = MapsSource.Open(saved, terminal, request.Proc, request.WithFlags, withFacts: false);
        var comparison = new HtmlComparison(kernel, columns, Read(before, cancel));
        request.ReadAll(source, kernel, [_totals, _summary, _gaps, _files, uses, comparison], cancel);
        comparison.End();
        List<string> notes = [.. MapsNoteText.Of(before), .. MapsNoteText.All(source, request), .. MapsNoteText.OfComparison(before, source, comparison.AreFlagsOfBoth)];
        WritePage(source, path, columns, uses, comparison.Changes(), notes, $"{TitleOf(source)}, and what changed since {NameOf(before)}");
        return comparison.Differences > 0;
    }

    private List<MapsEntry> Read(MapsSource source, CancellationToken cancel)
    {
        var vmas = new MapsCollector();
        (request with { Explain = false, Summarize = false }).ReadAll(source, kernel, [vmas], cancel);
        return vmas.Vmas;
    }

    private void WritePage(
        MapsSource source, string path, HtmlColumns columns, UseSummary uses, IReadOnlyList<PageLine> changes, IReadOnlyList<string> notes, string title)
    {
        var isLive = source.Pid is not null;
        var limit = request.LimitOf(isLive);
        var plain = new Style(false);
        var (borders, gaps) = (_summary.Groups, _gaps.Groups);
        var digest = new SummaryDigest(limit, _totals.Vmas, request.Top, plain) { Elsewhere = "the list below" };
        var text = new PageText(
            title, About(), limit, LinesOf(LimitText.Render(_totals.Vmas, limit, isLive, plain)), notes, [.. LinesOf(digest.Render(borders, gaps, _files, uses)).Select(line => new PageLine(line, FilterOf(line, uses, limit)))], changes);
        var data = new PageData(kernel, text, columns, _totals.Vmas, uses.WithUses(borders, new UseText(uses, limit).Kinds), gaps);
        WholeFile.Write(path, new HtmlPage(text, data).WriteTo);
        foreach (var note in notes)
        {
            terminal.Error.WriteLine(note);
        }
    }

    /// <summary>What leaves in the table what a line of the summary is about, where that is a use of memory or a series of files.</summary>
    private string? FilterOf(string line, UseSummary uses, int limit) =>
        new UseText(uses, limit).Lines().FirstOrDefault(use => use.Text == line) is { } use ? $"kind:\"{MappingKinds.Names[(int)use.Kind]}\""
        : _files.Series().FirstOrDefault(series => series.Line(limit, uses.Runtimes) == line) is { } found ? $"\"{found.Name[..(found.Name.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star ? star : found.Name.Length)]}\""
        : GapGroup.ByCall(_gaps.Groups).FirstOrDefault(gaps => GapText.Line(gaps) == line) is { } alone ? $"alone kind:\"{MappingKinds.Names[(int)alone.Kind]}\""
        : null;

    private static string[] LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string About()
    {
        var all = _totals.All();
        var inMemory = all.InMemory is { } told ? $", {Sizes.Of(told)} in memory" : "";
        var guards = _totals.GuardRegions == 0 ? "" : $", {Sizes.Count(_totals.GuardRegions, "guard region")}";
        return $"Flags as Linux {kernel.Table.Kernel.Kernel} has them. {Sizes.Of(all.Size)} mapped{inMemory}{guards}.";
    }

    private string TitleOf(MapsSource source) =>
        source.Pid is { } pid ? FormattableString.Invariant($"Address space of process {pid}{(new ProcessFolder(request.Proc, pid).ReadCommand() is { } command ? $" ({command})" : "")}") : $"Address space saved in {NameOf(source)}";

    private static string NameOf(MapsSource source) => source.Pid is { } pid ? FormattableString.Invariant($"process {pid}") : Path.GetFileName(source.Name);
}
