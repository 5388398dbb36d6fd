namespace KernelFlags.Definitions;

/// <summary>Warns of traits that go together and don't, unless that is accepted with a reason.</summary>
internal static class PolicyCheck
{
    public static void Run(BoundTable table, KernelSearch search, BindContext context)
    {
        // Of a trait that could not be read nobody knows which it was meant to be.
        foreach (var flag in table.Flags.Where(f => f.IsSound && f.Traits.Count == (f.At["traits"]?.Children().Count() ?? 0)))
        {
            Check(flag, Traits.AtomicWritable, Traits.Sticky, ProblemRules.AtomicNotSticky, search, context);
            Check(flag, Traits.Sticky, Traits.CopyOnFork, ProblemRules.StickyNotCopied, search, context);
        }

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

    private static void NotRaised(MappingReader entry, string name, string id, BindContext context)
    {
        if (entry["accept"] is { } accept && accept.Entries().Where(e => e.Key == id).Select(e => e.Value).FirstOrDefault() is { } at)
        {
            context.Problems.Report(at.Key, ProblemRules.NotRaised, name, id);
        }
    }
}
