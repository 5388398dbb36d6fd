using System.Globalization;

namespace KernelFlags.Definitions.Tests;

/// <summary>Problems as the command line shows them.</summary>
internal static class Problems
{
    public static string Line(Problem problem) => string.Create(
        CultureInfo.InvariantCulture,
        $"{problem.Path}:{problem.Line}:{problem.Column}: {(problem.Severity == Severity.Error ? "error" : "warning")} {problem.Id}: {problem.Message}");
}
