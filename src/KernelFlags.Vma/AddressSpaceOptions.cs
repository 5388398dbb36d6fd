namespace KernelFlags.Vma;

/// <summary>What an address space is made with.</summary>
public sealed record AddressSpaceOptions
{
    private readonly ulong _taskSize = 0x7fff_ffff_f000;

    /// <summary>The machine that it lives on; null for one of its own, which does what the kernel of the flag type does.</summary>
    public Machine? Machine { get; init; }

    /// <summary>The lowest address at which mmap(2) places a mapping by itself, in bytes (<c>mmap_min_addr</c>).</summary>
    public ulong LowestAddress { get; init; } = 0x1_0000;

    /// <summary>The address below which mmap(2) places mappings from the top down, in bytes (<c>mmap_base</c>); one above <see cref="TaskSize"/>
    /// counts as that.</summary>
    public ulong PlacementTop { get; init; } = 0x7fff_ffff_f000;

    /// <summary>The end of the address space in bytes (<c>TASK_SIZE</c>), below 2^63; what is left of whole pages is not used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not below 2^63.</exception>
    public ulong TaskSize
    {
        get => _taskSize;
        init => _taskSize = value <= long.MaxValue
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A task size is below 2^63: higher addresses are the kernel's.");
    }

    /// <summary>The most VMAs that it may have (<c>/proc/sys/vm/max_map_count</c>).</summary>
    public int MaxMapCount { get; init; } = 65530;

    /// <summary>VMAs of the process that are not modelled, which count towards <see cref="MaxMapCount"/>.</summary>
    public int OtherMappings { get; init; }

    /// <summary>The gap that is kept below a stack, in bytes (<c>stack_guard_gap</c>); null for 256 pages.</summary>
    public ulong? StackGuardGap { get; init; }

    /// <summary>How far a stack may grow, in bytes (<c>RLIMIT_STACK</c>).</summary>
    public ulong StackLimit { get; init; } = 8 << 20;

    /// <summary>An address in the stack, in bytes, by which <c>maps</c> names it; 0 where there is none.</summary>
    public ulong StackStart { get; init; }

    /// <summary>The lowest address that brk(2) may set, in bytes; 0 where the process has no heap.</summary>
    public ulong BreakStart { get; init; }

    /// <summary>Where the heap ends at first, in bytes; below <see cref="BreakStart"/> for an empty one.</summary>
    public ulong Break { get; init; }

    /// <summary>Whether huge pages are off for the process (<c>PR_SET_THP_DISABLE</c>, prctl(2)).</summary>
    public bool HugePagesDisabled { get; init; }

    /// <summary>The same on a machine: a child must live on its parent's.</summary>
    /// <param name="machine">The machine.</param>
    /// <returns>The options.</returns>
    internal AddressSpaceOptions On(Machine machine) => this with { Machine = machine };
}
