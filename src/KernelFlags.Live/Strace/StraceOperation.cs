using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>A call of a log as one of the engine; or why there is none.</summary>
/// <param name="Make">Makes the call.</param>
/// <param name="Why">What is not modelled.</param>
/// <param name="IsUnknown">Whether it is about memory that was there before the log begins.</param>
internal sealed record StraceOperation<TFlags>(Func<SyscallResult>? Make, string? Why = null, bool IsUnknown = false)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private const string OnFault = "MLOCK_ONFAULT";

    private static readonly StraceOperation<TFlags> Unknown = new(null, IsUnknown: true);

    /// <summary>What a call does.</summary>
    /// <param name="call">The call.</param>
    /// <param name="memory">The memory of its process.</param>
    /// <returns>The operation; null for a call that changes no VMA.</returns>
    public static StraceOperation<TFlags>? Of(StraceCall call, ProcessMemory<TFlags> memory)
    {
        if (call is { Value: null, Error: null })
        {
            return null;
        }

        var space = memory.Space;
        return call.Name switch
        {
            "mmap" => Mmap(call, memory),
            "brk" => call.Arguments.Count == 1 && StraceArguments.Number(call.Arguments[0]) is { } end ? new(() => space.Brk(end)) : Unreadable,
            "munmap" => OnRange(call, memory, 2, (start, length) => () => space.Munmap(start, length)),
            "mprotect" => OnRange(call, memory, 3, (start, length) =>
                StraceArguments.Protection(call.Arguments[2]) is { } rights ? () => space.Mprotect(start, length, rights) : null),
            "madvise" => OnRange(call, memory, 3, (start, length) =>
                StraceArguments.Advice(call.Arguments[2]) is { } advice ? () => space.Madvise(start, length, advice) : null),
            "mlock" => OnRange(call, memory, 2, (start, length) => () => space.Mlock(start, length)),
            "mlock2" => OnRange(call, memory, 3, (start, length) => () => space.Mlock2(start, length, call.Arguments[2] == OnFault)),
            "munlock" => OnRange(call, memory, 2, (start, length) => () => space.Munlock(start, length)),
            "mseal" => OnRange(call, memory, 3, (start, length) => () => space.Mseal(start, length)),
            "mremap" => OnRange(call, memory, 4, (start, length) => Mremap(call, space, start, length)),
            "mlockall" or "munlockall" or "pkey_mprotect" or "remap_file_pages" or "shmat" or "shmdt" or "mbind" when call.Error is null =>
                new(null, $"{call.Name} is not modelled"),
            _ => null,
        };
    }

    private static StraceOperation<TFlags> Unreadable => new(null, "an argument is not known");

    private static StraceOperation<TFlags> Mmap(StraceCall call, ProcessMemory<TFlags> memory)
    {
        var a = call.Arguments;
        if (a.Count != 6
            || StraceArguments.Number(a[0]) is not { } address
            || StraceArguments.Number(a[1]) is not { } length
            || StraceArguments.Protection(a[2]) is not { } rights
            || StraceArguments.MapFlags(a[3]) is not { } flags
            || StraceArguments.Number(a[5]) is not { } offset)
        {
            return Unreadable;
        }

        if ((flags & MapFlags.HugeTlb) != 0)
        {
            return new(null, "MAP_HUGETLB is not modelled");
        }

        // Where the log's kernel placed it is where it goes. Nothing was there, unless it was to be replaced.
        var isFixed = (flags & MapFlags.Fixed) != 0;
        (address, flags) = call.Value is { } place ? (place, isFixed ? flags : flags | MapFlags.FixedNoReplace) : (address, flags);
        var file = (flags & MapFlags.Anonymous) == 0 && StraceArguments.Path(a[4]) is { } path ? memory.File(path) : null;
        return new(() => memory.Space.Mmap(address, length, rights, flags, file, offset));
    }

    private static Func<SyscallResult>? Mremap(StraceCall call, AddressSpace<TFlags> space, ulong start, ulong length)
    {
        var a = call.Arguments;
        var target = a.Count > 4 ? StraceArguments.Number(a[4]) : 0;
        if (StraceArguments.Number(a[2]) is not { } newLength || StraceArguments.RemapFlags(a[3]) is not { } flags || target is not { } to)
        {
            return null;
        }

        var moves = call.Value is { } place && place != start;
        return moves
            ? () => space.Mremap(start, length, newLength, flags | RemapFlags.Fixed, call.Value!.Value)
            : () => space.Mremap(start, length, newLength, flags, to);
    }

    private static StraceOperation<TFlags> OnRange(
        StraceCall call, ProcessMemory<TFlags> memory, int arguments, Func<ulong, ulong, Func<SyscallResult>?> make)
    {
        if (call.Arguments.Count < arguments
            || StraceArguments.Number(call.Arguments[0]) is not { } start
            || StraceArguments.Number(call.Arguments[1]) is not { } length)
        {
            return Unreadable;
        }

        // Unmapping a hole is no error, so that a part which is not known does not matter.
        return !memory.IsWhole && call.Name != "munmap" && !memory.IsMapped(start, length) ? Unknown
            : make(start, length) is { } operation ? new(operation)
            : Unreadable;
    }
}
