using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>A value, or a place in a list, with the names that may be the name of its bit.</summary>
/// <param name="Value">What the value says, or the place.</param>
/// <param name="Line">The line of the value, from 1.</param>
/// <param name="Before">The names before it, behind the value before.</param>
/// <param name="After">The names behind it, before the next value.</param>
internal sealed record BitRow(CellValue Value, int Line, IReadOnlyList<Cell> Before, IReadOnlyList<Cell> After)
{
    /// <summary>Its names on one side.</summary>
    /// <param name="isBefore">Whether those before it.</param>
    public IReadOnlyList<Cell> Names(bool isBefore) => isBefore ? Before : After;
}

/// <summary>How the rows of a table of bits are read.</summary>
/// <param name="IsBefore">Whether the name stands before the value.</param>
/// <param name="IsMask">Whether plain numbers are masks.</param>
internal sealed record BitReading(bool IsBefore, bool IsMask)
{
    public static IReadOnlyList<BitReading> All { get; } = [new(true, true), new(true, false), new(false, true), new(false, false)];
}
