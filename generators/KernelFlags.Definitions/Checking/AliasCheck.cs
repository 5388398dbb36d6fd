using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that the flag that an alias stands for has a bit wherever the alias needs it.</summary>
internal static class AliasCheck
{
    public static void Run(BoundTable table, KernelSearch search)
    {
        var flags = table.Flags.ToDictionary(f => f.Flag.Name, StringComparer.Ordinal);
        foreach (var flag in table.Flags.Where(f => f.IsSound))
        {
            for (var i = 0; i < flag.Bits.Count; i++)
            {
                if (flag.Bits[i].Case.Value.Alias is not { } alias || !flags.TryGetValue(alias, out var aliased) || !aliased.IsSound)
                {
                    continue;
                }

                var isThere = Conditions.IsEnumerated(aliased);
                if (isThere != Condition.Always && search.Find(Conditions.HasBit(flag, i).And(new Condition.Not(isThere))) is { } kernel)
                {
                    flag.Bits[i].Value.Report(ProblemRules.AbsentAlias, flag.Flag.Name, alias, kernel);
                }
            }
        }
    }
}
