using System.Diagnostics;
using System.Globalization;

namespace KernelFlags.Benchmarks.Measuring;

/// <summary>A process with many VMAs, which waits. Needs gcc.</summary>
internal sealed class ManyVmas : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="folder">Where the program goes.</param>
    /// <param name="count">How many VMAs it has at least.</param>
    /// <exception cref="UnusableException">It can't be compiled, or may not have as many.</exception>
    public ManyVmas(string folder, int count)
    {
        var program = Path.Combine(folder, "manyvmas");
        var (exitCode, _) = Programs.Run("gcc", ["-std=c11", "-O2", "-D_GNU_SOURCE", "-o", program, Repository.Find("tests/KernelFlags.Benchmarks/Measuring/manyvmas.c")]);
        if (exitCode != 0)
        {
            throw new UnusableException("the process to look at can't be compiled; it needs gcc");
        }

        _process = Process.Start(new ProcessStartInfo(program, [Text(count)]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        if (_process.StandardOutput.ReadLine() is null)
        {
            _process.Dispose();
            throw new UnusableException($"a process may not have {count} VMAs and some for its program; give fewer with --n, or raise vm.max_map_count");
        }
    }

    /// <summary>Its number, as a word of a call.</summary>
    public string Pid => Text(_process.Id);

    /// <summary>Its smaps.</summary>
    public string Smaps => $"/proc/{Pid}/smaps";

    /// <summary>Saves what it has again and again, each time at higher addresses.</summary>
    /// <param name="bytes">How long the file is at least.</param>
    public void Save(string path, long bytes)
    {
        var lines = File.ReadLines(Smaps).TakeWhile(line => !line.EndsWith("[vsyscall]", StringComparison.Ordinal)).ToList();
        var address = 0x1000UL;
        using var file = new StreamWriter(path);
        while (file.BaseStream.Position < bytes)
        {
            foreach (var line in lines)
            {
                // An address line begins with a digit or a small letter, a field with a capital letter.
                if (char.IsAsciiLetterUpper(line[0]))
                {
                    file.WriteLine(line);
                    continue;
                }

                file.WriteLine($"{address:x12}-{address + 0x1000:x12}{line[line.IndexOf(' ', StringComparison.Ordinal)..]}");
                address += 0x1000;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
