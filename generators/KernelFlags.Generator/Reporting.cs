using System.Collections.Immutable;
using KernelFlags.Rendering;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KernelFlags.Generator;

/// <summary>Turns what went wrong into diagnostics.</summary>
internal static class Reporting
{
    /// <summary>Reports the problems of the definitions, each in its file.</summary>
    public static void ReportProblems(this SourceProductionContext output, Outcome<DefinitionProblems> problems)
    {
        output.ReportFailure(problems);
        foreach (var problem in problems.Value?.Problems ?? default)
        {
            output.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.Of(problem), LocationOf(problem), problem.Message));
        }
    }

    /// <summary>Reports that a project's C# is too old, where it asks for a table at all.</summary>
    public static void ReportLanguage(this SourceProductionContext output, ImmutableArray<FlagType> types, LanguageCheck language)
    {
        if (!types.IsEmpty && !language.IsEnough)
        {
            output.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.OldLanguage, Location.None, language.Version));
        }
    }

    /// <summary>Reports a template that is wrong.</summary>
    public static void ReportTemplate(this SourceProductionContext output, TemplateException exception) => output.ReportDiagnostic(
        Diagnostic.Create(
            DiagnosticDescriptors.TemplateError, Location.None, exception.Template, exception.Line, exception.Column, exception.Message));

    /// <summary>Reports a fault of ours.</summary>
    public static void ReportFailure<T>(this SourceProductionContext output, Outcome<T> outcome)
        where T : class => output.ReportFailure(outcome.Failure);

    /// <summary>Reports a fault of ours.</summary>
    public static void ReportFailure(this SourceProductionContext output, string? failure)
    {
        if (failure is not null)
        {
            output.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.InternalError, Location.None, failure));
        }
    }

    private static Location LocationOf(Problem problem) => Location.Create(
        problem.Path,
        new TextSpan(problem.Start, problem.Length),
        new LinePositionSpan(
            new LinePosition(problem.Line - 1, problem.Column - 1), new LinePosition(problem.EndLine - 1, problem.EndColumn - 1)));
}
