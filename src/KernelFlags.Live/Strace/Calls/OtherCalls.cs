using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>Calls that change memory in ways of their own, most of which the engine does not model.</summary>
internal static class OtherCalls
{
    /// <summary>A call that is not modelled, whatever it acts on.</summary>
    public static StraceOperation? NotModelled(StraceCall call, LogProcess process) => call.Succeeded
        ? StraceOperation.Not($"{call.Name} is not modelled")
        : StraceOperation.Failed($"{call.Name} is not modelled; it changed nothing");

    /// <summary>A call that is not modelled, on a range.</summary>
    public static StraceOperation? OnRange(StraceCall call, LogProcess process) =>
        !call.Succeeded ? NotModelled(call, process)
        : RangeCalls.TryRead(call, 2, out var range) ?? RangeCalls.Changed(NotModelled(call, process)!, process.Memory!, range);

    /// <summary>A call that is not modelled and returns where memory was placed (map_shadow_stack(2)).</summary>
    public static StraceOperation? NewRange(StraceCall call, LogProcess process) =>
        !call.Succeeded ? NotModelled(call, process)
        : RangeCalls.TryRead(call, 2, out var range)
            ?? RangeCalls.Changed(NotModelled(call, process)!, process.Memory!, new(call.Result.Value, call.Result.Value + range.Length));

    /// <summary>shmat(2): the log has the size where it has shmget(2).</summary>
    public static StraceOperation? Shmat(StraceCall call, LogProcess process)
    {
        if (!call.Succeeded)
        {
            return NotModelled(call, process);
        }

        var memory = process.Memory!;
        var size = call.Arguments.Count > 0 && StraceArguments.Number(call.Arguments[0]) is { } id
            ? process.Files.Segments.GetValueOrDefault(id, memory.PageSize)
            : memory.PageSize;
        return RangeCalls.Changed(NotModelled(call, process)!, memory, new(call.Result.Value, call.Result.Value + size));
    }

    /// <summary>shmdt(2).</summary>
    public static StraceOperation? Shmdt(StraceCall call, LogProcess process)
    {
        if (call.Succeeded && call.Arguments.Count > 0 && StraceArguments.Address(call.Arguments[0]) is { } address)
        {
            process.Memory!.NotModelled.TakeAt(address);
        }

        return NotModelled(call, process);
    }

    /// <summary>move_pages(2), which only asks where pages are when it names no nodes.</summary>
    public static StraceOperation? MovePages(StraceCall call, LogProcess process) =>
        call.Arguments.Count > 3 && StraceArguments.Number(call.Arguments[3]) == 0 ? null : NotModelled(call, process);

    /// <summary>personality(2): where reading implies executing, each mapping is another.</summary>
    public static StraceOperation? Personality(StraceCall call, LogProcess process)
    {
        const ulong ReadImpliesExec = 0x0040_0000;
        const ulong Ask = 0xffff_ffff;
        var persona = call.Arguments.Count > 0 ? call.Arguments[0] : "";
        var implies = persona.Contains("READ_IMPLIES_EXEC", StringComparison.Ordinal)
            || (StraceArguments.Number(persona) is { } number and not Ask && (number & ReadImpliesExec) != 0);
        return implies && call.Succeeded ? StraceOperation.Not("READ_IMPLIES_EXEC is not modelled") : null;
    }

    /// <summary>prctl(2), where it is about memory.</summary>
    public static StraceOperation? Prctl(StraceCall call, LogProcess process)
    {
        var option = call.Arguments.Count > 0 ? call.Arguments[0] : "";
        switch (option)
        {
            case "PR_SET_VMA" or "0x53564d41":
                return Name(call, process);

            // What it refuses from now on fails in the log, with EACCES.
            case "PR_SET_MDWE" or "0x41" or "65":
                return null;
            case "PR_SET_MM" or "0x23" or "35" or "PR_SET_MEMORY_MERGE" or "0x43" or "67" or "PR_SET_SHADOW_STACK_STATUS" or "0x4b" or "75":
                return call.Succeeded ? StraceOperation.Not($"{option} is not modelled") : null;
            default:
                return null;
        }
    }

    private static StraceOperation? Name(StraceCall call, LogProcess process)
    {
        var a = call.Arguments;
        if (a.Count < 5)
        {
            return StraceOperation.TooShort;
        }

        if (a[1] is not ("PR_SET_VMA_ANON_NAME" or "0"))
        {
            return call.Succeeded ? StraceOperation.Not($"PR_SET_VMA {a[1]} is not modelled") : null;
        }

        if (StraceArguments.Address(a[2]) is not { } start)
        {
            return StraceOperation.Unreadable(a[2]);
        }

        if (StraceArguments.Number(a[3]) is not { } length)
        {
            return StraceOperation.Unreadable(a[3]);
        }

        var memory = process.Memory!;
        var range = new AddressRange(start, start + length);
        if (RangeCalls.Outside(call, memory, range) is { } outside)
        {
            return outside;
        }

        if (call.Result.Error is "EINVAL" or "EPERM" or "EFAULT")
        {
            return StraceOperation.Failed("the log's kernel was built without it (CONFIG_ANON_VMA_NAME), or refuses the name");
        }

        var name = StraceArguments.Quoted(a[4]);
        if (name is not null && StraceArguments.IsCut(a[4]))
        {
            process.Files.CutNames.Add(name);
        }

        return name is not null || StraceArguments.Number(a[4]) == 0
            ? StraceOperation.Call(() => memory.SetName(start, length, name)) with { Range = range }
            : RangeCalls.Changed(StraceOperation.Not($"the name at '{a[4]}' is not in the log"), memory, range);
    }

    /// <summary>ftruncate(2) and truncate(2) of a file that was mapped. What it grows to is left open: no log tells what is written behind it.</summary>
    public static StraceOperation? Ftruncate(StraceCall call, LogProcess process)
    {
        if (!call.Succeeded || call.Arguments.Count < 2 || MappedFile(call, process) is not { } file)
        {
            return null;
        }

        return StraceArguments.Number(call.Arguments[^1]) is not { } size ? StraceOperation.Unreadable(call.Arguments[^1])
            : StraceOperation.Call(() =>
            {
                file.Truncate(Math.Min(size, LogFiles.AnySize));
                file.Truncate(LogFiles.AnySize);
                return SyscallResult.Success();
            });
    }

    /// <summary>fallocate(2), where it takes pages from a file that was mapped.</summary>
    public static StraceOperation? Fallocate(StraceCall call, LogProcess process)
    {
        const ulong KeepsSize = 1;
        var mode = call.Arguments.Count > 1 ? call.Arguments[1] : "";
        return call.Succeeded && MappedFile(call, process) is not null && StraceArguments.Number(mode) is not (0 or KeepsSize)
            ? StraceOperation.Not("a hole in a mapped file is not modelled")
            : null;
    }

    private static VmaFile? MappedFile(StraceCall call, LogProcess process)
    {
        var file = StraceArguments.Quoted(call.Arguments[0]) is { } path ? process.Files.OfPath(path) : process.Find(call.Arguments[0]).File;
        return file is not null && process.Files.WasMapped(file) ? file : null;
    }
}
