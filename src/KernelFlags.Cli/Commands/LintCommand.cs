using System.CommandLine;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Output.Findings;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags lint</c>: every problem in the definitions at once.</summary>
internal static class LintCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("DIR")
        {
            Description = "The root folder of the definitions; as --definitions.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var warningsAsErrors = new Option<bool>("--warnings-as-errors") { Description = "End with 1 for warnings too." };
        var command = new Command("lint", "Print every problem in the definitions, exactly as the compiler says it.") { folder, warningsAsErrors };
        var definitions = DefinitionOptions.AddTo(command, withTable: false);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json, FormatOption.Sarif, FormatOption.GitHub);
        command.SetAction(result =>
        {
            var terminal = Terminal.Of(result);
            var problems = DefinitionSet.Load(Root(result, folder, definitions), definitions.Overlays(result)).Problems;
            Write(terminal, problems, result.GetValue(format)!);
            var mildest = result.GetValue(warningsAsErrors) ? Severity.Warning : Severity.Error;
            return problems.Any(problem => problem.Severity <= mildest) ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }

    private static DefinitionRoot Root(ParseResult result, Argument<string?> folder, DefinitionOptions definitions)
    {
        if (result.GetValue(folder) is not { } path)
        {
            return definitions.Root(result);
        }

        return definitions.RootOption(result) is not null
            ? throw new UnusableException("DIR and --definitions both name the root folder; leave one out")
            : DefinitionRoot.Named(path, Terminal.Of(result));
    }

    private static void Write(Terminal terminal, EquatableArray<Problem> problems, string format)
    {
        if (format is FormatOption.Json or FormatOption.Sarif)
        {
            JsonDocumentWriter.Write(terminal.Output, format == FormatOption.Json ? Document(problems) : ProblemLogs.Sarif(problems));
            return;
        }

        var style = new Style(terminal.IsOutputColored);
        foreach (var problem in problems)
        {
            terminal.Output.WriteLine(format == FormatOption.GitHub ? ProblemLogs.GitHub(problem) : ProblemLine.Of(problem, style));
        }

        if (!problems.IsEmpty)
        {
            var errors = problems.Count(problem => problem.Severity == Severity.Error);
            terminal.Error.WriteLine($"{Lines.Count(errors, "error")}, {Lines.Count(problems.Count - errors, "warning")}");
        }
    }

    /// <summary>Problems, as JSON has them.</summary>
    internal static JsonObject Document(IEnumerable<Problem> problems) => new() { ["problems"] = JsonDocumentWriter.Array(problems, ToJson) };

    private static JsonObject ToJson(Problem problem) => new()
    {
        ["path"] = problem.Path,
        ["line"] = problem.Line,
        ["column"] = problem.Column,
        ["endLine"] = problem.EndLine,
        ["endColumn"] = problem.EndColumn,
        ["id"] = problem.Id,
        ["severity"] = problem.Severity == Severity.Error ? "error" : "warning",
        ["message"] = problem.Message,
        ["suggestion"] = problem.Suggestion,
    };
}
