using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>fork(2) and _exit(2).</content>
public partial class AddressSpace<TFlags, TSync>
{
    /// <summary>Makes a child: a copy of the address space as fork(2) makes it.</summary>
    /// <returns>The child. The break is that of the parent, and so are the options.</returns>
    public AddressSpace<TFlags, TSync> Fork()
    {
        using var write = BeginWrite();
        var vmas = new VmaStore<TFlags, TSync>();
        var filler = new VmaStore<TFlags, TSync>.Filler(vmas);
        var attributes = _attributes.Clone();
        var isPlain = true;
        for (var at = _vmas.Seek(0); _vmas.TryGet(at, out var vma); _vmas.MoveNext(ref at))
        {
            if (!vma.Flags.TestAny(TFlags.DontCopy))
            {
                StartWrite(ref vma);
                var copy = ChildOf(vma, attributes);
                filler.Add(ref copy);
                isPlain &= vma.AnonVma == 0 && copy.Attributes == 0 && !copy.Flags.TestAny(TFlags.Account | TFlags.CopyOnFork);
            }
        }

        var child = NewChild(_options, vmas, attributes);
        child._defaultFlags = _defaultFlags.Without(TFlags.LockedMask);
        child._break = _break;
        if (!isPlain)
        {
            CopyContents(child);
        }

        return child;
    }

    /// <summary>Gives a child, which has its VMAs, its pages, and tells files and the machine of it.</summary>
    private void CopyContents(AddressSpace<TFlags, TSync> child)
    {
        using var childWrite = child.BeginWrite();
        var at = _vmas.Seek(0);
        for (var copyAt = child._vmas.Seek(0); child._vmas.TryGet(copyAt, out var copy); child._vmas.MoveNext(ref copyAt))
        {
            VmaRecord<TFlags> source;
            while (_vmas.TryGet(at, out source) && source.Start < copy.Start)
            {
                _vmas.MoveNext(ref at);
            }

            child._attributes[copy.Attributes].File?.Pages.AddMapper(child);
            if (!copy.Flags.TestAny(TFlags.WipeOnFork) && (copy.Flags.TestAny(TFlags.CopyOnFork) || source.AnonVma != 0))
            {
                CopyPages(source, copy, child);
            }

            if (copy.Flags.TestAny(TFlags.Account))
            {
                _machine.TryCommit(Page(copy.End - copy.Start));
            }
        }
    }

    /// <summary>Makes the object that a child is.</summary>
    private protected virtual AddressSpace<TFlags, TSync> NewChild(
        AddressSpaceOptions options, VmaStore<TFlags, TSync> vmas, AttributeTable attributes) => new(options, vmas, attributes);

    /// <summary>A VMA as the child gets it.</summary>
    private VmaRecord<TFlags> ChildOf(in VmaRecord<TFlags> vma, AttributeTable attributes)
    {
        var copy = vma;
        copy.Flags = vma.Flags.Without(TFlags.LockedMask);
        copy.Id = 0;
        if (vma.Attributes != 0 && attributes[vma.Attributes] is { Uffd: { } uffd } watched && (uffd.Features & UffdFeatures.EventFork) == 0)
        {
            copy.Flags = copy.Flags.Without(TFlags.UserfaultfdMask);
            copy.Attributes = attributes.Number(watched with { Uffd = null });
        }

        if (vma.AnonVma != 0)
        {
            copy.AnonVma = vma.Flags.TestAny(TFlags.WipeOnFork) ? 0 : _machine.AnonVmas.Fork(vma.AnonVma);
            _machine.AnonVmas.Acquire(copy.AnonVma);
        }

        return copy;
    }

    private void CopyPages(in VmaRecord<TFlags> source, in VmaRecord<TFlags> copy, AddressSpace<TFlags, TSync> child)
    {
        using var lockedFile = LockFile(source);
        var keepsProtection = copy.Flags.TestAny(TFlags.UffdWriteProtect);
        for (var page = Page(source.Start); page < Page(source.End); page = (page | (PageTable.MiddlePages - 1)) + 1)
        {
            if (_pages.HasMiddle(page))
            {
                child._pages.MakeMiddle(page);
            }
        }

        for (var walk = _pages.Range(Page(source.Start), Page(source.End), evenUnused: true); walk.MoveNext();)
        {
            using var lockedCopy = child._pages.Lock(walk.First);
            if (!walk.Huge.IsNone)
            {
                CopyHuge(source, walk.First, walk.Huge, child, keepsProtection);
                continue;
            }

            var (leaf, childLeaf) = (walk.Leaf!, child._pages.GetLeaf(walk.First));
            if (leaf.IsUniform && walk.IsWhole)
            {
                childLeaf.Fill(leaf[0].Kind == PageKind.UffdMarker && !keepsProtection ? PageEntry.None : leaf[0]);
                continue;
            }

            for (var page = leaf.NextUsed(walk.First, walk.End); page < walk.End; page = leaf.NextUsed(page + 1, walk.End))
            {
                var index = PageTable.IndexInLeaf(page);
                var entry = leaf[index];
                if (entry.Kind == PageKind.UffdMarker && !keepsProtection)
                {
                    continue;
                }

                if (entry.Kind == PageKind.Anon)
                {
                    _machine.AnonPages.Share(entry.Page);
                    entry = entry.Writable(false);
                    leaf[index] = entry;
                }
                else if (entry.Kind == PageKind.File)
                {
                    _attributes[source.Attributes].File!.Pages.CountMapping(FileIndex(source, page), 1, child);
                }

                childLeaf[index] = CopiedEntry(entry, keepsProtection);
            }
        }
    }

    private void CopyHuge(in VmaRecord<TFlags> source, ulong first, PageEntry huge, AddressSpace<TFlags, TSync> child, bool keepsProtection)
    {
        // A file's huge page is not copied: the child finds it in the page cache.
        if (!IsAnonymous(source))
        {
            return;
        }

        for (var i = 0; i < PageTable.LeafPages && huge.Kind == PageKind.Anon; i++)
        {
            _machine.AnonPages.Share(huge.Page + i);
        }

        huge = huge.Writable(false);
        _pages.SetHuge(first, huge);
        child._pages.SetHuge(first, CopiedEntry(huge, keepsProtection));
    }

    private static PageEntry CopiedEntry(PageEntry entry, bool keepsProtection) =>
        entry.IsPresent && !keepsProtection ? entry.UffdProtected(false) : entry;

    /// <summary>Ends the address space: its pages and mappings are given back.</summary>
    public void Exit()
    {
        using var write = BeginWrite();
        if (HasExited)
        {
            return;
        }

        HasExited = true;
        var all = new Unmapping(0, ulong.MaxValue & ~_pageMask);
        var first = _vmas.Seek(0);
        for (var at = first; _vmas.TryGet(at, out var vma); _vmas.MoveNext(ref at))
        {
            _attributes[vma.Attributes].File?.Pages.RemoveMapper(this);
            Include(ref all, ref vma);
        }

        Unmap(first, ref all);
    }
}
