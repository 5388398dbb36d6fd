using KernelFlags.Vma;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>A call of a log as one of the engine; or why there is none.</summary>
internal sealed record StraceOperation
{
    private StraceOperation()
    {
    }

    /// <summary>Makes the call; null where it is not made.</summary>
    public Func<SyscallResult>? Make { get; private init; }

    /// <summary>What the engine does not model, or what of the call is not known.</summary>
    public string? NotModelled { get; private init; }

    /// <summary>What the call failed for that no log tells, and that is not the engine's to say.</summary>
    public string? Refused { get; private init; }

    /// <summary>Whether it is about memory that was there before the log begins.</summary>
    public bool IsUnknown { get; private init; }

    /// <summary>Whether the outcome follows from the calls alone, so that it is compared.</summary>
    public bool IsCompared { get; private init; } = true;

    /// <summary>Whether it takes memory away at its address.</summary>
    public bool Unmaps { get; init; }

    /// <summary>Where it changes memory, in bytes.</summary>
    public AddressRange Range { get; init; }

    /// <summary>Where the kernel placed new memory, in bytes; nothing was there.</summary>
    public AddressRange Placed { get; init; }

    /// <summary>A call that is made.</summary>
    public static StraceOperation Call(Func<SyscallResult> make, bool isCompared = true) => new() { Make = make, IsCompared = isCompared };

    /// <summary>A call that is not modelled.</summary>
    public static StraceOperation Not(string why) => new() { NotModelled = why };

    /// <summary>A call that failed for what no log tells.</summary>
    public static StraceOperation Failed(string why) => new() { Refused = why };

    /// <summary>A call about memory that was there before the log.</summary>
    public static StraceOperation Unknown { get; } = new() { IsUnknown = true };

    /// <summary>A call with an argument that is not known.</summary>
    public static StraceOperation Unreadable(string argument) => Not($"the argument '{argument}' is not known");

    /// <summary>A call with fewer arguments than it has.</summary>
    public static StraceOperation TooShort { get; } = Not("an argument is missing");

    /// <summary>What a call means.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="process">Its process.</param>
    /// <returns>The operation; null where it does nothing to memory.</returns>
    public static StraceOperation? Of(StraceCall call, KnownCall row, LogProcess process)
    {
        if (call.Result.IsInjected)
        {
            return Failed("strace made its result up (-e inject)");
        }

        if (call.Begin == 0)
        {
            return Not("its beginning is not in the log");
        }

        if (call.Result.End == StraceEnd.Unreadable)
        {
            return Not("its result is none that strace writes");
        }

        return call.Result.Error == "ENOSYS" ? Failed("the log's kernel has no such call, or a filter refuses it") : row.Meaning!(call, process);
    }
}
