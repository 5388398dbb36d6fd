namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong with guards, fork and collapse.</content>
internal static partial class Planted
{
    private static Mutation[] OfGuards =>
    [
        new("installing a guard does not set the flag", Guard, "if (TFlags.AtomicWritable.TestAny(TFlags.MaybeGuard) &&", "if (TFlags.MaybeGuard.IsEmpty &&"),
        new(
            "installing a guard gives files an anon_vma",
            Guard,
            "(IsAnonymous(vma) || !_capabilities.Has(KernelCapability.GuardFileWithoutAnonVma))",
            "vma.End != 0"),
        new("installing a guard gives anonymous memory no anon_vma", Guard, "vma.AnonVma == 0 && (IsAnonymous", "vma.AnonVma != 0 && (IsAnonymous"),
        new(
            "removing guards clears the flag",
            Guard,
            "        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)\n",
            "        var cleared = vma with { Flags = vma.Flags.Without(TFlags.MaybeGuard) };\n"
            + "        _vmas.Splice(_vmas.Seek(vma.Start), 1, new Span<VmaRecord<TFlags>>(ref cleared));\n"
            + "        for (var walk = _pages.Range(Page(start), Page(end)); walk.MoveNext();)\n"),
        new("removing guards removes none", Guard, "                    leaf[PageTable.IndexInLeaf(page)] = PageEntry.None;\n", ""),
        new(
            "removing guards removes pages too",
            Guard,
            "if (leaf[PageTable.IndexInLeaf(page)].Kind == PageKind.Guard)",
            "if (!leaf[PageTable.IndexInLeaf(page)].IsNone)"),
        new(
            "removing guards is refused on locked memory",
            Guard,
            "        if (!MayHoldGuards(vma))\n",
            "        if (!MayHoldGuards(vma) || vma.Flags.TestAny(TFlags.Locked))\n"),
        new(
            "installing a guard does not zap pages",
            Guard,
            "            ZapRange(vma, start, end, Zap.None);\n",
            "            return SyscallResult.Hang;\n"),
        new(
            "guards may be installed in locked memory",
            Guard,
            "if (!MayHoldGuards(vma) || vma.Flags.TestAny(TFlags.Locked))",
            "if (!MayHoldGuards(vma))"),
        new(
            "guards may not be installed in files",
            Guard,
            "(_capabilities.Has(KernelCapability.GuardFile) ||",
            "(_capabilities.Has(KernelCapability.GuardFile) && IsAnonymous(vma) ||"),
        new(
            "guards may not be installed in read-only memory",
            Guard,
            "!vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb)\n",
            "!vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb) && vma.Flags.TestAny(TFlags.Write)\n"),
        new(
            "a write lets a guard fault in",
            Fault,
            ": entry.Kind == PageKind.Guard ? Fault.Segv",
            ": entry.Kind == PageKind.Guard && !write ? Fault.Segv"),
        new(
            "a read lets a guard fault in",
            Fault,
            ": entry.Kind == PageKind.Guard ? Fault.Segv",
            ": entry.Kind == PageKind.Guard && write ? Fault.Segv"),
        new(
            "a guard raises SIGBUS where a userfaultfd watches",
            Fault,
            ": entry.Kind == PageKind.Guard ? Fault.Segv",
            ": entry.Kind == PageKind.Guard ? vma.Flags.TestAny(TFlags.UffdMissing) ? Fault.Sigbus : Fault.Segv"),
        new(
            "mapping around a fault maps over guards",
            FaultFile,
            "            if (_pages.Get(page).IsNone)\n"
            + "            {\n"
            + "                MapFilePage",
            "            if (!_pages.Get(page).IsPresent)\n"
            + "            {\n"
            + "                MapFilePage"),
        new("zapping drops guards", Pages, "return dropMarkers ? PageEntry.None : entry;", "return PageEntry.None;"),
        new(
            "unmapping leaves guards behind",
            Munmap,
            "            ClearRange(vma, Math.Max(vma.Start, plan.Start), Math.Min(vma.End, plan.End));\n",
            "            ZapRange(vma, Math.Max(vma.Start, plan.Start), Math.Min(vma.End, plan.End), Zap.None);\n"),
        new("the page cache takes guards with it", Mappings, "evenCopies ? Zap.None : Zap.KeepCopies", "Zap.DropMarkers"),
        new(
            "FREE drops pages and guards at once",
            MadvisePages,
            "            AgeAnonPages(vma, start, end);\n            return",
            "            ClearRange(vma, start, end);\n            return"),
        new(
            "COLD and PAGEOUT drop guards",
            MadvisePages,
            "        AgeFilePages(vma, start, end, reclaim: advice == Advice.PageOut);\n",
            "        ClearRange(vma, start, end);\n"),
        new(
            "fork loses guards",
            Fork,
            "entry.Kind == PageKind.UffdMarker && !keepsProtection",
            "entry.Kind is PageKind.Guard or PageKind.UffdMarker && !keepsProtection"),
        new(
            "fork copies page tables only where there is an anon_vma",
            Fork,
            "(copy.Flags.TestAny(TFlags.CopyOnFork) || source.AnonVma != 0)",
            "source.AnonVma != 0"),
        new(
            "fork moves anonymous pages to the child",
            Fork,
            "                childLeaf[index] = CopiedEntry(entry, keepsProtection);\n",
            "                childLeaf[index] = CopiedEntry(entry, keepsProtection);\n"
            + "                walk.Leaf![index] = entry.Kind == PageKind.Anon ? PageEntry.None : entry;\n"),
        new("WIPEONFORK copies page tables", Fork, "!copy.Flags.TestAny(TFlags.WipeOnFork) && (", "("),
        new("a fork child has its parent's anon_vma", Fork, "_machine.AnonVmas.Fork(vma.AnonVma);", "vma.AnonVma;"),
        new("fork keeps the registration", Fork, "            copy.Flags = copy.Flags.Without(TFlags.UserfaultfdMask);\n", ""),
        new("a hole stops advice", Madvise, "                result = Errno.ENOMEM;\n", "                return Errno.ENOMEM;\n"),
        new("a hole goes unnoticed by advice", Madvise, "                result = Errno.ENOMEM;\n", ""),
        new(
            "a change of access clears the flag",
            Merge,
            "proposed.Flags = flags | (vma.Flags & TFlags.AtomicWritable);",
            "proposed.Flags = flags.Without(TFlags.AtomicWritable);"),
        new(
            "populating passes over guards",
            Populate,
            "if (FaultIn(ref vma, page, write) != Fault.Done)",
            "if (FaultIn(ref vma, page, write) == Fault.Sigbus)"),
        new("collapse passes over guards of anonymous memory", Collapse, "if (hasGuard)", "if (hasGuard && vma.Start == 1)"),
        new(
            "collapse maps a huge page over guards of a file",
            Collapse,
            "case PageKind.Guard or PageKind.UffdMarker:",
            "case PageKind.UffdMarker:"),
        new(
            "collapse retracts page tables that may hold guards",
            Collapse,
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.MaybeGuard)",
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect)"),
        new(
            "the page table says nothing of guards",
            PageRanges,
            "if (entry.Kind == PageKind.Guard)",
            "if (entry.Word == 1UL << 60)"),
    ];
}
