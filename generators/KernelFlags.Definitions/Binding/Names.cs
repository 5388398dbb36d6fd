namespace KernelFlags.Definitions;

/// <summary>Names that may be given once.</summary>
internal static class Names
{
    /// <summary>
    /// Keeps the first entry of each name. A clash is reported at both ends: which of the two is meant to go is for the reader to
    /// say.
    /// </summary>
    /// <returns>The entries without the later ones of a name.</returns>
    public static List<T> Unique<T>(List<T> entries, Func<T, string> name, Func<T, Cursor> at, string what, BindContext context)
    {
        var first = new Dictionary<string, T>(StringComparer.Ordinal);
        var clashing = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<T>();
        foreach (var entry in entries)
        {
            if (!first.TryGetValue(name(entry), out var other))
            {
                first.Add(name(entry), entry);
                kept.Add(entry);
                continue;
            }

            if (clashing.Add(name(entry)))
            {
                Report(at(other), at(entry), name(entry), what, context);
            }

            Report(at(entry), at(other), name(entry), what, context);
        }

        return kept;
    }

    private static void Report(Cursor at, Cursor other, string name, string what, BindContext context) => context.Problems.Report(
        at, ProblemRules.DuplicateName, what, name, at.File == other.File ? "" : ", also in " + other.File.RelativePath);
}
