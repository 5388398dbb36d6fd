namespace KernelFlags.Live.Bpf;

/// <summary>
/// What the kernel itself has of a VMA. Addresses of the kernel's memory serve to compare: they are shown nowhere.
/// </summary>
public readonly record struct VmaFacts
{
    /// <summary>The first byte.</summary>
    public ulong Start { get; init; }

    /// <summary>The byte after the last one.</summary>
    public ulong End { get; init; }

    /// <summary>The word of its flags, those that smaps hides too.</summary>
    public ulong Flags { get; init; }

    /// <summary>Its page offset, in pages; for anonymous memory the number that merging compares.</summary>
    public ulong PageOffset { get; init; }

    /// <summary>The page offset of the private pages of a file, in pages; null where the kernel has no other than that in the file.</summary>
    public ulong? AnonPageOffset { get; init; }

    /// <summary>Whether a parent had its pages before it: a copy that fork(2) made, and that has been written to.</summary>
    public bool CameByFork { get; init; }

    /// <summary>Whether it has pages of its own, or had.</summary>
    public bool HasAnonVma => AnonVma != 0;

    /// <summary>Whether it must be told when it goes away.</summary>
    public bool HasCloseHook { get; init; }

    /// <summary>Its memory policy: the number of one that equals it; 0 for the process's.</summary>
    public int Policy { get; init; }

    /// <summary>Its length in bytes.</summary>
    public ulong Length => End - Start;

    internal ulong AnonVma { get; init; }

    internal ulong File { get; init; }

    internal ulong Userfaultfd { get; init; }

    internal ulong AnonName { get; init; }
}
