using System.Runtime.InteropServices;

namespace KernelFlags.Live.Running;

/// <summary>Whether the running kernel can be asked from here.</summary>
public static class Supported
{
    /// <summary>Why it can't be asked.</summary>
    /// <returns>What is missing, and how to have it; null when nothing is.</returns>
    public static string? Missing() =>
        !OperatingSystem.IsLinux() ? "this is not Linux; run it on Linux"
        : RuntimeInformation.ProcessArchitecture != Architecture.X64 ? "processes can be driven on x86-64 only"
        : !Environment.IsPrivilegedProcess ? "root is needed, for pagemap, userfaultfd and locked memory; run it with sudo"
        : null;

    internal static void Check()
    {
        if (Missing() is { } missing)
        {
            throw new RunningKernelException($"the running kernel can't be asked: {missing}");
        }
    }
}
