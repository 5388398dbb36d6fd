namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong where mappings move and are resized.</content>
internal static partial class Planted
{
    private static Mutation[] OfMoving =>
    [
        new(
            "growth gets a wrong page offset",
            MremapCall,
            "PageOffset = vma.PageOffsetAt(vma.End, mm.Mm.PageShift),",
            "PageOffset = vma.PageOffset,"),
        new(
            "growth in place goes over what follows",
            MremapCall,
            "&& (!mm.Store.TryFindNext(start, out var next) || next.Start >= start + length);",
            ";"),
        new(
            "a VMA of which the first part is grown grows at its end",
            MremapCall,
            "if (vma.End - remap.Address == remap.OldLength && mm.IsFree(vma.End, delta))",
            "if (mm.IsFree(vma.End, delta))"),
        new(
            "what was never faulted keeps its offset when it moves",
            MremapMove,
            "PageOffset = wasFaulted ?",
            "PageOffset = remap.OldLength != 1 ?"),
        new(
            "what was faulted takes the offset of its new place",
            MremapMove,
            "PageOffset = wasFaulted ?",
            "PageOffset = wasFaulted && !mm.Mm.IsAnonymous(vma) ?"),
        new(
            "a move leaves copies of pages behind",
            Moving,
            "                    leaf[index] = PageEntry.None;\n",
            ""),
        new(
            "a move loses guards",
            Moving,
            "(entry.Kind != PageKind.UffdMarker || !dropsProtection)",
            "(entry.Kind is not (PageKind.UffdMarker or PageKind.Guard) || !dropsProtection && entry.Kind != PageKind.Guard)"),
        new(
            "DONTUNMAP leaves guards behind",
            Moving,
            "                    leaf[index] = PageEntry.None;\n",
            "                    leaf[index] = entry.Kind == PageKind.Guard ? entry : PageEntry.None;\n"),
        new(
            "a move keeps the registration",
            MremapMove,
            "            vma.Flags = vma.Flags.Without(TFlags.UserfaultfdMask);\n",
            ""),
        new("a move keeps write protection of pages", Moving, "var dropsProtection =", "var dropsProtection = source.Start == 1 &&"),
        new(
            "a move leaves the source mapped",
            MremapMove,
            "            mm.Unmap(remap.Address, remap.Address + remap.OldLength);\n",
            ""),
        new("a move closes holes", MremapMove, "target += isFirst ? 0 : vma.Start - lastEnd;", "target += 0;"),
        new(
            "a move of several takes watched ones along",
            MremapMove,
            "if (mm.AttributesOf(vma).Uffd is not null && (!isFirst || vma.End < end))",
            "if (vma.End == 0)"),
        new(
            "a move stops behind the first VMA",
            MremapMove,
            "                if (start >= end)\n"
            + "                {\n"
            + "                    break;\n"
            + "                }\n",
            "                break;\n"),
        new(
            "a move clears a page of its target only",
            MremapMove,
            "if (remap.IsFixed && mm.Unmap(remap.NewAddress, remap.NewAddress + remap.NewLength)",
            "if (remap.IsFixed && mm.Unmap(remap.NewAddress, remap.NewAddress + mm.Machine.PageSize)"),
        new(
            "DONTUNMAP unmaps",
            MremapMove,
            "            if (remap.KeepsSource)\n"
            + "            {\n"
            + "                mm.Store.TryFind",
            "            if (remap.Address == 1)\n"
            + "            {\n"
            + "                mm.Store.TryFind"),
        new(
            "DONTUNMAP leaves the anon_vma behind",
            MremapMove,
            "            vma.AnonVma = 0;\n",
            ""),
        new("source and target may overlap", MremapCall, "&& !remap.Overlaps;", ";"),
        new(
            "a source need not be aligned",
            MremapCall,
            "            && mm.IsAligned(remap.Address)\n",
            ""),
        new(
            "shrinking fails over holes",
            MremapCall,
            "return error == Errno.None ? SyscallResult.Success(remap.Address) : error;",
            "return error == Errno.None && vma.End >= remap.Address + remap.OldLength ? SyscallResult.Success(remap.Address) : Errno.EFAULT;"),
        new(
            "shrinking keeps a page too many",
            MremapCall,
            "            var error = mm.Unmap(remap.Address + remap.NewLength, remap.Address + remap.OldLength);",
            "            var error = mm.Unmap(remap.Address + remap.NewLength + mm.Machine.PageSize, remap.Address + remap.OldLength);"),
    ];
}
