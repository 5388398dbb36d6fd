namespace KernelFlags.Cli.Tests.Strace;

/// <summary>Logs of strace(1) that are replayed.</summary>
internal static class StraceLog
{
    /// <summary>Replays a log on Linux 6.18.</summary>
    /// <param name="log">The log's text.</param>
    /// <param name="to">The maps that its process has at the end; null to compare with none.</param>
    /// <param name="options">More options of the call.</param>
    public static async Task<Call> ReplayAsync(string log, string? to = null, params string[] options)
    {
        using var folder = new ScratchFolder().With("log", log).With("to", to ?? "");
        return await Kflags.RunAsync(["replay", "--strace", folder["log"], "--kernel=6.18", .. to is null ? [] : (string[])["--to", folder["to"]], .. options]);
    }
}
