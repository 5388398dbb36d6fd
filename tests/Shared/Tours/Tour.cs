using System.Text;

namespace KernelFlags.Tests.Shared.Tours;

/// <summary>A page with blocks of <c>console</c>: a line that starts with <c>$</c> is a command, and what stands below it is what it prints.</summary>
internal static class Tour
{
    private const string Fence = "```";
    private const string Prompt = "$ ";

    /// <summary>Holds a page against what its commands print now; with KFLAGS_ACCEPT=1 it is written.</summary>
    /// <param name="path">The page, from the root of the checkout.</param>
    /// <param name="run">Runs a command, and gives what it prints.</param>
    public static async Task VerifyAsync(string path, Func<string, Task<string>> run)
    {
        var page = await File.ReadAllTextAsync(Repository.Find(path), TestContext.Current.CancellationToken);
        var printed = await RunAsync(page, run);
        if (Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1")
        {
            await File.WriteAllTextAsync(Repository.Find(path), printed, TestContext.Current.CancellationToken);
        }
        else
        {
            Assert.Equal(printed, page);
        }
    }

    /// <summary>The words of a command, where double quotes hold a word together.</summary>
    public static string[] Words(string command) =>
    [
        .. command.Split('"').SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    /// <summary>The page with the output of each command as it is now.</summary>
    private static async Task<string> RunAsync(string page, Func<string, Task<string>> run)
    {
        var result = new StringBuilder();
        var inTour = false;
        foreach (var line in page.TrimEnd('\n').Split('\n'))
        {
            if (inTour && line.StartsWith(Prompt, StringComparison.Ordinal))
            {
                result.Append(line).Append('\n').Append(await run(line[Prompt.Length..]));
            }
            else if (!inTour || line == Fence)
            {
                result.Append(line).Append('\n');
                inTour = line == Fence + "console" || (inTour && line != Fence);
            }
        }

        return result.ToString();
    }
}
