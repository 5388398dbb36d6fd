using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>Calls that make memory, move it or take it away.</summary>
internal static class MappingCalls
{
    private const string Limit = "memory was short, or over a limit (overcommit_memory, RLIMIT_AS, RLIMIT_DATA, max_map_count)";
    private const string Sealed = "the memory may have been sealed before the log";
    private const string Locked = "over the limit of locked memory (RLIMIT_MEMLOCK)";

    /// <summary>mmap(2), with the offset in bytes.</summary>
    public static StraceOperation? Mmap(StraceCall call, LogProcess process)
    {
        var a = call.Arguments;
        if (a.Count < 6)
        {
            return StraceOperation.TooShort;
        }

        if (StraceArguments.Address(a[0]) is not { } address)
        {
            return StraceOperation.Unreadable(a[0]);
        }

        if (StraceArguments.Number(a[1]) is not { } length)
        {
            return StraceOperation.Unreadable(a[1]);
        }

        var placed = call.Succeeded ? new AddressRange(call.Result.Value, call.Result.Value + process.Memory!.RoundUp(length)) : default;
        return StraceArguments.Protection(a[2]) is not { } rights ? StraceOperation.Unreadable(a[2]) with { Range = placed }
            : StraceArguments.MapFlags(a[3]) is not { } flags ? StraceOperation.Unreadable(a[3]) with { Range = placed }
            : StraceArguments.Number(a[5]) is not { } offset ? StraceOperation.Unreadable(a[5]) with { Range = placed }
            : Mmap(call, process, new(address, length, rights, flags, offset, placed));
    }

    private sealed record Mapping(ulong Address, ulong Length, Protection Rights, MapFlags Flags, ulong Offset, AddressRange Placed)
    {
        public bool Has(MapFlags flag) => (Flags & flag) != 0;
    }

    private static StraceOperation? Mmap(StraceCall call, LogProcess process, Mapping mapping)
    {
        if (mapping.Has(MapFlags.HugeTlb))
        {
            return NotMapped(call, mapping, "MAP_HUGETLB is not modelled");
        }

        var open = mapping.Has(MapFlags.Anonymous) ? null : process.Find(call.Arguments[4]);
        if (open is { File: null })
        {
            return NotMapped(call, mapping, open.WhyNot ?? "what the descriptor stands for can't be mapped");
        }

        if (mapping.Has(MapFlags.Sync) && mapping.Has(MapFlags.Shared))
        {
            return NotMapped(call, mapping, "MAP_SYNC is not modelled");
        }

        var memory = process.Memory!;
        if (WhyRefused(call, memory, mapping, open?.File) is { } why)
        {
            return StraceOperation.Failed(why);
        }

        if (open?.File is { } mapped)
        {
            process.Files.SetMapped(mapped);
        }

        // Where the log's kernel placed it is where it goes. Nothing was there, unless it was to be replaced; MAP_SHARED_VALIDATE refuses to ask.
        var isFixed = mapping.Has(MapFlags.Fixed);
        var here = (mapping.Flags & MapFlags.TypeMask) == MapFlags.SharedValidate ? MapFlags.Fixed : MapFlags.FixedNoReplace;
        var (address, flags) = call.Succeeded
            ? (mapping.Placed.Start, isFixed ? mapping.Flags : mapping.Flags | here)
            : (mapping.Address, mapping.Flags);
        return StraceOperation.Call(() => memory.Mmap(address, mapping.Length, mapping.Rights, flags, open?.File, mapping.Offset)) with
        {
            Range = mapping.Placed,
            Placed = isFixed ? default : mapping.Placed,
            Unmaps = isFixed,
        };
    }

    private static StraceOperation NotMapped(StraceCall call, Mapping mapping, string why) =>
        call.Succeeded ? StraceOperation.Not(why) with { Range = mapping.Placed } : StraceOperation.Failed(why);

    private static string? WhyRefused(StraceCall call, ProcessMemory memory, Mapping mapping, VmaFile? file)
    {
        var length = memory.RoundUp(mapping.Length);
        return call.Result.Error switch
        {
            "ENOMEM" when length == 0 || length > memory.TaskSize => null,
            "ENOMEM" => Limit,
            "EEXIST" when mapping.Has(MapFlags.FixedNoReplace) && !memory.IsWhole && memory.IsFree(mapping.Address, length) => "what was mapped there before the log is not known",
            "EAGAIN" => Locked,
            "EACCES" when file is { IsWritable: false } && mapping.Has(MapFlags.Shared) && (mapping.Rights & Protection.Write) != 0 => null,
            "EACCES" => "the file is not open for that, or a policy refuses it (PR_SET_MDWE, a security module)",
            "EPERM" when mapping.Has(MapFlags.Fixed) && memory.HasSealed(mapping.Address, length) => null,
            "EPERM" => "a seal of the file or of the memory, a mount without exec, or too low an address (mmap_min_addr) refuses it",
            "ENODEV" or "ENXIO" or "ETXTBSY" or "ENFILE" or "EMFILE" or "EIO" or "EINTR" => "the file refuses it",
            "EBADF" or "EINVAL" or "EOVERFLOW" when file is not null => "the file refuses it",
            _ => null,
        };
    }

