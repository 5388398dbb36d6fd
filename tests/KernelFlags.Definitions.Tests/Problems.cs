using System.Globalization;

namespace KernelFlags.Definitions.Tests;

/// <summary>Problems as the command line shows them.</summary>
internal static class Problems
{
    public static string Line(Problem problem)
    {
        var severity = problem.Severity == Severity.Error ? "error" : "warning";
        return string.Create(
            CultureInfo.InvariantCulture, $"{problem.Path}:{problem.Line}:{problem.Column}: {severity} {problem.Id}: {problem.Message}");
    }
}
