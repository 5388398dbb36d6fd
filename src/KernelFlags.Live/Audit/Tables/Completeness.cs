namespace KernelFlags.Live.Audit.Tables;

/// <summary>Whether a table means to hold every flag.</summary>
internal static class Completeness
{
    /// <summary>A table with so many of ten that every kernel has is meant to be whole.</summary>
    private const int WholeOfTen = 6;

    /// <summary>Access rights and what may become of them: a choice has no use for all of them.</summary>
    private const int First = 8;

    /// <summary>Whether a table that has some means to have all.</summary>
    /// <param name="known">What it has.</param>
    /// <param name="core">What every kernel has, by bit.</param>
    /// <returns>True when so.</returns>
    public static bool IsComplete(IReadOnlySet<string> known, IReadOnlyList<string> core) =>
        core.Count(known.Contains) * 10 >= core.Count * WholeOfTen || (core.Count >= First && core.Take(First).All(known.Contains));
}
