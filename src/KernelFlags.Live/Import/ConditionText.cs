using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Import;

/// <summary>Writes conditions as definitions have them.</summary>
internal static class ConditionText
{
    /// <summary>The keys that stand beside a value under a condition: <c>since: "7.3"</c>, <c>when: 64BIT</c>.</summary>
    public static IEnumerable<string> Keys(Condition condition)
    {
        if (condition == Condition.Always)
        {
            yield break;
        }

        var (versions, rest) = Split(condition);
        foreach (var key in versions.SelectMany(VersionKeys))
        {
            yield return key;
        }

        if (rest.Count > 0)
        {
            yield return "when: " + Value(Join(rest));
        }
    }

    /// <summary>A condition as the value of <c>when</c>.</summary>
    public static string Value(Condition condition)
    {
        if (IsExpression(condition))
        {
            return Scalar(Expression(condition, isInner: false));
        }

        if (condition is Condition.Any any)
        {
            return $"[{string.Join(", ", any.Terms.Select(Value))}]";
        }

        var terms = Terms(condition).ToList();
        var expressions = terms.Where(IsExpression).ToList();
        var keys = terms.OfType<Condition.Arch>().Select(a => $"arch: [{string.Join(", ", a.Names)}]")
            .Concat(expressions.Count > 0 ? ["if: " + Scalar(Expression(Join(expressions), isInner: false))] : [])
            .Concat(terms.OfType<Condition.Versions>().SelectMany(VersionKeys));
        return $"{{{string.Join(", ", keys)}}}";
    }

    private static IEnumerable<string> VersionKeys(Condition.Versions versions)
    {
        if (versions.Since is { } since)
        {
            yield return "since: " + Point(since);
        }

        if (versions.Until is { } until)
        {
            yield return "until: " + Point(until);
        }
    }

    private static string Point(VersionPoint point) => point.Backports.IsEmpty
        ? $"\"{point.Version}\""
        : $"[{string.Join(", ", point.Backports.Prepend(point.Version).Select(v => $"\"{v}\""))}]";

    private static (List<Condition.Versions> Versions, List<Condition> Others) Split(Condition condition)
    {
        var terms = Terms(condition).ToList();
        return ([.. terms.OfType<Condition.Versions>()], [.. terms.Where(t => t is not Condition.Versions)]);
    }

    private static IEnumerable<Condition> Terms(Condition condition) =>
        condition is Condition.All all && !IsExpression(all) ? all.Terms.SelectMany(Terms) : [condition];

    private static Condition Join(List<Condition> terms) => terms.Aggregate(Condition.Always, (all, term) => all.And(term));

    private static bool IsExpression(Condition condition) => condition switch
    {
        Condition.All all => all.Terms.All(IsExpression),
        Condition.Any any => any.Terms.Count > 0 && any.Terms.All(IsExpression),
        Condition.Not not => IsExpression(not.Term),
        Condition.Option or Condition.OptionAbove => true,
        _ => false,
    };

    private static string Expression(Condition condition, bool isInner) => condition switch
    {
        Condition.All all => string.Join(" && ", all.Terms.Select(t => Expression(t, isInner: true))),
        Condition.Any any when isInner => $"({string.Join(" || ", any.Terms.Select(t => Expression(t, isInner: true)))})",
        Condition.Any any => string.Join(" || ", any.Terms.Select(t => Expression(t, isInner: true))),
        Condition.Not { Term: Condition.Option option } => "!" + option.Name,
        Condition.Not not => $"!({Expression(not.Term, isInner: false)})",
        Condition.Option option => option.Name,
        Condition.OptionAbove above => string.Create(CultureInfo.InvariantCulture, $"{above.Name} > {above.Limit}"),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    /// <summary>What YAML would read as something else is quoted.</summary>
    private static string Scalar(string text) => text[0] is '!' or '(' ? $"\"{text}\"" : text;
}
