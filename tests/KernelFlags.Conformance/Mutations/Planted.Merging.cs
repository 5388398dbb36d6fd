namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong where VMAs merge and split.</content>
internal static partial class Planted
{
    private static Mutation[] OfMerging =>
    [
        new("a merge drops sticky flags", Merge, "survivor | (others & TFlags.Sticky)", "survivor"),
        new("a merge takes flags that are not sticky", Merge, "survivor | (others & TFlags.Sticky)", "survivor | others"),
        new(
            "a three-way merge takes no sticky flags from the VMA after",
            Merge,
            "            merged.Flags = MergedFlags(merged.Flags, next.Flags);\n",
            ""),
        new(
            "a two-way merge takes sticky flags from a VMA that it leaves alone",
            Merge,
            "both ? proposed.Flags | next.Flags : proposed.Flags",
            "proposed.Flags | next.Flags"),
        new(
            "a changed range loses its own sticky flags when it merges to the left",
            Merge,
            "merged.Flags = MergedFlags(previous.Flags, proposed.Flags | vma.Flags);",
            "merged.Flags = previous.Flags;"),
        new(
            "a changed range loses its own sticky flags when it merges to the right",
            Merge,
            "merged.Flags = MergedFlags(next.Flags, proposed.Flags | vma.Flags);",
            "merged.Flags = next.Flags;"),
        new("a merge ignores anon_vma", Merge, "range == neighbour || MergesAnonVmas(range, neighbour, extends) ?", "range >= 0 ?"),
        new("a fork child takes a new range in", Merge, "? !_machine.AnonVmas.IsForkChild(neighbour)", "? neighbour >= 0"),
        new("a fork child merges with what was never faulted", Merge, "&& (extends || !_machine.AnonVmas.IsForkChild(range));", ";"),
        new("what was faulted never merges with what was not", Merge, "        : neighbour == 0\n", "        : neighbour < 0\n"),
        new(
            "the merged VMA has no anon_vma where the range had it",
            Merge,
            "        merged.AnonVma = previous.AnonVma != 0 ? previous.AnonVma : proposed.AnonVma;\n",
            "        merged.AnonVma = previous.AnonVma;\n"),
        new(
            "a three-way merge loses the anon_vma of the VMA after",
            Merge,
            "merged.AnonVma = previous.AnonVma != 0 ? previous.AnonVma : next.AnonVma != 0 ? next.AnonVma : proposed.AnonVma;",
            "merged.AnonVma = previous.AnonVma;"),
        new("a merge deletes a VMA that has a close hook", Merge, "=> !_attributes[vma.Attributes].HasCloseHook;", "=> vma.Id >= 0;"),
        new(
            "a VMA with a close hook never takes part in a merge",
            Attributes,
            "left.Name == right.Name ? MergeReason.None",
            "left.Name == right.Name && !left.HasCloseHook && !right.HasCloseHook ? MergeReason.None"),
        new("a merge compares offsets wrongly", Merge, "!= right.PageOffset)", "> right.PageOffset)"),
        new(
            "a merge does not compare offsets",
            Merge,
            "if (left.PageOffset + Page(left.End - left.Start) != right.PageOffset)",
            "if (left.End == 0)"),
        new("special VMAs merge", Merge, "flags = (left.Flags | right.Flags) & TFlags.Special;", "flags = TFlags.None;"),
        new(
            "a difference in access rights does not keep apart",
            Merge,
            ".Without(TFlags.IgnoredOnMerge);",
            ".Without(TFlags.IgnoredOnMerge | TFlags.Access);"),
        new("sticky flags keep apart", Merge, ".Without(TFlags.IgnoredOnMerge);", ";"),
        new("a merge ignores the file", Attributes, "if (left.File != right.File)", "if (left.File is null != right.File is null)"),
        new(
            "a merge ignores the name",
            Attributes,
            "return left.Name == right.Name ? MergeReason.None : MergeReason.Name;",
            "return MergeReason.None;"),
        new(
            "a merge ignores the memory policy",
            Attributes,
            "if (left.Policy != right.Policy)",
            "if (left.Policy == right.Policy && left.Policy != right.Policy)"),
        new(
            "a merge ignores the userfaultfd",
            Attributes,
            "if (left.Uffd != right.Uffd)",
            "if (left.Uffd == right.Uffd && left.Uffd != right.Uffd)"),
        new(
            "three VMAs merge though the outer two do not fit",
            Merge,
            "previous.AnonVma == 0 || next.AnonVma == 0 || previous.AnonVma == next.AnonVma;",
            "previous.End <= next.Start;"),
        new(
            "a new range never merges to the left",
            Merge,
            "var left = hasPrevious && Merges(previous, proposed, in proposed);",
            "var left = false;"),
        new(
            "a new range never merges to the right",
            Merge,
            "var right = hasNext && Merges(proposed, next, in proposed, extends);",
            "var right = false;"),
        new(
            "a changed range never merges to the left",
            Merge,
            "var left = atStart && _vmas.MovePrevious(ref before)",
            "var left = proposed.Start == 1 && _vmas.MovePrevious(ref before)"),
        new(
            "a changed range never merges to the right",
            Merge,
            "var right = atEnd && _vmas.MoveNext(ref after)",
            "var right = proposed.Start == 1 && _vmas.MoveNext(ref after)"),
        new(
            "a split loses sticky flags below",
            Merge,
            "            below.Id = 0;\n",
            "            below.Id = 0;\n            below.Flags = vma.Flags.Without(TFlags.Sticky);\n"),
        new(
            "a split loses sticky flags above",
            Merge,
            "rest.Body.Flags = vma.Flags;",
            "rest.Body.Flags = vma.Flags.Without(TFlags.Sticky);"),
        new("a split keeps the page offset above", Merge, "vma.PageOffset + Page(address - vma.Start);", "vma.PageOffset;"),
        new("a split gives the middle another identity", Merge, "middle.Id = vma.Id;", "middle.Id = 0;"),
        new("a split loses the anon_vma", Merge, "middle.AnonVma = vma.AnonVma;", "middle.AnonVma = 0;"),
        new(
            "splits know no max_map_count",
            Merge,
            "var room = _options.MaxMapCount - _options.OtherMappings - _vmas.Count;",
            "var room = int.MaxValue;"),
        new("mappings know no max_map_count", Mmap, "if (MapCount > _options.MaxMapCount)", "if (MapCount < 0)"),
        new(
            "a commit that fails leaves traces",
            Commit,
            "        if (!_isPrepared && FailNextCommit?.Invoke() == true)\n"
            + "        {\n",
            "        if (!_isPrepared && FailNextCommit?.Invoke() == true)\n"
            + "        {\n"
            + "            Exchange(at, removed, records);\n"),
        new(
            "a commit that fails is taken for a merge",
            Merge,
            "return !Commit(before, both ? 2 : 1, ref result).IsNone;",
            "return !Commit(before, both ? 2 : 1, ref result).IsNone || true;"),
        new(
            "a range takes over the anon_vma of an unlike neighbour",
            AnonVma,
            "left.Flags.Diff(right.Flags).Without(TFlags.Access | TFlags.IgnoredOnMerge).IsEmpty",
            "left.End != 0"),
        new(
            "a range never takes over the anon_vma of a neighbour",
            AnonVma,
            "vma.AnonVma = FindReusableAnonVma(at, vma);",
            "vma.AnonVma = 0;"),
        new("what follows the hole is unmapped with it", Munmap, "if (vma.End > end)\n", "if (vma.End > end + _machine.PageSize)\n"),
        new(
            "what lies before the hole is unmapped but for a page",
            Munmap,
            "below.End = start;",
            "below.End = vma.Start + _machine.PageSize;"),
        new(
            "munmap leaves the last page of several",
            Munmap,
            "error = Unmap(address, address + AlignUp(length));",
            "error = Unmap(address, address + AlignUp(length) - (length > _machine.PageSize ? _machine.PageSize : 0));"),
        new("the heap merges with what lies before it", Brk, "end <= _options.BreakStart && end > 0 &&", "end == 0 &&"),
    ];
}
