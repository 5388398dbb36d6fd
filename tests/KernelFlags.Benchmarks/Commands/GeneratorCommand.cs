using System.CommandLine;
using System.Globalization;
using KernelFlags.Benchmarks.Generator;
using KernelFlags.Benchmarks.Measuring;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>generator</c>: what the source generator costs in a warm process, beside one of the SDK's.</summary>
internal static class GeneratorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("generator", "Measure the source generator in a warm process: a whole table, and a keystroke, beside System.Text.Json's.");
        var rounds = CommonOptions.Number(command, "--rounds", 3, "How many rounds.");
        command.SetAction(result =>
        {
            GeneratorSubject[] subjects = [new OwnGenerator(), new JsonGenerator()];
            for (var round = 0; round < result.GetValue(rounds); round++)
            {
                foreach (var subject in subjects)
                {
                    var whole = subject.MeasureWhole(out var lines);
                    var keystroke = subject.MeasureKeystroke();
                    Console.Out.WriteLine($"{subject.Name,-16} {lines,5} lines: whole {Text(whole)}, keystroke {Text(keystroke)}");
                }
            }
        });
        return command;
    }

    private static string Text(Figures figures) =>
        string.Create(CultureInfo.InvariantCulture, $"{figures.Median:F2} ms ({figures.Low:F2}-{figures.High:F2})");
}
