using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>fuzz</c>: operations a second of <c>kflags fuzz</c> beside those of the recorder in C, which compares nothing.</summary>
internal static class FuzzCommand
{
    /// <summary>Makes the command.</summary>
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
                var recorder = new Recorder(folder);
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

    private static void Compare(string folder, Recorder recorder, string kflags, string mix, int count, int rounds)
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            string[] call = [kflags, "fuzz", "--mix", mix, "--seed", $"{round}", "--ops", $"{count}", "--dir", folder];
            ours.Add(Seconds(() => Recorder.Run("dotnet", folder, call, Stream.Null)));
            theirs.Add(Seconds(() => recorder.Record(mix, round, count, Stream.Null)));
        }

        var ratio = Figures.Ratio(ours, theirs);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{mix,-9} kflags fuzz {count / Figures.Of(ours).Median,7:F0}/s, recorder {count / Figures.Of(theirs).Median,7:F0}/s: {ratio.Median:F2} ({ratio.Low:F2}-{ratio.High:F2})"));
    }

    private static double Seconds(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
