using System.Diagnostics;
using System.Text;

namespace KernelFlags.Benchmarks.Measuring;

/// <summary>Programs that are run to their end.</summary>
internal static class Programs
{
    /// <summary>Runs a program.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working directory; null for ours.</param>
    /// <returns>Its exit status and what it printed.</returns>
    public static (int ExitCode, string Text) Run(string program, string[] arguments, string? folder = null)
    {
        using var output = new MemoryStream();
        var exitCode = Run(program, arguments, folder, output);
        return (exitCode, Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length));
    }

    /// <summary>Runs a program.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Its working directory; null for ours.</param>
    /// <param name="output">What takes what it prints.</param>
    /// <returns>Its exit status.</returns>
    public static int Run(string program, string[] arguments, string? folder, Stream output)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder ?? "" })!;
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode;
    }
}
