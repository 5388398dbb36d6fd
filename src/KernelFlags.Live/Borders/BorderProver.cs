using System.Runtime.CompilerServices;
using KernelFlags.Live.Bpf;

namespace KernelFlags.Live.Borders;

/// <summary>
/// Says what keeps two VMAs apart of which smaps shows no difference, by what the kernel has of both (mm/vma.c: is_mergeable_vma,
/// is_mergeable_anon_vma, can_vma_merge_after).
/// </summary>
/// <param name="flags">The flags of the running kernel.</param>
public sealed class BorderProver(RawFlags flags)
{
    private readonly Dictionary<(Difference Differences, ulong Flags), Border> _borders = [];
    private (Difference All, ulong Flags) _lastDifferences;
    private Border? _lastBorder;

    /// <summary>What differs, and how.</summary>
    [Flags]
    private enum Difference
    {
        None = 0,
        Policy = 1 << 0,
        File = 1 << 1,
        NoFile = 1 << 2,
        Userfaultfd = 1 << 3,
        NoUserfaultfd = 1 << 4,
        NoName = 1 << 5,
        Name = 1 << 6,
        AnonVma = 1 << 7,
        AnonVmaOfForks = 1 << 8,
        AnonVmaOfFork = 1 << 9,
        Offset = 1 << 10,
        OffsetOfPages = 1 << 11,
        CloseHook = 1 << 12,
    }

    /// <summary>Settles a border.</summary>
    /// <param name="left">What the kernel has of the lower VMA.</param>
    /// <param name="right">What it has of the one that begins where it ends.</param>
    /// <returns>The border; one that is not certain where even that leaves something open.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Border Prove(in VmaFacts left, in VmaFacts right)
    {
        var (all, differing) = (Compare(left, right), flags.Differing(left, right));

        // Most borders of a process with many are like the one before.
        if (_lastBorder is null || all != _lastDifferences.All || differing != _lastDifferences.Flags)
        {
            (_lastDifferences, _lastBorder) = ((all, differing), Known((all, differing)));
        }

        return _lastBorder;
    }

    /// <summary>Whether two VMAs stay two when their flags become alike, for another reason than their <c>anon_vma</c>.</summary>
    /// <param name="left">What the kernel has of the lower VMA.</param>
    /// <param name="right">What it has of the one that begins where it ends.</param>
    /// <param name="mended">What becomes alike beside their flags.</param>
    /// <returns>True when so.</returns>
    public static bool StayApart(in VmaFacts left, in VmaFacts right, MendedDifferences mended)
    {
        const Difference Userfaultfds = Difference.Userfaultfd | Difference.NoUserfaultfd;
        var ignored = Difference.Name | Difference.NoName | Difference.AnonVma | Difference.AnonVmaOfFork | Difference.AnonVmaOfForks
            | (mended.HasFlag(MendedDifferences.Policy) ? Difference.Policy : Difference.None)
            | (mended.HasFlag(MendedDifferences.Userfaultfd) ? Userfaultfds : Difference.None);
        return (Compare(left, right) & ~ignored) != Difference.None;
    }

    /// <summary>Whether two VMAs become one as far as their <c>anon_vma</c> goes.</summary>
    /// <param name="left">What the kernel has of the lower one.</param>
    /// <param name="right">What it has of the upper one.</param>
    /// <returns>True when they have the same, or only one has any that no parent had before it.</returns>
    public static bool MayShareAnonVma(in VmaFacts left, in VmaFacts right) => CompareAnonVmas(left, right) == Difference.None;

    private Border Known((Difference All, ulong Flags) differences)
    {
        if (!_borders.TryGetValue(differences, out var border))
        {
            border = Make(differences);
            _borders.Add(differences, border);
        }

        return border;
    }

