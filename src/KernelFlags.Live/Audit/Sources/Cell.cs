namespace KernelFlags.Live.Audit.Sources;

/// <summary>What a cell of a source is.</summary>
internal enum CellKind
{
    /// <summary>A name: <c>VM_READ</c>, <c>const</c>.</summary>
    Word,

    /// <summary>What stands between quotes.</summary>
    Text,

    /// <summary>A number, or a bit as <c>1 &lt;&lt; 4</c> and <c>BIT(4)</c> say it.</summary>
    Value,

    /// <summary>A sign, or two that belong together.</summary>
    Sign,
}

/// <summary>A part of a source that is no blank and no comment, in whatever language.</summary>
/// <param name="Text">The name, the text without its quotes, or the sign.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Column">Its column, from 1, in UTF-16 units; of a text that of its first character.</param>
/// <param name="Value">What a value says; null for other kinds.</param>
internal sealed record Cell(CellKind Kind, string Text, int Line, int Column, CellValue? Value = null)
{
    /// <summary>The column behind its last character.</summary>
    public int EndColumn { get; init; } = Column + Text.Length;

    public bool IsSign(string sign) => Kind == CellKind.Sign && Text == sign;
}

/// <summary>A value: a mask or a bit, or a number that may be either.</summary>
/// <param name="Number">The number; of a shift how far.</param>
/// <param name="IsShift">Whether it is written as a bit: <c>1 &lt;&lt; 4</c>.</param>
internal sealed record CellValue(ulong Number, bool IsShift)
{
    /// <summary>The widest set of flags has no bit beyond.</summary>
    public const int MaxBit = 127;

    /// <summary>The bit that it means.</summary>
    /// <param name="isMask">Whether plain numbers are masks.</param>
    /// <returns>The bit's number; null for none, or several.</returns>
    public int? Bit(bool isMask) => !IsShift && isMask
        ? ulong.IsPow2(Number) ? (int)ulong.Log2(Number) : null
        : Number <= MaxBit ? (int)Number : null;
}
