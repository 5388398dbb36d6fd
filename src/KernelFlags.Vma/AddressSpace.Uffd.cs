using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>userfaultfd(2): registering, write-protecting.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Has a userfaultfd watch a range (<c>UFFDIO_REGISTER</c>, ioctl_userfaultfd(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes, whole pages.</param>
    /// <param name="mode">What it is told of; replaces what it was told of before.</param>
    /// <param name="uffd">The userfaultfd.</param>
    /// <returns>0; or EINVAL for bad arguments, nothing mapped, or memory that can't be watched so, EPERM for memory that may never be
    /// written, EBUSY where another one watches: nothing is done then. ENOMEM at the limit of VMAs.</returns>
    public SyscallResult UffdRegister(ulong address, ulong length, UffdMode mode, Userfaultfd uffd)
    {
        const UffdMode Known = UffdMode.Missing | UffdMode.WriteProtect | UffdMode.Minor;
        if (mode == UffdMode.None
            || (mode & ~Known) != 0
            || ((mode & UffdMode.Minor) != 0 && TFlags.UffdMinor.IsEmpty)
            || !IsUffdRange(address, length))
        {
            return Errno.EINVAL;
        }

        var flags = (mode & UffdMode.Missing) != 0 ? TFlags.UffdMissing : TFlags.None;
        flags |= (mode & UffdMode.WriteProtect) != 0 ? TFlags.UffdWriteProtect : TFlags.None;
        flags |= (mode & UffdMode.Minor) != 0 ? TFlags.UffdMinor : TFlags.None;
        using var write = BeginWrite();
        var end = address + length;
        if (!_vmas.TryFindNext(address, out var first) || first.Start >= end)
        {
            return Errno.EINVAL;
        }

        for (var at = _vmas.Seek(address); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            if (RefusesRegistration(vma, flags, uffd) is var error and not Errno.None)
            {
                return error;
            }
        }

        return Register(address, end, flags, uffd);
    }

    private Errno RefusesRegistration(in VmaRecord<TFlags> vma, TFlags flags, Userfaultfd uffd)
    {
        if (!CanBeWatched(vma, flags, uffd))
        {
            return Errno.EINVAL;
        }

        if (!vma.Flags.TestAny(TFlags.MayWrite))
        {
            return Errno.EPERM;
        }

        var holder = _attributes[vma.Attributes].Uffd;
        if (holder is not null && holder != uffd)
        {
            return Errno.EBUSY;
        }

        return vma.Flags.TestAny(TFlags.UffdWriteProtect)
            && !flags.TestAny(TFlags.UffdWriteProtect)
            && _capabilities.Has(KernelCapability.UffdWpKeptOnRegister)
            ? Errno.EBUSY
            : Errno.None;
    }

    private bool CanBeWatched(in VmaRecord<TFlags> vma, TFlags flags, Userfaultfd uffd)
    {
        var file = _attributes[vma.Attributes].File;
        if (vma.Flags.TestAny(TFlags.ShadowStack)
            || (vma.Flags.TestAny(TFlags.Droppable) && _capabilities.Has(KernelCapability.UffdRefusesDroppable))
            || (flags.TestAny(TFlags.UffdMinor) && file is null or { Kind: FileKind.Regular }))
        {
            return false;
        }

        return file is not { Kind: FileKind.Regular }
            || (_capabilities.Has(KernelCapability.UffdWpFile)
                && (uffd.Features & UffdFeatures.WpAsync) != 0
                && flags.SameAs(TFlags.UffdWriteProtect));
    }

    private Errno Register(ulong start, ulong end, TFlags flags, Userfaultfd uffd)
    {
        for (var at = _vmas.Seek(start); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            var attributes = _attributes[vma.Attributes];
            if (attributes.Uffd == uffd && vma.Flags.TestAll(flags))
            {
                continue;
            }

            start = Math.Max(start, vma.Start);
            var watched = vma.Flags.Without(TFlags.UserfaultfdMask) | flags;
            var number = attributes.Uffd == uffd ? vma.Attributes : _attributes.Number(attributes with { Uffd = uffd });
            if (ChangeFlags(ref at, ref vma, start, Math.Min(end, vma.End), watched, number) is var error and not Errno.None)
            {
                return error;
            }

            start = vma.End;
        }

        return Errno.None;
    }

    /// <summary>Has a userfaultfd watch a range no more (<c>UFFDIO_UNREGISTER</c>). Its write protection goes.</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes, whole pages.</param>
    /// <param name="uffd">The userfaultfd.</param>
    /// <returns>0; or EINVAL for bad arguments, nothing mapped, memory that can't be watched or that another one watches: nothing is done
    /// then. ENOMEM at the limit of VMAs.</returns>
    public SyscallResult UffdUnregister(ulong address, ulong length, Userfaultfd uffd)
    {
        using var write = BeginWrite();
        var end = address + length;
        if (!IsUffdRange(address, length) || !_vmas.TryFindNext(address, out var first) || first.Start >= end)
        {
            return Errno.EINVAL;
        }

        for (var at = _vmas.Seek(address); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            var holder = _attributes[vma.Attributes].Uffd;
            if ((holder is not null && holder != uffd && _capabilities.Has(KernelCapability.UffdUnregisterOwn))
                || !CanBeWatched(vma, vma.Flags & TFlags.UserfaultfdMask, uffd))
            {
                return Errno.EINVAL;
            }
        }

        return Unregister(address, end);
    }

    private Errno Unregister(ulong start, ulong end)
    {
        for (var at = _vmas.Seek(start); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            var attributes = _attributes[vma.Attributes];
            if (attributes.Uffd is null)
            {
                continue;
            }

            StartWrite(ref vma);
            start = Math.Max(start, vma.Start);
            var stop = Math.Min(end, vma.End);
            if (vma.Flags.TestAny(TFlags.UffdWriteProtect))
            {
                WriteProtect(vma, start, stop, on: false);
            }

            var number = _attributes.Number(attributes with { Uffd = null });
            var error = ChangeFlags(ref at, ref vma, start, stop, vma.Flags.Without(TFlags.UserfaultfdMask), number);
            if (error != Errno.None)
            {
                return error;
            }

            start = vma.End;
        }

        return Errno.None;
    }

    /// <summary>Write-protects a range that is registered for it, or lifts that (<c>UFFDIO_WRITEPROTECT</c>).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes, whole pages.</param>
    /// <param name="on">Whether to protect.</param>
    /// <returns>0; or EINVAL for bad arguments, ENOENT for memory that is not registered, what lies before it being done.</returns>
    public SyscallResult UffdWriteProtect(ulong address, ulong length, bool on)
    {
        if (!IsUffdRange(address, length))
        {
            return Errno.EINVAL;
        }

        using var read = LockForRead();
        var end = address + length;
        var result = Errno.ENOENT;
        for (var at = _vmas.Seek(address); _vmas.TryGet(at, out var vma) && vma.Start < end; _vmas.MoveNext(ref at))
        {
            if (!vma.Flags.TestAny(TFlags.UffdWriteProtect))
            {
                return Errno.ENOENT;
            }

            WriteProtect(vma, Math.Max(address, vma.Start), Math.Min(end, vma.End), on);
            result = Errno.None;
        }

        return result;
    }

    private bool IsUffdRange(ulong address, ulong length) =>
        IsAligned(address) && IsAligned(length) && length != 0 && address < _taskSize && length <= _taskSize - address;

    private void WriteProtect(in VmaRecord<TFlags> vma, ulong start, ulong end, bool on)
    {
        var (first, stop) = (Page(start), Page(end));
        for (var walk = _pages.Range(first, stop); walk.MoveNext();)
        {
            if (walk.Huge.IsNone)
            {
                continue;
            }

            if (walk.IsWhole && (walk.Huge.Kind != PageKind.File || !on))
            {
                _pages.SetHuge(walk.First, Protected(vma, walk.Huge.UffdProtected(on), vma.Flags.TestAny(TFlags.Write)));
            }
            else
            {
                SplitHuge(vma, walk.First);
            }
        }

        if (on && UsesMarkers(vma))
        {
            MarkEmpty(first, stop);
        }

        for (var walk = _pages.Range(first, stop); walk.MoveNext();)
        {
            if (walk is { IsWhole: true, Leaf: { IsUniform: true } all })
            {
                all.Fill(all[0].Kind == PageKind.UffdMarker && !on ? PageEntry.None : all[0]);
                continue;
            }

            for (var page = walk.First; page < walk.End && walk.Leaf is { } leaf; page++)
            {
                var index = PageTable.IndexInLeaf(page);
                var entry = leaf[index];
                if (entry.IsPresent)
                {
                    leaf[index] = Protected(vma, entry.UffdProtected(on), vma.Flags.TestAny(TFlags.Write));
                }
                else if (entry.Kind == PageKind.UffdMarker && !on)
                {
                    leaf[index] = PageEntry.None;
                }
            }
        }
    }

    /// <summary>Whether a page that is not there yet is protected by a marker.</summary>
    private bool UsesMarkers(in VmaRecord<TFlags> vma)
    {
        const UffdFeatures Unpopulated = UffdFeatures.WpUnpopulated | UffdFeatures.WpAsync;
        var attributes = _attributes[vma.Attributes];
        return !attributes.IsAnonymous || (attributes.Uffd!.Features & Unpopulated) != 0;
    }

    private void MarkEmpty(ulong first, ulong end)
    {
        for (var page = first; page < end;)
        {
            using var locked = _pages.Lock(page);
            var stop = Math.Min(end, PageTable.LeafStart(page) + PageTable.LeafPages);
            if (_pages.Huge(page).IsNone && stop - page == PageTable.LeafPages && _pages.GetLeaf(page) is { Used: 0 } leaf)
            {
                leaf.Fill(PageEntry.UffdMarker);
                page = stop;
            }

            for (; page < stop; page++)
            {
                if (_pages.Get(page).IsNone)
                {
                    _pages.Set(page, PageEntry.UffdMarker);
                }
            }
        }
    }
}
