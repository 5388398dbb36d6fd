using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>fuzz</c>: operations a second of <c>kflags fuzz</c> beside those of the recorder in C, which compares nothing.</summary>
internal static class FuzzCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command("fuzz", "Compare kflags fuzz with the recorder in C: the same mix and seed, each in a process of its own. Needs root and gcc.");
        var kflags = new Option<string>("--kflags")
        {
            Description = "kflags.dll, as dotnet publish -c Release src/KernelFlags.Cli writes it.",
            Required = true,
        };
        var mixes = new Option<string[]>("--mix")
        {
            Description = "The mixes.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["all", "anon", "guard", "fork", "remap", "uffd"],
        };
        command.Options.Add(kflags);
        command.Options.Add(mixes);
        var count = CommonOptions.Number(command, "--ops", 20_000, "How many operations.");
        var rounds = CommonOptions.Number(command, "--rounds", 3, "How many rounds.");
        command.SetAction(result =>
        {
            var folder = Directory.CreateTempSubdirectory("kernelflags-fuzz-").FullName;
            try
            {
                var recorder = Compile(folder);
                foreach (var mix in result.GetValue(mixes)!)
                {
                    Compare(folder, recorder, result.GetValue(kflags)!, mix, result.GetValue(count), result.GetValue(rounds));
                }
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Compare(string folder, string recorder, string kflags, string mix, int count, int rounds)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            string[] call = ["--mix", mix, "--seed", Text(round), "--ops", Text(count), "--dir", folder];
            ours.Add(Seconds("dotnet", folder, [kflags, "fuzz", .. call]));
            theirs.Add(Seconds(recorder, folder, call));
        }

        var ratio = Figures.Ratio(ours, theirs);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{mix,-9} kflags fuzz {count / Figures.Of(ours).Median,7:F0}/s, recorder {count / Figures.Of(theirs).Median,7:F0}/s: {ratio.Median:F2} ({ratio.Low:F2}-{ratio.High:F2})"));
    }

    private static string Compile(string folder)
    {
        var program = Path.Combine(folder, "record");
        var source = Path.Combine(Checkout.Root, "tests/KernelFlags.Conformance/oracle/record.c");
        Seconds("gcc", folder, ["-std=c11", "-O2", "-o", program, source]);
        return program;
    }

    /// <summary>Runs a program to its end; what it prints is read and dropped.</summary>
    private static double Seconds(string program, string folder, string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new UnusableException($"{program} {string.Join(' ', arguments)} ended with status {process.ExitCode}; it needs root, and gcc to be installed");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