    private Border Make((Difference All, ulong Flags) differences)
    {
        var causes = Causes(differences.All, flags.Names(differences.Flags)).ToList();

        // Two names are in two places, and may be the same word.
        return causes.Count > 0 ? new Border(causes)
            : differences.All.HasFlag(Difference.Name) ? new Border([new(BorderKind.Hidden, ["name", NotTried.Name])], isCertain: false)
            : new Border([NotTried]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Difference Compare(in VmaFacts left, in VmaFacts right)
    {
        var differences = left.Policy == right.Policy ? Difference.None : Difference.Policy;
        differences |= Unequal(left.File, right.File, Difference.File, Difference.NoFile);
        differences |= Unequal(left.Userfaultfd, right.Userfaultfd, Difference.Userfaultfd, Difference.NoUserfaultfd);
        differences |= Unequal(left.AnonName, right.AnonName, Difference.Name, Difference.NoName);
        differences |= CompareAnonVmas(left, right);
        var pages = left.Length / (ulong)Environment.SystemPageSize;
        differences |= left.PageOffset + pages == right.PageOffset ? 0 : Difference.Offset;
        differences |= left.AnonPageOffset is null || right.AnonPageOffset is null || left.AnonPageOffset + pages == right.AnonPageOffset ? 0 : Difference.OffsetOfPages;
        return differences != Difference.None || !left.HasCloseHook || !right.HasCloseHook ? differences : Difference.CloseHook;
    }

    private static Difference CompareAnonVmas(in VmaFacts left, in VmaFacts right) =>
        left.AnonVma == right.AnonVma ? Difference.None
        : left.AnonVma != 0 && right.AnonVma != 0 ? left.CameByFork && right.CameByFork ? Difference.AnonVmaOfForks : Difference.AnonVma
        : left.CameByFork || right.CameByFork ? Difference.AnonVmaOfFork
        : Difference.None;

    private static Difference Unequal(ulong left, ulong right, Difference two, Difference one) =>
        left == right ? Difference.None : left != 0 && right != 0 ? two : one;

    /// <summary>The causes, in the order in which merging asks.</summary>
    private static IEnumerable<ProvenCause> Causes(Difference differences, List<string> flags)
    {
        if (flags.Count > 0)
        {
            yield return new("flags", $"{string.Join(' ', flags)} {(flags.Count == 1 ? "differs" : "differ")}, which smaps hides");
        }

        foreach (var (difference, cause) in All)
        {
            if ((differences & difference) != 0)
            {
                yield return cause;
            }
        }
    }

    private static readonly ProvenCause NotTried = new(HiddenCause.NotTriedName, "nothing keeps them apart: no call has tried to merge them");

    private static readonly (Difference Difference, ProvenCause Cause)[] All =
    [
        (Difference.Policy, new("policy", "mbind(2) gave them different memory policies")),
        (Difference.File, new("file", "the file was opened twice, and each is of one of the two")),
        (Difference.NoFile, new("file", "only one of them is of a file")),
        (Difference.Userfaultfd, new("userfaultfd", "different userfaultfds watch them")),
        (Difference.NoUserfaultfd, new("userfaultfd", "a userfaultfd watches only one of them")),
        (Difference.NoName, new("name", "PR_SET_VMA_ANON_NAME gave one a name that [heap] or [stack] covers")),
        (Difference.AnonVma, new("anon_vma", "each was written to before they touched or were alike, and so has an anon_vma of its own")),
        (Difference.AnonVmaOfForks, new("anon_vma", "each was a VMA of its own when fork(2) copied them, and so has an anon_vma of its own")),
        (Difference.AnonVmaOfFork, new("anon_vma", "only one has pages that fork(2) copied from a parent, and the kernel adds nothing to such a one")),
        (Difference.Offset, new("offset", "the page offset does not go on: mremap(2) moved one after it was written to")),
        (Difference.OffsetOfPages, new("offset", "the page offset of their private pages does not go on: mremap(2) moved one after it was written to")),
        (Difference.CloseHook, new("close_hook", "what stands behind them is told when a VMA of it goes away, and then the kernel takes none away to merge")),
    ];
}
