namespace KernelFlags.Vma.Pages.Tables;

/// <summary>What stands in an entry of a page table.</summary>
internal enum PageKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A guard marker: any access faults.</summary>
    Guard,

    /// <summary>A marker that a userfaultfd write-protects the page that is to come.</summary>
    UffdMarker,

    /// <summary>The zero page.</summary>
    Zero,

    /// <summary>An anonymous page.</summary>
    Anon,

    /// <summary>A page of the file.</summary>
    File,
}

/// <summary>An entry of a page table: its kind, its bits, and for an anonymous page the page's number.</summary>
/// <param name="Word">The entry as it is stored.</param>
internal readonly record struct PageEntry(ulong Word)
{
    private const int NumberShift = 32;
    private const ulong KindMask = 7;
    private const ulong WritableBit = 1 << 3;
    private const ulong DirtyBit = 1 << 4;
    private const ulong UffdBit = 1 << 5;

    public static PageEntry None => default;

    public static PageEntry Guard => Of(PageKind.Guard);

    /// <summary>The marker of write protection where nothing is mapped yet.</summary>
    public static PageEntry UffdMarker => new((ulong)PageKind.UffdMarker | UffdBit);

    public PageKind Kind => (PageKind)(Word & KindMask);

    public bool IsNone => Word == 0;

    /// <summary>Whether a page is mapped, as against nothing or a marker.</summary>
    public bool IsPresent => Kind >= PageKind.Zero;

    public bool IsWritable => (Word & WritableBit) != 0;

    public bool IsDirty => (Word & DirtyBit) != 0;

    /// <summary>Whether a userfaultfd write-protects it, present or not.</summary>
    public bool IsUffdProtected => (Word & UffdBit) != 0;

    /// <summary>The number of the anonymous page, the first one of 512 where it is huge.</summary>
    public int Page => (int)(Word >> NumberShift);

    public static PageEntry Of(PageKind kind) => new((ulong)kind);

    public static PageEntry Anon(int page) => new((ulong)PageKind.Anon | ((ulong)(uint)page << NumberShift));

    public PageEntry Writable(bool on = true) => new(on ? Word | WritableBit : Word & ~WritableBit);

    public PageEntry Dirty() => new(Word | DirtyBit);

    public PageEntry UffdProtected(bool on = true) => new(on ? Word | UffdBit : Word & ~UffdBit);

    /// <summary>The entry of one page of those that a huge entry maps.</summary>
    /// <param name="index">The page's place, from 0.</param>
    public PageEntry Small(int index) => Kind == PageKind.Anon ? new(Word + ((ulong)index << NumberShift)) : this;
}
