using System.Globalization;

namespace KernelFlags.Definitions;

/// <summary>Warns of traits that go together and don't, unless that is accepted with a reason.</summary>
internal static class PolicyCheck
{
    private const int WordBits = 64;

    public static void Run(BoundTable table, KernelSearch search, BindContext context)
    {
        // Of a trait that could not be read nobody knows which it was meant to be.
        foreach (var flag in table.Flags.Where(f => f.IsSound && f.Traits.Count == (f.At["traits"]?.Children().Count() ?? 0)))
        {
            Check(flag, Traits.AtomicWritable, Traits.Sticky, ProblemRules.AtomicNotSticky, search, context);
            Check(flag, Traits.Sticky, Traits.CopyOnFork, ProblemRules.StickyNotCopied, search, context);
        }

        CheckAtomicWord(table, search, context);
        foreach (var mask in table.Masks)
        {
            foreach (var accepted in mask.Mask.Accept)
            {
                NotRaised(mask.At, mask.Mask.Name, accepted.Id, context);
            }
        }
    }

    private static void Check(
        BoundFlag flag, string trait, string needed, ProblemRule rule, KernelSearch search, BindContext context)
    {
        var without = new Condition.Not(Conditions.Any(flag.Traits.FindAll(t => t.Case.Value == needed)));
        var raised = flag.Traits.Find(t => t.Case.Value == trait && search.Exists(flag.Flag.Exists.And(t.Case.When).And(without)));
        var isAccepted = flag.Flag.Accept.Any(a => a.Id == rule.Id);
        if (raised is not null && !isAccepted)
        {
            context.Problems.Report(raised.Value, rule, flag.Flag.Name);
        }
        else if (raised is null && isAccepted)
        {
            NotRaised(flag.At, flag.Flag.Name, rule.Id, context);
        }
    }

    /// <summary>An atomic set touches one 64-bit word, and a type says once which.</summary>
    private static void CheckAtomicWord(BoundTable table, KernelSearch search, BindContext context)
    {
        var atomic = table.Flags.Where(f => f.IsSound).SelectMany(Atomic).ToList();
        foreach (var use in atomic)
        {
            var other = atomic.TakeWhile(a => a.Flag != use.Flag).FirstOrDefault(a => a.Bit / WordBits != use.Bit / WordBits && search.Exists(a.When.And(use.When)));
            if (other is not null)
            {
                context.Problems.Report(use.Trait, ProblemRules.AtomicWords, use.Flag.Flag.Name, Text(use.Bit), other.Flag.Flag.Name, Text(other.Bit));
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

    private static void NotRaised(MappingReader entry, string name, string id, BindContext context)
    {
        if (entry["accept"] is { } accept && accept.Entries().Where(e => e.Key == id).Select(e => e.Value).FirstOrDefault() is { } at)
        {
            context.Problems.Report(at.Key, ProblemRules.NotRaised, name, id);
        }
    }
}
