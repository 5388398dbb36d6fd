using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Benchmarks.Workloads;
using KernelFlags.Linux;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>flags</c>: the VmFlags lines of a smaps, beside a search through the table of mnemonics for each. They take turns.</summary>
internal static class FlagsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("flags", "Read VmFlags lines, by turns with a search through the table of mnemonics for each.");
        var lines = CommonOptions.Number(command, "--n", 65_000, "How many lines.");
        var rounds = CommonOptions.Number(command, "--rounds", 15, "How many rounds.");
        command.SetAction(result => Measure(Lines(result.GetValue(lines)), result.GetValue(rounds)));
        return command;
    }

    private static void Measure(string[] lines, int rounds)
    {
        const int WarmUp = 30;
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = -WarmUp; round < rounds; round++)
        {
            var (own, ownSum) = Time(lines, static line => Linux72.VmaFlags.ParseMnemonics(line, out _));
            var (other, otherSum) = Time(lines, Search);
            if (ownSum != otherSum)
            {
                throw new UnusableException("the two read other flags");
            }

            if (round >= 0)
            {
                ours.Add(own);
                theirs.Add(other);
            }
        }

        var ratio = Figures.Ratio(ours, theirs);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{lines.Length} lines {Figures.Of(ours).Median:N2} ms, by a search {Figures.Of(theirs).Median:N2} ms; {ratio.Median:N1} ({ratio.Low:N1}-{ratio.High:N1}) times as fast"));
    }

    private static (double Milliseconds, ulong Sum) Time(string[] lines, Func<string, Linux72.VmaFlags> read)
    {
        var start = Stopwatch.GetTimestamp();
        var sum = 0UL;
        foreach (var line in lines)
        {
            sum = unchecked((sum * 31) + read(line).ToLegacyWord());
        }

        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, sum);
    }

    private static Linux72.VmaFlags Search(string line)
    {
        var flags = Linux72.VmaFlags.None;
        foreach (var range in line.AsSpan().Split(' '))
        {
            var name = line.AsSpan(range);
            for (var bit = 0; bit < Linux72.VmaFlags.Mnemonics.Length && name.Length > 0; bit++)
            {
                if (name.SequenceEqual(Linux72.VmaFlags.Mnemonics[bit]))
                {
                    flags |= Linux72.VmaFlags.FromBit(bit);
                    break;
                }
            }
        }

        return flags;
    }

    /// <summary>Lines as a process has them: rights, what may be given, and a few flags more.</summary>
    private static string[] Lines(int count)
    {
        var random = new RandomStream(1);
        var lines = new string[count];
        for (var i = 0; i < count; i++)
        {
            var more = Linux72.VmaFlags.FromWord(0, 1UL << (int)random.Below(30)) | Linux72.VmaFlags.FromWord(0, 1UL << (int)random.Below(30));
            lines[i] = (Linux72.VmaFlags.Parse("rd wr mr mw me ac sd", null) | more).ToString("M", null);
        }

        return lines;
    }
}
