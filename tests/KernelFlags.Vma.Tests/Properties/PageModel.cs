namespace KernelFlags.Vma.Tests.Properties;

/// <summary>What the model keeps of a page.</summary>
/// <param name="Flags">The flags of the VMA that holds it, but for those that merging ignores.</param>
/// <param name="File">The file; for shared anonymous memory a thing that each mapping has of its own.</param>
/// <param name="FilePage">Which page of the file.</param>
internal sealed record PageAttributes<TFlags>(
    TFlags Flags, object? File, ulong FilePage, string? Name, MemoryPolicy? Policy, Userfaultfd? Uffd)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    public bool IsSharedAnonymous => File is not (null or VmaFile);
}

/// <summary>
/// An address space in its simplest form: a dictionary from page to attributes. It knows no VMAs, so nothing merges or splits in it. What
/// depends on page tables it does not know either: whether locking could fault every page in, and which memory is accounted.
/// </summary>
internal sealed class PageModel<TFlags>(World<TFlags> world)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly SortedDictionary<ulong, PageAttributes<TFlags>> _pages = [];

    /// <summary>The flags that the model tells.</summary>
    public static TFlags Told => ~(TFlags.IgnoredOnMerge | TFlags.SoftDirty | TFlags.MaybeGuard | TFlags.Account);

    public IReadOnlyDictionary<ulong, PageAttributes<TFlags>> Pages => _pages;

    /// <summary>Does a call.</summary>
    /// <param name="actual">What the engine returned: mremap depends on where VMAs begin and end, so that it only says what a success does.</param>
    public Errno Do(in RandomCall call, SyscallResult actual)
    {
        switch (call.Kind)
        {
            case CallKind.Mmap:
                return Map(call);
            case CallKind.Munmap:
                return Unmap(call.Start, call.End);
            case CallKind.Mprotect:
                var access = call.Protection.ToFlags<TFlags>();
                return UpToHole(call, page => Protect(page, access));
            case CallKind.Madvise:
                var advice = call.Advice;
                return OverHoles(call, page => PageAdvice.Apply(page, advice, world.Capabilities));
            case CallKind.Mlock or CallKind.Mlock2 or CallKind.Munlock:
                var locked = call.Kind == CallKind.Munlock ? TFlags.None
                    : call.Kind == CallKind.Mlock ? TFlags.Locked
                    : TFlags.Locked | TFlags.LockOnFault;
                return UpToHole(call, page => (Lock(page, locked), Errno.None));
            case CallKind.Mseal:
                return Seal(call);
            case CallKind.Name:
                var name = call.Name;
                return !world.Capabilities.Has(KernelCapability.AnonVmaName) ? Errno.EINVAL
                    : OverHoles(call, page => page.File is VmaFile ? (page, Errno.EBADF) : (page with { Name = name }, Errno.None));
            case CallKind.Policy:
                return SetPolicy(call);
            case CallKind.UffdRegister or CallKind.UffdUnregister:
                return new PageUserfaults<TFlags>(world, call).Do(_pages);
            case CallKind.Resize or CallKind.Move or CallKind.DontUnmap:
                return Remap(call, actual);
            default:
                return actual.Error;
        }
    }

    private static ulong Number(ulong address) => address / TestPage.Size;

    private bool AnyIn(ulong start, ulong end, Func<PageAttributes<TFlags>, bool> which)
    {
        for (var page = Number(start); page < Number(end); page++)
        {
            if (_pages.TryGetValue(page, out var attributes) && which(attributes))
            {
                return true;
            }
        }

        return false;
    }

    private Errno Map(in RandomCall call)
    {
        var shared = (call.MapFlags & MapFlags.TypeMask) == MapFlags.Shared;
        var isReadOnly = call.Backing == Backing.ReadOnlyMemfd;
        if (isReadOnly && (call.Protection & Protection.Write) != 0)
        {
            return Errno.EACCES;
        }

        var droppable = call.Backing == Backing.Droppable;
        var locked = (call.MapFlags & MapFlags.Locked) != 0;
        if (droppable && (locked || !world.Capabilities.Has(KernelCapability.Droppable) || TFlags.Droppable.IsEmpty))
        {
            return Errno.EINVAL;
        }

        if (Unmap(call.Start, call.End) is var error and not Errno.None)
        {
            return error;
        }

        var flags = call.Protection.ToFlags<TFlags>() | TFlags.MayRead | TFlags.MayExec;
        flags |= isReadOnly ? TFlags.None : TFlags.MayWrite;
        flags |= shared ? TFlags.MayShare : TFlags.None;
        flags |= shared && !isReadOnly ? TFlags.Shared : TFlags.None;
        flags |= locked ? TFlags.Locked : TFlags.None;
        flags |= (call.MapFlags & MapFlags.NoReserve) != 0 || droppable ? TFlags.NoReserve : TFlags.None;
        flags |= droppable ? TFlags.Droppable | TFlags.WipeOnFork | TFlags.DontDump : TFlags.None;
        var file = call.Backing == Backing.SharedAnonymous ? new object() : world.FileOf(call.Backing);
        var offset = file is VmaFile ? Number(call.FileOffset) : 0;
        for (var i = 0UL; i < (ulong)call.Pages; i++)
        {
            _pages[Number(call.Start) + i] = new(flags & Told, file, file is null ? 0 : offset + i, null, null, null);
        }

        return Errno.None;
    }

    private Errno Unmap(ulong start, ulong end)
    {
        if (AnyIn(start, end, page => page.Flags.TestAny(TFlags.Sealed)))
        {
            return Errno.EPERM;
        }

        for (var page = Number(start); page < Number(end); page++)
        {
            _pages.Remove(page);
        }

        return Errno.None;
    }

    private static (PageAttributes<TFlags> Page, Errno Error) Protect(PageAttributes<TFlags> page, TFlags access)
    {
        var flags = page.Flags.Without(TFlags.Access) | access;
        return access.TestAny(TFlags.Write) && !page.Flags.TestAny(TFlags.MayWrite) ? (page, Errno.EACCES)
            : page.Flags.TestAny(TFlags.Sealed) ? (page, Errno.EPERM)
            : (page with { Flags = flags }, Errno.None);
    }

    private static PageAttributes<TFlags> Lock(PageAttributes<TFlags> page, TFlags locked) => page.Flags.TestAny(TFlags.Droppable)
        ? page
        : page with { Flags = page.Flags.Without(TFlags.LockedMask) | locked };

    private Errno Seal(RandomCall call)
    {
        if (!world.Capabilities.Has(KernelCapability.Mseal) || TFlags.Sealed.IsEmpty)
        {
            return Errno.ENOSYS;
        }

        return HasHole(call) ? Errno.ENOMEM : UpToHole(call, page => (page with { Flags = page.Flags | TFlags.Sealed }, Errno.None));
    }

    private bool HasHole(in RandomCall call)
    {
        for (var page = Number(call.Start); page < Number(call.End); page++)
        {
            if (!_pages.ContainsKey(page))
            {
                return true;
            }
        }

        return false;
    }

    private Errno SetPolicy(RandomCall call)
    {
        if (call.Policy is null ? !AnyIn(call.Start, call.End, _ => true) : HasHole(call))
        {
            return Errno.EFAULT;
        }

        OverHoles(call, page => (page with { Policy = call.Policy }, Errno.None));
        return Errno.None;
    }

    /// <summary>Changes page after page, and stops at an error; a hole is one.</summary>
    private Errno UpToHole(in RandomCall call, Func<PageAttributes<TFlags>, (PageAttributes<TFlags> Page, Errno Error)> change)
    {
        for (var number = Number(call.Start); number < Number(call.End); number++)
        {
            if (!_pages.TryGetValue(number, out var page))
            {
                return Errno.ENOMEM;
            }

            (_pages[number], var error) = change(page);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return Errno.None;
    }

    /// <summary>Changes page after page, and stops at an error; holes make one at the end.</summary>
    private Errno OverHoles(in RandomCall call, Func<PageAttributes<TFlags>, (PageAttributes<TFlags> Page, Errno Error)> change)
    {
        var result = Errno.None;
        for (var number = Number(call.Start); number < Number(call.End); number++)
        {
            if (!_pages.TryGetValue(number, out var page))
            {
                result = Errno.ENOMEM;
                continue;
            }

            (_pages[number], var error) = change(page);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return result;
    }

    /// <summary>What a successful mremap did to the pages. What a failed one had done already is not known: see <see cref="Forget"/>.</summary>
    private Errno Remap(in RandomCall call, SyscallResult actual)
    {
        if (!actual.Succeeded)
        {
            return actual.Error;
        }

        var (from, to) = (Number(call.Start), Number(actual.Value));
        var old = Enumerable.Range(0, call.Pages).Select(i => _pages.GetValueOrDefault(from + (ulong)i)).ToList();
        if (call.Kind == CallKind.Resize)
        {
            var length = (int)Number(call.NewLength);
            var last = old[0]!;
            for (var i = call.Pages; i < length; i++)
            {
                old.Add(last with { FilePage = last.File is null ? 0 : last.FilePage + (ulong)i });
            }

            for (var i = 0; i < call.Pages; i++)
            {
                _ = (i >= length || to != from) && _pages.Remove(from + (ulong)i);
            }

            old.RemoveRange(length, old.Count - length);
        }

        for (var i = 0; i < old.Count; i++)
        {
            if (old[i] is not { } page)
            {
                continue;
            }

            _ = call.Kind == CallKind.Move && _pages.Remove(from + (ulong)i);
            if (call.Kind == CallKind.DontUnmap)
            {
                _pages[from + (ulong)i] = page with { Flags = page.Flags.Without(TFlags.LockedMask) };
            }

            _pages[to + (ulong)i] = to == from ? page : Moved(page);
        }

        return Errno.None;
    }

    private static PageAttributes<TFlags> Moved(PageAttributes<TFlags> page) =>
        page.Uffd is { } uffd && (uffd.Features & UffdFeatures.EventRemap) == 0
            ? page with { Uffd = null, Flags = page.Flags.Without(TFlags.UserfaultfdMask) }
            : page;

    /// <summary>Takes flags from a range, and with those of userfaultfds these too.</summary>
    /// <param name="start">The start of the range.</param>
    /// <param name="end">Its end.</param>
    public void Drop(ulong start, ulong end, TFlags flags)
    {
        for (var page = Number(start); page < Number(end); page++)
        {
            _pages[page] = _pages[page] with
            {
                Flags = _pages[page].Flags.Without(flags),
                Uffd = flags.TestAny(TFlags.UserfaultfdMask) ? null : _pages[page].Uffd,
            };
        }
    }

    /// <summary>Takes for a range what the engine has.</summary>
    /// <param name="start">Its start.</param>
    /// <param name="end">Its end.</param>
    /// <param name="pages">The engine's pages.</param>
    public void Forget(ulong start, ulong end, IReadOnlyDictionary<ulong, PageAttributes<TFlags>> pages)
    {
        for (var page = Number(start); page < Number(end); page++)
        {
            _pages.Remove(page);
            if (pages.TryGetValue(page, out var actual))
            {
                _pages.Add(page, actual);
            }
        }
    }
}
