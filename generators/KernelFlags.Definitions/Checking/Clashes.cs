namespace KernelFlags.Definitions.Checking;

/// <summary>Finds two entries that can't be on one kernel together.</summary>
internal static class Clashes
{
    /// <summary>
    /// Compares each entry with those before it. A clash is reported at both ends, for either may be the one to mend; of several that
    /// an entry has, the first.
    /// </summary>
    /// <param name="entries">The entries that claim the same.</param>
    /// <param name="search">What finds kernels; when it is exhausted, so is the comparison.</param>
    /// <param name="find">A kernel on which both are, in words; null when there is none.</param>
    /// <param name="report">Reports the first of the two.</param>
    public static void Report<T>(IReadOnlyList<T> entries, KernelSearch search, Func<T, T, string?> find, Action<T, T, string> report)
    {
        var reported = new bool[entries.Count];
        for (var i = 1; i < entries.Count && !search.IsExhausted; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (find(entries[j], entries[i]) is not { } kernel)
                {
                    continue;
                }

                if (!reported[j])
                {
                    report(entries[j], entries[i], kernel);
                }

                report(entries[i], entries[j], kernel);
                reported[i] = reported[j] = true;
                break;
            }
        }
    }
}
