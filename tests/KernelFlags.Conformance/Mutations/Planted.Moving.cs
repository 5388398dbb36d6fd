namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong where mappings move and are resized.</content>
internal static partial class Planted
{
    private static Mutation[] OfMoving =>
    [
        new(
            "growth gets a wrong page offset",
            Mremap,
            "PageOffset = vma.PageOffset + Page(vma.End - vma.Start),",
            "PageOffset = vma.PageOffset,"),
        new(
            "growth in place goes over what follows",
            Mremap,
            "&& (!_vmas.TryFindNext(start, out var next) || next.Start >= start + length);",
            ";"),
        new(
            "a VMA of which the first part is grown grows at its end",
            Mremap,
            "if (vma.End - remap.Address == remap.OldLength && IsFree(vma.End, delta))",
            "if (IsFree(vma.End, delta))"),
        new(
            "what was never faulted keeps its offset when it moves",
            Move,
            "PageOffset = wasFaulted ?",
            "PageOffset = remap.OldLength != 1 ?"),
        new(
            "what was faulted takes the offset of its new place",
            Move,
            "PageOffset = wasFaulted ?",
            "PageOffset = wasFaulted && !IsAnonymous(vma) ?"),
        new("a move leaves copies of pages behind", Move, "                    leaf[index] = PageEntry.None;\n", ""),
        new(
            "a move loses guards",
            Move,
            "(entry.Kind != PageKind.UffdMarker || !dropsProtection)",
            "(entry.Kind is not (PageKind.UffdMarker or PageKind.Guard) || !dropsProtection && entry.Kind != PageKind.Guard)"),
        new(
            "DONTUNMAP leaves guards behind",
            Move,
            "                    leaf[index] = PageEntry.None;\n",
            "                    leaf[index] = entry.Kind == PageKind.Guard && remap.KeepsSource ? entry : PageEntry.None;\n"),
        new("a move keeps the registration", Move, "            vma.Flags = vma.Flags.Without(TFlags.UserfaultfdMask);\n", ""),
        new("a move keeps write protection of pages", Move, "var dropsProtection =", "var dropsProtection = source.Start == 1 &&"),
        new("a move leaves the source mapped", Move, "            Unmap(remap.Address, remap.Address + remap.OldLength);\n", ""),
        new("a move closes holes", Move, "target += isFirst ? 0 : vma.Start - lastEnd;", "target += 0;"),
        new(
            "a move of several takes watched ones along",
            Move,
            "if (_attributes[vma.Attributes].Uffd is not null && (!isFirst || vma.End < end))",
            "if (vma.End == 0)"),
        new(
            "a move stops behind the first VMA",
            Move,
            "            if (start >= end)\n"
            + "            {\n"
            + "                break;\n"
            + "            }\n",
            "            break;\n"),
        new(
            "a move clears a page of its target only",
            Move,
            "if (remap.IsFixed && Unmap(remap.NewAddress, remap.NewAddress + remap.NewLength)",
            "if (remap.IsFixed && Unmap(remap.NewAddress, remap.NewAddress + _machine.PageSize)"),
        new(
            "DONTUNMAP unmaps",
            Move,
            "        if (remap.KeepsSource)\n"
            + "        {\n"
            + "            _vmas.TryFind",
            "        if (remap.Address == 1)\n"
            + "        {\n"
            + "            _vmas.TryFind"),
        new("DONTUNMAP leaves the anon_vma behind", Move, "            vma.AnonVma = 0;\n", ""),
        new("source and target may overlap", Mremap, "&& !remap.Overlaps;", ";"),
        new("a source need not be aligned", Mremap, "            && IsAligned(remap.Address)\n", ""),
        new(
            "shrinking fails over holes",
            Mremap,
            "return error == Errno.None ? SyscallResult.Success(remap.Address) : error;",
            "return error == Errno.None && vma.End >= remap.Address + remap.OldLength ?"
            + " SyscallResult.Success(remap.Address) : Errno.EFAULT;"),
        new(
            "shrinking keeps a page too many",
            Mremap,
            "            var error = Unmap(remap.Address + remap.NewLength, remap.Address + remap.OldLength);",
            "            var error = Unmap(remap.Address + remap.NewLength + _machine.PageSize, remap.Address + remap.OldLength);"),
    ];
}
