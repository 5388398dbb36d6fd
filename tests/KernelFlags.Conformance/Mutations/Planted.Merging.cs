namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong where VMAs merge and split.</content>
internal static partial class Planted
{
    private static Mutation[] OfMerging =>
    [
        new(
            "a merge drops sticky flags",
            VmaWriterMerge,
            "        survivor.Flags |= other.Flags & TFlags.Sticky;\n",
            ""),
        new(
            "a merge takes flags that are not sticky",
            VmaWriterMerge,
            "        merged = previous;\n",
            "        merged = previous;\n"
            + "        merged.Flags |= vma.Flags;\n"),
        new(
            "a three-way merge takes no sticky flags from the VMA after",
            VmaWriterMerge,
            "            Absorb(ref merged, in next);\n",
            "            Absorb(ref merged, next with { Flags = TFlags.None });\n"),
        new(
            "a two-way merge takes sticky flags from a VMA that it leaves alone",
            VmaWriterMerge,
            "                result = previous;\n"
            + "                Absorb(ref result, in proposed);\n",
            "                result = previous;\n"
            + "                Absorb(ref result, in proposed);\n"
            + "                result.Flags |= request.HasNext ? next.Flags & TFlags.Sticky : TFlags.None;\n"),
        new(
            "a changed range loses its own sticky flags when it merges to the left",
            VmaWriterMerge,
            "        Absorb(ref merged, in proposed);\n"
            + "        var count = 1;\n",
            "        Absorb(ref merged, in proposed);\n"
            + "        merged.Flags = previous.Flags;\n"
            + "        var count = 1;\n"),
        new(
            "a changed range loses its own sticky flags when it merges to the right",
            VmaWriterMerge,
            "        Absorb(ref merged, in proposed);\n"
            + "        at = Commit(at, 2,",
            "        Absorb(ref merged, in proposed);\n"
            + "        merged.Flags = next.Flags;\n"
            + "        at = Commit(at, 2,"),
        new(
            "a merge ignores anon_vma",
            VmaWriterMerge,
            "range == neighbour || MergesAnonVmas(range, neighbour, extends) ?",
            "range >= 0 ?"),
        new("a fork child takes a new range in", VmaWriterMerge, "? !_anonVmas.IsForkChild(neighbour)", "? neighbour >= 0"),
        new("a fork child merges with what was never faulted", VmaWriterMerge, "&& (extends || !_anonVmas.IsForkChild(range));", ";"),
        new(
            "what was faulted never merges with what was not",
            VmaWriterMerge,
            "        : neighbour == 0\n",
            "        : neighbour < 0\n"),
        new(
            "the merged VMA has no anon_vma where the range had it",
            VmaWriterMerge,
            "survivor.AnonVma = survivor.AnonVma != 0 ? survivor.AnonVma : other.AnonVma;",
            "survivor.AnonVma = survivor.AnonVma;"),
        new(
            "a three-way merge loses the anon_vma of the VMA after",
            VmaWriterMerge,
            "            Absorb(ref merged, in next);\n",
            "            Absorb(ref merged, next with { AnonVma = 0 });\n"),
        new("a merge deletes a VMA that has a close hook", VmaWriterMerge, "=> !attributes.HasCloseHook;", "=> attributes is not null;"),
        new(
            "a VMA with a close hook never takes part in a merge",
            AttributeTable,
            "left.Name == right.Name ? MergeReason.None",
            "left.Name == right.Name && !left.HasCloseHook && !right.HasCloseHook ? MergeReason.None"),
        new("a merge compares offsets wrongly", VmaWriterMerge, "!= right.PageOffset)", "> right.PageOffset)"),
        new(
            "a merge does not compare offsets",
            VmaWriterMerge,
            "if (left.PageOffsetAt(left.End, _pageShift) != right.PageOffset)",
            "if (left.End == 0)"),
        new("special VMAs merge", VmaWriterMerge, "flags = (left.Flags | right.Flags) & TFlags.Special;", "flags = TFlags.None;"),
        new(
            "a difference in access rights does not keep apart",
            VmaWriterMerge,
            ".Without(TFlags.IgnoredOnMerge);",
            ".Without(TFlags.IgnoredOnMerge | TFlags.Access);"),
        new("sticky flags keep apart", VmaWriterMerge, ".Without(TFlags.IgnoredOnMerge);", ";"),
        new("a merge ignores the file", AttributeTable, "if (left.File != right.File)", "if (left.File is null != right.File is null)"),
        new(
            "a merge ignores the name",
            AttributeTable,
            "return left.Name == right.Name ? MergeReason.None : MergeReason.Name;",
            "return MergeReason.None;"),
        new(
            "a merge ignores the memory policy",
            AttributeTable,
            "if (left.Policy != right.Policy)",
            "if (left.Policy == right.Policy && left.Policy != right.Policy)"),
        new(
            "a merge ignores the userfaultfd",
            AttributeTable,
            "if (left.Uffd != right.Uffd)",
            "if (left.Uffd == right.Uffd && left.Uffd != right.Uffd)"),
        new(
            "three VMAs merge though the outer two do not fit",
            VmaWriterMerge,
            "(previous == 0 || next == 0 || previous == next)",
            "(previous >= 0)"),
        new(
            "a new range never merges to the left",
            VmaWriterMerge,
            "out var previous) && previous.End == proposed.Start;",
            "out var previous) && previous.End == proposed.Start + 1;"),
        new(
            "a new range never merges to the right",
            VmaWriterMerge,
            "next.Start == proposed.End;",
            "next.Start == proposed.End + 1;"),
        new(
            "a changed range never merges to the left",
            VmaWriterMerge,
            "HasPrevious = atStart && _vmas",
            "HasPrevious = proposed.Start == 1 && _vmas"),
        new(
            "a changed range never merges to the right",
            VmaWriterMerge,
            "HasNext = atEnd && _vmas",
            "HasNext = proposed.Start == 1 && _vmas"),
        new(
            "a split loses sticky flags below",
            VmaWriter,
            "            below.Id = 0;\n",
            "            below.Id = 0;\n"
            + "            below.Flags = vma.Flags.Without(TFlags.Sticky);\n"),
        new(
            "a split loses sticky flags above",
            VmaWriter,
            "rest.Body.Flags = vma.Flags;",
            "rest.Body.Flags = vma.Flags.Without(TFlags.Sticky);"),
        new(
            "a split keeps the page offset above",
            VmaWriter,
            "vma.PageOffsetAt(address, _pageShift);",
            "vma.PageOffset;"),
        new("a split gives the middle another identity", VmaWriter, "middle.Id = vma.Id;", "middle.Id = 0;"),
        new("a split loses the anon_vma", VmaWriter, "middle.AnonVma = vma.AnonVma;", "middle.AnonVma = 0;"),
        new("splits know no max_map_count", VmaWriter, "var room = limit - _vmas.Count;", "var room = int.MaxValue;"),
        new("mappings know no max_map_count", MmapCall, "if (mm.MapCount > mm.Options.MaxMapCount)", "if (mm.MapCount < 0)"),
        new(
            "a commit that fails leaves traces",
            VmaWriter,
            "        if (!_isPrepared && IsCommitMadeToFail())\n"
            + "        {\n",
            "        if (!_isPrepared && IsCommitMadeToFail())\n"
            + "        {\n"
            + "            Exchange(at, removed, records);\n"),
        new(
            "a commit that fails is taken for a merge",
            VmaWriterMerge,
            "        return Commit(at, removed, new(ref result));",
            "        var place = Commit(at, removed, new(ref result));\n"
            + "        return place.IsNone ? at : place;"),
        new(
            "a range takes over the anon_vma of an unlike neighbour",
            VmaMap,
            "left.Flags.Diff(right.Flags).Without(TFlags.Access | TFlags.IgnoredOnMerge).IsEmpty",
            "left.End != 0"),
        new(
            "a range never takes over the anon_vma of a neighbour",
            VmaMap,
            "vma.AnonVma = FindReusableUnderAnonVmaLock(at, vma);",
            "vma.AnonVma = 0;"),
        new(
            "what follows the hole is unmapped with it",
            MunmapCall,
            "if (vma.End > end)\n",
            "if (vma.End > end + mm.Machine.PageSize)\n"),
        new(
            "what lies before the hole is unmapped but for a page",
            MunmapCall,
            "below.End = start;",
            "below.End = vma.Start + mm.Machine.PageSize;"),
        new(
            "munmap leaves the last page of several",
            MunmapCall,
            "error = write.Unmap(address, address + mm.AlignUp(length));",
            "error = write.Unmap(address, address + mm.AlignUp(length) - (length > mm.Machine.PageSize ? mm.Machine.PageSize : 0));"),
        new("the heap merges with what lies before it", BrkCall, "end <= mm.Options.BreakStart && end > 0 &&", "end == 0 &&"),
    ];
}
