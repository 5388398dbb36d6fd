using System.Diagnostics;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Output;

/// <summary>What a program of the machine said.</summary>
/// <param name="ExitCode">Its exit status.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);

/// <summary>Runs programs that the machine may have: a compiler, git.</summary>
internal static class ExternalTool
{
    /// <summary>Where a program is.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its path; null when it is not installed.</returns>
    public static string? Find(string name) => BoundedProgram.Find(name);

    /// <summary>Runs a program to its end. Its messages are in English, whatever the user's language.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">The folder that it runs in.</param>
    /// <param name="input">What it reads from standard input.</param>
    /// <param name="cancel">Ends the program too.</param>
    /// <returns>What it said.</returns>
    public static async Task<ToolResult> RunAsync(
        string path, IEnumerable<string> arguments, string folder, string input = "", CancellationToken cancel = default)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var program = BoundedProgram.Start(start);
        var process = program.Value;
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = process.StandardError.ReadToEndAsync(cancel);
        await SendAsync(process.StandardInput, input).ConfigureAwait(false);
        await process.WaitForExitAsync(cancel).ConfigureAwait(false);
        return new ToolResult(process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
    }

    /// <summary>A program that ends without reading everything has said what it thinks of it by its exit status.</summary>
    private static async Task SendAsync(StreamWriter writer, string input)
    {
        try
        {
            await writer.WriteAsync(input).ConfigureAwait(false);
            writer.Close();
        }
        catch (IOException)
        {
        }
    }
}
