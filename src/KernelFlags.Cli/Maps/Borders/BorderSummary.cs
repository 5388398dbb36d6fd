using System.Runtime.InteropServices;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>What borders in the same flags look like.</summary>
internal enum BorderPattern
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>One side is a guard that is made of a protection.</summary>
    Guards,

    /// <summary>Both are segments of a program or a library.</summary>
    Segments,
}

/// <summary>Borders with one cause and one remedy.</summary>
/// <param name="Border">Why they are there.</param>
/// <param name="Pattern">What they look like.</param>
/// <param name="Count">How many.</param>
/// <param name="Cause">Which call makes them.</param>
/// <param name="Remedy">What would undo them; null where nothing does.</param>
internal sealed record BorderGroup(Border Border, BorderPattern Pattern, int Count, string Cause, Remedy? Remedy)
{
    /// <summary>How many VMAs fewer there would be: each border that goes away makes one of two.</summary>
    public int Fewer => Remedy is null ? 0 : Count;

    /// <summary>What counts as one group from one time to the next.</summary>
    public string Key => Pattern switch
    {
        BorderPattern.Guards => Border.Key + "; guards",
        BorderPattern.Segments => Border.Key + "; segments",
        _ => Border.Key,
    };
}

/// <summary>Counts borders by what makes them.</summary>
/// <param name="remedies">What makes VMAs differ in flags on the kernel.</param>
internal sealed class BorderSummary(FlagRemedies remedies) : IMapsSink
{
    /// <summary>A guard of a thread's stack has 4 kB as a rule; 64 kB where pages are large. What is longer was reserved for growth.</summary>
    private const ulong LongestGuard = 256 << 10;

    /// <summary>A process has few kinds of border; a file made to have many is counted up to here.</summary>
    private const int MaxKinds = 20_000;

    private readonly Dictionary<(Border Border, BorderPattern Pattern), int> _counts = [];

    /// <summary>The groups, the largest first.</summary>
    public IReadOnlyList<BorderGroup> Groups =>
    [
        .. _counts.Select(entry => Group(entry.Key.Border, entry.Key.Pattern, entry.Value))
            .OrderByDescending(group => group.Count).ThenBy(group => group.Key, StringComparer.Ordinal),
    ];

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        if (item.Below is not { } border)
        {
            return;
        }

        var pattern = Pattern(border, previous, item.Entry);
        if (_counts.Count < MaxKinds || _counts.ContainsKey((border, pattern)))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, (border, pattern), out _)++;
        }
    }

    /// <summary>What a border looks like.</summary>
    public BorderPattern Pattern(Border border, in MapsEntry left, in MapsEntry right) =>
        border.Reasons is not [{ Kind: BorderKind.Flags } reason] ? BorderPattern.None
        : IsGuard(left) || IsGuard(right) ? BorderPattern.Guards
        : left.Backing.HasFile && left.IsShared is not true && (remedies.IsAccess(reason.Words) || remedies.IsAccounting(reason.Words)) ? BorderPattern.Segments
        : BorderPattern.None;

    private static bool IsGuard(in MapsEntry entry) =>
        MappingKinds.Of(entry) == MappingKind.NoAccess && entry.Length <= LongestGuard && (entry.Rss ?? 0) + (entry.Swap ?? 0) == 0;

    private BorderGroup Group(Border border, BorderPattern pattern, int count)
    {
        var parts = border.Reasons.Select(CauseOf).ToList();
        return pattern switch
        {
            BorderPattern.Guards => new(
                border,
                pattern,
                count,
                "guards made by PROT_NONE, each a VMA",
                new("MADV_GUARD_INSTALL", "with MADV_GUARD_INSTALL (Linux 6.13 and later), whose guards are no VMAs")),
            BorderPattern.Segments => new(border, pattern, count, "segments of a program or a library, each with its protection", null),
            _ => new(border, pattern, count, string.Join("; ", parts.Select(part => part.Cause)), FlagRemedies.JoinedRemedy([.. parts.Select(part => part.Remedy)])),
        };
    }

    private (string Cause, Remedy? Remedy) CauseOf(BorderReason reason) => reason.Kind switch
    {
        BorderKind.Special => ("mappings of devices or of the kernel", null),
        BorderKind.Flags => remedies.Of(reason.Words),
        BorderKind.File => ("different files side by side, or a file beside none", null),
        BorderKind.Name => ("PR_SET_VMA_ANON_NAME for one of them", new("PR_SET_VMA_ANON_NAME with the same name for both, or none", "named alike")),
        BorderKind.Offset => ("mmap of a file's parts in another order than in the file", new("mmap in the order of the offsets", "mapped in order")),
        _ => ($"most likely {reason.Words[0]}", null),
    };
}
