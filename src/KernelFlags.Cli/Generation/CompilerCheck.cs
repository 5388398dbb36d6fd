using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Generation;

/// <summary>What a C compiler says of the headers that were written.</summary>
/// <param name="Summary">What was checked, as the end of a sentence.</param>
/// <param name="Failures">A line for each thing that does not hold.</param>
internal sealed record CompilerCheck(string Summary, IReadOnlyList<string> Failures)
{
    private const string Compiler = "gcc";

    /// <summary>Has <c>gcc</c> compile each header that was written, and compare every name in it with the table.</summary>
    /// <param name="outputs">What was written.</param>
    /// <param name="folder">Where.</param>
    /// <param name="cancel">Ends the compiler too.</param>
    /// <returns>What it says.</returns>
    public static async Task<CompilerCheck> RunAsync(ResolvedTable table, Outputs outputs, string folder, CancellationToken cancel)
    {
        var checks = OutputCheck.For(table).Where(check => outputs.Targets.Any(target => target.Name == check.Target)).ToList();
        if (checks.Count == 0)
        {
            return new CompilerCheck("no C header among them", []);
        }

        if (ExternalTool.Find(Compiler) is not { } gcc)
        {
            return new CompilerCheck("not compiled, since there is no gcc", []);
        }

        var results = await Task.WhenAll(checks.Select(check =>
            ExternalTool.RunAsync(gcc, OutputCheck.CompilerArguments(folder), folder, check.Text, cancel))).ConfigureAwait(false);
        var failures = checks.Zip(results, (check, result) => MessagesOf(check, result)).SelectMany(lines => lines).ToList();
        var count = Lines.Count(checks.Count, "C header");
        return new CompilerCheck(
            failures.Count == 0
                ? $"gcc compiled {count} and found every name and value right"
                : $"gcc found what is wrong in {results.Count(result => result.ExitCode != 0)} of {count}",
            failures);
    }

    private static IEnumerable<string> MessagesOf(CCheck check, ToolResult result)
    {
        if (result.ExitCode == 0)
        {
            return [];
        }

        var errors = Lines.Of(result.Errors).Where(line => line.Contains("error:", StringComparison.Ordinal)).ToList();
        return errors.Count == 0 ? [$"{check.File}: gcc ended with {result.ExitCode}"] : errors.Select(line => $"{check.File}: {line}");
    }
}
