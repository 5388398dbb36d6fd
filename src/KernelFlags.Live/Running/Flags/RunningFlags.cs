namespace KernelFlags.Live.Running.Flags;

/// <summary>A flag that was asked for.</summary>
/// <param name="Flag">Its name without a prefix: <c>MAYBE_GUARD</c>.</param>
/// <param name="Means">What was done to have it: <c>madvise with MADV_GUARD_INSTALL</c>.</param>
/// <param name="VmFlags">What smaps then showed; null where the kernel refused.</param>
/// <param name="Refusal">The error; null where there was none.</param>
public sealed record ProvokedFlag(string Flag, string Means, string? VmFlags, string? Refusal);

/// <summary>What the running kernel shows of its flags.</summary>
/// <param name="Provoked">The flags that were asked for.</param>
/// <param name="Lines">Other VmFlags lines that were seen.</param>
/// <param name="Enumerators">The enumerated bits in the kernel's BTF, name to number; empty where it has none.</param>
public sealed record RunningFlags(
    IReadOnlyList<ProvokedFlag> Provoked, IReadOnlyList<string> Lines, IReadOnlyDictionary<string, long> Enumerators);
