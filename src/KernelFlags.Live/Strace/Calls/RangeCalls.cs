using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>Calls that change memory which is there.</summary>
internal static class RangeCalls
{
    private const string Sealed = "the memory may have been sealed before the log";
    private const string LockLimit = "over the limit of locked memory (RLIMIT_MEMLOCK), or pages that can't be had";
    private const string KernelOption = "the log's kernel was built without it (CONFIG_TRANSPARENT_HUGEPAGE, CONFIG_KSM), or the memory is of a kind that no log tells";

    /// <summary>Reads the address and the length that a call begins with.</summary>
    /// <param name="arguments">How many arguments it has.</param>
    /// <param name="range">The range, in bytes, not rounded.</param>
    /// <returns>Null; or what is not known of it.</returns>
    public static StraceOperation? TryRead(StraceCall call, int arguments, out AddressRange range)
    {
        range = default;
        if (call.Arguments.Count < arguments)
        {
            return StraceOperation.TooShort;
        }

        if (StraceArguments.Address(call.Arguments[0]) is not { } start)
        {
            return StraceOperation.Unreadable(call.Arguments[0]);
        }

        if (StraceArguments.Number(call.Arguments[1]) is not { } length)
        {
            return StraceOperation.Unreadable(call.Arguments[1]);
        }

        range = new(start, unchecked(start + length));
        return null;
    }

    /// <summary>A call about memory that is not in the engine: it was there before the log, or is not modelled.</summary>
    /// <returns>Null for other memory.</returns>
    public static StraceOperation? Outside(StraceCall call, ProcessMemory memory, AddressRange range)
    {
        var end = range.Start + memory.RoundUp(range.Length);
        return memory.NotModelled.Overlaps(range.Start, end) ? StraceOperation.Not("it is about memory that is not modelled")
            : !memory.IsWhole && !memory.IsMapped(range.Start, range.Length) ? StraceOperation.Unknown
            : null;
    }

    /// <summary>mprotect(2).</summary>
    public static StraceOperation? Mprotect(StraceCall call, LogProcess process) => OnRange(call, process, 3, (memory, range) =>
        StraceArguments.Protection(call.Arguments[2]) is { } rights
            ? WhyNotProtected(call, memory, range, rights) is { } why
                ? StraceOperation.Failed(why)
                : StraceOperation.Call(() => memory.Mprotect(range.Start, range.Length, rights))
            : NotReadable(call, memory, range, 2));

    /// <summary>pkey_mprotect(2).</summary>
    public static StraceOperation? PkeyMprotect(StraceCall call, LogProcess process) =>
        call.Arguments.Count > 3 && call.Arguments[3] is "-1" or "0"
            ? Mprotect(call, process)
            : OnRange(call, process, 4, (memory, range) => call.Succeeded
                ? Changed(StraceOperation.Not("pkey_mprotect is not modelled"), memory, range)
                : StraceOperation.Failed("the key, or what it needs, is not in the log"));

    private static string? WhyNotProtected(StraceCall call, ProcessMemory memory, AddressRange range, Protection rights) => call.Result.Error switch
    {
        "EACCES" when memory.MayAccess(range.Start, range.Length, rights) =>
            "the file is not open for that, or a policy refuses it (PR_SET_MDWE, a security module)",
        "EPERM" when !memory.HasSealed(range.Start, range.Length) => Sealed,
        "ENOMEM" when memory.IsMapped(range.Start, range.Length) && memory.Charges(range.Start, range.Length, rights) =>
            "memory was short, or over a limit (overcommit_memory, RLIMIT_DATA, max_map_count)",
        _ => null,
    };

    /// <summary>madvise(2).</summary>
    public static StraceOperation? Madvise(StraceCall call, LogProcess process) => OnRange(call, process, 3, (memory, range) =>
        StraceArguments.Advice(call.Arguments[2]) is not { } number ? NotReadable(call, memory, range, 2)
        : (Advice)number is Advice.HwPoison or Advice.SoftOffline ? call.Succeeded ? StraceOperation.Not("pages that are broken are not modelled") : StraceOperation.Failed("the machine refuses it")
        : WhyNotAdvised(call, memory, range, (Advice)number) is { } why ? StraceOperation.Failed(why)
        : StraceOperation.Call(
            () => memory.Madvise(range.Start, range.Length, number),
            isCompared: (Advice)number != Advice.Collapse));

    /// <summary>Which pages are there is not in a log, nor how large its files are and what their file systems can do.</summary>
    private static string? WhyNotAdvised(StraceCall call, ProcessMemory memory, AddressRange range, Advice advice) => call.Result.Error switch
    {
        "EAGAIN" or "EBUSY" or "EIO" or "EHWPOISON" or "EINTR" or "ENOSPC" or "EOPNOTSUPP" => "pages can't be had, or the file refuses it",
        "ENOMEM" or "EFAULT" when advice is Advice.PopulateRead or Advice.PopulateWrite or Advice.Collapse
            && memory.IsMapped(range.Start, range.Length) => "pages can't be had, or the file ends before them",
        "EINVAL" when advice is Advice.Collapse or Advice.HugePage or Advice.NoHugePage or Advice.Mergeable or Advice.Unmergeable
            && range.Start % memory.PageSize == 0 => KernelOption,
        "EPERM" when !memory.HasSealed(range.Start, range.Length) => Sealed,
        "EACCES" or "EBADF" or "EINVAL" when memory.HasFile(range.Start, range.Length) => "the file refuses it",
        _ => null,
    };

