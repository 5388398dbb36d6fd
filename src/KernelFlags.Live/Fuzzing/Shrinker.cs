using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Fuzzing;

/// <summary>
/// Takes operations away from a finding as long as the rest still shows a difference of the same kind: first large pieces, then smaller ones,
/// until no single operation can be missed (delta debugging).
/// </summary>
/// <param name="run">Runs operations on both sides; null when there is no difference.</param>
/// <param name="stop">Whether what was reached so far must do.</param>
public sealed class Shrinker(Func<IReadOnlyList<TraceOperation>, FuzzFinding?> run, Func<bool> stop)
{
    /// <summary>Shrinks a finding.</summary>
    /// <param name="finding">The finding.</param>
    /// <returns>A smaller one of the same kind, or the same.</returns>
    public FuzzFinding Shrink(FuzzFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var size = finding.Operations.Count / 2;
        while (size > 0 && !stop())
        {
            var (smaller, hasShrunk) = Pass(finding, size);
            finding = smaller;
            size = hasShrunk && size == 1 ? 1 : Math.Min(size / 2, finding.Operations.Count / 2);
        }

        return finding;
    }

    /// <summary>Tries to do without each piece of a size. The last operation, the one that shows the difference, stays.</summary>
    private (FuzzFinding Finding, bool HasShrunk) Pass(FuzzFinding finding, int size)
    {
        var hasShrunk = false;
        for (var start = 0; start < finding.Operations.Count - 1 && !stop();)
        {
            var end = Math.Min(start + size, finding.Operations.Count - 1);
            var rest = Renumber([.. finding.Operations.Take(start), .. finding.Operations.Skip(end)]);
            if (run(rest) is { } smaller && smaller.Mismatch.Kind == finding.Mismatch.Kind)
            {
                finding = smaller;
                hasShrunk = true;
            }
            else
            {
                start = end;
            }
        }

        return (finding, hasShrunk);
    }

    /// <summary>
    /// Operations that make sense without those that were taken away: address spaces are numbered as forks make them, and what was done to
    /// one that no fork makes any more, or after its end, is left out.
    /// </summary>
    private static List<TraceOperation> Renumber(List<TraceOperation> operations)
    {
        var numbers = new Dictionary<int, int> { [0] = 0 };
        var made = 1;
        var kept = new List<TraceOperation>();
        foreach (var operation in operations)
        {
            if (!numbers.TryGetValue(operation.AddressSpace, out var number))
            {
                continue;
            }

            var copy = operation.Copy();
            copy.AddressSpace = number;
            if (copy.Op == TraceOp.Fork)
            {
                numbers[copy.Child] = copy.Child = made++;
            }
            else if (copy.Op == TraceOp.Exit)
            {
                numbers.Remove(operation.AddressSpace);
            }

            kept.Add(copy);
        }

        return kept;
    }
}
