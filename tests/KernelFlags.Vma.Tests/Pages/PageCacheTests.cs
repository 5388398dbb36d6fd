using CsCheck;
using KernelFlags.Vma.Pages.Cache;

namespace KernelFlags.Vma.Tests.Pages;

/// <summary>What is known of a file's pages is the same whether it is changed for many blocks at once or for few at a time.</summary>
public sealed class PageCacheTests
{
    private const ulong Page = 4096;
    private const ulong Block = 512;
    private const ulong Blocks = 300;

    private enum Change
    {
        Add,
        Remove,
        Truncate,
        Collapse,
        MarkDirty,
    }

    [Fact]
    public void ChangingManyBlocks_IsChangingEachOfThem() =>
        Gen.Select(Gen.Enum<FileKind>(), Gen.Bool, Gen.Select(Gen.Enum<Change>(), Gen.ULong[0, (Blocks * Block) - 1], Gen.ULong[1, Blocks * Block]).Array[1, 12])
            .Sample(
                (kind, cached, changes) =>
                {
                    var (atOnce, inPieces) = (New(kind, cached), New(kind, cached));
                    foreach (var (change, first, count) in changes)
                    {
                        Apply(atOnce, change, first, count, Blocks);
                        Apply(inPieces, change, first, count, blocks: 7);
                    }

                    return First(atOnce, inPieces) is null;
                },
                iter: 60);

    private static PageCache New(FileKind kind, bool cached) => new(kind, Blocks * Block * Page, new() { IsCached = cached });

    private static void Apply(PageCache cache, Change change, ulong first, ulong count, ulong blocks)
    {
        var end = Math.Min(first + count, Blocks * Block);
        switch (change)
        {
            case Change.Truncate:
                Resize(cache, first, blocks);
                Resize(cache, Blocks * Block, blocks);
                break;
            case Change.Collapse:
                cache.Collapse(first / Block * Block);
                break;
            case Change.MarkDirty:
                cache.MarkDirty(first);
                break;
            default:
                // Pieces end where blocks do, so that no folio lies in two.
                for (var from = first; from < end;)
                {
                    var to = Math.Min(end, ((from / Block) + blocks) * Block);
                    if (change == Change.Add)
                    {
                        cache.AddRange(from, to);
                    }
                    else
                    {
                        cache.Remove(from, to);
                    }

                    from = to;
                }

                break;
        }
    }

    private static void Resize(PageCache cache, ulong pages, ulong blocks)
    {
        while (cache.PageCount != pages)
        {
            var next = pages < cache.PageCount
                ? Math.Max(pages, cache.PageCount - Math.Min(cache.PageCount, blocks * Block))
                : Math.Min(pages, cache.PageCount + (blocks * Block));
            cache.Truncate(next * Page);
        }
    }

    private static ulong? First(PageCache left, PageCache right)
    {
        for (var page = 0UL; page < Blocks * Block; page++)
        {
            if ((left.IsCached(page), left.IsHole(page), left.IsDirty(page), left.Folio(page))
                != (right.IsCached(page), right.IsHole(page), right.IsDirty(page), right.Folio(page)))
            {
                return page;
            }
        }

        return null;
    }
}
