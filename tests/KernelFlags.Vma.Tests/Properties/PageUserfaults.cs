namespace KernelFlags.Vma.Tests.Properties;

/// <summary>What registering and unregistering with a userfaultfd does to the pages of the model, from ioctl_userfaultfd(2).</summary>
internal sealed class PageUserfaults<TFlags>(World<TFlags> world, RandomCall call)
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly Userfaultfd _uffd = world.Uffds[call.Uffd];

    private readonly TFlags _mode =
        ((call.UffdMode & UffdMode.Missing) != 0 ? TFlags.UffdMissing : TFlags.None)
        | ((call.UffdMode & UffdMode.WriteProtect) != 0 ? TFlags.UffdWriteProtect : TFlags.None)
        | ((call.UffdMode & UffdMode.Minor) != 0 ? TFlags.UffdMinor : TFlags.None);

    public Errno Do(IDictionary<ulong, PageAttributes<TFlags>> pages)
    {
        var registers = call.Kind == CallKind.UffdRegister;
        if (registers && (call.UffdMode & UffdMode.Minor) != 0 && TFlags.UffdMinor.IsEmpty)
        {
            return Errno.EINVAL;
        }

        var first = call.Start / TestPage.Size;
        var range = Enumerable.Range(0, call.Pages).Select(i => first + (ulong)i).Where(pages.ContainsKey).ToList();
        if (range.Count == 0)
        {
            return Errno.EINVAL;
        }

        var refusal = range.Select(page => registers ? RefusesToRegister(pages[page]) : RefusesToUnregister(pages[page]))
            .FirstOrDefault(error => error != Errno.None);
        foreach (var page in refusal == Errno.None ? range : [])
        {
            pages[page] = registers ? Registered(pages[page]) : Unregistered(pages[page]);
        }

        return refusal;
    }

    private Errno RefusesToRegister(PageAttributes<TFlags> page)
    {
        if (!CanBeWatched(page, _mode))
        {
            return Errno.EINVAL;
        }

        if (!page.Flags.TestAny(TFlags.MayWrite))
        {
            return Errno.EPERM;
        }

        var losesProtection = page.Flags.TestAny(TFlags.UffdWriteProtect) && !_mode.TestAny(TFlags.UffdWriteProtect);
        return (page.Uffd is not null && page.Uffd != _uffd)
            || (losesProtection && world.Capabilities.Has(KernelCapability.UffdWpKeptOnRegister))
            ? Errno.EBUSY
            : Errno.None;
    }

    private Errno RefusesToUnregister(PageAttributes<TFlags> page) =>
        (page.Uffd is not null && page.Uffd != _uffd && world.Capabilities.Has(KernelCapability.UffdUnregisterOwn))
        || !CanBeWatched(page, page.Flags & TFlags.UserfaultfdMask)
            ? Errno.EINVAL
            : Errno.None;

    private bool CanBeWatched(PageAttributes<TFlags> page, TFlags mode)
    {
        var isRegular = page.File is VmaFile { Kind: FileKind.Regular };
        var isShmem = page.IsSharedAnonymous || page.File is VmaFile { Kind: not FileKind.Regular };
        return !page.Flags.TestAny(TFlags.Droppable)
            && (isShmem || !mode.TestAny(TFlags.UffdMinor))
            && (!isRegular
                || (world.Capabilities.Has(KernelCapability.UffdWpFile)
                    && (_uffd.Features & UffdFeatures.WpAsync) != 0
                    && mode.SameAs(TFlags.UffdWriteProtect)));
    }

    private PageAttributes<TFlags> Registered(PageAttributes<TFlags> page) => page.Uffd == _uffd && page.Flags.TestAll(_mode)
        ? page
        : page with { Uffd = _uffd, Flags = page.Flags.Without(TFlags.UserfaultfdMask) | _mode };

    private static PageAttributes<TFlags> Unregistered(PageAttributes<TFlags> page) =>
        page with { Uffd = null, Flags = page.Flags.Without(TFlags.UserfaultfdMask) };
}
