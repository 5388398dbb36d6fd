using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>startup</c>: how long the tool takes for one call, published ReadyToRun.</summary>
internal static class StartupCommand
{
    /// <summary>What is needed of the checkout to build kflags.</summary>
    private static readonly string[] Sources = ["*.props", "global.json", ".editorconfig", "definitions", "generators", "src"];

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command("startup", "Publish kflags ReadyToRun and time whole calls of it: --version, lint, gen.");
        var rounds = CommonOptions.Number(command, "--rounds", 15, "How many rounds.");
        command.SetAction(result =>
        {
            var folder = Directory.CreateTempSubdirectory("kernelflags-startup-").FullName;
            try
            {
                Measure(Publish(folder), folder, result.GetValue(rounds));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    /// <summary>Publishes a copy of the sources: the checkout's own lock files and outputs stay as they are.</summary>
    private static string Publish(string folder)
    {
        var (source, output) = (Path.Combine(folder, "source"), Path.Combine(folder, "out"));
        var (_, files) = Run("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", .. Sources]);
        foreach (var file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Checkout.Find(file))))
        {
            Directory.CreateDirectory(Path.Combine(source, Path.GetDirectoryName(file)!));
            File.Copy(Checkout.Find(file), Path.Combine(source, file));
        }

        var (exitCode, text) = Run(
            "dotnet", ["publish", Path.Combine(source, "src/KernelFlags.Cli"), "-c", "Release", "--use-current-runtime", "--no-self-contained", "-p:PublishReadyToRun=true", "-o", output]);
        return exitCode == 0 ? Path.Combine(output, "kflags") : throw new UnusableException($"kflags can't be published ReadyToRun: {text}");
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
                var (exitCode, text) = Run(tool, calls[i]);
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

    private static (int ExitCode, string Text) Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
        })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, text);
    }
}
