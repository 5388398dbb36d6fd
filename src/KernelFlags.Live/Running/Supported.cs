using System.Runtime.InteropServices;
using KernelFlags.Proc.Processes;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Live.Running;

/// <summary>Whether the running kernel can be asked from here.</summary>
public static class Supported
{
    private const nint CloseOnExec = 0x80000;
    private const int Refused = 1; // EPERM

    /// <summary>Why it can't be asked.</summary>
    /// <returns>What is missing, and how to have it; null when nothing is.</returns>
    public static string? Missing() =>
        !OperatingSystem.IsLinux() ? "this is not Linux; run it on Linux"
        : RuntimeInformation.ProcessArchitecture != Architecture.X64 ? "processes can be driven on x86-64 only"
        : !Environment.IsPrivilegedProcess ? "root is needed, for pagemap, userfaultfd and locked memory; run it with sudo"
        : ProcessFolder.OwnPid != Environment.ProcessId ? "/proc shows the processes of another PID namespace; mount this one's (unshare --mount-proc)"
        : null;

    /// <summary>Why operations of all kinds can't be done.</summary>
    /// <returns>What is missing, and how to have it; null when nothing is.</returns>
    public static string? MissingForOperations() => Missing()
        ?? (LibC.Syscall((nint)SystemCall.Userfaultfd, CloseOnExec) is var fd and >= 0 ? Close(fd)
            : Marshal.GetLastPInvokeError() == Refused
                ? "userfaultfd is refused to this root, as in a container; give it CAP_SYS_PTRACE, or set vm.unprivileged_userfaultfd to 1"
            : null);

    internal static void Check() => ThrowIf(Missing());

    internal static void CheckOperations() => ThrowIf(MissingForOperations());

    private static void ThrowIf(string? missing)
    {
        if (missing is not null)
        {
            throw new RunningKernelException($"the running kernel can't be asked: {missing}");
        }
    }

    private static string? Close(nint fd)
    {
        new SafeFileHandle(fd, ownsHandle: true).Dispose();
        return null;
    }
}
