using System.Runtime.InteropServices;
using KernelFlags.Live.Running;

namespace KernelFlags.Live.Processes;

/// <summary>How many files this process may have open at once.</summary>
public static class OpenFiles
{
    private const int Resource = 7; // RLIMIT_NOFILE

    /// <summary>The limit, getrlimit(2).</summary>
    /// <returns>The number of descriptors.</returns>
    public static ulong Max()
    {
        Span<ulong> limits = stackalloc ulong[2];
        return OperatingSystem.IsLinux() && LibC.GetLimit(Resource, ref MemoryMarshal.GetReference(limits)) == 0 ? limits[0] : ulong.MaxValue;
    }
}
