using System.Text.RegularExpressions;

namespace KernelFlags.Live.Trees.Sources;

/// <summary>A piece of a file's text.</summary>
/// <param name="Start">The index of its first character.</param>
/// <param name="End">The index behind its last.</param>
public readonly record struct Span(int Start, int End)
{
    /// <summary>How many characters it has.</summary>
    public int Length => End - Start;

    /// <summary>The piece of a line that a pattern found in its code.</summary>
    /// <param name="line">The line.</param>
    /// <param name="found">What was found.</param>
    /// <returns>The piece of the file.</returns>
    public static Span Of(CLine line, Capture found) => Of(line, found.Index, found.Length);

    /// <summary>A piece of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">Where it begins in the line's code.</param>
    /// <param name="length">How many characters it has.</param>
    /// <returns>The piece of the file.</returns>
    public static Span Of(CLine line, int start, int length) => new(line.Place.Start + start, line.Place.Start + start + length);
}
