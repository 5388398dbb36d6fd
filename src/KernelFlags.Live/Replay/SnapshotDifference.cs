using System.Text;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Replay;

/// <summary>In what two snapshots of an address space differ.</summary>
internal static class SnapshotDifference
{
    /// <summary>Compares two snapshots.</summary>
    /// <param name="expected">What is right.</param>
    /// <param name="actual">What is held against it.</param>
    /// <param name="comparison">What is compared.</param>
    /// <returns>What differs: the kind, what is right and what was found, as JSON.</returns>
    public static IReadOnlyList<(string Kind, string Expected, string Actual)> Of(
        TraceSnapshot expected, TraceSnapshot actual, TraceComparison comparison)
    {
        var differences = new List<(string, string, string)>();
        CompareVmas(expected, actual, comparison, differences);
        if (comparison == TraceComparison.All)
        {
            if (expected.HasGuard && !actual.HasGuard && expected.Guard.Count > 0)
            {
                // A kernel whose pagemap is silent about guards shows none, wherever they are.
                differences.Add(("guard", Json(w => w.AddRanges(expected.Guard)), "null"));
            }
            else if (expected.HasGuard)
            {
                CompareRanges("guard", expected.Guard, actual.Guard, differences);
            }

            CompareRanges("present", expected.Present, actual.Present, differences);
            CompareRanges("uffd_wp", expected.UffdWriteProtected, actual.UffdWriteProtected, differences);
        }

        return differences;
    }

    private static void CompareVmas(
        TraceSnapshot expected, TraceSnapshot actual, TraceComparison comparison, List<(string Kind, string Expected, string Actual)> differences)
    {
        bool Same(in TraceVma a, in TraceVma b) => comparison == TraceComparison.All ? a == b : a.SameArea(b);
        var isSame = expected.Vmas.Count == actual.Vmas.Count;
        for (var i = 0; isSame && i < expected.Vmas.Count; i++)
        {
            isSame = Same(expected.Vmas[i], actual.Vmas[i]);
        }

        if (!isSame)
        {
            // Only what the other side lacks: the rest of a long list would hide it.
            var missing = expected.Vmas.Where(e => !actual.Vmas.Exists(a => Same(e, a))).ToArray();
            var extra = actual.Vmas.Where(a => !expected.Vmas.Exists(e => Same(e, a))).ToArray();
            differences.Add(("vmas", Json(w => w.AddVmas(missing)), Json(w => w.AddVmas(extra))));
        }
    }

    private static void CompareRanges(
        string kind, List<TraceRange> expected, List<TraceRange> actual, List<(string Kind, string Expected, string Actual)> differences)
    {
        if (!System.Runtime.InteropServices.CollectionsMarshal.AsSpan(expected).SequenceEqual(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(actual)))
        {
            differences.Add((kind, Json(w => w.AddRanges(expected)), Json(w => w.AddRanges(actual))));
        }
    }

    private static string Json(Action<TraceWriter> write)
    {
        var text = new TraceWriter();
        write(text);
        return Encoding.UTF8.GetString(text.Text);
    }
}