    /// <summary>munmap(2).</summary>
    public static StraceOperation? Munmap(StraceCall call, LogProcess process)
    {
        if (RangeCalls.TryRead(call, 2, out var range) is { } unreadable)
        {
            return unreadable;
        }

        var memory = process.Memory!;
        return call.Result.Error switch
        {
            "ENOMEM" => StraceOperation.Failed(Limit),
            "EPERM" when !memory.HasSealed(range.Start, range.Length) => StraceOperation.Failed(Sealed),
            _ => StraceOperation.Call(() => memory.Munmap(range.Start, range.Length)) with
            {
                Range = call.Succeeded ? range with { End = range.Start + memory.RoundUp(range.Length) } : default,
                Unmaps = call.Succeeded,
            },
        };
    }

    /// <summary>mremap(2).</summary>
    public static StraceOperation? Mremap(StraceCall call, LogProcess process)
    {
        var a = call.Arguments;
        if (RangeCalls.TryRead(call, 4, out var range) is { } unreadable)
        {
            return unreadable;
        }

        if (StraceArguments.Number(a[2]) is not { } newLength)
        {
            return StraceOperation.Unreadable(a[2]);
        }

        if (StraceArguments.RemapFlags(a[3]) is not { } flags)
        {
            return StraceOperation.Unreadable(a[3]);
        }

        var target = a.Count > 4 ? StraceArguments.Address(a[4]) : 0;
        if (target is not { } to)
        {
            return StraceOperation.Unreadable(a[4]);
        }

        var memory = process.Memory!;
        if (RangeCalls.Outside(call, memory, range) is { } outside)
        {
            return outside is { NotModelled: not null } && call.Succeeded ? MoveNotModelled(outside, memory, range, call.Result.Value, newLength) : outside;
        }

        if (WhyRefused(call, memory, range, newLength, flags) is { } why)
        {
            return StraceOperation.Failed(why);
        }

        var moves = call.Succeeded && call.Result.Value != range.Start;
        var place = moves ? new AddressRange(call.Result.Value, call.Result.Value + memory.RoundUp(newLength)) : default;
        var isFixed = (flags & RemapFlags.Fixed) != 0;
        return StraceOperation.Call(() => moves
            ? memory.Mremap(range.Start, range.Length, newLength, flags | RemapFlags.Fixed, place.Start)
            : memory.Mremap(range.Start, range.Length, newLength, flags, to)) with
        {
            Range = range,
            Placed = isFixed ? default : place,
            Unmaps = moves,
        };
    }

    private static StraceOperation MoveNotModelled(StraceOperation operation, ProcessMemory memory, AddressRange from, ulong to, ulong length)
    {
        memory.Munmap(from.Start, memory.RoundUp(from.Length));
        memory.NotModelled.Remove(from.Start, from.Start + memory.RoundUp(from.Length));
        return operation with { Range = new(to, to + memory.RoundUp(length)) };
    }

    private static string? WhyRefused(StraceCall call, ProcessMemory memory, AddressRange range, ulong newLength, RemapFlags flags) => call.Result.Error switch
    {
        "ENOMEM" when (flags & RemapFlags.MayMove) == 0 && newLength > range.Length
            && !memory.IsFree(range.Start + memory.RoundUp(range.Length), memory.RoundUp(newLength) - memory.RoundUp(range.Length)) => null,
        "ENOMEM" => Limit,
        "EAGAIN" => Locked,
        "EPERM" when !memory.HasSealed(range.Start, range.Length) => Sealed,
        _ => null,
    };

    /// <summary>brk(2), which returns the old end where it refuses a new one.</summary>
    public static StraceOperation? Brk(StraceCall call, LogProcess process)
    {
        if (call.Arguments.Count != 1)
        {
            return StraceOperation.TooShort;
        }

        if (StraceArguments.Address(call.Arguments[0]) is not { } end)
        {
            return StraceOperation.Unreadable(call.Arguments[0]);
        }

        var memory = process.Memory!;
        var old = call.Result.Value;
        return call.Succeeded && end > old && old > 0 && memory.IsFree(memory.RoundUp(old), memory.RoundUp(end) - memory.RoundUp(old))
            ? StraceOperation.Failed(Limit)
            : StraceOperation.Call(() => memory.Brk(end));
    }
}
