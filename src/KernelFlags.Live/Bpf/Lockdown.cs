namespace KernelFlags.Live.Bpf;

/// <summary>Whether the kernel is locked down (kernel_lockdown(7)): then root may not do all either.</summary>
internal static class Lockdown
{
    private const string State = "/sys/kernel/security/lockdown";

    /// <summary>What is added to a refusal.</summary>
    /// <returns>The end of a sentence; empty where the kernel is not locked down, or does not tell.</returns>
    public static string Hint()
    {
        try
        {
            return File.ReadAllText(State).Contains("[none]", StringComparison.Ordinal) ? "" : $"; this kernel is locked down ({State}), which may forbid it to root too";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