    /// <summary>mlock(2) and mlock2(2).</summary>
    public static StraceOperation? Mlock(StraceCall call, LogProcess process) => OnRange(call, process, 2, (memory, range) =>
    {
        var flags = call.Arguments.Count > 2 ? StraceArguments.LockFlags(call.Arguments[2]) : LockFlags.None;
        if (flags is not (LockFlags.None or LockFlags.OnFault))
        {
            return NotReadable(call, memory, range, 2);
        }

        var onFault = flags == LockFlags.OnFault;

        var isKnown = memory.IsMapped(range.Start, range.Length);
        return call.Result.Error switch
        {
            "EPERM" => StraceOperation.Failed(LockLimit),
            "ENOMEM" when isKnown => StraceOperation.Failed(LockLimit),

            // The flags are set all the same.
            "EAGAIN" => StraceOperation.Call(() => memory.Mlock(range.Start, range.Length, onFault), isCompared: false),
            _ => StraceOperation.Call(() => memory.Mlock(range.Start, range.Length, onFault)),
        };
    });

    /// <summary>munlock(2).</summary>
    public static StraceOperation? Munlock(StraceCall call, LogProcess process) =>
        OnRange(call, process, 2, (memory, range) => StraceOperation.Call(() => memory.Munlock(range.Start, range.Length)));

    /// <summary>mlockall(2).</summary>
    public static StraceOperation? Mlockall(StraceCall call, LogProcess process)
    {
        if (call.Arguments.Count == 0)
        {
            return StraceOperation.TooShort;
        }

        if (StraceArguments.LockAllFlags(call.Arguments[0]) is not { } flags)
        {
            return call.Succeeded ? StraceOperation.Unreadable(call.Arguments[0]) : NotKnown(call.Arguments[0]);
        }

        // Flags come before limits: the kernel looks at them first.
        if ((flags & ~(LockAllFlags.Current | LockAllFlags.Future | LockAllFlags.OnFault)) != 0 || flags is LockAllFlags.None or LockAllFlags.OnFault)
        {
            return StraceOperation.Call(() => SyscallResult.Failure(Errno.EINVAL));
        }

        var memory = process.Memory!;
        return call.Result.Error is not (null or "EINVAL")
            ? StraceOperation.Failed(LockLimit)
            : StraceOperation.Call(() => memory.LockAll(
                (flags & LockAllFlags.Current) != 0, (flags & LockAllFlags.Future) != 0, (flags & LockAllFlags.OnFault) != 0));
    }

    /// <summary>munlockall(2).</summary>
    public static StraceOperation? Munlockall(StraceCall call, LogProcess process)
    {
        var memory = process.Memory!;
        return StraceOperation.Call(() => memory.LockAll(current: false, future: false, onFault: false));
    }

    /// <summary>mseal(2).</summary>
    public static StraceOperation? Mseal(StraceCall call, LogProcess process) => OnRange(call, process, 2, (memory, range) =>
        call.Arguments.Count < 3 ? StraceOperation.TooShort
        : StraceArguments.Number(call.Arguments[2]) is { } flags ? StraceOperation.Call(() => memory.Mseal(range.Start, range.Length, flags))
        : StraceOperation.Unreadable(call.Arguments[2]));

    /// <summary>mbind(2). Where pages lie is not modelled, which VMAs have which policy is.</summary>
    public static StraceOperation? Mbind(StraceCall call, LogProcess process) => OnRange(call, process, 4, (memory, range) =>
        !call.Succeeded ? StraceOperation.Failed("the nodes of the log's machine refuse it")
        : StraceArguments.Policy(call.Arguments[2], call.Arguments[3]) is { } policy
            ? StraceOperation.Call(() => memory.SetPolicy(range.Start, range.Length, policy))
        : NotReadable(call, memory, range, 3));

    /// <summary>A call on memory that is there.</summary>
    /// <param name="process">Its process.</param>
    /// <param name="arguments">How many arguments it has.</param>
    /// <param name="make">What it does to a range.</param>
    public static StraceOperation? OnRange(
        StraceCall call, LogProcess process, int arguments, Func<ProcessMemory, AddressRange, StraceOperation?> make)
    {
        if (TryRead(call, arguments, out var range) is { } unreadable)
        {
            return unreadable;
        }

        var memory = process.Memory!;
        var operation = Outside(call, memory, range) ?? make(memory, range);
        return operation is { Make: not null } ? operation with { Range = range } : operation;
    }

    /// <summary>A call that changes a range without being made.</summary>
    public static StraceOperation Changed(StraceOperation operation, ProcessMemory memory, AddressRange range) =>
        operation with { Range = new(range.Start & ~(memory.PageSize - 1), range.Start + memory.RoundUp(range.Length)) };

    private static StraceOperation NotReadable(StraceCall call, ProcessMemory memory, AddressRange range, int argument) =>
        call.Succeeded
            ? Changed(StraceOperation.Unreadable(call.Arguments[argument]), memory, range)
            : NotKnown(call.Arguments[argument]);

    private static StraceOperation NotKnown(string argument) => StraceOperation.Failed($"the argument '{argument}' is not known");
}
