namespace KernelFlags;

/// <summary>
/// Flags of a virtual memory area (VMA), and the policy that follows from their definition: what the address space asks of its flag
/// type. Each member is a constant of the generated type; a flag that the kernel or the table lacks is the empty set.
/// </summary>
/// <typeparam name="TSelf">The generated type.</typeparam>
public interface IVmaFlags<TSelf> : IFlags<TSelf>
    where TSelf : unmanaged, IVmaFlags<TSelf>
{
    /// <summary>What the kernel that the type is of does: an address space of the type does that too, unless it is told otherwise.</summary>
    static virtual KernelCapabilities Capabilities => default;

    /// <summary>Access rights, which mprotect(2) changes (mask <c>ACCESS</c>).</summary>
    static abstract TSelf Access { get; }

    /// <summary>A VMA with one of them never merges and can't be locked (mask <c>SPECIAL</c>).</summary>
    static abstract TSelf Special { get; }

    /// <summary>The flags of the mlock(2) family (mask <c>LOCKED_MASK</c>).</summary>
    static abstract TSelf LockedMask { get; }

    /// <summary>Ways in which a userfaultfd watches (mask <c>UFFD</c>).</summary>
    static abstract TSelf UserfaultfdMask { get; }

    /// <summary>May be read (flag <c>READ</c>).</summary>
    static abstract TSelf Read { get; }

    /// <summary>May be written (flag <c>WRITE</c>).</summary>
    static abstract TSelf Write { get; }

    /// <summary>May be executed (flag <c>EXEC</c>).</summary>
    static abstract TSelf Exec { get; }

    /// <summary>Writes reach the file (flag <c>SHARED</c>).</summary>
    static abstract TSelf Shared { get; }

    /// <summary>mprotect(2) may make it readable (flag <c>MAYREAD</c>).</summary>
    static abstract TSelf MayRead { get; }

    /// <summary>mprotect(2) may make it writable (flag <c>MAYWRITE</c>).</summary>
    static abstract TSelf MayWrite { get; }

    /// <summary>mprotect(2) may make it executable (flag <c>MAYEXEC</c>).</summary>
    static abstract TSelf MayExec { get; }

    /// <summary>Mapped as shared (flag <c>MAYSHARE</c>).</summary>
    static abstract TSelf MayShare { get; }

    /// <summary>A fault just below makes it grow downwards (flag <c>GROWSDOWN</c>).</summary>
    static abstract TSelf GrowsDown { get; }

    /// <summary>A fault just above makes it grow upwards (flag <c>GROWSUP</c>).</summary>
    static abstract TSelf GrowsUp { get; }

    /// <summary>A userfaultfd is told of missing pages (flag <c>UFFD_MISSING</c>).</summary>
    static abstract TSelf UffdMissing { get; }

    /// <summary>A userfaultfd is told of writes to protected pages (flag <c>UFFD_WP</c>).</summary>
    static abstract TSelf UffdWriteProtect { get; }

    /// <summary>A userfaultfd is told of pages in the page cache (flag <c>UFFD_MINOR</c>).</summary>
    static abstract TSelf UffdMinor { get; }

    /// <summary>A userfaultfd is told of any access to protected pages (flag <c>UFFD_RWP</c>).</summary>
    static abstract TSelf UffdReadWriteProtect { get; }

    /// <summary>Maps page frames without a struct page (flag <c>PFNMAP</c>).</summary>
    static abstract TSelf PfnMap { get; }

    /// <summary>Maps pages with and without a struct page (flag <c>MIXEDMAP</c>).</summary>
    static abstract TSelf MixedMap { get; }

    /// <summary>Maps a device's memory (flag <c>IO</c>).</summary>
    static abstract TSelf Io { get; }

    /// <summary>mremap(2) can't enlarge it (flag <c>DONTEXPAND</c>).</summary>
    static abstract TSelf DontExpand { get; }

    /// <summary>Maps hugetlbfs (flag <c>HUGETLB</c>).</summary>
    static abstract TSelf HugeTlb { get; }

    /// <summary>Synchronous page faults (DAX) (flag <c>SYNC</c>).</summary>
    static abstract TSelf Sync { get; }

    /// <summary>Pages may be dropped under pressure (flag <c>DROPPABLE</c>).</summary>
    static abstract TSelf Droppable { get; }

    /// <summary>May hold guard regions (flag <c>MAYBE_GUARD</c>).</summary>
    static abstract TSelf MaybeGuard { get; }

    /// <summary>Pages stay in memory (flag <c>LOCKED</c>).</summary>
    static abstract TSelf Locked { get; }

    /// <summary>Pages are locked as they are faulted in (flag <c>LOCKONFAULT</c>).</summary>
    static abstract TSelf LockOnFault { get; }

    /// <summary>Sealed by mseal(2) (flag <c>SEALED</c>).</summary>
    static abstract TSelf Sealed { get; }

    /// <summary>Will be read from front to back (flag <c>SEQ_READ</c>).</summary>
    static abstract TSelf SeqRead { get; }

    /// <summary>Will be read in no order (flag <c>RAND_READ</c>).</summary>
    static abstract TSelf RandRead { get; }

    /// <summary>A child does not get it (flag <c>DONTCOPY</c>).</summary>
    static abstract TSelf DontCopy { get; }

    /// <summary>A child gets it empty (flag <c>WIPEONFORK</c>).</summary>
    static abstract TSelf WipeOnFork { get; }

    /// <summary>Core dumps leave it out (flag <c>DONTDUMP</c>).</summary>
    static abstract TSelf DontDump { get; }

    /// <summary>Huge pages are wanted (flag <c>HUGEPAGE</c>).</summary>
    static abstract TSelf HugePage { get; }

    /// <summary>Huge pages are not wanted (flag <c>NOHUGEPAGE</c>).</summary>
    static abstract TSelf NoHugePage { get; }

    /// <summary>KSM may merge its pages (flag <c>MERGEABLE</c>).</summary>
    static abstract TSelf Mergeable { get; }

    /// <summary>Counts against the commit limit (flag <c>ACCOUNT</c>).</summary>
    static abstract TSelf Account { get; }

    /// <summary>Does not count against the commit limit (flag <c>NORESERVE</c>).</summary>
    static abstract TSelf NoReserve { get; }

    /// <summary>Soft-dirty tracking (flag <c>SOFTDIRTY</c>).</summary>
    static abstract TSelf SoftDirty { get; }

    /// <summary>Holds a shadow stack (flag <c>SHADOW_STACK</c>).</summary>
    static abstract TSelf ShadowStack { get; }

    /// <summary>The number of the protection key, pkeys(7) (mask <c>PKEY</c>).</summary>
    static abstract TSelf ProtectionKeyMask { get; }

    /// <summary>The lowest bit of that number (flag <c>PKEY_BIT0</c>).</summary>
    static abstract TSelf ProtectionKeyBit0 { get; }
}
