using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>What is asked of a userfaultfd (ioctl_userfaultfd(2)).</summary>
internal static class UserfaultfdCalls
{
    /// <summary>ioctl(2) on a userfaultfd.</summary>
    public static StraceOperation? Ioctl(StraceCall call, LogProcess process)
    {
        var a = call.Arguments;
        if (a.Count < 3)
        {
            return StraceOperation.TooShort;
        }

        switch (a[1])
        {
            case "UFFDIO_API":
                SetFeatures(call, process);
                return null;
            case "UFFDIO_WAKE":
                return null;
            case "UFFDIO_REGISTER":
                return OnRange(call, process, (memory, range, uffd) =>
                    StraceArguments.Field(a[2], "mode") is { } mode && StraceArguments.UffdMode(mode) is { } modes
                        ? StraceOperation.Call(() => memory.UffdRegister(range.Start, range.Length, modes, uffd))
                        : null);
            case "UFFDIO_UNREGISTER":
                return OnRange(call, process, (memory, range, uffd) =>
                    StraceOperation.Call(() => memory.UffdUnregister(range.Start, range.Length, uffd)));
            case "UFFDIO_WRITEPROTECT":
                return OnRange(call, process, (memory, range, uffd) => StraceArguments.Field(a[2], "mode") is { } mode
                    ? StraceOperation.Call(() => memory.UffdWriteProtect(range.Start, range.Length, IsOn(mode)))
                    : null);
            default:
                return call.Succeeded
                    ? StraceOperation.Not($"{a[1]} is not modelled")
                    : StraceOperation.Failed($"{a[1]} is not modelled; it changed nothing");
        }
    }

    private static bool IsOn(string mode) => mode.Contains("MODE_WP", StringComparison.Ordinal) || (StraceArguments.Number(mode) & 1) == 1;

    private static StraceOperation? OnRange(
        StraceCall call, LogProcess process, Func<ProcessMemory, AddressRange, Userfaultfd, StraceOperation?> make)
    {
        var text = call.Arguments[2];
        if (StraceArguments.Field(text, "start") is not { } first
            || StraceArguments.Address(first) is not { } start
            || StraceArguments.Field(text, "len") is not { } size
            || StraceArguments.Number(size) is not { } length)
        {
            return call.Succeeded ? StraceOperation.Unreadable(text) : StraceOperation.Failed("its argument is not in the log");
        }

        var memory = process.Memory!;
        var range = new AddressRange(start, start + length);
        if (RangeCalls.Outside(call, memory, range) is { } outside)
        {
            return outside;
        }

        // What a userfaultfd may watch depends on its features and on the files, which the log need not have.
        return !call.Succeeded ? StraceOperation.Failed("the userfaultfd, or what it may watch, is not in the log")
            : make(memory, range, Uffd(call, process)) is { } operation ? operation with { Range = range }
            : RangeCalls.Changed(StraceOperation.Unreadable(text), memory, range);
    }

    /// <summary>The userfaultfd of a descriptor; where the log does not have how it was made, one with no features.</summary>
    private static Userfaultfd Uffd(StraceCall call, LogProcess process)
    {
        var descriptor = StraceArguments.Descriptor(call.Arguments[0]) ?? -1;
        if (process.Descriptors[descriptor] is { Uffd: { } known })
        {
            return known;
        }

        var uffd = new Userfaultfd(UffdFeatures.None);
        process.Descriptors[descriptor] = new OpenFile(null, WhyNot: "a userfaultfd can't be mapped", Uffd: uffd);
        return uffd;
    }

    private static void SetFeatures(StraceCall call, LogProcess process)
    {
        if (call.Succeeded
            && StraceArguments.Descriptor(call.Arguments[0]) is { } descriptor
            && StraceArguments.Field(call.Arguments[2], "features") is { } text
            && StraceArguments.UffdFeatures(text) is { } features)
        {
            process.Descriptors[descriptor] = new OpenFile(null, WhyNot: "a userfaultfd can't be mapped", Uffd: new Userfaultfd(features));
        }
    }
}
