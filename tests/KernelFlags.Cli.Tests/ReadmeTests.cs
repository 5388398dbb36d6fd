using System.Diagnostics;

namespace KernelFlags.Cli.Tests;

/// <summary>The README's tour: what stands below each command is what it prints.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task Tour_EachCommand_PrintsWhatStandsBelowIt()
    {
        using var folder = new ScratchFolder().WithDefinitions();
        Directory.CreateSymbolicLink(folder["tests"], Path.Combine(Repository.Root, "tests"));
        await Tour.VerifyAsync("README.md", command => RunAsync(folder, command));
    }

    private static async Task<string> RunAsync(ScratchFolder folder, string command)
    {
        if (!command.StartsWith("kflags ", StringComparison.Ordinal))
        {
            return await ShellAsync(folder.Path, command);
        }

        var call = await Kflags.RunInAsync(folder.Path, "", Tour.Words(command)[1..]);
        return call.Output + call.Error;
    }

    private static async Task<string> ShellAsync(string folder, string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
