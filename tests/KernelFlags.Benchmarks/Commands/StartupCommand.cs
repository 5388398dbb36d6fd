using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>startup</c>: how long the tool takes for one call, published ReadyToRun.</summary>
internal static class StartupCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("startup", "Publish kflags ReadyToRun and time whole calls of it: --version, lint, gen.");
        var rounds = CommonOptions.Number(command, "--rounds", 15, "How many rounds.");
        command.SetAction(result =>
        {
            var folder = Directory.CreateTempSubdirectory("kernelflags-startup-").FullName;
            try
            {
                Measure(PublishedTool.Publish(folder), folder, result.GetValue(rounds));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Measure(string tool, string folder, int rounds)
    {
        string[][] calls = [["--version"], ["lint"], ["gen", "--out", Path.Combine(folder, "generated")]];
        List<double>[] times = [[], [], []];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                var (exitCode, text) = Programs.Run(tool, calls[i], Repository.Root);
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (exitCode != 0)
                {
                    throw new InvalidOperationException($"kflags {calls[i][0]} ended with {exitCode}: {text}");
                }
            }
        }

        for (var i = 0; i < calls.Length; i++)
        {
            var figures = Figures.Of(times[i]);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"kflags {calls[i][0],-10} {figures.Median:F0} ms ({figures.Low:F0}-{figures.High:F0})"));
        }
    }
}
