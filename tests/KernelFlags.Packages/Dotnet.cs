using System.Diagnostics;

namespace KernelFlags.Packages;

/// <summary>Programs that the tests run, <c>dotnet</c> above all.</summary>
internal static class Dotnet
{
    /// <summary>Calls <c>dotnet</c>.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">What is set beside what is; null takes away.</param>
    /// <param name="arguments">The words of the call.</param>
    /// <returns>How it ended, and everything that it said.</returns>
    public static (int Status, string Output) Run(string folder, IReadOnlyDictionary<string, string?> environment, params IEnumerable<string> arguments)
    {
        var (status, output, error) = RunProgram(folder, environment, "dotnet", arguments);
        return (status, output + error);
    }

    /// <summary>Runs a program.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="environment">What is set beside what is; null takes away.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static (int Status, string Output, string Error) RunProgram(string folder, IReadOnlyDictionary<string, string?> environment, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
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
