using System.Runtime.CompilerServices;
using KernelFlags.Native.Handles;
using KernelFlags.Vma;

namespace KernelFlags.Native.Exports;

/// <summary>What C functions return.</summary>
internal static class Returned
{
    /// <summary><c>KF_HANGS</c>: the call never returns on a real kernel.</summary>
    public const long Hangs = -10000;

    /// <summary><c>KF_SIGBUS</c>.</summary>
    public const long Sigbus = -10007;

    /// <summary><c>KF_SIGSEGV</c>.</summary>
    public const long Sigsegv = -10011;

    /// <summary>The result of a system call as a number: the value, -errno, or one of the codes below every -errno.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of(in SyscallResult result) => result.Succeeded ? (long)result.Value : Failed(result);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Failed(in SyscallResult result)
    {
        Failure.Is(result);
        return result.Outcome switch
        {
            SyscallOutcome.Error => -(int)result.Error,
            SyscallOutcome.Segv => Sigsegv,
            SyscallOutcome.Sigbus => Sigbus,
            _ => Hangs,
        };
    }
}
