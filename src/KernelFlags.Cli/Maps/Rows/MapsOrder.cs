namespace KernelFlags.Cli.Maps.Rows;

/// <summary>In which order VMAs are shown.</summary>
/// <param name="Column">By what.</param>
/// <param name="IsDown">Whether the largest, or the last of the alphabet, comes first.</param>
internal sealed record MapsOrder(MapsColumn Column, bool IsDown)
{
    private const string Up = ":asc";
    private const string Down = ":desc";

    /// <summary>Reads the value of <c>--sort</c>.</summary>
    /// <param name="text">A column; <c>:asc</c> or <c>:desc</c> may follow. Without, the largest sizes come first, and texts by the alphabet.</param>
    /// <returns>The order; null where there is no such column.</returns>
    public static MapsOrder? Of(string text)
    {
        var isUp = text.EndsWith(Up, StringComparison.OrdinalIgnoreCase);
        var isDown = text.EndsWith(Down, StringComparison.OrdinalIgnoreCase);
        var name = isUp ? text[..^Up.Length] : isDown ? text[..^Down.Length] : text;
        return MapsColumn.Of(name) is { } column ? new(column, isDown || (column.IsSize && !isUp)) : null;
    }

    /// <summary>Puts VMAs in order; those of which the text does not tell it come last, and equal ones stay as they were.</summary>
    /// <typeparam name="T">What stands for a VMA.</typeparam>
    /// <param name="items">What stands for the VMAs.</param>
    /// <param name="itemOf">Gives the VMA of one.</param>
    public IEnumerable<T> Apply<T>(IEnumerable<T> items, Func<T, MapsItem> itemOf)
    {
        if (Column.Size is { } size)
        {
            ulong? Value(T item) => size(itemOf(item).Entry);
            var told = items.OrderBy(item => Value(item) is null);
            return IsDown ? told.ThenByDescending(Value) : told.ThenBy(Value);
        }

        string Text(T item) => Column.Text!(itemOf(item));
        return IsDown ? items.OrderByDescending(Text, StringComparer.Ordinal) : items.OrderBy(Text, StringComparer.Ordinal);
    }
}
