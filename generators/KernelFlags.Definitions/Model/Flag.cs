namespace KernelFlags.Definitions.Model;

/// <summary>A flag as it is defined, for every kernel, architecture and configuration.</summary>
/// <param name="Name">The name without its prefix: <c>MAYBE_GUARD</c>.</param>
/// <param name="Bit">Its bit. Where a case holds, the enumerated bit exists.</param>
/// <param name="Exists">The kernels that know the flag: its <c>since</c> and <c>until</c>.</param>
/// <param name="When">When its word (<c>VM_MAYBE_GUARD</c>) has the bit.</param>
/// <param name="Otherwise">What its word is elsewhere; where no case holds, not defined.</param>
/// <param name="EnumeratorOnly">Whether there is an enumerated bit and no word.</param>
/// <param name="Smaps">The mnemonic; an empty one is hidden.</param>
/// <param name="Trace">The name in the trace table.</param>
/// <param name="Accept">The warnings that are accepted.</param>
/// <param name="Summary">What it means, one sentence.</param>
/// <param name="Cause">How user space can cause it; null where it is not said.</param>
public sealed record Flag(
    string Name,
    EquatableArray<Case<BitSource>> Bit,
    Condition Exists,
    Condition When,
    EquatableArray<Case<Fallback>> Otherwise,
    bool EnumeratorOnly,
    EquatableArray<Case<string>> Smaps,
    EquatableArray<Case<TraceName>> Trace,
    EquatableArray<Case<string>> Traits,
    EquatableArray<AcceptedWarning> Accept,
    string Summary,
    string? Cause)
{
    /// <summary>The field that its value stands in; null where the value is that of the whole word, or it has none.</summary>
    public string? Field { get; init; }

    /// <summary>How two VMAs come to differ in it, and how they become alike; null where it is not said.</summary>
    public FlagBorder? Border { get; init; }

    /// <summary>A call by which user space has it, on a mapping of its own; null where it is not said.</summary>
    public Provocation? Provocation { get; init; }
}

/// <summary>What a flag is in its word: a bit, another flag, or a value.</summary>
/// <param name="Number">The bit's number; null for an alias or a value.</param>
/// <param name="Alias">The flag whose bit or value it shares; null for one of its own.</param>
public sealed record BitSource(int? Number, string? Alias)
{
    /// <summary>The value, as it is counted within its field; null for a bit or an alias.</summary>
    public FlagBits? Value { get; init; }
}

/// <summary>What a flag's C name is where the flag has no bit.</summary>
public enum Fallback
{
    /// <summary>Defined, with the value 0 (<c>VM_NONE</c>).</summary>
    Zero,

    /// <summary>Not defined.</summary>
    Absent,
}

/// <summary>A name in the kernel's trace table (<c>include/trace/events/mmflags.h</c>).</summary>
/// <param name="Name">The name that is printed.</param>
/// <param name="After">The flag or mask whose entry it follows; null for the place that its bit gives it.</param>
/// <param name="Always">Whether the entry stays where the flag has no bit, with a mask of 0.</param>
/// <param name="Unless">The flags whose presence takes the entry away.</param>
public sealed record TraceName(string Name, string? After, bool Always, EquatableArray<string> Unless);

/// <summary>A warning that is right and not wanted.</summary>
/// <param name="Reason">Why it is accepted.</param>
public sealed record AcceptedWarning(string Id, string Reason);

/// <summary>How two VMAs that touch come to differ in a flag, and what makes them one.</summary>
/// <param name="Cause">What made them differ: <c>MADV_DONTFORK that no MADV_DOFORK undid</c>.</param>
/// <param name="Remedy">The call that makes them alike: <c>MADV_DOFORK</c>; null where nothing does.</param>
/// <param name="Result">How they are then, as a sentence goes on: <c>undone</c>; null where nothing makes them so.</param>
public sealed record FlagBorder(string Cause, string? Remedy, string? Result);

/// <summary>A call that gives a mapping a flag.</summary>
/// <param name="Call">The call, one of <see cref="Calls"/>.</param>
/// <param name="Words">The words that it takes, by their names in C.</param>
public sealed record Provocation(string Call, EquatableArray<string> Words)
{
    /// <summary>The calls that there are: they are made of a private anonymous mapping that may be read and written, unless words say otherwise.</summary>
    public static EquatableArray<string> Calls { get; } = EquatableArray.Of("mmap", "madvise", "mlock2", "mseal", "UFFDIO_REGISTER");

    /// <summary>The call in words: <c>madvise with MADV_GUARD_INSTALL</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Words.IsEmpty ? Call : Call + " with " + string.Join("|", Words);
}
