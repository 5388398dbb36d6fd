namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong in other system calls.</content>
internal static partial class Planted
{
    private static Mutation[] OfCalls =>
    [
        new(
            "mlock does not populate",
            MlockCalls,
            "return mm.PopulateMapped(address, address + length, ignoreErrors: false) switch",
            "return (address == 1 ? Errno.EFAULT : Errno.None) switch"),
        new(
            "ONFAULT is not kept",
            MlockCalls,
            "onFault ? TFlags.Locked | TFlags.LockOnFault : TFlags.Locked",
            "onFault ? TFlags.Locked : TFlags.Locked"),
        new(
            "munlock keeps ONFAULT",
            MlockCalls,
            "vma.Flags.Without(TFlags.LockedMask) | flags",
            "vma.Flags.Without(TFlags.Locked) | flags"),
        new(
            "memory that may be dropped can be locked",
            MlockCalls,
            "TFlags.Special | TFlags.HugeTlb | TFlags.Droppable",
            "TFlags.Special | TFlags.HugeTlb"),
        new(
            "memory that may be dropped is locked by default",
            MmapCall,
            "TFlags.Special | TFlags.Droppable | TFlags.HugeTlb",
            "TFlags.Special | TFlags.HugeTlb"),
        new(
            "default flags are forgotten",
            MmapCall,
            "                | mm.Mm.DefaultFlags | TFlags.MayRead",
            "                | TFlags.MayRead"),
        new("new mappings are not soft-dirty", MmapCall, "flags | mm.Mm.NewMappingFlags,", "flags,"),
        new(
            "a mapping at a fixed address goes to its neighbour page",
            MmapCall,
            "new VmaRecord<TFlags>(start, end,",
            "new VmaRecord<TFlags>(start + mm.Machine.PageSize, end + mm.Machine.PageSize,"),
        new(
            "a read-only file may become writable",
            MmapCall,
            "vmFlags.Without(TFlags.MayWrite | TFlags.Shared);",
            "vmFlags.Without(TFlags.Shared);"),
        new("FIXED_NOREPLACE replaces", MmapCall, "&& taken.Start < address + aligned", "&& taken.Start < address"),
        new(
            "POPULATE_READ wants any right",
            Populating,
            "vma.Flags.TestAny(write ? TFlags.Write : TFlags.Read)",
            "vma.Flags.TestAny(write ? TFlags.Write : TFlags.Access)"),
        new(
            "POPULATE_WRITE wants any right",
            Populating,
            "vma.Flags.TestAny(write ? TFlags.Write : TFlags.Read)",
            "vma.Flags.TestAny(write ? TFlags.Access : TFlags.Read)"),
        new(
            "populating fails otherwise in a hole",
            Populating,
            "walk.MetHole ? Errno.ENOMEM : Errno.None;",
            "walk.MetHole ? Errno.EFAULT : Errno.None;"),
        new(
            "POPULATE_READ writes",
            Populating,
            ".FaultIn(walk.Start, walk.Stop, write);",
            ".FaultIn(walk.Start, walk.Stop, write: true);"),
        new(
            "POPULATE_WRITE reads",
            Populating,
            ".FaultIn(walk.Start, walk.Stop, write);",
            ".FaultIn(walk.Start, walk.Stop, write: false);"),
        new("sealing sets no flag", MsealCall, "vma.Flags | TFlags.Sealed, vma.Attributes", "vma.Flags, vma.Attributes"),
        new("sealing over a hole fails otherwise", MsealCall, "? Errno.ENOMEM : write.Seal", "? Errno.EFAULT : write.Seal"),
        new(
            "sealing stops at a hole and keeps what it did",
            MsealCall,
            "? Errno.ENOMEM : write.Seal(address, address + aligned)",
            "? (write.Seal(address, address + mm.Machine.PageSize), Errno.ENOMEM).Item2 : write.Seal(address, address + aligned)"),
        new("sealing takes any flags", MsealCall, "flags != 0 || !mm.IsAligned(address)", "!mm.IsAligned(address)"),
        new("sealing rounds the length down", MsealCall, "var aligned = mm.AlignUp(length);", "var aligned = mm.AlignDown(length);"),
        new(
            "sealing nothing is an error",
            MsealCall,
            "            if (aligned == 0)\n"
            + "            {\n"
            + "                return SyscallResult.Success();",
            "            if (aligned == 0)\n"
            + "            {\n"
            + "                return Errno.EINVAL;"),
        new(
            "sealed memory can be unmapped",
            MunmapCall,
            "if (vma.Flags.TestAny(TFlags.Sealed) || (start > vma.Start",
            "if ((start > vma.Start"),
        new("sealed memory can be given other rights", MprotectCall, "if (vma.Flags.TestAny(TFlags.Sealed))", "if (vma.End == 0)"),
        new(
            "mprotect refuses sealed memory before it changes anything",
            MprotectCall,
            "            var walk = mm.Mm.Areas.Range(address, end, Hole.Ends);\n",
            "            for (var all = mm.Mm.Areas.Range(address, end, Hole.Ends); all.MoveNext(out var each);)\n"
            + "            {\n"
            + "                if (each.Flags.TestAny(TFlags.Sealed))\n"
            + "                {\n"
            + "                    return Errno.EPERM;\n"
            + "                }\n"
            + "            }\n"
            + "\n"
            + "            var walk = mm.Mm.Areas.Range(address, end, Hole.Ends);\n"),
        new("sealed memory can be resized and moved", MremapCall, "if (vma.Flags.TestAny(TFlags.Sealed))", "if (vma.End == 0)"),
        new(
            "sealed memory can be discarded",
            MadviseCall,
            "vma.Flags.TestAny(TFlags.Sealed) && rule.Discards",
            "vma.Flags.TestAny(TFlags.None) && rule.Discards"),
        new("sealed memory refuses all advice", MadviseCall, "TestAny(TFlags.Sealed) && rule.Discards &&", "TestAny(TFlags.Sealed) &&"),
        new(
            "sealed files can't be discarded",
            MadviseCall,
            " && !vma.Flags.TestAny(TFlags.Write) && mm.IsAnonymous(vma);",
            " && !vma.Flags.TestAny(TFlags.Write);"),
        new(
            "sealed writable memory can't be discarded",
            MadviseCall,
            " && !vma.Flags.TestAny(TFlags.Write) && mm.IsAnonymous(vma);",
            " && mm.IsAnonymous(vma);"),
        new(
            "nothing that a userfaultfd is registered for is missing",
            PageFault,
            "            if (vma.Flags.TestAny(TFlags.UffdMissing))\n"
            + "            {\n"
            + "                return FaultResult.Sigbus;",
            "            if (vma.Record.End == 0)\n"
            + "            {\n"
            + "                return FaultResult.Sigbus;"),
        new(
            "a minor fault goes unnoticed",
            PageFault,
            "else if (cache.Kind != FileKind.Regular && vma.Flags.TestAny(TFlags.UffdMinor))",
            "else if (vma.Record.End == 0)"),
        new(
            "a userfaultfd marks what is empty though not asked to",
            WriteProtecting,
            "return !vma.IsAnonymous || (vma.Uffd!.Features & Unpopulated) != 0;",
            "return vma.Uffd!.Features >= 0;"),
        new(
            "a userfaultfd does not mark what is empty",
            WriteProtecting,
            "if (on && UsesMarkers(vma))",
            "if (on && UsesMarkers(vma) && first == 1)"),
        new(
            "minor faults of anonymous memory can be asked for",
            UserfaultCalls,
            "\n"
            + "                || (flags.TestAny(TFlags.UffdMinor) && file is null or { Kind: FileKind.Regular })",
            ""),
        new(
            "a registration may ask for nothing",
            UserfaultCalls,
            "if (mode == UffdMode.None\n",
            "if (mode == (UffdMode)64\n"),
        new(
            "unregistering keeps the flags",
            UserfaultCalls,
            "vma.Flags.Without(TFlags.UserfaultfdMask), number)",
            "vma.Flags, number)"),
    ];
}
