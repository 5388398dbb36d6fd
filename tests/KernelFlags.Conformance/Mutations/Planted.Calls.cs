namespace KernelFlags.Conformance.Mutations;

/// <content>What goes wrong in other system calls.</content>
internal static partial class Planted
{
    private static Mutation[] OfCalls =>
    [
        new(
            "mlock does not populate",
            Mlock,
            "return PopulateMapped(address, address + length, ignoreErrors: false) switch",
            "return (address == 1 ? Errno.EFAULT : Errno.None) switch"),
        new(
            "ONFAULT is not kept",
            Mlock,
            "onFault ? TFlags.Locked | TFlags.LockOnFault : TFlags.Locked",
            "onFault ? TFlags.Locked : TFlags.Locked"),
        new("munlock keeps ONFAULT", Mlock, "vma.Flags.Without(TFlags.LockedMask) | flags", "vma.Flags.Without(TFlags.Locked) | flags"),
        new(
            "memory that may be dropped can be locked",
            Mlock,
            "TFlags.Special | TFlags.HugeTlb | TFlags.Droppable",
            "TFlags.Special | TFlags.HugeTlb"),
        new(
            "memory that may be dropped is locked by default",
            Mmap,
            "TFlags.Special | TFlags.Droppable | TFlags.HugeTlb",
            "TFlags.Special | TFlags.HugeTlb"),
        new("default flags are forgotten", Mmap, "TFlags.None, protection) | _defaultFlags |", "TFlags.None, protection) |"),
        new("new mappings are not soft-dirty", Mmap, "flags | _newMappingFlags,", "flags,"),
        new(
            "a mapping at a fixed address goes to its neighbour page",
            Mmap,
            "new VmaRecord<TFlags>(start, end,",
            "new VmaRecord<TFlags>(start + _machine.PageSize, end + _machine.PageSize,"),
        new(
            "a read-only file may become writable",
            Mmap,
            "vmFlags.Without(TFlags.MayWrite | TFlags.Shared);",
            "vmFlags.Without(TFlags.Shared);"),
        new("FIXED_NOREPLACE replaces", Mmap, "&& taken.Start < address + aligned", "&& taken.Start < address"),
        new(
            "POPULATE_READ wants any right",
            Populate,
            "vma.Flags.TestAny(write ? TFlags.Write : TFlags.Read)",
            "vma.Flags.TestAny(write ? TFlags.Write : TFlags.Access)"),
        new(
            "POPULATE_WRITE wants any right",
            Populate,
            "vma.Flags.TestAny(write ? TFlags.Write : TFlags.Read)",
            "vma.Flags.TestAny(write ? TFlags.Access : TFlags.Read)"),
        new("populating fails otherwise in a hole", Populate, "return Errno.ENOMEM;", "return Errno.EFAULT;"),
        new(
            "POPULATE_READ writes",
            Populate,
            "var error = FaultInRange(ref vma, start, stop, write);",
            "var error = FaultInRange(ref vma, start, stop, write: true);"),
        new(
            "POPULATE_WRITE reads",
            Populate,
            "var error = FaultInRange(ref vma, start, stop, write);",
            "var error = FaultInRange(ref vma, start, stop, write: false);"),
        new("sealing sets no flag", Mseal, "vma.Flags | TFlags.Sealed, vma.Attributes", "vma.Flags, vma.Attributes"),
        new("sealing over a hole fails otherwise", Mseal, "? Errno.ENOMEM : Seal", "? Errno.EFAULT : Seal"),
        new(
            "sealing stops at a hole and keeps what it did",
            Mseal,
            "HasHole(address, address + aligned) ? Errno.ENOMEM : Seal(address, address + aligned)",
            "HasHole(address, address + aligned) ? (Seal(address, address + _machine.PageSize), Errno.ENOMEM).Item2 :"
            + " Seal(address, address + aligned)"),
        new("sealing takes any flags", Mseal, "flags != 0 || !IsAligned(address)", "!IsAligned(address)"),
        new("sealing rounds the length down", Mseal, "var aligned = AlignUp(length);", "var aligned = length & ~_pageMask;"),
        new(
            "sealing nothing is an error",
            Mseal,
            "        if (aligned == 0)\n"
            + "        {\n"
            + "            return SyscallResult.Success();",
            "        if (aligned == 0)\n"
            + "        {\n"
            + "            return Errno.EINVAL;"),
        new(
            "sealed memory can be unmapped",
            Munmap,
            "if (vma.Flags.TestAny(TFlags.Sealed) || (start > vma.Start",
            "if ((start > vma.Start"),
        new("sealed memory can be given other rights", Mprotect, "if (vma.Flags.TestAny(TFlags.Sealed))", "if (vma.End == 0)"),
        new(
            "mprotect refuses sealed memory before it changes anything",
            Mprotect,
            "        var at = _vmas.Seek(address);\n"
            + "        if (!_vmas.TryGet(at, out var vma))\n",
            "        for (var a = _vmas.Seek(address); _vmas.TryGet(a, out var seen) && seen.Start < end;"
            + " _vmas.MoveNext(ref a))\n"
            + "        {\n"
            + "            if (seen.Flags.TestAny(TFlags.Sealed))\n"
            + "            {\n"
            + "                return Errno.EPERM;\n"
            + "            }\n"
            + "        }\n"
            + "\n"
            + "        var at = _vmas.Seek(address);\n"
            + "        if (!_vmas.TryGet(at, out var vma))\n"),
        new("sealed memory can be resized and moved", Mremap, "if (vma.Flags.TestAny(TFlags.Sealed))", "if (vma.End == 0)"),
        new("sealed memory can be discarded", Madvise, "=> !vma.Flags.TestAny(TFlags.Sealed)\n", "=> vma.End > 0\n"),
        new("sealed memory refuses all advice", Madvise, "|| advice is not (", "|| advice is Advice.Normal and not ("),
        new("sealed files can't be discarded", Madvise, "        || !IsAnonymous(vma)\n", ""),
        new("sealed writable memory can't be discarded", Madvise, "        || vma.Flags.TestAny(TFlags.Write);", "        ;"),
        new(
            "nothing that a userfaultfd is registered for is missing",
            Fault,
            "        if (vma.Flags.TestAny(TFlags.UffdMissing))\n"
            + "        {\n"
            + "            return Fault.Sigbus;",
            "        if (vma.End == 0)\n"
            + "        {\n"
            + "            return Fault.Sigbus;"),
        new(
            "a minor fault goes unnoticed",
            FaultFile,
            "else if (cache.Kind != FileKind.Regular && vma.Flags.TestAny(TFlags.UffdMinor))",
            "else if (vma.End == 0)"),
        new(
            "a userfaultfd marks what is empty though not asked to",
            Uffd,
            "return !attributes.IsAnonymous || (attributes.Uffd!.Features & Unpopulated) != 0;",
            "return attributes.Uffd!.Features >= 0;"),
        new(
            "a userfaultfd does not mark what is empty",
            Uffd,
            "if (on && UsesMarkers(vma))",
            "if (on && UsesMarkers(vma) && first == 1)"),
        new(
            "minor faults of anonymous memory can be asked for",
            Uffd,
            "\n            || (flags.TestAny(TFlags.UffdMinor) && file is null or { Kind: FileKind.Regular })",
            ""),
        new("a registration may ask for nothing", Uffd, "if (mode == UffdMode.None\n", "if (mode == (UffdMode)64\n"),
        new("unregistering keeps the flags", Uffd, "vma.Flags.Without(TFlags.UserfaultfdMask), number);", "vma.Flags, number);"),
    ];
}
