using KernelFlags.Vma.Pages;

namespace KernelFlags.Vma;

/// <content>Guard regions: <c>MADV_GUARD_INSTALL</c> and <c>MADV_GUARD_REMOVE</c>.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private SyscallResult InstallGuards(ref VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        if (!MayHoldGuards(vma) || vma.Flags.TestAny(TFlags.Locked))
        {
            return Errno.EINVAL;
        }

        // What is anonymous needs its anon_vma, or fork would not copy the markers on kernels without MAYBE_GUARD.
        if (GuardsNeedAnonVma(vma))
        {
            EnsureAnonVma(ref vma);
        }

        SetMaybeGuard(ref vma);
        var wasZapped = false;
        while (!TryInstallGuards(start, end, out var obstacle))
        {
            // What zapping leaves behind it leaves behind for ever: the kernel tries again until a signal ends the process.
            if (wasZapped && obstacle.Kind == PageKind.UffdMarker)
            {
                return SyscallResult.Hang;
            }

            ZapRange(vma, start, end, Zap.None);
            wasZapped = true;
        }

        return SyscallResult.Success();
    }

    private bool GuardsNeedAnonVma(in VmaRecord<TFlags> vma) =>
        vma.AnonVma == 0 && (IsAnonymous(vma) || !_capabilities.Has(KernelCapability.GuardFileWithoutAnonVma));

    private bool MayHoldGuards(in VmaRecord<TFlags> vma) =>
        !vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb)
        && (_capabilities.Has(KernelCapability.GuardFile) || (IsAnonymous(vma) && vma.Flags.TestAny(TFlags.MayWrite)));

    /// <summary>
    /// The flag comes first: who sees a marker sees the flag. By definitions that don't let it be set under a read lock it is not set: the
    /// kernel refuses that too (<c>vma_set_atomic_flag</c>), and warns.
    /// </summary>
    private void SetMaybeGuard(ref VmaRecord<TFlags> vma)
    {
        if (TFlags.AtomicWritable.TestAny(TFlags.MaybeGuard) && !vma.Flags.TestAny(TFlags.MaybeGuard))
        {
            _vmas.SetAtomic(vma, AtomicFlags.FromDefinition(TFlags.MaybeGuard));
            vma.Flags |= TFlags.MaybeGuard;
        }
    }

    /// <summary>Writes markers until something else stands in an entry.</summary>
    /// <returns>Whether the whole range is guarded now.</returns>
    private bool TryInstallGuards(ulong start, ulong end, out PageEntry obstacle)
    {
        for (var page = Page(start); page < Page(end);)
        {
            using var locked = _pages.Lock(page);
            obstacle = _pages.Huge(page);
            if (!obstacle.IsNone)
            {
                return false;
            }

            var leaf = _pages.GetLeaf(page);
            var stop = Math.Min(Page(end), PageTable.LeafStart(page) + PageTable.LeafPages);
            if (stop - page == PageTable.LeafPages && (leaf.Used == 0 || (leaf.IsUniform && leaf[0].Kind == PageKind.Guard)))
            {
                leaf.Fill(PageEntry.Guard);
                page = stop;
            }

            for (; page < stop; page++)
            {
                obstacle = leaf[PageTable.IndexInLeaf(page)];
                if (obstacle.IsNone)
                {
                    leaf[PageTable.IndexInLeaf(page)] = PageEntry.Guard;
                }
                else if (obstacle.Kind != PageKind.Guard)
                {
                    return false;
                }
            }
        }

        obstacle = PageEntry.None;
        return true;
    }

    private SyscallResult RemoveGuards(in VmaRecord<TFlags> vma, ulong start, ulong end)
    {
        if (!MayHoldGuards(vma))
        {
            return Errno.EINVAL;
        }

        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)
        {
            if (walk is { IsWhole: true, Leaf: { IsUniform: true } all } && all[0].Kind == PageKind.Guard)
            {
                all.Fill(PageEntry.None);
                continue;
            }

            for (var page = walk.First; page < walk.End && walk.Leaf is { } leaf; page++)
            {
                if (leaf[PageTable.IndexInLeaf(page)].Kind == PageKind.Guard)
                {
                    leaf[PageTable.IndexInLeaf(page)] = PageEntry.None;
                }
            }
        }

        return SyscallResult.Success();
    }
}
