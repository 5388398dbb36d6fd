using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>What smaps counts.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>What of a VMA is in memory, as smaps counts it.</summary>
    /// <param name="vma">The VMA.</param>
    /// <returns>The counts, in bytes; <see cref="PageUsage.Locked"/> is cut to whole kilobytes, as the kernel prints it.</returns>
    public PageUsage Usage(in Vma<TFlags> vma)
    {
        using var read = LockToLook();
        var one = new VmaUsage<TFlags>(vma);
        CountPages(new(ref one));
        return one.Usage;
    }

    /// <summary>The VMAs of a range with what of each is in memory, in one walk through the page tables.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="found">What gets the VMAs, in order; what it held before is forgotten.</param>
    [SuppressMessage("Design", "CA1002:Do not expose generic lists", Justification = "The list is filled again and again, and read as a span.")]
    public void FindUsage(ulong start, ulong end, List<VmaUsage<TFlags>> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        found.Clear();
        using var read = LockToLook();
        for (var at = _vmas.Seek(start); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            found.Add(new(View(vma)));
        }

        CountPages(CollectionsMarshal.AsSpan(found));
    }

    /// <summary>Counts the pages of VMAs, which follow each other in order.</summary>
    private void CountPages(Span<VmaUsage<TFlags>> vmas)
    {
        if (vmas.IsEmpty)
        {
            return;
        }

        for (var walk = _pages.Range(Page(vmas[0].Vma.Start), Page(vmas[^1].Vma.End)); walk.MoveNext();)
        {
            // Markers are no memory.
            for (var page = walk.First; page < walk.End && walk.Leaf is not { IsUniform: true }; page++)
            {
                if (walk.Leaf is { } leaf && (page = leaf.NextUsed(page, walk.End)) >= walk.End)
                {
                    break;
                }

                while (Page(vmas[0].Vma.End) <= page)
                {
                    vmas = vmas[1..];
                }

                // A munmap by another thread may not have come to all pages yet of a VMA that is gone.
                if (Page(vmas[0].Vma.Start) <= page)
                {
                    var index = PageTable.IndexInLeaf(page);
                    CountPage(ref vmas[0], page, walk.Leaf?[index] ?? walk.Huge.Small(index), isHuge: walk.Leaf is null);
                }
            }
        }
    }

    private void CountPage(ref VmaUsage<TFlags> vma, ulong page, PageEntry entry, bool isHuge)
    {
        if (entry.Kind is PageKind.Anon or PageKind.File)
        {
            var mappings = vma.Vma.Flags.TestAny(TFlags.Locked) ? MappingsOf(vma.Vma, page, entry) : 0;
            vma.Add(_machine.PageSize, entry.Kind == PageKind.Anon, isHuge, mappings);
        }
    }
}
