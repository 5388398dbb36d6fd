using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Pages.Tables;

/// <summary>A part of the page tables: the slots of 64 leaves, each of which holds nothing, a leaf, or the entry of a huge page.</summary>
/// <param name="key">Its number: that of its first page, in directories.</param>
internal sealed class PageDirectory<TSync>(ulong key)
    where TSync : struct, ISync
{
    /// <summary>How many slots it has, as a power of two.</summary>
    public const int SlotBits = 6;

    /// <summary>How many slots it has.</summary>
    public const int Slots = 1 << SlotBits;

    /// <summary>How many pages it has entries for, as a power of two.</summary>
    public const int Order = PageTable.LeafOrder + SlotBits;

    private const int Locks = 8;
    private const int WordsInLine = 8;

    private readonly ulong[] _locks = new ulong[Locks * WordsInLine];
    private ulong[]? _huge;
    private volatile bool _isGone;

    /// <summary>Its number: that of its first page, in directories.</summary>
    public ulong Key { get; } = key;

    /// <summary>The first page that it has an entry for.</summary>
    public ulong First => Key << Order;

    /// <summary>Whether it was taken out of the page tables: what is locked or found in it says nothing any more.</summary>
    public bool IsGone => _isGone;

    public PageLeaf<TSync>?[] Leaves { get; } = new PageLeaf<TSync>?[Slots];

    /// <summary>The slot of a page's leaf.</summary>
    public static int SlotOf(ulong page) => (int)(page >> PageTable.LeafOrder) & (Slots - 1);

    /// <summary>The number of the directory of a page.</summary>
    public static ulong KeyOf(ulong page) => page >> Order;

    /// <summary>The lock of a slot. Those of slots that follow one another lie in different cache lines.</summary>
    public ref ulong LockOf(int slot) => ref _locks[slot % Locks * WordsInLine];

    /// <summary>Whether a slot holds neither a leaf nor a huge page.</summary>
    public bool IsEmpty(int slot) => Leaves[slot] is null && Huge(slot).IsNone;

    public PageEntry Huge(int slot) => Volatile.Read(ref _huge) is { } huge ? new(huge[slot]) : PageEntry.None;

    public void SetHuge(int slot, PageEntry entry)
    {
        if (Huge(slot) != entry)
        {
            var huge = Volatile.Read(ref _huge) ?? Interlocked.CompareExchange(ref _huge, new ulong[Slots], null) ?? _huge;
            TSync.Write(ref huge[slot], entry.Word);
        }
    }

    /// <summary>Tells those who found it before it was taken out, and waits for those who have it locked.</summary>
    public void Leave()
    {
        _isGone = true;
        for (var slot = 0; slot < Locks; slot++)
        {
            new PageTableLock<TSync>(ref LockOf(slot)).Dispose();
        }
    }
}
