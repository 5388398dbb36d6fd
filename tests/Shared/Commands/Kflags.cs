using KernelFlags.Cli;

namespace KernelFlags.Tests.Shared.Commands;

/// <summary>Runs <c>kflags</c> in this process.</summary>
internal static class Kflags
{
    /// <summary>Runs a call in a folder.</summary>
    /// <returns>The exit status, and what was written to standard output and to standard error.</returns>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, params string[] args)
    {
        using var reader = new StringReader("");
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await KflagsCommandLine.RunAsync(args, new Terminal(reader, output, error) { CurrentFolder = folder });
        return (exitCode, output.ToString(), error.ToString());
    }
}
