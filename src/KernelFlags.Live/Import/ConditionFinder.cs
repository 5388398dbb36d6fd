using System.Globalization;
using System.Numerics;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>
/// Finds the simplest condition that holds on some of the kernels that a tree was evaluated for. It is what the compiler says on them that
/// counts; which options the source asks for only decides between conditions that are as simple and as true.
/// </summary>
internal sealed class ConditionFinder
{
    private readonly TreeCells _cells;
    private readonly List<Literal> _literals;

    /// <param name="cells">The kernels.</param>
    /// <param name="options">The options that may be named, in the order in which they are.</param>
    public ConditionFinder(TreeCells cells, IReadOnlyList<string> options)
    {
        _cells = cells;
        _literals = [.. options.SelectMany(LiteralsOf)];
    }

    /// <summary>Finds a condition.</summary>
    /// <param name="wanted">Where it holds.</param>
    /// <param name="counted">Where that counts; elsewhere it may hold or not.</param>
    /// <param name="hints">The options that the source asks for.</param>
    public Condition Find(BigInteger wanted, BigInteger counted, IReadOnlyCollection<string> hints)
    {
        wanted &= counted;
        if (wanted == counted || wanted.IsZero)
        {
            return wanted == counted ? Condition.Always : Condition.Never;
        }

        var literals = _literals
            .Where(l => !(l.Set & counted).IsZero && (l.Set & counted) != counted)
            .OrderBy(l => hints.Contains(l.Option) ? 0 : 1)
            .ThenBy(l => l.IsNot)
            .ThenBy(l => l.Rank)
            .DistinctBy(l => l.Set & counted)
            .ToList();
        return Simple(literals, wanted, counted) ?? PerArchitecture(wanted, counted, hints);
    }

    private IEnumerable<Literal> LiteralsOf(string option, int rank)
    {
        var set = _cells.WhereSet(c => c.Options.Contains(option));
        yield return new(option, new Condition.Option(option), set, IsNot: false, rank);
        yield return new(option, new Condition.Not(new Condition.Option(option)), _cells.WhereSet(_ => true) & ~set, IsNot: true, rank);
        foreach (var number in _cells.Configurations.SelectMany(c => c.Kernel.Config).Select(o => NumberOf(o, option)).OfType<int>().Distinct().Order())
        {
            var above = _cells.WhereSet(c => c.Kernel.Config.Any(o => NumberOf(o, option) >= number));
            yield return new(option, new Condition.OptionAbove(option, number - 1), above, IsNot: false, rank);
        }
    }

    private static int? NumberOf(string set, string option) =>
        set.StartsWith(option + "=", StringComparison.Ordinal)
            && int.TryParse(set.AsSpan(option.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Condition? Simple(List<Literal> literals, BigInteger wanted, BigInteger counted)
    {
        bool IsWanted(BigInteger set) => (set & counted) == wanted;
        if (literals.Find(l => IsWanted(l.Set)) is { } one)
        {
            return one.Condition;
        }

        // What holds wherever it is wanted can be a part of all; what holds nowhere else, of any.
        var wide = literals.FindAll(l => (l.Set & wanted) == wanted);
        var narrow = literals.FindAll(l => (l.Set & counted & ~wanted).IsZero);
        return Fewest(wide, IsWanted, (a, b) => a & b) is { } all ? new Condition.All(Ordered(all))
            : Fewest(narrow, IsWanted, (a, b) => a | b) is { } any ? new Condition.Any(Ordered(any))
            : Mixed(literals, wide, narrow, IsWanted);
    }

    /// <summary>Two or three literals that together say it.</summary>
    private static List<Literal>? Fewest(List<Literal> literals, Func<BigInteger, bool> isWanted, Func<BigInteger, BigInteger, BigInteger> join)
    {
        for (var i = 0; i < literals.Count; i++)
        {
            for (var j = i + 1; j < literals.Count; j++)
            {
                if (isWanted(join(literals[i].Set, literals[j].Set)))
                {
                    return [literals[i], literals[j]];
                }
            }
        }

        for (var i = 0; i < literals.Count; i++)
        {
            for (var j = i + 1; j < literals.Count; j++)
            {
                var both = join(literals[i].Set, literals[j].Set);
                if (literals.Skip(j + 1).FirstOrDefault(l => isWanted(join(both, l.Set))) is { } third)
                {
                    return [literals[i], literals[j], third];
                }
            }
        }

        return null;
    }

    /// <summary><c>A &amp;&amp; (B || C)</c>, or <c>A || B &amp;&amp; C</c>.</summary>
    private static Condition? Mixed(List<Literal> literals, List<Literal> wide, List<Literal> narrow, Func<BigInteger, bool> isWanted)
    {
        foreach (var outer in wide)
        {
            if (Fewest(literals, set => isWanted(outer.Set & set), (a, b) => a | b) is { } any)
            {
                return new Condition.All(EquatableArray.Of(outer.Condition, new Condition.Any(Ordered(any))));
            }
        }

        foreach (var outer in narrow)
        {
            if (Fewest(literals, set => isWanted(outer.Set | set), (a, b) => a & b) is { } all)
            {
                return new Condition.Any(EquatableArray.Of(outer.Condition, new Condition.All(Ordered(all))));
            }
        }

        return null;
    }

    private static EquatableArray<Condition> Ordered(List<Literal> literals) =>
        literals.OrderBy(l => l.Rank).Select(l => l.Condition).ToEquatableArray();

    /// <summary>A condition of its own for each architecture: those of one condition together.</summary>
    private Condition PerArchitecture(BigInteger wanted, BigInteger counted, IReadOnlyCollection<string> hints)
    {
        var archs = _cells.Configurations.Select(c => c.Kernel.Arch).Distinct();
        var terms = archs
            .Select(a => (Arch: a, Set: _cells.WhereSet(c => c.Kernel.Arch == a)))
            .Where(a => !(a.Set & wanted).IsZero)
            .Select(a => (a.Arch, Condition: OnArchitecture(wanted & a.Set, counted & a.Set, hints)))
            .GroupBy(a => a.Condition, a => a.Arch)
            .Select(g => ((Condition)new Condition.Arch(g.ToEquatableArray())).And(g.Key))
            .ToList();
        return terms.Count == 1 ? terms[0] : new Condition.Any(terms.ToEquatableArray());
    }

    private Condition OnArchitecture(BigInteger wanted, BigInteger counted, IReadOnlyCollection<string> hints)
    {
        var literals = _literals.OrderBy(l => hints.Contains(l.Option) ? 0 : 1).DistinctBy(l => l.Set & counted).ToList();
        return wanted == counted ? Condition.Always
            : Simple(literals, wanted, counted)
            ?? throw new HeaderException("the condition of a flag can't be said in a few options; it would have to be written by hand");
    }

    private sealed record Literal(string Option, Condition Condition, BigInteger Set, bool IsNot, int Rank);
}
