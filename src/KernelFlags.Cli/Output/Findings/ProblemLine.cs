using KernelFlags.Definitions;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Cli.Output.Findings;

/// <summary>A problem on one line, in the form that compilers have: <c>PATH:LINE:COLUMN: error KF2001: what is wrong; what would be right</c>.</summary>
internal static class ProblemLine
{
    public static string Of(Problem problem, Style style = default) => FormattableString.Invariant(
        $"{VisibleText.Of(problem.Path)}:{problem.Line}:{problem.Column}: {Kind(problem, style)}: {Lines.Flatten(problem.Message)}");

    private static string Kind(Problem problem, Style style) => problem.Severity == Severity.Error
        ? style.Red($"error {problem.Id}")
        : style.Yellow($"warning {problem.Id}");
}
