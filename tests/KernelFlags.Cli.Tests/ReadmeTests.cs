using System.Diagnostics;
using System.Text;

namespace KernelFlags.Cli.Tests;

/// <summary>The README's tour: what stands below each command is what it prints.</summary>
public sealed class ReadmeTests
{
    private const string Fence = "```";

    [Fact]
    public async Task Tour_EachCommand_PrintsWhatStandsBelowIt()
    {
        using var folder = new ScratchFolder().WithDefinitions();
        Directory.CreateSymbolicLink(folder["tests"], Path.Combine(Repository.Root, "tests"));
        var path = Path.Combine(Repository.Root, "README.md");
        var readme = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var shown = await RunTourAsync(folder, readme);
        if (Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1")
        {
            await File.WriteAllTextAsync(path, shown, TestContext.Current.CancellationToken);
        }
        else
        {
            Assert.Equal(shown, readme);
        }
    }

    /// <summary>The README with the output of each command of its console blocks as it is now.</summary>
    private static async Task<string> RunTourAsync(ScratchFolder folder, string readme)
    {
        var result = new StringBuilder();
        var inTour = false;
        foreach (var line in readme.TrimEnd('\n').Split('\n'))
        {
            if (inTour && line.StartsWith("$ ", StringComparison.Ordinal))
            {
                result.Append(line).Append('\n').Append(await RunAsync(folder, line[2..]));
            }
            else if (!inTour || line == Fence)
            {
                result.Append(line).Append('\n');
                inTour = line == Fence + "console" || (inTour && line != Fence);
            }
        }

        return result.ToString();
    }

    private static async Task<string> RunAsync(ScratchFolder folder, string command)
    {
        if (!command.StartsWith("kflags ", StringComparison.Ordinal))
        {
            return await ShellAsync(folder.Path, command);
        }

        var call = await Kflags.RunInAsync(folder.Path, "", Words(command)[1..]);
        return call.Output + call.Error;
    }

    /// <summary>The words of a command, where double quotes hold a word together.</summary>
    private static string[] Words(string command) =>
    [
        .. command.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

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
