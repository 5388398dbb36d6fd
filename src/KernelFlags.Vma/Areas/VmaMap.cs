using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Locks;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas;

/// <summary>
/// The VMAs of an address space, and the locks that keep them as they are. What is here takes no lock, or says which one it takes;
/// <see cref="VmaWriter{TFlags, TSync}"/> changes them.
/// </summary>
/// <remarks>
/// The order of locks, of this floor and of the one beside it: the mmap lock; the locks of single VMAs, which a writer takes one by one as it
/// comes to change them; the word of <c>anon_vma</c>s and that of pending flags, innermost, held for moments. A file's contents and a page
/// table are locked under the first two (<see cref="Pages"/>), and the innermost ones under those.
/// </remarks>
internal sealed class VmaMap<TFlags, TSync>
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private ulong _anonVmaLock;

    public VmaMap(VmaStore<TFlags, TSync> store, AttributeTable attributes, AnonVmas anonVmas, int pageShift)
    {
        (Store, Attributes, AnonVmas, PageShift) = (store, attributes, anonVmas, pageShift);
        Locks = new(store.Side);
    }

    public VmaStore<TFlags, TSync> Store { get; }

    public AttributeTable Attributes { get; }

    public SpaceLocks<TSync> Locks { get; }

    /// <summary>Those of the machine.</summary>
    public AnonVmas AnonVmas { get; }

    /// <summary>Two to this power are the bytes of a page.</summary>
    public int PageShift { get; }

    /// <summary>Shows a VMA that some lock keeps from going.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vma<TFlags> View(in VmaRecord<TFlags> record) => new(record, record.Attributes == 0 ? null : Attributes[record.Attributes]);

    /// <summary>Finds the VMA that contains an address. Takes no lock.</summary>
    public bool TryFind(ulong address, out Vma<TFlags> vma)
    {
        var found = Store.TryFind(address, out var record);
        if (found && record.Attributes != 0)
        {
            return TryFindWithAttributes(address, out vma);
        }

        vma = found ? new(record, null) : default;
        return found;
    }

    /// <summary>Finds the first VMA that ends after an address. Takes no lock.</summary>
    public bool TryFindNext(ulong address, out Vma<TFlags> vma)
    {
        VmaRecord<TFlags> record;
        VmaAttributes? attributes;
        do
        {
            if (!Store.TryFindNext(address, out record, out var sight))
            {
                vma = default;
                return false;
            }

            attributes = SeenAttributes(record, sight);
        }
        while (attributes is null);
        vma = new(record, record.Attributes == 0 ? null : attributes);
        return true;
    }

    /// <summary>Finds the VMA that contains an address and locks it for reading, without the mmap lock.</summary>
    /// <returns>False when there is none, or it can't be had without the mmap lock.</returns>
    public bool TryEnterVma(ulong address, out VmaRecord<TFlags> vma)
    {
        while (Store.TryFind(address, out vma, out var sight))
        {
            if (!Locks.TryEnterVma(vma.Id))
            {
                return false;
            }

            // Between the lookup and the lock it may have changed, or gone, and its identity may be another one's by now.
            if (Store.IsStill(sight))
            {
                return true;
            }

            var id = vma.Id;
            if (Store.TryFind(address, out vma) && vma.Id == id)
            {
                return true;
            }

            Locks.ExitVma(id);
        }

        return false;
    }

    /// <summary>The VMAs in the order of their addresses. Takes no lock.</summary>
    public VmaEnumerator<TFlags, TSync> GetEnumerator() => new(this);

    /// <summary>A walk through a range. A lock keeps the VMAs from coming and going.</summary>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="hole">What a hole in it means.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RangeWalk<TFlags, TSync> Range(ulong start, ulong end, Hole hole) => new(Store, start, end, hole);

    /// <summary>Whether anything of a range is not mapped. A lock keeps the VMAs from coming and going.</summary>
    public bool HasHole(ulong start, ulong end)
    {
        var walk = Range(start, end, Hole.Ends);
        while (walk.MoveNext(out _))
        {
        }

        return walk.MetHole;
    }

    /// <summary>
    /// Gives a VMA an <c>anon_vma</c> if it has none: that of a neighbour with which it could later merge, else a new one. The mmap lock is
    /// held, be it for reading: neighbours stay, and whoever else does this waits.
    /// </summary>
    /// <param name="vma">The VMA; afterwards with its <c>anon_vma</c>.</param>
    public void EnsureAnonVma(ref VmaRecord<TFlags> vma)
    {
        if (vma.AnonVma != 0)
        {
            return;
        }

        WordLock<TSync>.Enter(ref _anonVmaLock);
        var at = Store.Seek(vma.Start);
        vma.AnonVma = Store.AnonVmaAt(at);
        if (vma.AnonVma == 0)
        {
            vma.AnonVma = FindReusableUnderAnonVmaLock(at, vma);
            if (vma.AnonVma == 0)
            {
                vma.AnonVma = AnonVmas.New();
            }

            AnonVmas.Acquire(vma.AnonVma);
            Store.SetAnonVma(at, vma.AnonVma);
        }

        WordLock<TSync>.Exit(ref _anonVmaLock);
    }

    private int FindReusableUnderAnonVmaLock(VmaPosition at, in VmaRecord<TFlags> vma)
    {
        var after = at;
        if (Store.MoveNext(ref after) && Store.TryGet(after, out var next) && IsReusable(next.AnonVma) && AreAlike(vma, next))
        {
            return next.AnonVma;
        }

        return Store.MovePrevious(ref at) && Store.TryGet(at, out var previous) && IsReusable(previous.AnonVma) && AreAlike(previous, vma)
            ? previous.AnonVma
            : 0;
    }

    private bool IsReusable(int anonVma) => anonVma != 0 && !AnonVmas.IsForkChild(anonVma);

    /// <summary>Whether two touching VMAs would merge once mprotect(2) gave them the same access.</summary>
    private bool AreAlike(in VmaRecord<TFlags> left, in VmaRecord<TFlags> right)
    {
        var (below, above) = (Attributes[left.Attributes], Attributes[right.Attributes]);
        return left.End == right.Start
            && left.Flags.Diff(right.Flags).Without(TFlags.Access | TFlags.IgnoredOnMerge).IsEmpty
            && below.Policy == above.Policy
            && below.File == above.File
            && left.PageOffsetAt(left.End, PageShift) == right.PageOffset;
    }

    /// <summary>Finds a VMA with its attributes, apart: what few lookups need must not slow the others down.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryFindWithAttributes(ulong address, out Vma<TFlags> vma)
    {
        while (Store.TryFind(address, out var record, out var sight))
        {
            if (SeenAttributes(record, sight) is { } attributes)
            {
                vma = new(record, record.Attributes == 0 ? null : attributes);
                return true;
            }
        }

        vma = default;
        return false;
    }

    /// <summary>The attributes of a VMA that was found without a lock.</summary>
    /// <returns>Null when it has changed since, so that its number may stand for something else by now.</returns>
    private VmaAttributes? SeenAttributes(in VmaRecord<TFlags> record, VmaStore<TFlags, TSync>.Sight sight)
    {
        var attributes = Attributes[record.Attributes];
        return record.Attributes == 0 || Store.IsStill(sight) ? attributes : null;
    }
}
