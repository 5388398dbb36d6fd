using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Reading;

/// <summary>Gathers what is wrong while definitions are bound and checked.</summary>
internal sealed class ProblemList
{
    /// <summary>A file that is not a definition at all may have a problem in every line; the nearest name is no help then.</summary>
    private const int MaxSuggestions = 200;

    /// <summary>Nobody reads more, and an editor that has to show them stops.</summary>
    private const int MaxProblems = 10_000;

    /// <summary>What is wrong in these ways does not touch the conditions of an entry.</summary>
    private static readonly HashSet<string> Certain =
    [
        ProblemRules.MissingKey.Id, ProblemRules.BadMnemonic.Id, ProblemRules.BadName.Id, ProblemRules.UnknownTrait.Id,
        ProblemRules.NotAcceptable.Id, ProblemRules.DuplicateName.Id, ProblemRules.Unwritten.Id,
    ];

    /// <summary>The keys that say when something holds. An unknown key that is likely one of them leaves that open, any other does not.</summary>
    private static readonly HashSet<string> ConditionKeys =
        new(["since", "until", "when", "if", "arch", "not-arch", "is", "bit", "alias", "enumerator-only"], StringComparer.Ordinal);

    private readonly List<BoundProblem> _problems = [];
    private int _suggestions;

    /// <summary>
    /// How many were reported so far that leave open when something holds. An entry during whose reading it rose is not compared with
    /// others: what was found would be about the mistake, and not about the entry.
    /// </summary>
    public int Doubts { get; private set; }

    public EquatableArray<BoundProblem> ToArray() => _problems.ToEquatableArray();

    public void Report(Place place, ProblemRule rule, params string[] arguments) => Add(place, rule, null, arguments);

    /// <summary>Reports a name that is not one of <paramref name="candidates"/>, with the nearest that is.</summary>
    public void ReportName(Place place, ProblemRule rule, string name, IEnumerable<string> candidates, params string[] arguments)
    {
        var suggestion = ++_suggestions > MaxSuggestions ? null : NearestName.Of(name, candidates);
        Add(place, rule, suggestion, arguments);
    }

    private void Add(Place place, ProblemRule rule, string? suggestion, string[] arguments)
    {
        Doubts += IsCertain(rule, suggestion) ? 0 : 1;
        if (_problems.Count >= MaxProblems)
        {
            return;
        }

        _problems.Add(new BoundProblem(
            place.At.File.Path,
            place.At.Path(place.IsKey, place.Offset, place.Length),
            rule.Id,
            rule.Severity,
            rule.Message(suggestion, arguments),
            suggestion));
    }

    private static bool IsCertain(ProblemRule rule, string? suggestion) => rule == ProblemRules.UnknownKey
        ? suggestion is null || !ConditionKeys.Contains(suggestion)
        : Certain.Contains(rule.Id);
}
