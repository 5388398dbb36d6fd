using System.Runtime.CompilerServices;
using KernelFlags.Vma.Pages.Cache;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages;

/// <summary>
/// The pages of an address space: its page tables, and through them anonymous pages of the machine and pages of files. What is done to the pages
/// of a range stands in the files beside this one; VMAs come as values, which some lock keeps true. What ends in <c>TableLocked</c> wants the
/// page table of its pages locked by whoever calls.
/// </summary>
/// <remarks>
/// The order of locks: the contents of a file (<see cref="PageCache"/>), then a page table; a second page table only where
/// <see cref="PageTable{TSync}.LockBeside"/> takes it, under the mmap lock held for writing.
/// </remarks>
/// <param name="options">What the process was made with.</param>
/// <param name="mapper">How the contents of files see the address space.</param>
internal sealed class AddressPages<TFlags, TSync>(Machine machine, AddressSpaceOptions options, IFileMapper mapper)
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private readonly KernelCapabilities _capabilities = machine.Capabilities;

    public PageTable<TSync> Table { get; } = new();

    public Machine Machine => machine;

    /// <summary>The anonymous pages of the machine.</summary>
    public AnonPages Anon { get; } = machine.AnonPages;

    /// <summary>How the contents of files see the address space.</summary>
    public IFileMapper Mapper => mapper;

    public bool HugePagesDisabled => options.HugePagesDisabled;

    /// <summary>Two to this power are the bytes of a page.</summary>
    public int PageShift { get; } = machine.PageShift;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(KernelCapability capability) => _capabilities.Has(capability);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Page(ulong address) => address >> PageShift;

    /// <summary>The place in the file of a page, in pages.</summary>
    public ulong FileIndex(in Vma<TFlags> vma, ulong page) => vma.PageOffset + page - Page(vma.Start);
}
