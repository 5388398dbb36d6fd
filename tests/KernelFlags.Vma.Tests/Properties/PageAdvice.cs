namespace KernelFlags.Vma.Tests.Properties;

/// <summary>What advice of madvise(2) does to a page of the model, from the manual page.</summary>
internal static class PageAdvice
{
    public static (PageAttributes<TFlags> Page, Errno Error) Apply<TFlags>(
        PageAttributes<TFlags> page, Advice advice, KernelCapabilities capabilities)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var flags = page.Flags;
        var discards = advice is Advice.DontFork or Advice.WipeOnFork;
        if (discards && flags.TestAny(TFlags.Sealed) && page.File is null && !flags.TestAny(TFlags.Write))
        {
            return (page, Errno.EPERM);
        }

        return advice switch
        {
            Advice.Normal => Set(TFlags.SeqRead | TFlags.RandRead, TFlags.None),
            Advice.Sequential => Set(TFlags.RandRead, TFlags.SeqRead),
            Advice.Random => Set(TFlags.SeqRead, TFlags.RandRead),
            Advice.DontFork => Set(TFlags.None, TFlags.DontCopy),
            Advice.DoFork => Set(TFlags.DontCopy, TFlags.None),
            Advice.DontDump => Set(TFlags.None, TFlags.DontDump),
            Advice.DoDump => flags.TestAny(TFlags.Droppable) ? (page, Errno.EINVAL) : Set(TFlags.DontDump, TFlags.None),
            Advice.WipeOnFork => page.File is not null ? (page, Errno.EINVAL) : Set(TFlags.None, TFlags.WipeOnFork),
            Advice.KeepOnFork => flags.TestAny(TFlags.Droppable) ? (page, Errno.EINVAL) : Set(TFlags.WipeOnFork, TFlags.None),
            Advice.HugePage when capabilities.Has(KernelCapability.TransparentHugepage) => Set(TFlags.NoHugePage, TFlags.HugePage),
            Advice.NoHugePage when capabilities.Has(KernelCapability.TransparentHugepage) => Set(TFlags.HugePage, TFlags.NoHugePage),
            Advice.Mergeable when capabilities.Has(KernelCapability.Ksm) =>
                flags.TestAny(TFlags.MayShare | TFlags.Droppable) ? (page, Errno.None) : Set(TFlags.None, TFlags.Mergeable),
            Advice.Unmergeable when capabilities.Has(KernelCapability.Ksm) => Set(TFlags.Mergeable, TFlags.None),
            _ => (page, Errno.EINVAL),
        };

        (PageAttributes<TFlags>, Errno) Set(TFlags off, TFlags on) =>
            (page with { Flags = (flags.Without(off) | on) & PageModel<TFlags>.Told }, Errno.None);
    }
}
