namespace KernelFlags.Cli.Maps.Rows;

/// <summary>Which VMAs are shown, how, and in which order.</summary>
/// <param name="Filter">What they pass; null for all.</param>
/// <param name="Order">Their order; null for that of their addresses.</param>
/// <param name="Columns">What is shown of them behind the address; null for the ordinary.</param>
/// <param name="Top">The most of them; null for all.</param>
internal sealed record MapsChoice(MapsFilter? Filter, MapsOrder? Order, IReadOnlyList<MapsColumn>? Columns, int? Top)
{
    /// <summary>All of them as they come.</summary>
    public static MapsChoice All { get; } = new(null, null, null, null);

    /// <summary>Whether rows stand as the VMAs do, so that what is between two rows is between two VMAs.</summary>
    public bool AreNeighbours => Filter is null && Order is null;

    /// <summary>Reads the value of <c>--columns</c>.</summary>
    /// <param name="text">Names with commas between them.</param>
    /// <param name="wrong">The name that is none; null where all are.</param>
    /// <returns>The columns; the address, which each row begins with, left out.</returns>
    public static IReadOnlyList<MapsColumn> ColumnsOf(string text, out string? wrong)
    {
        wrong = null;
        var columns = new List<MapsColumn>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var column = MapsColumn.Of(name);
            wrong ??= column is null ? name : null;
            columns.AddRange(column is null || column == MapsColumn.Address || columns.Contains(column) ? [] : [column]);
        }

        return columns;
    }
}
