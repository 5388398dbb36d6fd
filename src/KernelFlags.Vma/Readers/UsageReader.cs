using System.Runtime.InteropServices;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Pages.Tables;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Readers;

/// <summary>What smaps counts.</summary>
internal static class UsageReader
{
    extension<TFlags, TSync>(Mm<TFlags, TSync> mm)
        where TFlags : unmanaged, IVmaFlags<TFlags>
        where TSync : struct, ISync
    {
        /// <summary>What of a VMA is in memory, as smaps counts it.</summary>
        public PageUsage Usage(in Vma<TFlags> vma)
        {
            using var read = mm.LockToLook();
            var one = new VmaUsage<TFlags>(vma);
            mm.CountPages(new(ref one));
            return one.Usage;
        }

        /// <summary>The VMAs of a range with what of each is in memory, in one walk through the page tables.</summary>
        public void FindUsage(ulong start, ulong end, List<VmaUsage<TFlags>> found)
        {
            ArgumentNullException.ThrowIfNull(found);
            found.Clear();
            using var read = mm.LockToLook();
            var walk = mm.Areas.Range(start, end, Hole.Passes);
            while (walk.MoveNext(out var vma))
            {
                found.Add(new(mm.Areas.View(vma)));
            }

            mm.CountPages(CollectionsMarshal.AsSpan(found));
        }

        /// <summary>Counts the pages of VMAs, which follow each other in order.</summary>
        private void CountPages(Span<VmaUsage<TFlags>> vmas)
        {
            if (vmas.IsEmpty)
            {
                return;
            }

            for (var walk = mm.Pages.Table.Range(mm.Page(vmas[0].Vma.Start), mm.Page(vmas[^1].Vma.End)); walk.MoveNext();)
            {
                // Markers are no memory.
                for (var page = walk.First; page < walk.End && walk.Leaf is not { IsUniform: true }; page++)
                {
                    if (walk.Leaf is { } leaf && (page = leaf.NextUsed(page, walk.End)) >= walk.End)
                    {
                        break;
                    }

                    while (mm.Page(vmas[0].Vma.End) <= page)
                    {
                        vmas = vmas[1..];
                    }

                    // A munmap by another thread may not have come to all pages yet of a VMA that is gone.
                    if (mm.Page(vmas[0].Vma.Start) <= page)
                    {
                        var index = PageTable.IndexInLeaf(page);
                        mm.CountPage(ref vmas[0], page, walk.Leaf?[index] ?? walk.Huge.Small(index), isHuge: walk.Leaf is null);
                    }
                }
            }
        }

        private void CountPage(ref VmaUsage<TFlags> vma, ulong page, PageEntry entry, bool isHuge)
        {
            if (entry.Kind is PageKind.Anon or PageKind.File)
            {
                var mappings = vma.Vma.Flags.TestAny(TFlags.Locked) ? mm.MappingsOf(vma.Vma, page, entry) : 0;
                vma.Add(mm.Machine.PageSize, entry.Kind == PageKind.Anon, isHuge, mappings);
            }
        }
    }
}
