using System.Globalization;
using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Warns of traits that go together and don't, unless that is accepted with a reason.</summary>
internal static class PolicyCheck
{
    private const int WordBits = 64;

    public static void Run(BoundTable table, KernelSearch search, FlagWarnings warnings)
    {
        foreach (var flag in table.Flags.Where(f => f.IsSound && FlagWarnings.HasAllTraits(f)))
        {
            Check(flag, Traits.AtomicWritable, Traits.Sticky, ProblemRules.AtomicNotSticky, search, warnings);
            Check(flag, Traits.Sticky, Traits.CopyOnFork, ProblemRules.StickyNotCopied, search, warnings);
        }

        CheckAtomicWord(table, search);
    }

    private static void Check(
        BoundFlag flag, string trait, string needed, ProblemRule rule, KernelSearch search, FlagWarnings warnings)
    {
        var without = new Condition.Not(Conditions.Any(flag.Traits.FindAll(t => t.Case.Value == needed)));
        var raised = flag.Traits.Find(t => t.Case.Value == trait && search.Exists(flag.Flag.Exists.And(t.Case.When).And(without)));
        if (raised is not null)
        {
            warnings.Raise(flag, raised.Value, rule, flag.Flag.Name);
        }
    }

    /// <summary>An atomic set touches one 64-bit word, and a type says once which.</summary>
    private static void CheckAtomicWord(BoundTable table, KernelSearch search)
    {
        var atomic = table.Flags.Where(f => f.IsSound).SelectMany(Atomic).ToList();
        foreach (var use in atomic)
        {
            var other = atomic.TakeWhile(a => a.Flag != use.Flag).FirstOrDefault(a => a.Bit / WordBits != use.Bit / WordBits && search.Exists(a.When.And(use.When)));
            if (other is not null)
            {
                use.Trait.Report(ProblemRules.AtomicWords, use.Flag.Flag.Name, Text(use.Bit), other.Flag.Flag.Name, Text(other.Bit));
                return;
            }
        }
    }

    private static IEnumerable<AtomicUse> Atomic(BoundFlag flag)
    {
        foreach (var trait in flag.Traits.Where(t => t.Case.Value == Traits.AtomicWritable))
        {
            for (var i = 0; i < flag.Bits.Count; i++)
            {
                if (flag.Bits[i].Case.Value.Number is { } bit)
                {
                    yield return new AtomicUse(flag, trait.Value, bit, trait.Case.When.And(Conditions.HasBit(flag, i)));
                }
            }
        }
    }

    /// <summary>A bit of a flag that may be set atomically, where it says so, and when that holds.</summary>
    private sealed record AtomicUse(BoundFlag Flag, Cursor Trait, int Bit, Condition When);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
