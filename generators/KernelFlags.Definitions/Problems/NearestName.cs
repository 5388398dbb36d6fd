namespace KernelFlags.Definitions.Problems;

/// <summary>Finds the name that was likely meant.</summary>
public static class NearestName
{
    private const int MaxName = 64;
    private const int MaxCandidates = 5000;

    /// <summary>The candidate nearest to <paramref name="name"/>.</summary>
    /// <param name="candidates">What would be right. Of equally near ones the first counts.</param>
    /// <returns>The candidate; null when none is so near that it is likely meant.</returns>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > MaxName)
        {
            return null;
        }

        string? nearest = null;
        var least = Math.Max(1, name.Length / 3) + 1;
        foreach (var candidate in candidates.Take(MaxCandidates))
        {
            if (candidate.Length is 0 or > MaxName || candidate == name)
            {
                continue;
            }

            var distance = Distance(name, candidate);
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>A name with its C prefix, or in other letters, is as good as right.</summary>
    private static int Distance(string name, string candidate)
    {
        if (name.EndsWith("_" + candidate, StringComparison.OrdinalIgnoreCase)
            || candidate.EndsWith("_" + name, StringComparison.OrdinalIgnoreCase))
        {
            return 1;
        }

        return Edits(name.ToUpperInvariant().Replace('-', '_'), candidate.ToUpperInvariant().Replace('-', '_'));
    }

    /// <summary>The fewest letters to put in, take out, change or swap with the next, that make one of the other.</summary>
    private static int Edits(string left, string right)
    {
        var rows = new int[left.Length + 1][];
        for (var i = 0; i <= left.Length; i++)
        {
            rows[i] = new int[right.Length + 1];
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i][j] = i == 0 || j == 0 ? i + j : Step(rows, left, right, i, j);
            }
        }

        return rows[left.Length][right.Length];
    }

    private static int Step(int[][] rows, string left, string right, int i, int j)
    {
        var change = rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
        var best = Math.Min(change, Math.Min(rows[i - 1][j], rows[i][j - 1]) + 1);
        return i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1]
            ? Math.Min(best, rows[i - 2][j - 2] + 1)
            : best;
    }
}
