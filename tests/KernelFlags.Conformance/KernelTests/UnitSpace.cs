global using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags;
using KernelFlags.Vma;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>
/// An address space as the kernel's unit tests set it up: VMAs put side by side without a system call. Places are page numbers, and the
/// page offset of a VMA is its first page's number.
/// </summary>
/// <param name="maxMapCount">The most VMAs that it may have.</param>
internal sealed class UnitSpace(int maxMapCount = 65530)
{
    /// <summary>READ, WRITE, MAYREAD, MAYWRITE, nothing else.</summary>
    public static VmaFlags RW => VmaFlags.Read | VmaFlags.Write | VmaFlags.MayRead | VmaFlags.MayWrite;

    /// <summary>All sticky flags.</summary>
    public static VmaFlags S => VmaFlags.Sticky;

    public AddressSpace<VmaFlags> Space { get; } = new(
        new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) { PageSize = TestPage.Size }, LowestAddress = 0, MaxMapCount = maxMapCount });

    public int NewAnonVma() => Space.Machine.AnonVmas.New();

    public VmaRecord<VmaFlags> Put(ulong start, ulong end, VmaFlags? flags = null, int anonVma = 0, bool closes = false) =>
        Space.Mm.Put(Range(start, end, flags ?? RW, anonVma, closes));

    public VmaRecord<VmaFlags> Change(VmaRecord<VmaFlags> vma, VmaFlags? flags = null, int? anonVma = null, bool? closes = null) => Space.Mm.Put(
        vma.Start,
        v => v with
        {
            Flags = flags ?? v.Flags,
            AnonVma = anonVma ?? v.AnonVma,
            Attributes = closes is { } on ? Attributes(on) : v.Attributes,
        });

    /// <summary>NEW: the range merges with what it touches, else it becomes a VMA.</summary>
    public VmaRecord<VmaFlags> New(ulong start, ulong end, VmaFlags? flags = null, int anonVma = 0)
    {
        Assert.True(Space.Mm.TryMergeNew(Range(start, end, flags ?? RW, anonVma, closes: false), out var result));
        return result;
    }

    /// <summary>MODIFY: the range of one VMA is proposed with flags.</summary>
    public VmaRecord<VmaFlags> Modify(ulong start, ulong end, VmaFlags? flags = null)
    {
        Space.Mm.Store.TryFind(start << TestPage.Shift, out var vma);
        Assert.Equal(Errno.None, Space.Mm.TryModify(start << TestPage.Shift, end << TestPage.Shift, flags ?? vma.Flags, out var result));
        return result;
    }

    /// <summary>The VMAs: <c>[0,3)@0</c>, with an <c>x</c> behind one that has an anon_vma and a <c>c</c> behind one with a close hook.</summary>
    public string Vmas()
    {
        var texts = new List<string>();
        foreach (var vma in Space)
        {
            Space.Mm.Store.TryFind(vma.Start, out var record);
            texts.Add(Text(record));
        }

        return string.Join(' ', texts);
    }

    public string Text(VmaRecord<VmaFlags> vma) =>
        $"[{vma.Start >> TestPage.Shift},{vma.End >> TestPage.Shift})@{vma.PageOffset}{(vma.AnonVma != 0 ? "x" : "")}{(vma.Attributes == Attributes(true) ? "c" : "")}";

    /// <summary>The VMA of a page.</summary>
    public VmaRecord<VmaFlags> this[ulong page] =>
        Space.Mm.Store.TryFind(page << TestPage.Shift, out var vma) ? vma : throw new InvalidOperationException($"No VMA has page {page}.");

    private VmaRecord<VmaFlags> Range(ulong start, ulong end, VmaFlags flags, int anonVma, bool closes) => new()
    {
        Start = start << TestPage.Shift,
        End = end << TestPage.Shift,
        Flags = flags,
        PageOffset = start,
        AnonVma = anonVma,
        Attributes = Attributes(closes),
    };

    private int Attributes(bool closes) => closes ? Space.Mm.Areas.Attributes.Number(VmaAttributes.Plain with { HasCloseHook = true }) : 0;
}
