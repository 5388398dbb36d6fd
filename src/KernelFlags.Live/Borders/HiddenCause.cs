using KernelFlags.Live.Maps;

namespace KernelFlags.Live.Borders;

/// <summary>What smaps does not show and merging asks for.</summary>
/// <param name="Name">The name.</param>
/// <param name="Proof">What it is, and what would prove it.</param>
public sealed record HiddenCause(string Name, string Proof)
{
    private static readonly HiddenCause AnonVma = new(
        "anon_vma",
        "each was written to before they touched, so each has an anon_vma of its own, or one came by fork(2); a copy of the range made by mmap and touched as one is one VMA");

    private static readonly HiddenCause PageOffset = new(
        "offset",
        "mremap(2) moved one after it was written to, and it kept the page offset of its old place; strace -e mremap shows the move");

    private static readonly HiddenCause Policy = new("policy", "mbind(2) gave them different memory policies; /proc/PID/numa_maps shows them");

    private static readonly HiddenCause Userfaultfd = new(
        "userfaultfd", "different userfaultfds watch them; the fdinfo files of the process that holds them, and strace -e ioctl, show which");

    private static readonly HiddenCause OpenFile = new(
        "file", "the file was opened twice, and each mapping is of one of the two; strace -e openat,mmap shows which descriptor was mapped");

    private static readonly HiddenCause CoveredName = new("name", "PR_SET_VMA_ANON_NAME gave one a name that [heap] or [stack] covers; strace -e prctl shows it");

    private static readonly HiddenCause Flags = new("flags", "this file does not tell the flags of both; smaps does, as VmFlags");

    private static readonly HiddenCause CloseHook = new(
        "close_hook", "what stands behind them is told when a VMA of it goes away, as System V shared memory is, and then the kernel takes none away to merge");

    private static readonly HiddenCause NotTried = new(
        NotTriedName, "they would merge, but no call has asked since they became alike: a call failed after it had split them, or a userfaultfd was closed; mprotect(2) with a change and back asks");

    private static readonly HiddenCause Changed = new(
        "changed", "the process changed while it was read: the one was seen before, the other after, and they may never have touched; reading it again shows");

    /// <summary>The cause that is none: they would merge.</summary>
    public const string NotTriedName = "not_tried";

    /// <summary>Every cause.</summary>
    public static IReadOnlyList<HiddenCause> All { get; } = [Changed, Flags, AnonVma, OpenFile, PageOffset, CoveredName, Userfaultfd, Policy, CloseHook, NotTried];

    /// <summary>The cause of a name.</summary>
    /// <param name="name">One of the candidates of a border.</param>
    /// <returns>The cause.</returns>
    public static HiddenCause Named(string name) => All.First(cause => cause.Name == name);

    /// <summary>Whether both have pages of their own: only then do both have an anon_vma for certain.</summary>
    internal static bool AreBothTouched(in MapsEntry left, in MapsEntry right) => IsTouched(left) && IsTouched(right);

    /// <summary>What it may be with two VMAs, the likeliest first.</summary>
    internal static List<string> Candidates(in MapsEntry left, in MapsEntry right, bool areFlagsTold, bool isWatched)
    {
        var isFile = left.Backing.HasFile;
        var isPrivate = left.IsShared is not true;
        var isTouched = AreBothTouched(left, right);
        var causes = new List<HiddenCause>();
        void AddIf(bool holds, HiddenCause cause) => causes.AddRange(holds ? [cause] : []);
        AddIf(right.IsPart, Changed);
        AddIf(!areFlagsTold, Flags);
        AddIf(isWatched, Userfaultfd);
        AddIf(!isTouched, NotTried);
        AddIf(isPrivate, AnonVma);
        AddIf(isFile, OpenFile);
        AddIf(!isFile, PageOffset);
        AddIf(left.Backing.HidesName || right.Backing.HidesName, CoveredName);
        AddIf(true, Policy);
        AddIf(!isWatched, Userfaultfd);
        AddIf(isTouched, NotTried);
        return [.. causes.Select(cause => cause.Name)];
    }

    private static bool IsTouched(in MapsEntry entry) => (entry.Anonymous ?? 0) + (entry.Swap ?? 0) > 0;
}
