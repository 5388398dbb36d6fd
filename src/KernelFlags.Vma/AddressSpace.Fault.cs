using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>Accesses and page faults.</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>How a fault ended.</summary>
    private enum Fault
    {
        Done,
        Segv,
        Sigbus,
    }

    /// <summary>Accesses each page of a range in order, up to the first access that faults for good.</summary>
    /// <param name="address">The first access, in bytes; the others follow a page's size apart.</param>
    /// <param name="length">Up to where, in bytes.</param>
    /// <param name="write">Whether to write.</param>
    /// <returns>0, or the signal and the address that raised it.</returns>
    public SyscallResult Touch(ulong address, ulong length, bool write)
    {
        _locks.ThrowIfHeld();
        for (var offset = 0UL; offset < length; offset += _machine.PageSize)
        {
            var at = address + offset;
            switch (Access(at, write))
            {
                case Fault.Segv:
                    return SyscallResult.Segv(at);
                case Fault.Sigbus:
                    return SyscallResult.Sigbus(at);
                default:
                    break;
            }
        }

        return SyscallResult.Success();
    }

    private Fault Access(ulong address, bool write)
    {
        if (TryEnterVma(address, out var vma))
        {
            try
            {
                if (!NeedsAnonVma(vma, write))
                {
                    return Access(ref vma, address, write);
                }
            }
            finally
            {
                _locks.ExitVma(vma.Id);
            }
        }

        using (LockForRead())
        {
            if (_vmas.TryFind(address, out vma))
            {
                return Access(ref vma, address, write);
            }

            if (!_vmas.TryFindNext(address, out vma) || !vma.Flags.TestAny(TFlags.GrowsDown))
            {
                return Fault.Segv;
            }
        }

        using (BeginWrite())
        {
            return _vmas.TryFindNext(address, out vma) && (vma.Start <= address || TryGrowDown(ref vma, address))
                ? Access(ref vma, address, write)
                : Fault.Segv;
        }
    }

    /// <summary>Whether an access may make an <c>anon_vma</c>, for which the lock of the VMA alone is not enough.</summary>
    private bool NeedsAnonVma(in VmaRecord<TFlags> vma, bool write) =>
        vma.AnonVma == 0 && (write || !_machine.ZeroPage) && !vma.Flags.TestAny(TFlags.Shared);

    private Fault Access(ref VmaRecord<TFlags> vma, ulong address, bool write)
    {
        // Any of the three rights is enough to read, as on hardware that can't tell them apart but by a key.
        if (!vma.Flags.TestAny(write ? TFlags.Write : TFlags.Access) || IsExecuteOnly(vma.Flags))
        {
            return Fault.Segv;
        }

        using var lockedFile = LockFile(vma);
        using var locked = _pages.Lock(Page(address));
        var fault = FaultIn(ref vma, Page(address), write);
        if (write && fault == Fault.Done)
        {
            NoteWrite(vma, Page(address));
        }

        return fault;
    }

    /// <summary>What is written is not all zeros any more.</summary>
    private void NoteWrite(in VmaRecord<TFlags> vma, ulong page)
    {
        var entry = _pages.Get(page);
        if (entry.Kind == PageKind.Anon)
        {
            _machine.AnonPages.Write(entry.Page);
        }
        else if (_attributes[vma.Attributes].File is { IsShmem: true } file && file.Pages.IsHole(FileIndex(vma, page)))
        {
            file.Pages.MarkDirty(FileIndex(vma, page));
        }
    }

    /// <summary>Locks the contents of a VMA's file, if it has one.</summary>
    private PageCacheLock<TSync> LockFile(in VmaRecord<TFlags> vma) =>
        _attributes[vma.Attributes].File is { } file ? file.Pages.Lock<TSync>() : default;

    /// <summary>Faults a page in until the access goes through. The file and the page table are locked.</summary>
    /// <param name="vma">The VMA, which may get an <c>anon_vma</c> by it.</param>
    /// <param name="page">The page.</param>
    /// <param name="write">Whether to write.</param>
    private Fault FaultIn(ref VmaRecord<TFlags> vma, ulong page, bool write)
    {
        for (; ; )
        {
            var entry = _pages.Get(page);
            if (entry.IsPresent && (!write || entry.IsWritable))
            {
                return Fault.Done;
            }

            _pages.MakeMiddle(page);
            if (entry.Kind == PageKind.UffdMarker && !vma.Flags.TestAny(TFlags.UffdWriteProtect))
            {
                // Left over from a registration that another one replaced: gone even where the access does not go through.
                _pages.Set(page, entry = PageEntry.None);
            }

            var fault = entry.IsPresent ? WriteFault(ref vma, page, entry)
                : entry.Kind == PageKind.Guard ? Fault.Segv
                : IsAnonymous(vma) ? AnonFault(ref vma, page, entry, write)
                : FileFault(ref vma, page, entry, write);
            if (fault != Fault.Done)
            {
                return fault;
            }
        }
    }

    /// <summary>A page of anonymous memory that is not there.</summary>
    private Fault AnonFault(ref VmaRecord<TFlags> vma, ulong page, PageEntry entry, bool write)
    {
        var huge = WantsHugePage(vma, page);
        if (!huge)
        {
            _pages.GetLeaf(page);
        }

        var zero = !write && _machine.ZeroPage;
        if (!zero)
        {
            EnsureAnonVma(ref vma);
        }

        if (vma.Flags.TestAny(TFlags.UffdMissing))
        {
            return Fault.Sigbus;
        }

        var made = zero ? PageEntry.Of(PageKind.Zero)
            : PageEntry.Anon(huge ? _machine.AnonPages.AllocateHuge() : _machine.AnonPages.Allocate());
        if (!zero && vma.Flags.TestAny(TFlags.Write))
        {
            made = made.Dirty().Writable();
        }

        if (huge)
        {
            _pages.SetHuge(PageTable.LeafStart(page), made);
            return Fault.Done;
        }

        var isProtected = entry.IsUffdProtected && vma.Flags.TestAny(TFlags.UffdWriteProtect);
        _pages.Set(page, isProtected ? made.UffdProtected().Writable(false) : made);
        return Fault.Done;
    }

    /// <summary>Whether a fault in anonymous memory gets a huge page: where it is wanted, fits, and no page table is there yet.</summary>
    private bool WantsHugePage(in VmaRecord<TFlags> vma, ulong page) =>
        AllowsHugePages(vma, _machine.TransparentHugePages)
        && FitsHugePage(vma, page)
        && _pages.Huge(page).IsNone
        && !_pages.TryGetLeaf(page, out _);

    private bool AllowsHugePages(in VmaRecord<TFlags> vma, HugePages setting) =>
        _capabilities.Has(KernelCapability.TransparentHugepage)
        && !_options.HugePagesDisabled
        && !vma.Flags.TestAny(TFlags.NoHugePage)
        && (setting == HugePages.Always || (setting == HugePages.Madvise && vma.Flags.TestAny(TFlags.HugePage)));

    private bool FitsHugePage(in VmaRecord<TFlags> vma, ulong page)
    {
        var first = PageTable.LeafStart(page);
        return first >= Page(vma.Start) && first + PageTable.LeafPages <= Page(vma.End);
    }

    /// <summary>A write to a page that is there but may not be written yet.</summary>
    private Fault WriteFault(ref VmaRecord<TFlags> vma, ulong page, PageEntry entry)
    {
        if (IsUffdProtected(vma, entry))
        {
            if ((_attributes[vma.Attributes].Uffd!.Features & UffdFeatures.WpAsync) == 0)
            {
                return Fault.Sigbus;
            }

            entry = entry.UffdProtected(false);
        }

        if (!_pages.Huge(page).IsNone)
        {
            return HugeWriteFault(ref vma, page, entry);
        }

        MarkWritten(vma, page, entry);
        if (vma.Flags.TestAny(TFlags.Shared) || (entry.Kind == PageKind.Anon && _machine.AnonPages.TryOwn(entry.Page)))
        {
            _pages.Set(page, entry.Writable().Dirty());
            return Fault.Done;
        }

        EnsureAnonVma(ref vma);
        var copy = PageEntry.Anon(_machine.AnonPages.Allocate(HasData(vma, page, entry)));
        Release(vma, page, entry);
        _pages.Set(page, copy.Writable().Dirty());
        return Fault.Done;
    }

    /// <summary>A page of a file on disk that a shared mapping is about to write is dirty from then on.</summary>
    private void MarkWritten(in VmaRecord<TFlags> vma, ulong page, PageEntry entry)
    {
        if (entry.Kind == PageKind.File && vma.Flags.TestAny(TFlags.Shared) && _attributes[vma.Attributes].File is { Kind: FileKind.Regular } file)
        {
            file.Pages.MarkDirty(FileIndex(vma, page));
        }
    }

    /// <summary>Whether a page is not all zeros.</summary>
    private bool HasData(in VmaRecord<TFlags> vma, ulong page, PageEntry entry) => entry.Kind switch
    {
        PageKind.Anon => _machine.AnonPages.HasData(entry.Page),
        PageKind.File => !_attributes[vma.Attributes].File!.Pages.IsHole(FileIndex(vma, page)),
        _ => false,
    };

    private Fault HugeWriteFault(ref VmaRecord<TFlags> vma, ulong page, PageEntry entry)
    {
        var first = PageTable.LeafStart(page);
        var huge = _pages.Huge(page);
        if (vma.Flags.TestAny(TFlags.Shared))
        {
            MarkWritten(vma, page, entry);
            _pages.SetHuge(first, huge.UffdProtected(entry.IsUffdProtected).Writable().Dirty());
            return Fault.Done;
        }

        if (huge.Kind == PageKind.Zero && _capabilities.Has(KernelCapability.HugeZeroBecomesHuge))
        {
            EnsureAnonVma(ref vma);
            _pages.SetHuge(first, PageEntry.Anon(_machine.AnonPages.AllocateHuge()).Dirty().Writable());
            return Fault.Done;
        }

        if (huge.Kind == PageKind.Anon && TryOwnHuge(huge.Page))
        {
            _pages.SetHuge(first, huge.UffdProtected(entry.IsUffdProtected).Writable().Dirty());
            return Fault.Done;
        }

        SplitHuge(vma, page);
        return Fault.Done;
    }

    private bool TryOwnHuge(int first)
    {
        for (var i = 0; i < PageTable.LeafPages; i++)
        {
            if (!_machine.AnonPages.TryOwn(first + i))
            {
                return false;
            }
        }

        return true;
    }
}
