namespace KernelFlags.Vma.Calls.Advising;

/// <summary>What each advice of madvise(2) takes, does and refuses: a row each.</summary>
internal static class AdviceTable<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private static readonly AdviceRule<TFlags>?[] Rules = Index(
        (Advice.Normal, Flags() with { Clears = TFlags.SeqRead | TFlags.RandRead }),
        (Advice.Sequential, Flags() with { Clears = TFlags.RandRead, Sets = TFlags.SeqRead }),
        (Advice.Random, Flags() with { Clears = TFlags.SeqRead, Sets = TFlags.RandRead }),
        (Advice.DontFork, Flags() with { Sets = TFlags.DontCopy, Discards = true }),
        (Advice.DoFork, Flags() with { Clears = TFlags.DontCopy, RefusedBy = TFlags.Io }),
        (Advice.WipeOnFork, Flags() with { Sets = TFlags.WipeOnFork, RefusedBy = TFlags.Shared, AnonymousOnly = true, Discards = true }),
        (Advice.KeepOnFork, Flags() with { Clears = TFlags.WipeOnFork, RefusedBy = TFlags.Droppable }),
        (Advice.DontDump, Flags() with { Sets = TFlags.DontDump }),
        (Advice.DoDump, Flags() with { Clears = TFlags.DontDump, RefusedBy = TFlags.Droppable, RefusedUnlessHugeTlb = TFlags.Special }),
        (Advice.Mergeable, Flags(KernelCapability.Ksm) with { Sets = TFlags.Mergeable, IgnoredBy = NeverKsm }),
        (Advice.Unmergeable, Flags(KernelCapability.Ksm) with { Clears = TFlags.Mergeable }),
        (Advice.HugePage, Flags(KernelCapability.TransparentHugepage) with { Clears = TFlags.NoHugePage, Sets = TFlags.HugePage }),
        (Advice.NoHugePage, Flags(KernelCapability.TransparentHugepage) with { Clears = TFlags.HugePage, Sets = TFlags.NoHugePage }),
        (Advice.WillNeed, new(AdviceLock.MmapRead, AdviceEffect.ReadsAhead)),
        (Advice.DontNeed, new(AdviceLock.Vma, AdviceEffect.DropsPages) { Discards = true }),
        (Advice.DontNeedLocked, new(AdviceLock.Vma, AdviceEffect.DropsLockedPages) { Discards = true }),
        (Advice.Free, new(AdviceLock.Vma, AdviceEffect.FreesPages) { Discards = true }),
        (Advice.Remove, new(AdviceLock.MmapRead, AdviceEffect.RemovesPages) { Discards = true }),
        (Advice.Cold, new(AdviceLock.MmapRead, AdviceEffect.AgesPages)),
        (Advice.PageOut, new(AdviceLock.MmapRead, AdviceEffect.PagesOut)),
        (Advice.Collapse, new(AdviceLock.MmapRead, AdviceEffect.Collapses) { Needs = KernelCapability.TransparentHugepage }),
        (Advice.GuardInstall, new(AdviceLock.Vma, AdviceEffect.InstallsGuards) { Needs = KernelCapability.GuardInstall, Discards = true }),
        (Advice.GuardRemove, new(AdviceLock.Vma, AdviceEffect.RemovesGuards) { Needs = KernelCapability.GuardInstall }),
        (Advice.PopulateRead, new(AdviceLock.MmapRead, AdviceEffect.PopulatesForReading)),
        (Advice.PopulateWrite, new(AdviceLock.MmapRead, AdviceEffect.PopulatesForWriting)));

    private static TFlags NeverKsm => TFlags.Shared | TFlags.MayShare | TFlags.Special | TFlags.HugeTlb | TFlags.Droppable | TFlags.ShadowStack;

    /// <summary>The rule of an advice.</summary>
    /// <param name="advice">The advice, by the kernel's number.</param>
    /// <param name="capabilities">What the kernel does.</param>
    /// <returns>Null where the kernel does not know it.</returns>
    public static AdviceRule<TFlags>? Of(int advice, KernelCapabilities capabilities)
    {
        var rules = Rules;
        return (uint)advice < (uint)rules.Length && rules[advice] is { } rule && (rule.Needs is not { } needs || capabilities.Has(needs))
            ? rule
            : null;
    }

    private static AdviceRule<TFlags> Flags(KernelCapability? needs = null) =>
        new(AdviceLock.MmapWrite, AdviceEffect.ChangesFlags) { Needs = needs };

    private static AdviceRule<TFlags>?[] Index(params ReadOnlySpan<(Advice Advice, AdviceRule<TFlags> Rule)> rows)
    {
        var highest = 0;
        foreach (var (advice, _) in rows)
        {
            highest = Math.Max(highest, (int)advice);
        }

        var rules = new AdviceRule<TFlags>?[highest + 1];
        foreach (var (advice, rule) in rows)
        {
            rules[(int)advice] = rule;
        }

        return rules;
    }
}
