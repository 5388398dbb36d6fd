using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace KernelFlags.Live.Headers;

/// <summary>The C compiler of this machine.</summary>
public static class CCompiler
{
    private const string Command = "gcc";

    /// <summary>Whether there is one.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Command)));

    /// <summary>Calls the compiler.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="arguments">What it is told.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="HeaderException">There is no compiler, or it refuses; the message is its first error.</exception>
    public static string Compile(string folder, params IEnumerable<string> arguments) => Run(folder, Command, arguments);

    /// <summary>Runs a program.</summary>
    /// <param name="folder">The folder that it works in.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">What it is told.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="HeaderException">It can't be started, or ends with a status other than 0.</exception>
    internal static string Run(string folder, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new HeaderException(FirstError(process, errors.Result));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new HeaderException(
                $"{start.FileName} is missing or can't be started; install it (Debian: apt-get install gcc libc6-dev)", e);
        }
    }

    /// <summary>The first line that says what is wrong; what precedes it says only where.</summary>
    private static string FirstError(Process process, string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.Select(l => l.Split("error: ")).FirstOrDefault(l => l.Length > 1)?[^1]
            ?? lines.FirstOrDefault(l => l.Contains("cannot find", StringComparison.Ordinal))
            ?? lines.FirstOrDefault()
            ?? string.Create(CultureInfo.InvariantCulture, $"ended with status {process.ExitCode}");
        return $"{Path.GetFileName(process.StartInfo.FileName)}: {line}";
    }
}
