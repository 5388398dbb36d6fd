using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>What smaps counts.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private const int ShareShift = 12;

    /// <summary>What of a VMA is in memory, as smaps counts it.</summary>
    /// <param name="vma">The VMA.</param>
    /// <returns>The counts, in bytes; <see cref="PageUsage.Locked"/> is cut to whole kilobytes, as the kernel prints it.</returns>
    public PageUsage Usage(in Vma<TFlags> vma)
    {
        using var read = LockToLook();
        ulong rss = 0, anonymous = 0, huge = 0, anonHuge = 0, share = 0;
        var pageSize = _machine.PageSize;
        var isLocked = vma.Flags.TestAny(TFlags.Locked);
        for (var walk = _pages.Range(Page(vma.Start), Page(vma.End)); walk.MoveNext();)
        {
            var mapped = (walk.End - walk.First) * pageSize;
            huge += walk.Huge.Kind is PageKind.Anon or PageKind.File ? mapped : 0;
            anonHuge += walk.Huge.Kind is PageKind.Anon ? mapped : 0;
            for (var page = walk.First; page < walk.End; page++)
            {
                var index = PageTable.IndexInLeaf(page);
                var entry = walk.Leaf?[index] ?? walk.Huge.Small(index);
                if (entry.Kind is not (PageKind.Anon or PageKind.File))
                {
                    continue;
                }

                rss += pageSize;
                anonymous += entry.Kind == PageKind.Anon ? pageSize : 0;
                share += isLocked ? (pageSize << ShareShift) / (ulong)MappingsOf(vma.Record, page, entry) : 0;
            }
        }

        return new(rss, anonymous, (share >> ShareShift) & ~1023UL, huge, anonHuge);
    }
}
