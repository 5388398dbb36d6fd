namespace KernelFlags.Live.Audit.Tables;

/// <summary>Whether a table means to hold every flag.</summary>
internal static class Completeness
{
    /// <summary>A table with more than so many of ten that every kernel has is meant to be whole.</summary>
    private const int WholeOfTen = 6;

    /// <summary>Whether a table that has some means to have all.</summary>
    /// <param name="known">What it has.</param>
    /// <param name="core">What every kernel has.</param>
    /// <returns>True when so.</returns>
    public static bool IsComplete(IReadOnlySet<string> known, IReadOnlyCollection<string> core) => core.Count(known.Contains) * 10 >= core.Count * WholeOfTen;
}
