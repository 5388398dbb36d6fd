namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong with guards, fork and collapse.</content>
internal static partial class Planted
{
    private static Mutation[] OfGuards =>
    [
        new(
            "installing a guard does not set the flag",
            GuardCalls,
            "if (TFlags.AtomicWritable.TestAny(TFlags.MaybeGuard) &&",
            "if (TFlags.MaybeGuard.IsEmpty &&"),
        new(
            "installing a guard gives files an anon_vma",
            GuardCalls,
            "(vma.IsAnonymous || !vma.Mm.Has(KernelCapability.GuardFileWithoutAnonVma))",
            "vma.Record.End != 0"),
        new(
            "installing a guard gives anonymous memory no anon_vma",
            GuardCalls,
            "vma.Record.AnonVma == 0 && (vma.IsAnonymous",
            "vma.Record.AnonVma != 0 && (vma.IsAnonymous"),
        new(
            "removing guards clears the flag",
            GuardCalls,
            "            vma.Mm.Pages.RemoveGuards(start, end);\n",
            "            vma.Mm.Pages.RemoveGuards(start, end);\n"
            + "            var cleared = vma.Record with { Flags = vma.Flags.Without(TFlags.MaybeGuard) };\n"
            + "            vma.Mm.Store.Splice(vma.Mm.Store.Seek(cleared.Start), 1, new(ref cleared));\n"),
        new(
            "removing guards removes none",
            GuardMarkers,
            "                    leaf[PageTable.IndexInLeaf(page)] = PageEntry.None;\n",
            ""),
        new(
            "removing guards removes pages too",
            GuardMarkers,
            "if (leaf[PageTable.IndexInLeaf(page)].Kind == PageKind.Guard)",
            "if (!leaf[PageTable.IndexInLeaf(page)].IsNone)"),
        new(
            "removing guards is refused on locked memory",
            GuardCalls,
            "        if (!vma.MayHoldGuards())\n",
            "        if (!vma.MayHoldGuards() || vma.Flags.TestAny(TFlags.Locked))\n"),
        new(
            "installing a guard does not zap pages",
            GuardCalls,
            "                vma.Mm.Pages.ZapRange(vma.View, start, end, ZapMode.None);\n",
            "                return SyscallResult.Hang;\n"),
        new(
            "guards may be installed in locked memory",
            GuardCalls,
            "if (!vma.MayHoldGuards() || vma.Flags.TestAny(TFlags.Locked))",
            "if (!vma.MayHoldGuards())"),
        new(
            "guards may not be installed in files",
            GuardCalls,
            "(vma.Mm.Has(KernelCapability.GuardFile) ||",
            "(vma.Mm.Has(KernelCapability.GuardFile) && vma.IsAnonymous ||"),
        new(
            "guards may not be installed in read-only memory",
            GuardCalls,
            "!vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb)\n",
            "!vma.Flags.TestAny(TFlags.Special | TFlags.HugeTlb) && vma.Flags.TestAny(TFlags.Write)\n"),
        new(
            "a write lets a guard fault in",
            PageFault,
            ": entry.Kind == PageKind.Guard ? FaultResult.Segv",
            ": entry.Kind == PageKind.Guard && !write ? FaultResult.Segv"),
        new(
            "a read lets a guard fault in",
            PageFault,
            ": entry.Kind == PageKind.Guard ? FaultResult.Segv",
            ": entry.Kind == PageKind.Guard && write ? FaultResult.Segv"),
        new(
            "a guard raises SIGBUS where a userfaultfd watches",
            PageFault,
            ": entry.Kind == PageKind.Guard ? FaultResult.Segv",
            ": entry.Kind == PageKind.Guard ? vma.Flags.TestAny(TFlags.UffdMissing) ? FaultResult.Sigbus : FaultResult.Segv"),
        new(
            "mapping around a fault maps over guards",
            FilePages,
            "                if (pages.Table.Get(page).IsNone)\n"
            + "                {\n"
            + "                    pages.MapFilePageTableLocked",
            "                if (!pages.Table.Get(page).IsPresent)\n"
            + "                {\n"
            + "                    pages.MapFilePageTableLocked"),
        new("zapping drops guards", Zapping, "return dropMarkers ? PageEntry.None : entry;", "return PageEntry.None;"),
        new(
            "unmapping leaves guards behind",
            MunmapCall,
            "mm.Pages.ClearRange(mm.View(vma), Math.Max(vma.Start, plan.Start), Math.Min(vma.End, plan.End));",
            "mm.Pages.ZapRange(mm.View(vma), Math.Max(vma.Start, plan.Start), Math.Min(vma.End, plan.End), ZapMode.None);"),
        new("the page cache takes guards with it", FileMapper, "evenCopies ? ZapMode.None : ZapMode.KeepCopies", "ZapMode.DropMarkers"),
        new(
            "FREE drops pages and guards at once",
            MadvisePages,
            "            vma.Mm.Pages.AgeAnonPages(vma.View, start, end);\n"
            + "            return",
            "            vma.Mm.Pages.ClearRange(vma.View, start, end);\n"
            + "            return"),
        new(
            "COLD and PAGEOUT drop guards",
            MadvisePages,
            "            vma.Mm.Pages.AgeFilePages(vma.View, start, end, reclaim);\n",
            "            vma.Mm.Pages.ClearRange(vma.View, start, end);\n"),
        new(
            "fork loses guards",
            Copying,
            "entry.Kind == PageKind.UffdMarker && !keepsProtection",
            "entry.Kind is PageKind.Guard or PageKind.UffdMarker && !keepsProtection"),
        new(
            "fork copies page tables only where there is an anon_vma",
            ForkCall,
            "(copy.Flags.TestAny(TFlags.CopyOnFork) || source.AnonVma != 0)",
            "source.AnonVma != 0"),
        new(
            "fork moves anonymous pages to the child",
            Copying,
            "                childLeaf[index] = CopiedEntry(entry, keepsProtection);\n",
            "                childLeaf[index] = CopiedEntry(entry, keepsProtection);\n"
            + "                walk.Leaf![index] = entry.Kind == PageKind.Anon ? PageEntry.None : entry;\n"),
        new("WIPEONFORK copies page tables", ForkCall, "!copy.Flags.TestAny(TFlags.WipeOnFork) && (", "("),
        new("a fork child has its parent's anon_vma", ForkCall, "mm.Machine.AnonVmas.Fork(vma.AnonVma);", "vma.AnonVma;"),
        new(
            "fork keeps the registration",
            ForkCall,
            "            copy.Flags = copy.Flags.Without(TFlags.UserfaultfdMask);\n",
            ""),
        new(
            "a hole stops advice",
            MadviseCall,
            "            using var read = mm.LockForRead();\n"
            + "            var walk = mm.Areas.Range(start, end, Hole.Passes);",
            "            using var read = mm.LockForRead();\n"
            + "            var walk = mm.Areas.Range(start, end, Hole.Ends);"),
        new(
            "a hole goes unnoticed by advice",
            RangeWalk,
            "            MetHole |= _next < _end;\n",
            "            MetHole |= _next < _end && _hole == Hole.Ends;\n"),
        new(
            "a change of access clears the flag",
            VmaWriterMerge,
            "proposed.Flags = flags | (vma.Flags & TFlags.AtomicWritable);",
            "proposed.Flags = flags.Without(TFlags.AtomicWritable);"),
        new("populating passes over guards", Populating, "(page, write) != FaultResult.Done", "(page, write) == FaultResult.Sigbus"),
        new("collapse passes over guards of anonymous memory", Collapsing, "if (hasGuard)", "if (hasGuard && vma.Start == 1)"),
        new(
            "collapse maps a huge page over guards of a file",
            Collapsing,
            "case PageKind.Guard or PageKind.UffdMarker:",
            "case PageKind.UffdMarker:"),
        new(
            "collapse retracts page tables that may hold guards",
            Collapsing,
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.MaybeGuard)",
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect)"),
        new("the page table says nothing of guards", PageRanges, "if (entry.Kind == PageKind.Guard)", "if (entry.Word == 1UL << 60)"),
    ];
}
