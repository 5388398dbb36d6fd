namespace KernelFlags.Cli.Maps.Html;

/// <summary>What a page says in sentences.</summary>
/// <param name="Title">What it is of.</param>
/// <param name="About">Which kernel, and how much is mapped.</param>
/// <param name="Limit">The most VMAs that a process may have.</param>
/// <param name="Advice">What there is to know near the limit.</param>
/// <param name="Notes">What could not be read, or changed meanwhile.</param>
/// <param name="Summary">What makes mappings many, a cause a line.</param>
/// <param name="Changes">What changed since before; empty where nothing is compared.</param>
internal sealed record PageText(
    string Title, string About, int Limit, IReadOnlyList<string> Advice, IReadOnlyList<string> Notes, IReadOnlyList<PageLine> Summary, IReadOnlyList<PageLine> Changes);

/// <summary>A sentence of the page.</summary>
/// <param name="Filter">What leaves the VMAs in the table that it is about; null where no words do.</param>
internal sealed record PageLine(string Text, string? Filter);
