using System.Globalization;

namespace KernelFlags.Live.Headers;

/// <summary>The version that a kernel tree calls itself.</summary>
public static class TreeVersion
{
    private const int FirstLines = 20;

    private static readonly string[] Numbers = ["VERSION", "PATCHLEVEL", "SUBLEVEL"];

    /// <summary>Reads it from the tree's Makefile.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns><c>7.3.4</c>, with what <c>EXTRAVERSION</c> adds, such as <c>-rc2</c>; null where there is no such Makefile.</returns>
    /// <exception cref="HeaderException">The Makefile can't be read.</exception>
    public static string? Of(string tree)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);

        // The version stands in the first lines; a Makefile of something else may be long.
        foreach (var line in (TreeFile.Read(tree, "Makefile") ?? "").Split('\n', FirstLines + 1).Take(FirstLines))
        {
            if (line.Split('=', 2) is [var name, var value])
            {
                values.TryAdd(name.Trim(), value.Trim());
            }
        }

        return Numbers.All(number => values.TryGetValue(number, out var value) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? string.Join('.', Numbers.Select(number => values[number])) + values.GetValueOrDefault("EXTRAVERSION")
            : null;
    }
}
