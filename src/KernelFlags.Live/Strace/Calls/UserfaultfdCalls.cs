using System.Collections.Frozen;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>What is asked of a userfaultfd (ioctl_userfaultfd(2)).</summary>
internal static class UserfaultfdCalls
{
    private const string Prefix = "UFFDIO_";
    private const string DeviceField = ", 0xaa, ";

    /// <summary>What is asked, by the number of its order: in the second byte of an order stands which kind of device it is for.</summary>
    private static readonly FrozenDictionary<ulong, string> Names = new Dictionary<ulong, string>
    {
        [0x00] = "UFFDIO_REGISTER",
        [0x01] = "UFFDIO_UNREGISTER",
        [0x02] = "UFFDIO_WAKE",
        [0x03] = "UFFDIO_COPY",
        [0x04] = "UFFDIO_ZEROPAGE",
        [0x05] = "UFFDIO_MOVE",
        [0x06] = "UFFDIO_WRITEPROTECT",
        [0x07] = "UFFDIO_CONTINUE",
        [0x08] = "UFFDIO_POISON",
        [0x3f] = "UFFDIO_API",
    }.ToFrozenDictionary();

    /// <summary>Words of which one stands in each such call: a version of strace that does not know its name writes numbers.</summary>
    public static string[] Words => [Prefix, DeviceField, "0xc018aa", "0xc020aa", "0xc028aa", "0x8010aa"];

    /// <summary>ioctl(2) on a userfaultfd.</summary>
    public static StraceOperation? Ioctl(StraceCall call, LogProcess process)
    {
        var a = call.Arguments;
        if (a.Count < 3)
        {
            return StraceOperation.TooShort;
        }

        var order = NameOf(a[1]);
        switch (order)
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
            case var other when !other.StartsWith(Prefix, StringComparison.Ordinal):
                return null;
            default:
                return call.Succeeded
                    ? StraceOperation.Not($"{order} is not modelled")
                    : StraceOperation.Failed($"{order} is not modelled; it changed nothing");
        }
    }

    /// <summary>The name of an order: of <c>0xc020aa00</c>, of <c>_IOC(_IOC_READ|_IOC_WRITE, 0xaa, 0, 0x20)</c>.</summary>
    private static string NameOf(string written)
    {
        const ulong Device = 0xaa;
        var device = written.StartsWith("_IOC(", StringComparison.Ordinal) ? written.IndexOf(DeviceField, StringComparison.Ordinal) : -1;
        var number = device > 0 ? StraceText.Leading(written.AsSpan(device + DeviceField.Length))
            : StraceArguments.Number(written) is { } order && ((order >> 8) & 0xff) == Device ? order & 0xff
            : null;
        return number is { } known ? Names.GetValueOrDefault(known, $"{Prefix}{known}") : written;
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
