
namespace KernelFlags.Conformance.Schedules;

/// <summary>Races that are planted in the engine, each with the scenario that finds it.</summary>
internal static class PlantedRaces
{
    private const string Fault = "AddressSpace.Fault.cs";
    private const string SpaceLocks = "SpaceLocks.cs";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<(Mutation Mutation, string Scenario)> All { get; } =
    [
        (new(
            "the flag is set after the markers",
            "AddressSpace.Guard.cs",
            "        SetMaybeGuard(ref vma);\n",
            "        TryInstallGuards(start, end, out _);\n        SetMaybeGuard(ref vma);\n"),
            "install while another mapping collapses"),
        (new(
            "flags are set without the lock",
            "SideTable.cs",
            "        WordLock<TSync>.Enter(ref _pendingLock);\n        var pending",
            "        var pending"),
            "two atomic flags"),
        (new(
            "the writer overwrites the flags of neighbours",
            "SideTable.cs",
            "            WordLock<TSync>.Enter(ref _pendingLock);\n            WritePending(id, 0);\n",
            "            WritePending(id, 0);\n"),
            "flags of two VMAs in one word"),
        (new(
            "pending flags leave before they arrive",
            "VmaStore.cs",
            "                BeginChange(leaf);\n                ref var body = ref leaf.Bodies[at.Slot];\n"
            + "                body.Flags |= TFlags.FromWord(TFlags.AtomicWord, _side.TakePending(body.Id));\n",
            "                ref var body = ref leaf.Bodies[at.Slot];\n"
            + "                var taken = TFlags.FromWord(TFlags.AtomicWord, _side.TakePending(body.Id));\n"
            + "                BeginChange(leaf);\n                body.Flags |= taken;\n"),
            "a lookup while flags are settled"),
        (new(
            "page tables are retracted though there may be guards",
            "AddressSpace.Collapse.cs",
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect | TFlags.MaybeGuard)",
            "!vma.Flags.TestAny(TFlags.UffdWriteProtect)"),
            "install while another mapping collapses"),
        (new(
            "the flag is tested before the page table is locked",
            "AddressSpace.Mappings.cs",
            "if (First == _stop || !space._pages.TryLock(First, out _lock))\n                {\n                    continue;\n                }\n\n"
            + "                if (IsStillMapped())\n",
            "if (First == _stop || !IsStillMapped() || !space._pages.TryLock(First, out _lock))\n                {\n                    continue;\n"
            + "                }\n\n                if (First < End)\n"),
            "install while another mapping collapses"),
        (new(
            "a flag that was set since is lost when a VMA splits",
            "AddressSpace.Merge.cs",
            "proposed.Flags = flags | (vma.Flags & TFlags.AtomicWritable);",
            "proposed.Flags = flags;"),
            "install while a change of access splits"),
        (new(
            "the VMA is unlocked before the fault is done",
            Fault,
            "                    return Access(ref vma, address, write);\n"
            + "                }\n"
            + "            }\n"
            + "            finally\n"
            + "            {\n"
            + "                _locks.ExitVma(vma.Id);\n"
            + "            }\n",
            "                    _locks.ExitVma(vma.Id);\n"
            + "                    return Access(ref vma, address, write);\n"
            + "                }\n"
            + "                _locks.ExitVma(vma.Id);\n"
            + "            }\n"
            + "            finally\n"
            + "            {\n"
            + "            }\n"),
            "a write while all is unmapped"),
        (new(
            "the VMA is unlocked before its guards are installed",
            "AddressSpace.Madvise.cs",
            "            result = MayAdvise(vma, advice) ? AdvisePages(ref vma, start, end, advice) : Errno.EPERM;\n"
            + "            return true;\n"
            + "        }\n"
            + "        finally\n"
            + "        {\n"
            + "            _locks.ExitVma(vma.Id);\n",
            "            _locks.ExitVma(vma.Id);\n"
            + "            result = MayAdvise(vma, advice) ? AdvisePages(ref vma, start, end, advice) : Errno.EPERM;\n"
            + "            return true;\n"
            + "        }\n"
            + "        finally\n"
            + "        {\n"),
            "install while all is unmapped"),
        (new(
            "a locked VMA is not looked at again",
            "AddressSpace.Locks.cs",
            "if (_vmas.IsStill(sight))",
            "if (sight.Leaf is not null)"),
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
            "            TSync.Write(ref word, seen + 1);\n            if (id != 0)\n"),
            "a write while all is unmapped"),
        (new(
            "a fault does not lock the page table",
            Fault,
            "        using var locked = _pages.Lock(Page(address));\n",
            ""),
            "two writes to one page"),
        (new(
            "a fault does not lock the file",
            Fault,
            "        using var lockedFile = LockFile(vma);\n",
            ""),
            "a write while the page leaves the file"),
        (new(
            "a fault locks the page table before the file",
            Fault,
            "        using var lockedFile = LockFile(vma);\n        using var locked = _pages.Lock(Page(address));\n",
            "        using var locked = _pages.Lock(Page(address));\n        using var lockedFile = LockFile(vma);\n"),
            "a write while the page leaves the file"),
        (new(
            "fork copies VMAs without locking them",
            "AddressSpace.Fork.cs",
            "                StartWrite(ref vma);\n",
            ""),
            "install while the process forks"),
        (new(
            "an anon_vma is made without a look at what a neighbour got",
            "AddressSpace.AnonVma.cs",
            "            vma.AnonVma = FindReusableAnonVma(at, vma);\n",
            "            WordLock<TSync>.Exit(ref _anonVmaLock);\n"
            + "            vma.AnonVma = FindReusableAnonVma(at, vma);\n"
            + "            WordLock<TSync>.Enter(ref _anonVmaLock);\n"),
            "two first writes to VMAs that touch"),
        (new(
            "a change does not announce itself to lookups",
            "VmaStore.Balance.cs",
            "    private static void EndChange(LeafNode<TFlags> leaf) => TSync.Write(ref leaf.Version, leaf.Version + 1);",
            "    private static void EndChange(LeafNode<TFlags> leaf) => TSync.Write(ref leaf.Version, leaf.Version - 1);"),
            "a walk while VMAs merge"),
    ];
}
