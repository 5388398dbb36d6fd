using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>Calls that make and close descriptors, by which a log without <c>-y</c> still tells which files are mapped.</summary>
internal static class FileCalls
{
    private const int AccessMode = 3;

    /// <summary>open(2) and creat(2).</summary>
    public static void Open(StraceCall call, LogProcess process) =>
        Open(call, process, path: 0, call.Arguments.Count > 1 && call.Name != "creat" ? call.Arguments[1] : "O_WRONLY|O_TRUNC");

    /// <summary>openat(2) and openat2(2).</summary>
    public static void Openat(StraceCall call, LogProcess process) =>
        Open(call, process, path: 1, call.Arguments.Count < 3 ? "" : StraceArguments.Field(call.Arguments[2], "flags") ?? call.Arguments[2]);

    /// <summary>memfd_create(2).</summary>
    public static void MemfdCreate(StraceCall call, LogProcess process)
    {
        var flags = call.Arguments.Count > 1 ? call.Arguments[1] : "";
        var isHuge = flags.Contains("MFD_HUGETLB", StringComparison.Ordinal) || (StraceArguments.Number(flags) & 4) == 4;
        var path = "/memfd:" + (call.Arguments.Count > 0 ? StraceArguments.Quoted(call.Arguments[0]) : "");

        // Each is a file of its own, whatever its name.
        var file = new VmaFile(FileKind.Memfd, LogFiles.AnySize, new() { IsCached = false, Name = path });
        if (call.Arguments.Count > 0 && StraceArguments.IsCut(call.Arguments[0]))
        {
            process.Files.SetNamedInPart(file);
        }

        Set(call, process, isHuge
            ? new(null, path, "memory of hugetlbfs is not modelled")
            : new(file, path, ClosesOnExec: flags.Contains("MFD_CLOEXEC", StringComparison.Ordinal)));
    }

    /// <summary>userfaultfd(2).</summary>
    public static void Userfaultfd(StraceCall call, LogProcess process) =>
        Set(call, process, new(null, WhyNot: "a userfaultfd can't be mapped", Uffd: new Userfaultfd(UffdFeatures.None)));

    /// <summary>A call that returns a descriptor of no file.</summary>
    public static void Special(StraceCall call, LogProcess process) =>
        Set(call, process, new(null, WhyNot: $"memory of {call.Name} is not modelled"));

    /// <summary>A call that gives two descriptors of no file.</summary>
    public static void Pair(StraceCall call, LogProcess process)
    {
        var pair = call.Succeeded ? call.Arguments.FirstOrDefault(argument => argument.StartsWith('[')) ?? "" : "";
        foreach (var text in pair.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries))
        {
            if (StraceArguments.Descriptor(text) is { } descriptor)
            {
                process.Descriptors[descriptor] = new(null, WhyNot: $"memory of {call.Name} is not modelled");
            }
        }
    }

    /// <summary>shmget(2): how large a segment is that shmat(2) maps.</summary>
    public static void Shmget(StraceCall call, LogProcess process)
    {
        if (call.Succeeded && call.Arguments.Count > 1 && StraceArguments.Number(call.Arguments[1]) is { } size)
        {
            process.Files.Segments[call.Result.Value] = size;
        }
    }

    /// <summary>dup(2), dup2(2) and dup3(2).</summary>
    public static void Dup(StraceCall call, LogProcess process) =>
        Copy(call, process, call.Arguments.Count > 2 && call.Arguments[2].Contains("O_CLOEXEC", StringComparison.Ordinal));

    /// <summary>fcntl(2), where it makes a descriptor or says whether one is closed by execve(2).</summary>
    public static void Fcntl(StraceCall call, LogProcess process)
    {
        var command = call.Arguments.Count > 1 ? call.Arguments[1] : "";
        switch (command)
        {
            case "F_DUPFD" or "0":
                Copy(call, process, closesOnExec: false);
                break;
            case "F_DUPFD_CLOEXEC" or "0x406":
                Copy(call, process, closesOnExec: true);
                break;
            case "F_SETFD" or "0x2" when call.Succeeded
                && call.Arguments.Count > 2
                && StraceArguments.Descriptor(call.Arguments[0]) is { } descriptor
                && process.Descriptors[descriptor] is { } open:
                process.Descriptors[descriptor] = open with { ClosesOnExec = call.Arguments[2] is "FD_CLOEXEC" or "0x1" or "1" };
                break;
        }
    }

    /// <summary>close(2).</summary>
    public static void Close(StraceCall call, LogProcess process)
    {
        if (call.Arguments.Count > 0 && StraceArguments.Descriptor(call.Arguments[0]) is { } descriptor)
        {
            process.Descriptors[descriptor] = null;
        }
    }

    /// <summary>close_range(2).</summary>
    public static void CloseRange(StraceCall call, LogProcess process)
    {
        if (!call.Succeeded
            || call.Arguments.Count < 2
            || StraceArguments.Number(call.Arguments[0]) is not { } first
            || StraceArguments.Number(call.Arguments[1]) is not { } last
            || (call.Arguments.Count > 2 && call.Arguments[2].Contains("CLOEXEC", StringComparison.Ordinal)))
        {
            return;
        }

        foreach (var descriptor in process.Descriptors.Descriptors.Where(d => (ulong)d >= first && (ulong)d <= last).ToList())
        {
            process.Descriptors[descriptor] = null;
        }
    }

    private static void Open(StraceCall call, LogProcess process, int path, string flags)
    {
        if (!call.Succeeded || call.Arguments.Count <= path)
        {
            return;
        }

        var resolved = call.Result.Path is { } shown ? MapsPath.WithoutDeleted(shown) : null;
        if ((resolved ?? StraceArguments.Quoted(call.Arguments[path])) is not { } name)
        {
            Set(call, process, null);
            return;
        }

        var isWritable = flags.Contains("O_RDWR", StringComparison.Ordinal)
            || flags.Contains("O_WRONLY", StringComparison.Ordinal)
            || (StraceText.Leading(flags) & AccessMode) is > 0;
        var closes = flags.Contains("O_CLOEXEC", StringComparison.Ordinal);
        Set(call, process, (resolved is not null || name.StartsWith('/')) && LogFiles.WhyNotModelled(name) is { } why
            ? new(null, resolved, why, ClosesOnExec: closes)
            : new(process.Files.Open(name, isWritable, resolved is not null), resolved, ClosesOnExec: closes));
    }

    private static void Copy(StraceCall call, LogProcess process, bool closesOnExec)
    {
        if (call.Succeeded && call.Arguments.Count > 0)
        {
            var open = StraceArguments.Descriptor(call.Arguments[0]) is { } from ? process.Descriptors[from] : null;
            Set(call, process, open is null ? null : open with { ClosesOnExec = closesOnExec });
        }
    }

    private static void Set(StraceCall call, LogProcess process, OpenFile? open)
    {
        if (call.Succeeded)
        {
            process.Descriptors[(int)call.Result.Value] = open;
        }
    }
}
