using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>maps</c>: <c>kflags maps</c> of a process with many VMAs beside reading its smaps; a long saved file.</summary>
internal static class MapsCommand
{
    private const int SizeUnit = 1_000_000;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("maps", "Time kflags maps on a process with many VMAs beside cat of its smaps, and on a long saved file. Needs gcc, and root for --prove.");
        var kflags = new Option<string?>("--kflags") { Description = "The program, as dotnet publish writes it. Without it one is published ReadyToRun." };
        command.Options.Add(kflags);
        var count = CommonOptions.Number(command, "--n", 65_000, "How many VMAs.");
        var rounds = CommonOptions.Number(command, "--rounds", 15, "How many rounds.");
        var size = CommonOptions.Number(command, "--megabytes", 1000, "How long the saved file is.");
        command.SetAction(result =>
        {
            var folder = Directory.CreateTempSubdirectory("kernelflags-maps-").FullName;
            try
            {
                var tool = result.GetValue(kflags) ?? PublishedTool.Publish(folder);
                using var process = new ManyVmas(folder, result.GetValue(count));
                Compare(tool, process, result.GetValue(rounds));
                MeasureFile(tool, process, Path.Combine(folder, "saved.smaps"), result.GetValue(size));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        });
        return command;
    }

    private static void Compare(string tool, ManyVmas process, int rounds)
    {
        string[][] options = [[], ["--explain"], ["--explain", "--prove"], ["--summary"], ["--summary", "--prove"]];
        string[][] calls = [["cat", process.Smaps], .. options.Select(option => (string[])[tool, "maps", process.Pid, .. option])];
        List<double>[] times = [.. calls.Select(_ => new List<double>())];
        for (var round = -1; round < rounds; round++)
        {
            // Round by round the other way around, so that none always comes after the same.
            foreach (var i in round % 2 == 0 ? Enumerable.Range(0, calls.Length) : Enumerable.Range(0, calls.Length).Reverse())
            {
                var time = Milliseconds(calls[i]);
                if (round >= 0)
                {
                    times[i].Add(time);
                }
            }
        }

        for (var i = 0; i < calls.Length; i++)
        {
            var (figures, ratio) = (Figures.Of(times[i]), Figures.Ratio(times[0], times[i]));
            var name = i == 0 ? "cat smaps" : $"kflags maps {string.Join(' ', calls[i][3..])}";
            Print(name, $"{figures.Median,5:F0} ms ({figures.Low:F0}-{figures.High:F0})", i == 0 ? "" : $"{ratio.Median:F2} ({ratio.Low:F2}-{ratio.High:F2}) times cat, {Peak(calls[i]):F0} MB");
        }
    }

    private static void MeasureFile(string tool, ManyVmas process, string path, int size)
    {
        process.Save(path, (long)size * SizeUnit);
        foreach (var options in new string[][] { [], ["--explain"], ["--summary"], ["--format", "json"] })
        {
            string[] call = [tool, "maps", path, .. options];
            Print($"{size} MB saved {string.Join(' ', options)}", $"{Milliseconds(call),5:F0} ms", $"{Peak(call):F0} MB");
        }
    }

    private static void Print(string name, string time, string rest) => Console.Out.WriteLine($"{name,-34} {time,-22} {rest}".TrimEnd());

    private static double Milliseconds(string[] call)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Start(call);
        process.WaitForExit();
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return process.ExitCode == 0 ? time : throw new UnusableException($"{string.Join(' ', call)} ended with status {process.ExitCode}");
    }

    /// <summary>The most memory that a call has, in MB; looked at while it runs, so in a run of its own.</summary>
    private static double Peak(string[] call)
    {
        const string Name = "VmHWM:";
        using var process = Start(call);
        var status = $"/proc/{process.Id.ToString(CultureInfo.InvariantCulture)}/status";
        var peak = 0.0;
        while (!process.WaitForExit(1))
        {
            try
            {
                // A process that ends has no memory any more.
                var line = File.ReadLines(status).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
                peak = line is null ? peak : double.Parse(line[Name.Length..^" kB".Length], CultureInfo.InvariantCulture) / 1024;
            }
            catch (IOException)
            {
                break;
            }
        }

        return peak;
    }

    /// <summary>Starts a call whose output goes nowhere; the shell is replaced by it.</summary>
    private static Process Start(string[] call) => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" > /dev/null", "sh", .. call]))!;
}
