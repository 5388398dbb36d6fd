using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests;

/// <summary><c>kflags</c> as a process of its own, called from a shell.</summary>
internal static class Shell
{
    /// <summary>The words that call it.</summary>
    public static string Kflags => $"'{ExternalTool.Find("dotnet")}' '{Path.Combine(AppContext.BaseDirectory, "kflags.dll")}'";

    /// <summary>Runs a script in a folder.</summary>
    public static Task<ToolResult> RunAsync(ScratchFolder folder, string script) =>
        ExternalTool.RunAsync("/bin/sh", ["-c", script], folder.Path, cancel: TestContext.Current.CancellationToken);
}
