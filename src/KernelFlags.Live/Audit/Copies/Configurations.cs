using System.Globalization;
using System.Text.RegularExpressions;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>The configurations that the conditionals around some lines tell apart.</summary>
internal static partial class Configurations
{
    private const int Most = 4096;

    /// <summary>Every way in which what the conditionals ask may be set, those with little set first.</summary>
    /// <param name="lines">The lines.</param>
    /// <returns>The configurations; none where there are too many to go through.</returns>
    public static IReadOnlyList<Configuration> Of(IEnumerable<CLine> lines)
    {
        var expressions = lines.SelectMany(line => line.Guards).Select(guard => guard.FullExpression).Distinct().ToList();
        var symbols = expressions.SelectMany(SymbolsOf).Distinct().Order(StringComparer.Ordinal).ToList();
        var values = symbols.ConvertAll(symbol => Values(symbol, expressions));
        if (values.Aggregate(1L, (all, some) => Math.Min(all * some.Count, Most + 1)) > Most)
        {
            return [];
        }

        IEnumerable<IReadOnlyDictionary<string, long?>> sets = [new Dictionary<string, long?>()];
        for (var i = 0; i < symbols.Count; i++)
        {
            var (symbol, some) = (symbols[i], values[i]);
            sets = sets.SelectMany(set => some.Select(value => new Dictionary<string, long?>(set) { [symbol] = value }));
        }

        return [.. sets.Select(set => new Configuration(set)).OrderBy(configuration => configuration.Set.Count)];
    }

    /// <summary>The macros that an expression asks for.</summary>
    public static IEnumerable<string> SymbolsOf(string expression) => Symbol().Matches(expression).Select(match => match.Value).Where(name => name != "defined");

    private static List<long?> Values(string symbol, IEnumerable<string> expressions)
    {
        var numbers = expressions
            .SelectMany(text => Comparison().Matches(text))
            .Where(match => match.Groups["name"].Value == symbol)
            .Select(match => long.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture))
            .SelectMany(number => new[] { number, number + 1 })
            .Distinct()
            .ToList();
        return numbers.Count == 0 ? [null, 1] : [null, .. numbers];
    }

    [GeneratedRegex(@"\b[A-Za-z_]\w*")]
    private static partial Regex Symbol();

    [GeneratedRegex(@"\b(?<name>[A-Za-z_]\w*)\s*(?:[<>]=?|[!=]=)\s*(?<number>\d{1,9})\b")]
    private static partial Regex Comparison();
}

/// <summary>A configuration: what is set, and what is not.</summary>
/// <param name="Values">The value of each symbol; null for one that is not set.</param>
internal sealed record Configuration(IReadOnlyDictionary<string, long?> Values)
{
    private const string OptionPrefix = "CONFIG_";

    /// <summary>The symbols that are set.</summary>
    public IReadOnlyList<string> Set { get; } = [.. Values.Where(value => value.Value is not null).Select(value => value.Key)];

    public long? ValueOf(string name) => Values.GetValueOrDefault(name);

    /// <summary>Whether a line counts in it. What can't be told counts.</summary>
    /// <returns>True when so.</returns>
    public bool Has(CLine line) => line.Guards.All(guard => guard.Holds(ValueOf) != false);

    /// <summary>The configuration in words, as a sentence goes on.</summary>
    /// <returns><c> with A and B</c>, <c> without A or B</c>; empty where nothing is asked.</returns>
    public string Describe() =>
        Set.Count > 0 ? $" with {string.Join(" and ", Set.Select(Name))}"
        : Values.Count > 0 ? $" without {string.Join(" or ", Values.Keys.Select(Name))}"
        : "";

    private string Name(string symbol)
    {
        var name = symbol.StartsWith(OptionPrefix, StringComparison.Ordinal) ? symbol[OptionPrefix.Length..] : symbol;
        return Values[symbol] is null or 1 ? name : FormattableString.Invariant($"{name}={Values[symbol]}");
    }
}
