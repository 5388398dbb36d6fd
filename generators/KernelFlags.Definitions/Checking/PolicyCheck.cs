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
        foreach (var (flag, trait, bit, when) in atomic)
        {
            var other = atomic.TakeWhile(a => a.Flag != flag).FirstOrDefault(a => a.Bit / WordBits != bit / WordBits && search.Exists(a.When.And(when)));
            if (other.Flag is not null)
            {
                context.Problems.Report(trait, ProblemRules.AtomicWords, flag.Flag.Name, Text(bit), other.Flag.Flag.Name, Text(other.Bit));
                return;
            }
        }
    }

    private static IEnumerable<(BoundFlag Flag, Cursor Trait, int Bit, Condition When)> Atomic(BoundFlag flag) =>
        from trait in flag.Traits
        where trait.Case.Value == Traits.AtomicWritable
        from index in Enumerable.Range(0, flag.Bits.Count)
        where flag.Bits[index].Case.Value.Number is not null
        select (flag, trait.Value, flag.Bits[index].Case.Value.Number!.Value, trait.Case.When.And(Conditions.HasBit(flag, index)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void NotRaised(MappingReader entry, string name, string id, BindContext context)
    {
        if (entry["accept"] is { } accept && accept.Entries().Where(e => e.Key == id).Select(e => e.Value).FirstOrDefault() is { } at)
        {
            context.Problems.Report(at.Key, ProblemRules.NotRaised, name, id);
        }
    }
}
