namespace KernelFlags.Live.Audit.Tables;

/// <summary>Whether two names are likely meant to be one.</summary>
internal static class Likeness
{
    /// <summary>Whether few letters differ: a third of the shorter name.</summary>
    /// <returns>True when so.</returns>
    public static bool IsNear(string left, string right) => Distance(left, right) * 3 <= Math.Min(left.Length, right.Length);

    /// <summary>How many letters must be added, taken away or changed.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
