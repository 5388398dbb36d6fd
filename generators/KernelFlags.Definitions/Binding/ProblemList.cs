namespace KernelFlags.Definitions;

/// <summary>Gathers what is wrong while definitions are bound and checked.</summary>
internal sealed class ProblemList
{
    /// <summary>A file that is not a definition at all may have a problem in every line; the nearest name is no help then.</summary>
    private const int MostSuggestions = 200;

    private readonly List<BoundProblem> _problems = [];
    private int _suggestions;

    /// <summary>How many were reported so far. An entry during whose reading it rose is not judged any further.</summary>
    public int Count => _problems.Count;

    public EquatableArray<BoundProblem> ToArray() => _problems.ToEquatableArray();

    public void Report(Place place, ProblemRule rule, params string[] arguments) => Add(place, rule, null, arguments);

    public void Report(Cursor at, ProblemRule rule, params string[] arguments) => Add(at.Here, rule, null, arguments);

    /// <summary>Reports a name that is not one of <paramref name="candidates"/>, with the nearest that is.</summary>
    public void ReportName(Place place, ProblemRule rule, string name, IEnumerable<string> candidates, params string[] arguments)
    {
        var suggestion = ++_suggestions > MostSuggestions ? null : NearestName.Of(name, candidates);
        Add(place, rule, suggestion, arguments);
    }

    private void Add(Place place, ProblemRule rule, string? suggestion, string[] arguments) => _problems.Add(new BoundProblem(
        place.At.File.Path,
        place.At.Path(place.IsKey, place.Offset, place.Length),
        rule.Id,
        rule.Severity,
        rule.Message(suggestion, arguments),
        suggestion));
}
