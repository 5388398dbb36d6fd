using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>Writes conditions of the definitions as the preprocessor has them.</summary>
/// <param name="goal">The definitions and the kernels.</param>
internal sealed class Guard(PatchGoal goal)
{
    private const int Width = 80;

    /// <summary>Whether a condition holds on a kernel.</summary>
    public bool Holds(Condition condition, PatchKernel kernel) => condition switch
    {
        Condition.All all => all.Terms.All(t => Holds(t, kernel)),
        Condition.Any any => any.Terms.Any(t => Holds(t, kernel)),
        Condition.Not not => !Holds(not.Term, kernel),
        Condition.Option option => kernel.Option(option.Name) is not null,
        Condition.OptionAbove above => kernel.Option(above.Name) > above.Limit,
        Condition.Arch arch => arch.Names.Contains(kernel.Request.Arch, StringComparer.Ordinal),
        Condition.Versions versions => versions.Include(goal.Version),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    /// <summary>The condition for the tree's version, made of options alone, and of no more than it takes.</summary>
    public Condition Plain(Condition condition)
    {
        var simple = Simplify(condition);
        return simple switch
        {
            Condition.All all when all.Terms.Count > 0 => Of(Fewest([.. all.Terms], isAll: true), isAll: true),
            Condition.Any any when any.Terms.Count > 0 => Of(Fewest([.. any.Terms], isAll: false), isAll: false),
            _ when goal.Kernels.All(k => Holds(simple, k)) => Condition.Always,
            _ when !goal.Kernels.Any(k => Holds(simple, k)) => Condition.Never,
            _ => simple,
        };
    }

    /// <summary>A conditional.</summary>
    /// <param name="branches">The branches: the condition of each, null for the last where none is asked, and its lines.</param>
    public static IEnumerable<string> Block(IReadOnlyList<(Condition? Condition, IReadOnlyList<string> Lines)> branches)
    {
        if (branches is [{ Condition: null or Condition.All { Terms.Count: 0 } } only])
        {
            return only.Lines;
        }

        var isChain = branches.Count(b => b.Condition is not null) > 1;
        return [.. branches.SelectMany((b, i) => (string[])[.. Directive(b.Condition, i == 0, isChain), .. b.Lines]), "#endif"];
    }

    /// <summary>The condition as it stands behind <c>#if</c>.</summary>
    public static string Text(Condition condition) => condition switch
    {
        Condition.Option option => $"defined(CONFIG_{option.Name})",
        Condition.OptionAbove above => $"CONFIG_{above.Name} > {above.Limit}",
        Condition.Not { Term: Condition.Option option } => $"!defined(CONFIG_{option.Name})",
        Condition.Not not => $"!({Text(not.Term)})",
        Condition.All all => string.Join(" && ", all.Terms.Select(Part)),
        Condition.Any any => string.Join(" || ", any.Terms.Select(Part)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static string Part(Condition term) => term is Condition.All or Condition.Any ? $"({Text(term)})" : Text(term);

    private static IEnumerable<string> Directive(Condition? condition, bool isFirst, bool isChain) => condition switch
    {
        null => ["#else"],
        Condition.Option option when isFirst && !isChain => [$"#ifdef CONFIG_{option.Name}"],
        Condition.Not { Term: Condition.Option option } when isFirst && !isChain => [$"#ifndef CONFIG_{option.Name}"],
        _ => Wrapped($"{(isFirst ? "#if" : "#elif")} {Text(condition)}"),
    };

    private static IEnumerable<string> Wrapped(string line)
    {
        while (line.Length > Width && line.LastIndexOf(' ', Width - 2) is var at and > 8)
        {
            yield return line[..at] + " \\";
            line = "\t" + line[(at + 1)..];
        }

        yield return line;
    }

    private Condition Simplify(Condition condition)
    {
        switch (condition)
        {
            case Condition.Versions versions:
                return versions.Include(goal.Version) ? Condition.Always : Condition.Never;
            case Condition.Arch arch:
                return Simplify(ArchOptions.Condition(arch.Names));
            case Condition.Not not:
                var term = Simplify(not.Term);
                return term == Condition.Always ? Condition.Never : term == Condition.Never ? Condition.Always
                    : term is Condition.Not inner ? inner.Term : new Condition.Not(term);
            case Condition.All all:
                return Of([.. all.Terms.Select(Simplify).SelectMany(t => t is Condition.All nested ? nested.Terms : EquatableArray.Of(t))], isAll: true);
            case Condition.Any any:
                return Of([.. any.Terms.Select(Simplify).SelectMany(t => t is Condition.Any nested ? nested.Terms : EquatableArray.Of(t))], isAll: false);
            default:
                return condition;
        }
    }

    private static Condition Of(IReadOnlyList<Condition> terms, bool isAll)
    {
        var (neutral, decisive) = isAll ? (Condition.Always, Condition.Never) : (Condition.Never, Condition.Always);
        var rest = terms.Where(t => t != neutral).Distinct().ToList();
        return rest.Contains(decisive) ? decisive
            : rest is [] ? neutral
            : rest is [var only] ? only
            : isAll ? new Condition.All(rest.ToEquatableArray()) : new Condition.Any(rest.ToEquatableArray());
    }

    /// <summary>Leaves out the terms without which the same holds on every kernel; those that no user sets go first.</summary>
    private List<Condition> Fewest(List<Condition> terms, bool isAll)
    {
        bool Whole(IReadOnlyList<Condition> some, PatchKernel kernel) => isAll ? some.All(t => Holds(t, kernel)) : some.Any(t => Holds(t, kernel));
        var wanted = goal.Kernels.Select(k => Whole(terms, k)).ToList();
        foreach (var term in terms.OrderBy(t => t is not Condition.Option option || !IsFixed(option.Name)).ToList())
        {
            var rest = terms.Where(t => t != term).ToList();
            if (goal.Kernels.Select(k => Whole(rest, k)).SequenceEqual(wanted))
            {
                terms = rest;
            }
        }

        return terms;
    }

    private bool IsFixed(string option) => goal.Model.Options.Any(o => o.Name == option && o.Always != Condition.Never);
}
