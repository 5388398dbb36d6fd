using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Reports warnings of flags but those that are accepted, and what is accepted and not raised.</summary>
internal sealed class FlagWarnings
{
    private readonly HashSet<string> _raised = new(StringComparer.Ordinal);

    /// <summary>Raises a warning, which the flag may accept.</summary>
    public void Raise(BoundFlag flag, Cursor at, ProblemRule rule, params string[] arguments)
    {
        _raised.Add(Key(flag.Flag.Name, rule.Id));
        if (!flag.Flag.Accept.Any(a => a.Id == rule.Id))
        {
            at.Report(rule, arguments);
        }
    }

    /// <summary>Reports what is accepted and was not raised. Of an entry that is in doubt nobody knows whether it would have been.</summary>
    public void ReportNotRaised(BoundTable table)
    {
        foreach (var flag in table.Flags.Where(f => f.IsSound && HasAllTraits(f)))
        {
            foreach (var accepted in flag.Flag.Accept.Where(a => !_raised.Contains(Key(flag.Flag.Name, a.Id))))
            {
                ReportNotRaised(flag.At, flag.Flag.Name, accepted.Id);
            }
        }

        foreach (var mask in table.Masks)
        {
            foreach (var accepted in mask.Mask.Accept)
            {
                ReportNotRaised(mask.At, mask.Mask.Name, accepted.Id);
            }
        }
    }

    /// <summary>Whether each trait of a flag could be read. Of one that could not nobody knows which it was meant to be.</summary>
    public static bool HasAllTraits(BoundFlag flag) => flag.Traits.Count == (flag.At["traits"]?.Children().Count() ?? 0);

    private static void ReportNotRaised(MappingReader entry, string name, string id)
    {
        if (entry["accept"] is { } accept && accept.Entries().Where(e => e.Key == id).Select(e => e.Value).FirstOrDefault() is { } at)
        {
            at.Key.Report(ProblemRules.NotRaised, name, id);
        }
    }

    private static string Key(string name, string id) => name + " " + id;
}
