using System.Diagnostics;

namespace KernelFlags.Tests.Shared.Programs;

/// <summary>Programs of the machine that tests run.</summary>
internal static class InstalledProgram
{
    /// <summary>Whether one is installed.</summary>
    public static bool Has(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Runs one to its end.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">What is set beside what is; null takes away.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>How it ended, and what it said.</returns>
    public static (int Status, string Output, string Error) Run(string folder, IEnumerable<KeyValuePair<string, string?>> environment, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
