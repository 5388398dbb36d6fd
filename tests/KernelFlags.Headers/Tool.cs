using System.Diagnostics;

namespace KernelFlags.Headers;

/// <summary>Runs what a test needs of the machine.</summary>
internal static class Tool
{
    /// <summary>Runs a program, which must succeed.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public static string Run(string folder, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}\n{output}{errors.Result}");
        return output;
    }
}
