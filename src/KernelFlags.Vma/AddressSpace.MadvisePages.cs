using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>madvise(2): the advice that acts on pages.</content>
public sealed partial class AddressSpace<TFlags>
{
    private SyscallResult WillNeed(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        var file = _attributes[vma.Attributes].File;
        if (file is null)
        {
            return _capabilities.Has(KernelCapability.Swap) ? Errno.None : Errno.EBADF;
        }

        if (file.Kind == FileKind.Regular)
        {
            file.Pages.AddRange(FileIndex(vma, Page(start)), FileIndex(vma, Page(end)));
        }

        return SyscallResult.Success();
    }

    private SyscallResult DropPages(in VmaRecord<TFlags> vma, ulong start, ulong end, Advice advice)
    {
        var forbidden = advice == Advice.DontNeedLocked ? TFlags.PfnMap : TFlags.PfnMap | TFlags.Locked;
        if (vma.Flags.TestAny(forbidden))
        {
            return Errno.EINVAL;
        }

        if (advice == Advice.Free)
        {
            if (!IsAnonymous(vma))
            {
                return Errno.EINVAL;
            }

            SplitPartialHuge(vma, start, end);
            return SyscallResult.Success();
        }

        ZapRange(vma, start, end, Zap.None);
        return SyscallResult.Success();
    }

    private SyscallResult RemovePages(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        if (vma.Flags.TestAny(TFlags.Locked))
        {
            return Errno.EINVAL;
        }

        var file = _attributes[vma.Attributes].File;
        if (file is null)
        {
            return Errno.EINVAL;
        }

        if (!vma.Flags.TestAll(TFlags.Shared | TFlags.MayWrite))
        {
            return Errno.EACCES;
        }

        file.Pages.Remove(FileIndex(vma, Page(start)), FileIndex(vma, Page(end)));
        return SyscallResult.Success();
    }

    /// <summary>Marks pages as old; nothing is reclaimed here, but huge pages of which a part is meant are split.</summary>
    private SyscallResult AgePages(in VmaRecord<TFlags> vma, ulong start, ulong end, Advice advice)
    {
        if (vma.Flags.TestAny(TFlags.Locked | TFlags.PfnMap | TFlags.HugeTlb))
        {
            return Errno.EINVAL;
        }

        SplitPartialHuge(vma, start, end);
        if (advice == Advice.PageOut)
        {
            ReclaimFilePages(vma, start, end);
        }

        return SyscallResult.Success();
    }

    private void SplitPartialHuge(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)
        {
            if (walk.Huge.Kind == PageKind.Anon && !walk.IsWhole)
            {
                SplitHuge(vma, walk.First);
            }
        }
    }

    /// <summary>Reclaims the pages of a file that only this mapping has.</summary>
    private void ReclaimFilePages(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        var cache = _attributes[vma.Attributes].File?.Pages;
        if (cache is null or { Kind: not FileKind.Regular })
        {
            return;
        }

        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)
        {
            for (var page = walk.First; page < walk.End && walk.Leaf is { } leaf; page++)
            {
                var index = FileIndex(vma, page);
                if (leaf[PageTable.IndexInLeaf(page)].Kind == PageKind.File && cache.MapCount(index) == 1)
                {
                    cache.Remove(index, index + 1);
                }
            }
        }
    }

    /// <inheritdoc/>
    void IFileMapper.UnmapFilePages(PageCache pages, ulong first, ulong end, bool evenCopies)
    {
        for (var at = _vmas.Seek(0); _vmas.TryGet(at, out var vma); _vmas.MoveNext(ref at))
        {
            var offset = vma.PageOffset;
            var offsetEnd = offset + Page(vma.End - vma.Start);
            if (_attributes[vma.Attributes].File?.Pages == pages && offset < end && first < offsetEnd)
            {
                var start = vma.Start + ((Math.Max(first, offset) - offset) << _pageShift);
                var stop = vma.Start + ((Math.Min(end, offsetEnd) - offset) << _pageShift);
                ZapRange(vma, start, stop, evenCopies ? Zap.None : Zap.KeepCopies);
            }
        }
    }
}
