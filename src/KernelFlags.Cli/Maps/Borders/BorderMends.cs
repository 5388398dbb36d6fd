using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>What becomes of two VMAs that are made alike now.</summary>
internal enum MendKind
{
    /// <summary>They stay two, or nothing makes them alike.</summary>
    None,

    /// <summary>A call changes them where they are, and they keep their pages.</summary>
    InPlace,

    /// <summary>One of them is mapped anew as the other is, and its private pages are lost.</summary>
    OneMappedAnew,

    /// <summary>Both are mapped anew, and their private pages are lost.</summary>
    MappedAnew,
}

/// <summary>How two VMAs become one that are two already.</summary>
/// <param name="Kind">What becomes of them.</param>
/// <param name="IsDirected">Whether it is clear which of the two becomes like the other.</param>
/// <param name="Mended">What it mends beside flags.</param>
internal sealed record Mend(MendKind Kind, bool IsDirected = true, MendedDifferences Mended = MendedDifferences.None);

/// <summary>How borders go away now, and what would have kept hidden ones from coming.</summary>
/// <param name="remedies">What makes VMAs differ in flags.</param>
internal sealed class BorderMends(FlagRemedies remedies)
{
    private static readonly Mend Nothing = new(MendKind.None);
    private static readonly Mend Anew = new(MendKind.MappedAnew);

    private static readonly Dictionary<string, (Remedy Remedy, Mend Mend)> Hidden = new(StringComparer.Ordinal)
    {
        ["anon_vma"] = (new("mmap of the whole range before any of it is written to, or a copy of it into such a one", "mapped and first written to as one"), Anew),
        ["offset"] = (new("mmap where it is to stay, in place of mremap", "mapped where it stays"), Anew),
        ["file"] = (new("mmap of both through one descriptor", "mapped through one descriptor"), Anew),
        ["policy"] = (new("one mbind over the whole range", "with one policy"), new(MendKind.InPlace, IsDirected: false, MendedDifferences.Policy)),
        ["userfaultfd"] = (new("UFFDIO_UNREGISTER over the whole range", "undone"), new(MendKind.InPlace, Mended: MendedDifferences.Userfaultfd)),
        ["name"] = (new("PR_SET_VMA_ANON_NAME with the same name for both, or none", "named alike"), new(MendKind.InPlace, IsDirected: false)),
        [HiddenCause.NotTriedName] = (new("mprotect over both, with a change and back", "asked to merge"), new(MendKind.InPlace)),
    };

    private static readonly (Remedy Remedy, Mend Mend) Keys = (new("one pkey_mprotect over the whole range", "with one protection key"), new(MendKind.InPlace));

    /// <summary>What would keep a hidden border from coming; of one that is not proven, if it is what it is likeliest.</summary>
    /// <returns>The remedy; null where there is none, or it is not known what the border is.</returns>
    public static Remedy? RemedyOf(Border border) => FlagRemedies.JoinedRemedy([.. CausesOf(border).Select(cause => cause?.Remedy)]);

    /// <summary>How a border goes away now.</summary>
    /// <param name="pattern">What it looks like.</param>
    public Mend Of(Border border, BorderPattern pattern) => pattern switch
    {
        BorderPattern.Segments or BorderPattern.Decommitted => Nothing,
        BorderPattern.Downwards => Anew,
        BorderPattern.Guards => new(MendKind.InPlace),
        _ => border.IsHidden ? Joined(CausesOf(border).Select(cause => cause?.Mend ?? Nothing)) : Joined(border.Reasons.Select(Of)),
    };

    private Mend Of(BorderReason reason) => reason.Kind switch
    {
        BorderKind.Flags => OfFlags(reason.Words),
        BorderKind.Name => new(MendKind.InPlace, IsDirected: false),
        BorderKind.Offset => Anew,
        _ => Nothing,
    };

    /// <summary>What a mapping is accounted as is chosen by mmap; that a protection brings it along is mended with the protection.</summary>
    private Mend OfFlags(IReadOnlyList<string> mnemonics)
    {
        var names = mnemonics.Select(mnemonic => remedies.Flag(mnemonic)?.Name ?? "").ToList();
        var isAccess = remedies.IsAccess(mnemonics);
        return remedies.Of(mnemonics).Remedy is null ? Nothing
            : names.TrueForAll(name => name is "NORESERVE" or "ACCOUNT") ? new(MendKind.OneMappedAnew)
            : names.Contains("NORESERVE") || (!isAccess && names.Contains("ACCOUNT")) ? Anew
            : new(
                MendKind.InPlace,
                IsDirected: !isAccess && !names.Exists(name => name is "HUGEPAGE" or "NOHUGEPAGE"),
                names.Exists(name => name.StartsWith("UFFD_", StringComparison.Ordinal)) ? MendedDifferences.Userfaultfd : MendedDifferences.None);
    }

    private static IEnumerable<(Remedy Remedy, Mend Mend)?> CausesOf(Border border) => border.IsProven
        ? border.Proven.Select(cause => cause.IsOfProtectionKeys ? Keys : Known(cause.Name))
        : [Known(border.Reasons[0].Words[0])];

    private static (Remedy Remedy, Mend Mend)? Known(string cause) => Hidden.TryGetValue(cause, out var known) ? known : null;

    /// <summary>What mends several differences is what costs most.</summary>
    private static Mend Joined(IEnumerable<Mend> mends)
    {
        var all = mends.ToList();
        return all.Exists(mend => mend.Kind == MendKind.None) ? Nothing
            : all.Find(mend => mend.Kind == MendKind.MappedAnew)
            ?? all.Find(mend => mend.Kind == MendKind.OneMappedAnew)
            ?? new(MendKind.InPlace, all.TrueForAll(mend => mend.IsDirected), all.Aggregate(MendedDifferences.None, (mended, mend) => mended | mend.Mended));
    }
}
