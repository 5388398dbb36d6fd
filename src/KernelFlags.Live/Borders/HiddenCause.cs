using KernelFlags.Proc.Mappings;

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

    private static readonly HiddenCause Policy = new(PolicyName, "mbind(2) gave them different memory policies; /proc/PID/numa_maps shows them");

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

    private const string AccountMnemonic = "ac";
    private const string NoReserveMnemonic = "nr";

    /// <summary>The cause of which numa_maps tells.</summary>
    public const string PolicyName = "policy";

    /// <summary>The cause that is none: they would merge.</summary>
    public const string NotTriedName = "not_tried";

    /// <summary>Every cause.</summary>
    public static IReadOnlyList<HiddenCause> All { get; } = [Changed, Flags, AnonVma, OpenFile, PageOffset, CoveredName, Userfaultfd, Policy, CloseHook, NotTried];

    /// <summary>The cause of a name.</summary>
    /// <param name="name">One of the candidates of a border.</param>
    /// <returns>The cause.</returns>
    public static HiddenCause Named(string name) => All.First(cause => cause.Name == name);

    /// <summary>What people are told that it is: the cause that is none is no name.</summary>
    public string Words => Name == NotTriedName ? "nothing seen keeps them apart" : Name;

    /// <summary>What smaps shows of two VMAs, beside their flags, that tells which causes are likely, and which can't be.</summary>
    /// <param name="IsLeftTouched">Whether the lower one has pages of its own, and so has an anon_vma for certain.</param>
    /// <param name="IsRightTouched">The same of the upper one.</param>
    /// <param name="IsSystemV">Whether they are of System V shared memory.</param>
    /// <param name="HasOtherKey">Whether their protection keys differ.</param>
    /// <param name="IsCutOff">Whether the one is a small piece without pages beside the long and nearly empty rest of what it may have been cut from.</param>
    /// <param name="IsNameless">Whether they are of shared memory that has no name to open: anonymous, or of System V.</param>
    internal readonly record struct Evidence(bool IsLeftTouched, bool IsRightTouched, bool IsSystemV, bool HasOtherKey, bool IsCutOff, bool IsNameless)
    {
        private const ulong LongRest = 256;
        private const string SystemVPrefix = "/SYSV";

        private static readonly string[] Nameless = ["/dev/zero (deleted)", "[anon_shmem:", SystemVPrefix];

        /// <summary>What two VMAs show.</summary>
        public static Evidence Of(in MapsEntry left, in MapsEntry right) => new(
            IsTouched(left),
            IsTouched(right),
            left.Backing.HasFile && left.Backing.Path.StartsWith(SystemVPrefix, StringComparison.Ordinal),
            left.ProtectionKey != right.ProtectionKey,
            IsCutOffFrom(left, right) || IsCutOffFrom(right, left),
            left.Backing.HasFile && IsNamelessPath(left.Backing.Path));

        private static bool IsNamelessPath(string path) => Array.Exists(Nameless, prefix => path.StartsWith(prefix, StringComparison.Ordinal));

        private static bool IsCutOffFrom(in MapsEntry piece, in MapsEntry rest) =>
            rest.Length / LongRest >= piece.Length && !IsTouched(piece) && PagesOf(rest) <= rest.Length / LongRest;

        private static bool IsTouched(in MapsEntry entry) => PagesOf(entry) > 0;

        private static ulong PagesOf(in MapsEntry entry) => (entry.Anonymous ?? 0) + (entry.Swap ?? 0);
    }

    /// <summary>What it may be with two VMAs, the likeliest first.</summary>
    internal static List<string> Candidates(in MapsEntry left, in MapsEntry right, Evidence evidence, bool areFlagsTold, bool isWatched)
    {
        var (isFile, isPrivate, areTouched) = (left.Backing.HasFile, left.IsShared is not true, evidence.IsLeftTouched && evidence.IsRightTouched);

        // A VMA without an anon_vma shares that of another one, unless that came by fork(2), and then it has pages.
        var isUnwritten = areFlagsTold && !evidence.IsLeftTouched && !evidence.IsRightTouched && (IsUnwritten(left) || IsUnwritten(right));

        // A call that meets the limit has cut off a piece before it fails. Else that nothing keeps them apart comes last.
        var isNotTried = evidence.IsCutOff && areFlagsTold && left.Anonymous is not null && !isFile && !isWatched;

        // What has no name that could be opened again is one file to all its mappings; of shared memory hardly anything else is hidden.
        var isOpenable = isFile && !evidence.IsNameless;
        isNotTried |= evidence.IsNameless && !evidence.IsSystemV && left.IsShared is true && areFlagsTold && !isWatched;
        var causes = new List<HiddenCause>();
        void AddIf(bool holds, HiddenCause cause) => causes.AddRange(holds ? [cause] : []);
        AddIf(right.IsPart, Changed);
        AddIf(!areFlagsTold, Flags);
        AddIf(isWatched, Userfaultfd);
        AddIf(evidence.IsSystemV, CloseHook);
        AddIf(isNotTried, NotTried);
        AddIf(isOpenable && !areTouched, OpenFile);
        AddIf(isPrivate && !isUnwritten, AnonVma);
        AddIf(isOpenable && areTouched, OpenFile);
        AddIf(!isFile && !isUnwritten, PageOffset);
        AddIf(left.Backing.HidesName || right.Backing.HidesName, CoveredName);
        AddIf(!(isUnwritten && left.Perm[0] == 'r'), Policy);
        AddIf(!isWatched && !isUnwritten, Userfaultfd);
        AddIf(!isNotTried, NotTried);
        return [.. causes.Select(cause => cause.Name)];
    }

    /// <summary>
    /// Whether private memory never held a page: it counts as committed neither now nor by its caller's choice, so that it was never writable, or
    /// went back to that without one (mm/mprotect.c: mprotect_fixup). Where it can be read, no policy says from where a page would come.
    /// </summary>
    private static bool IsUnwritten(in MapsEntry entry) =>
        entry.Perm[1] == '-'
        && entry.IsShared is false
        && !entry.Backing.HasFile
        && !SmapsMnemonics.Split(entry.VmFlags).Any(mnemonic => mnemonic is AccountMnemonic or NoReserveMnemonic);
}
