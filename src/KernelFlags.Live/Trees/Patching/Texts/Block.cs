using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching.Texts;

/// <summary>The outermost conditional that a line stands in, or the line itself.</summary>
internal static class Block
{
    /// <summary>The first line, from 1.</summary>
    public static int FirstLine(CLine line) => FirstLine(line, line.Guards);

    /// <inheritdoc cref="FirstLine(CLine)"/>
    /// <param name="guards">The conditionals that count.</param>
    public static int FirstLine(CLine line, IReadOnlyList<ConditionalBranch> guards) =>
        guards.Count > 0 ? guards[0].Conditional.Branches[0].Opening.First : line.First;

    /// <summary>The last line.</summary>
    /// <exception cref="TreePatchException">The conditional has no end.</exception>
    public static int LastLine(CLine line) => LastLine(line, line.Guards);

    /// <inheritdoc cref="LastLine(CLine)"/>
    /// <param name="guards">The conditionals that count.</param>
    public static int LastLine(CLine line, IReadOnlyList<ConditionalBranch> guards) => guards.Count == 0 ? line.Last
        : guards[0].Conditional.End?.Last ?? throw new TreePatchException($"{line.Place}: the conditional has no #endif; nothing was changed");

    /// <summary>Whether a blank line stands above it.</summary>
    public static bool IsApart(CFile file, CLine line) => FirstLine(line) > 1 && string.IsNullOrWhiteSpace(file.Source.Line(FirstLine(line) - 1));
}
