using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <summary>When transparent huge pages are used (<c>/sys/kernel/mm/transparent_hugepage/enabled</c> and <c>shmem_enabled</c>).</summary>
public enum HugePages
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>Where madvise(2) asks for them.</summary>
    Madvise,

    /// <summary>Wherever they fit.</summary>
    Always,
}

/// <summary>Whether memory may be promised that is not there (<c>/proc/sys/vm/overcommit_memory</c>, proc_sys_vm(5)).</summary>
public enum Overcommit
{
    /// <summary>Obvious excess is refused.</summary>
    Heuristic = 0,

    /// <summary>Nothing is refused.</summary>
    Always = 1,

    /// <summary>Refused beyond the commit limit; <c>MAP_NORESERVE</c> has no effect.</summary>
    Never = 2,
}

/// <summary>What all address spaces of one kernel share: what it does, its settings, its anonymous pages and <c>anon_vma</c>s.</summary>
/// <param name="capabilities">What the kernel does.</param>
public sealed class Machine(KernelCapabilities capabilities)
{
    private readonly int _pageShift = 12;
    private long _committed;
    private long _lastInode;

    private Machine(Machine other)
        : this(other.Capabilities)
    {
        _pageShift = other._pageShift;
        (TransparentHugePages, ShmemHugePages) = (other.TransparentHugePages, other.ShmemHugePages);
        (Overcommit, CommitLimit, Nodes) = (other.Overcommit, other.CommitLimit, other.Nodes);
        (ProtectionKeys, ZeroPage) = (other.ProtectionKeys, other.ZeroPage);
        (_committed, _lastInode) = (other.Committed, Interlocked.Read(ref other._lastInode));
        (AnonVmas, AnonPages) = (other.AnonVmas.Clone(), other.AnonPages.Clone());
    }

    /// <summary>What the kernel does.</summary>
    public KernelCapabilities Capabilities { get; } = capabilities;

    /// <summary>The size of a page in bytes, a power of two from 4096.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none.</exception>
    public ulong PageSize
    {
        get => 1UL << _pageShift;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 4096UL);
            if (!ulong.IsPow2(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "A page's size is a power of two.");
            }

            _pageShift = (int)ulong.Log2(value);
        }
    }

    /// <summary>When anonymous memory gets huge pages.</summary>
    public HugePages TransparentHugePages { get; init; } = HugePages.Madvise;

    /// <summary>When shared memory gets huge pages.</summary>
    public HugePages ShmemHugePages { get; init; } = HugePages.Never;

    /// <summary>Whether more memory may be promised than there is.</summary>
    public Overcommit Overcommit { get; init; }

    /// <summary>What may be promised in all, in pages: under <see cref="Overcommit.Heuristic"/> to one call, under
    /// <see cref="Overcommit.Never"/> to all of them.</summary>
    public ulong CommitLimit { get; init; } = ulong.MaxValue;

    /// <summary>
    /// Whether the processor has protection keys and the kernel uses them (pkeys(7); <c>ospke</c> in <c>/proc/cpuinfo</c>, x86-64). Memory that
    /// may be executed only then has a key of its own, by which it can't be read.
    /// </summary>
    public bool ProtectionKeys { get; init; }

    /// <summary>
    /// Whether reading anonymous memory that was never written maps the zero page. A machine without one, such as some guests of hypervisors,
    /// gives each such page memory of its own, as a write does.
    /// </summary>
    public bool ZeroPage { get; init; } = true;

    /// <summary>The nodes that have memory, one a bit (numa(7)).</summary>
    public ulong Nodes { get; init; } = 1;

    /// <summary>What is promised, in pages.</summary>
    internal long Committed => Interlocked.Read(ref _committed);

    internal int PageShift => _pageShift;

    internal AnonVmas AnonVmas { get; } = new();

    internal AnonPages AnonPages { get; } = new();

    /// <summary>A machine of the same settings and with the same memory, on which nobody runs yet.</summary>
    internal Machine Clone() => new(this);

    /// <summary>Numbers what stands behind shared anonymous memory: the kernel numbers all such files of a machine in turn.</summary>
    /// <returns>The inode, from 1.</returns>
    internal ulong NextInode() => (ulong)Interlocked.Increment(ref _lastInode);

    /// <summary>Promises memory.</summary>
    /// <param name="pages">How many pages.</param>
    /// <returns>False where that is refused.</returns>
    internal bool TryCommit(ulong pages)
    {
        if (pages > CommitLimit && Overcommit != Overcommit.Always)
        {
            return false;
        }

        var committed = Interlocked.Add(ref _committed, (long)pages);
        if (Overcommit == Overcommit.Never && (ulong)committed > CommitLimit)
        {
            Uncommit(pages);
            return false;
        }

        return true;
    }

    /// <summary>Counts memory as promised that was before there was this machine.</summary>
    /// <param name="pages">How many pages.</param>
    internal void Commit(ulong pages) => Interlocked.Add(ref _committed, (long)pages);

    /// <summary>Takes a promise back.</summary>
    /// <param name="pages">How many pages.</param>
    internal void Uncommit(ulong pages) => Interlocked.Add(ref _committed, -(long)pages);
}
