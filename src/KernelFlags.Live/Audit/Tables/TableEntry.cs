using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Tables;

/// <summary>A row of a table of mnemonics.</summary>
/// <param name="Mnemonic">The two letters, small.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Shape">What stands around it, by which the rows of a table are alike.</param>
internal sealed record TableEntry(string Mnemonic, int Line, int Column, string Shape)
{
    /// <summary>What stands before it and behind the row before, in the same line.</summary>
    public IReadOnlyList<Cell> Before { get; init; } = [];

    /// <summary>What stands behind it and before the next row.</summary>
    public IReadOnlyList<Cell> After { get; init; } = [];

    public int EndColumn => Column + Mnemonic.Length;

    /// <summary>Whether it is paired with anything.</summary>
    public bool IsPair => Shape.Length == 0 || Before.Concat(After).Any(cell => cell.Kind != CellKind.Sign);
}
