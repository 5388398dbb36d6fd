using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Pages;
using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Calls;

/// <summary>An address space whose mmap lock is held for writing, until this is disposed.</summary>
internal readonly ref struct MmWrite<TFlags, TSync>(Mm<TFlags, TSync> mm) : IDisposable
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    /// <summary>The address space, for what needs no lock.</summary>
    public Mm<TFlags, TSync> Mm => mm;

    public VmaWriter<TFlags, TSync> Areas => mm.Writer;

    public VmaStore<TFlags, TSync> Store => mm.Store;

    public AddressPages<TFlags, TSync> Pages => mm.Pages;

    public Machine Machine => mm.Machine;

    public AddressSpaceOptions Options => mm.Options;

    public AttributeTable Attributes => mm.Attributes;

    public ulong TaskSize => mm.TaskSize;

    public int MapCount => mm.MapCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(KernelCapability capability) => mm.Has(capability);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Page(ulong address) => mm.Page(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAligned(ulong address) => mm.IsAligned(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AlignUp(ulong length) => mm.AlignUp(length);

    public VmaAttributes AttributesOf(in VmaRecord<TFlags> vma) => mm.AttributesOf(vma);

    public Vma<TFlags> View(in VmaRecord<TFlags> vma) => mm.Areas.View(vma);

    /// <summary>Takes a promise of memory back, if the flags say that it was made.</summary>
    public void Uncommit(TFlags flags, ulong length)
    {
        if (flags.TestAny(TFlags.Account))
        {
            mm.Machine.Uncommit(mm.Page(length));
        }
    }

    /// <summary>A VMA, which the lock keeps from going.</summary>
    public LockedVma<TFlags, TSync> Locked(ref VmaRecord<TFlags> vma) => new(mm, ref vma);

    /// <summary>Changes what a walk is at.</summary>
    /// <returns>False when it can't be made.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryModify(ref RangeWalk<TFlags, TSync> walk, ref VmaRecord<TFlags> vma, TFlags flags, int attributes)
    {
        if (flags.SameAs(vma.Flags) && attributes == vma.Attributes)
        {
            return true;
        }

        var at = mm.Writer.Modify(walk.At, ref vma, walk.Start, walk.Stop, flags, attributes);
        if (at.IsNone)
        {
            return false;
        }

        walk.MoveTo(at, vma);
        return true;
    }

    /// <summary>Does what is left of what came before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Tidy()
    {
        mm.Store.SettlePending();
        if (mm.Attributes.IsCrowded)
        {
            ForgetUnusedAttributes();
        }
    }

    /// <summary>Releases the lock. It is called once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => mm.Locks.EndCall();

    /// <summary>Forgets attributes that no VMA has any more, and has files forget the address space that mapped them.</summary>
    private void ForgetUnusedAttributes()
    {
        var attributes = mm.Attributes;
        var isUsed = new bool[attributes.End];
        for (var at = mm.Store.Seek(0); mm.Store.TryGet(at, out var vma); mm.Store.MoveNext(ref at))
        {
            isUsed[vma.Attributes] = true;
        }

        var unmapped = new HashSet<PageCache>(attributes.Keep(isUsed, mm.Store.Count).Select(file => file.Pages));
        unmapped.ExceptWith(attributes.Files.Select(file => file.Pages));
        foreach (var pages in unmapped)
        {
            pages.RemoveMapper(mm.Mapper);
        }
    }
}
