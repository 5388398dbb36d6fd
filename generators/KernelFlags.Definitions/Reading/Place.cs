using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Reading;

/// <summary>Where a problem is shown: a node, its key or a part of its text.</summary>
internal readonly record struct Place(Cursor At, bool IsKey, int Offset, int Length)
{
    /// <summary>Reports a problem here.</summary>
    public void Report(ProblemRule rule, params string[] arguments) => At.Context.Problems.Report(this, rule, arguments);

    /// <summary>Reports a name that is not one of <paramref name="candidates"/>, with the nearest that is.</summary>
    public void ReportName(ProblemRule rule, string name, IEnumerable<string> candidates, params string[] arguments) =>
        At.Context.Problems.ReportName(this, rule, name, candidates, arguments);
}
