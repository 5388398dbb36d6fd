using System.Runtime.InteropServices;

namespace KernelFlags.Live.Processes;

/// <summary>A descriptor that is written to, as far as poll(2) tells of it.</summary>
public static partial class OutputPipe
{
    private const short Error = 8;

    /// <summary>Whether it is a pipe whose reader has gone. The runtime writes on into such a pipe as if all were well.</summary>
    /// <param name="descriptor">The descriptor's number.</param>
    /// <returns>True when nobody will ever read what is written.</returns>
    public static unsafe bool IsUnread(int descriptor)
    {
        var polled = new PollDescriptor { Descriptor = descriptor };
        return Poll(&polled, 1, 0) == 1 && (polled.Returned & Error) != 0;
    }

    /// <summary>Whether it was there when the process began. Where it was closed, the runtime has opened something of its own under the number.</summary>
    /// <param name="descriptor">The descriptor's number.</param>
    /// <returns>False where it is closed, or is closed on exec(2): then it can't have come from there.</returns>
    public static bool IsInherited(int descriptor)
    {
        const int GetFlags = 1; // F_GETFD
        const int CloseOnExec = 1; // FD_CLOEXEC
        return Control(descriptor, GetFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Returned;
    }
}
