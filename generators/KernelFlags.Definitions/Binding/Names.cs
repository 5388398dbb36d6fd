using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Binding;

/// <summary>Names that a layer may give once.</summary>
internal static class Names
{
    /// <summary>
    /// Keeps one entry of each name: that of the highest layer, in the place of the one below it. Within a layer the first is kept, and a
    /// clash is reported at both ends: which of the two is meant to go is for the reader to say.
    /// </summary>
    /// <returns>The entries, those of lower layers first.</returns>
    public static List<T> Unique<T>(List<T> entries, Func<T, string> name, Func<T, Cursor> at, string what)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var clashing = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<T>();
        foreach (var entry in entries.OrderBy(e => at(e).File.Layer))
        {
            if (!places.TryGetValue(name(entry), out var place))
            {
                places.Add(name(entry), kept.Count);
                kept.Add(entry);
                continue;
            }

            var other = kept[place];
            if (at(other).File.Layer < at(entry).File.Layer)
            {
                kept[place] = entry;
                clashing.Remove(name(entry));
                continue;
            }

            if (clashing.Add(name(entry)))
            {
                Report(at(other), at(entry), name(entry), what);
            }

            Report(at(entry), at(other), name(entry), what);
        }

        return kept;
    }

    /// <summary>Lays entries over those that come with the tool: one of the same name takes its place, a new one follows.</summary>
    /// <returns>All of them.</returns>
    public static EquatableArray<T> Over<T>(EquatableArray<T> below, IReadOnlyList<T> own, Func<T, string> name)
    {
        var names = new HashSet<string>(below.Select(name), StringComparer.Ordinal);
        return below
            .Select(entry => own.FirstOrDefault(o => name(o) == name(entry)) ?? entry)
            .Concat(own.Where(o => !names.Contains(name(o))))
            .ToEquatableArray();
    }

    private static void Report(Cursor at, Cursor other, string name, string what) => at.Report(ProblemRules.DuplicateName, what, name, at.File == other.File ? "" : ", also in " + other.File.RelativePath);
}
