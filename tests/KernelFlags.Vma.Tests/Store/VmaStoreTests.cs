using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Tests.Store;

/// <summary>What a store promises, on a few VMAs by hand.</summary>
public class VmaStoreTests
{
    private readonly VmaStore<WordFlags, RealSync> _store = new();

    [Fact]
    public void Find_takes_the_VMA_that_contains_the_address()
    {
        Insert(Page(2, 4), Page(4, 5), Page(8, 9));

        Assert.False(_store.TryFind(0x1fff, out _));
        Assert.Equal((0x2000UL, 0x4000UL), Found(0x2000));
        Assert.Equal((0x2000UL, 0x4000UL), Found(0x3fff));
        Assert.Equal((0x4000UL, 0x5000UL), Found(0x4000));
        Assert.False(_store.TryFind(0x5000, out _));
        Assert.False(_store.TryFind(0x9000, out _));
        Assert.False(_store.TryFind(ulong.MaxValue, out _));
    }

    [Fact]
    public void Find_next_takes_the_first_VMA_that_ends_later()
    {
        Insert(Page(2, 4), Page(8, 9));

        Assert.True(_store.TryFindNext(0, out var vma));
        Assert.Equal(0x2000UL, vma.Start);
        Assert.True(_store.TryFindNext(0x4000, out vma));
        Assert.Equal(0x8000UL, vma.Start);
        Assert.False(_store.TryFindNext(0x9000, out _));
    }

    [Fact]
    public void Positions_walk_both_ways_and_stop_at_the_ends()
    {
        Insert(Page(2, 4), Page(8, 9));
        var at = _store.Seek(0);

        Assert.False(_store.MovePrevious(ref at));
        Assert.True(_store.MoveNext(ref at));
        Assert.True(_store.TryGet(at, out var vma));
        Assert.Equal(0x8000UL, vma.Start);
        Assert.False(_store.MoveNext(ref at));
        Assert.False(_store.TryGet(at, out _));
        Assert.True(_store.MovePrevious(ref at));
        Assert.True(_store.TryGet(at, out vma));
        Assert.Equal(0x8000UL, vma.Start);
    }

    [Fact]
    public void Splice_keeps_the_identities_that_are_named_and_gives_new_ones_to_the_others()
    {
        Insert(Page(2, 8));
        Assert.True(_store.TryFind(0x2000, out var old));

        var at = _store.Splice(_store.Seek(0x2000), 1, [Page(2, 4), old with { Start = 0x4000, PageOffset = 4 }]);

        Assert.Equal(2, _store.Count);
        Assert.True(_store.TryGet(at, out var first));
        Assert.Equal(0x2000UL, first.Start);
        Assert.True(_store.TryFind(0x4000, out var second));
        Assert.Equal(old.Id, second.Id);
        Assert.True(first.Id > 0 && first.Id != second.Id);
    }

    [Fact]
    public void Splice_returns_the_place_of_what_follows_when_nothing_comes()
    {
        Insert(Page(2, 4), Page(8, 9));

        var at = _store.Splice(_store.Seek(0), 1, []);

        Assert.True(_store.TryGet(at, out var vma));
        Assert.Equal(0x8000UL, vma.Start);
        Assert.Equal(1, _store.Count);
    }

    [Fact]
    public void An_atomic_flag_is_seen_by_lookups_and_dies_with_the_VMA()
    {
        Insert(Page(2, 4));
        Assert.True(_store.TryFind(0x2000, out var vma));

        _store.SetAtomic(vma, AtomicFlags.FromDefinition(WordFlags.MaybeGuard));

        Assert.True(_store.TryFind(0x2000, out vma));
        Assert.Equal(WordFlags.Read | WordFlags.MaybeGuard, vma.Flags);
        _store.Splice(_store.Seek(0), 1, [Page(2, 4)]);
        Assert.True(_store.TryFind(0x2000, out vma));
        Assert.Equal(WordFlags.Read, vma.Flags);
    }

    [Fact]
    public void Gaps_are_found_from_either_side()
    {
        Insert(Page(2, 4), Page(6, 8), Page(9, 10));

        Assert.Equal(0x4000UL, Gap(0x2000, 0x10000, 0x2000, topDown: false));
        Assert.Equal(0x0UL, Gap(0, 0x10000, 0x2000, topDown: false));
        Assert.Equal(0xf000UL, Gap(0, 0x10000, 0x1000, topDown: true));
        Assert.Equal(0x8000UL, Gap(0, 0xa000, 0x1000, topDown: true));
        Assert.Equal(0x4000UL, Gap(0, 0xa000, 0x2000, topDown: true));
        Assert.Null(Gap(0x2000, 0xa000, 0x3000, topDown: true));
        Assert.Null(Gap(0x6000, 0x8000, 0x1000, topDown: false));
    }

    private static VmaRecord<WordFlags> Page(ulong first, ulong last) => new()
    {
        Start = first << 12,
        End = last << 12,
        Flags = WordFlags.Read,
        PageOffset = first,
    };

    private void Insert(params VmaRecord<WordFlags>[] records) => _store.Splice(_store.Seek(0), 0, records);

    private (ulong Start, ulong End) Found(ulong address) => _store.TryFind(address, out var vma) ? (vma.Start, vma.End) : default;

    private ulong? Gap(ulong low, ulong high, ulong length, bool topDown) =>
        _store.TryFindGap(low, high, length, topDown, out var start) ? start : null;
}
