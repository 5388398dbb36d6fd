
namespace KernelFlags.Conformance.Schedules;

/// <summary>Races that are planted in the engine, each with the scenario that finds it.</summary>
internal static class PlantedRaces
{
    private const string SpaceLocks = "SpaceLocks.cs";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<(Mutation Mutation, string Scenario)> All { get; } =
    [
        (new(
            "the flag is set after the markers",
            "GuardCalls.cs",
            "            vma.SetMaybeGuard();\n",
            "            vma.Mm.Pages.TryInstallGuards(start, end, out _);\n"
            + "            vma.SetMaybeGuard();\n"),
            "install while another mapping collapses"),
        (new(
            "flags are set without the lock",
            "SideTable.cs",
            "        WordLock<TSync>.Enter(ref _pendingLock);\n"
            + "        var pending",
            "        var pending"),
            "two atomic flags"),
        (new(
            "the writer overwrites the flags of neighbours",
            "SideTable.cs",
            "            WordLock<TSync>.Enter(ref _pendingLock);\n"
            + "            WritePending(id, 0);\n",
            "            WritePending(id, 0);\n"),
            "flags of two VMAs in one word"),
        (new(
            "pending flags leave before they arrive",
            "VmaStore.cs",
            "                BeginChange(leaf);\n"
            + "                ref var body = ref leaf.Bodies[at.Slot];\n"
            + "                body.Flags |= TFlags.FromWord(TFlags.AtomicWord, _side.TakePending(body.Id));\n",
            "                ref var body = ref leaf.Bodies[at.Slot];\n"
            + "                var taken = TFlags.FromWord(TFlags.AtomicWord, _side.TakePending(body.Id));\n"
            + "                BeginChange(leaf);\n"
            + "                body.Flags |= taken;\n"),
            "a lookup while flags are settled"),
        (new(
            "page tables are retracted though there may be guards",
            "Collapsing.cs",
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.MaybeGuard)",
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect)"),
            "install while another mapping collapses"),
        (new(
            "the flag is tested before the page table is locked",
            "MappedParts.cs",
            "if (First == _stop || !mm.Pages.Table.TryLock(First, out _lock))\n"
            + "            {\n"
            + "                continue;\n"
            + "            }\n"
            + "\n"
            + "            if (IsStillMapped())\n",
            "if (First == _stop || !IsStillMapped() || !mm.Pages.Table.TryLock(First, out _lock))\n"
            + "            {\n"
            + "                continue;\n"
            + "            }\n"
            + "\n"
            + "            if (First < End)\n"),
            "install while another mapping collapses"),
        (new(
            "a flag that was set since is lost when a VMA splits",
            "VmaWriter.Merge.cs",
            "proposed.Flags = flags | (vma.Flags & TFlags.AtomicWritable);",
            "proposed.Flags = flags;"),
            "install while a change of access splits"),
        (new(
            "the VMA is unlocked before the fault is done",
            "TouchCall.cs",
            "                        return new LockedVma<TFlags, TSync>(mm, ref record).Access(address, write);\n"
            + "                    }\n"
            + "                }\n"
            + "                finally\n"
            + "                {\n"
            + "                    mm.Locks.ExitVma(record.Id);\n"
            + "                }\n",
            "                        mm.Locks.ExitVma(record.Id);\n"
            + "                        return new LockedVma<TFlags, TSync>(mm, ref record).Access(address, write);\n"
            + "                    }\n"
            + "                    mm.Locks.ExitVma(record.Id);\n"
            + "                }\n"
            + "                finally\n"
            + "                {\n"
            + "                }\n"),
            "a write while all is unmapped"),
        (new(
            "the VMA is unlocked before its guards are installed",
            "MadviseCall.cs",
            "                result = mm.IsSealedAgainst(record, rule) ? Errno.EPERM : vma.Advise(start, end, rule);\n"
            + "                return true;\n"
            + "            }\n"
            + "            finally\n"
            + "            {\n"
            + "                mm.Locks.ExitVma(record.Id);\n",
            "                mm.Locks.ExitVma(record.Id);\n"
            + "                result = mm.IsSealedAgainst(record, rule) ? Errno.EPERM : vma.Advise(start, end, rule);\n"
            + "                return true;\n"
            + "            }\n"
            + "            finally\n"
            + "            {\n"),
            "install while all is unmapped"),
        (new("a locked VMA is not looked at again", "VmaMap.cs", "if (Store.IsStill(sight))", "if (sight.Leaf is not null)"),
            "a lock while the identity is used again"),
        (new(
            "a writer does not wait for the readers of a VMA",
            SpaceLocks,
            "                WaitForReaders(ref word, seen);\n",
            ""),
            "a write while all is unmapped"),
        (new(
            "the first reader of a VMA does not look for a writer that locks none",
            SpaceLocks,
            "!TryStartLockingVmas()",
            "TSync.Or(ref _locksVmas, 1) > 1"),
            "install while all is unmapped"),
        (new(
            "readers of a VMA are counted by reading and writing",
            SpaceLocks,
            "            if (TSync.CompareExchange(ref word, seen + 1, seen) == seen)\n",
            "            TSync.Write(ref word, seen + 1);\n"
            + "            if (id != 0)\n"),
            "a write while all is unmapped"),
        (new(
            "a fault does not lock the page table",
            "TouchCall.cs",
            "            using var locked = vma.Mm.Pages.Table.Lock(page);\n",
            ""),
            "two writes to one page"),
        (new(
            "a fault does not lock the file",
            "TouchCall.cs",
            "            using var lockedFile = vma.LockFile();\n",
            ""),
            "a write while the page leaves the file"),
        (new(
            "a fault locks the page table before the file",
            "TouchCall.cs",
            "            using var lockedFile = vma.LockFile();\n"
            + "            using var locked = vma.Mm.Pages.Table.Lock(page);\n",
            "            using var locked = vma.Mm.Pages.Table.Lock(page);\n"
            + "            using var lockedFile = vma.LockFile();\n"),
            "a write while the page leaves the file"),
        (new(
            "fork copies VMAs without locking them",
            "ForkCall.cs",
            "                    write.Areas.StartWrite(ref vma);\n",
            ""),
            "install while the process forks"),
        (new(
            "an anon_vma is made without a look at what a neighbour got",
            "VmaMap.cs",
            "            vma.AnonVma = FindReusableUnderAnonVmaLock(at, vma);\n",
            "            WordLock<TSync>.Exit(ref _anonVmaLock);\n"
            + "            vma.AnonVma = FindReusableUnderAnonVmaLock(at, vma);\n"
            + "            WordLock<TSync>.Enter(ref _anonVmaLock);\n"),
            "two first writes to VMAs that touch"),
        (new(
            "a change does not announce itself to lookups",
            "VmaTree.Balance.cs",
            "    protected static void EndChange(LeafNode<TFlags> leaf) => TSync.Write(ref leaf.Version, leaf.Version + 1);",
            "    protected static void EndChange(LeafNode<TFlags> leaf) => TSync.Write(ref leaf.Version, leaf.Version - 1);"),
            "a walk while VMAs merge"),
    ];
}
