using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Live.Borders;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>What borders in the same flags look like.</summary>
internal enum BorderPattern
{
    /// <summary>Nothing in particular.</summary>
    None,

    /// <summary>One side is a guard that is made of a protection.</summary>
    Guards,

    /// <summary>One side is memory that was given back and has only its addresses.</summary>
    Decommitted,

    /// <summary>Both are segments of a program or a library.</summary>
    Segments,

    /// <summary>Parts of a file that follow each other downwards.</summary>
    Downwards,
}

/// <summary>Borders with one cause and one remedy.</summary>
/// <param name="Border">Why they are there.</param>
/// <param name="Pattern">What they look like.</param>
/// <param name="Count">How many.</param>
/// <param name="Cause">Which call makes them.</param>
/// <param name="Remedy">What would undo them; null where nothing does.</param>
internal sealed record BorderGroup(Border Border, BorderPattern Pattern, int Count, string Cause, Remedy? Remedy)
{
    /// <summary>How many VMAs fewer there would be, if it had been so from the start: each border that goes away makes one of two.</summary>
    public int Fewer => Remedy is null ? 0 : Count - Explained;

    /// <summary>How many VMAs fewer there are, if it is undone now, as far as all else that can be undone is too; null where that can't be told.</summary>
    public int? FewerNow => Fewer == 0 ? 0 : Gone is { } gone ? Math.Min(gone, Fewer) : null;

    /// <summary>How many of the borders are there for what the memory is used for, by kind: what keeps those is told of the use, and the remedy is not theirs.</summary>
    public IReadOnlyList<(MappingKind Kind, int Borders)> Uses { get; init; } = [];

    /// <summary>How many that are in all.</summary>
    public int Explained => Uses.Sum(use => use.Borders);

    /// <summary>How many of the borders go away that were counted; null where that can't be told.</summary>
    public int? Gone { get; init; }

    /// <summary>Whether some of them go away only if what smaps does not tell is as it is taken to be.</summary>
    public bool IsAssumed { get; init; }

    /// <summary>What counts as one group from one time to the next.</summary>
    public string Key => Border.Key + SuffixOf(Pattern);

    /// <summary>What follows the reason of a border by what it looks like.</summary>
    /// <returns>Empty where it looks like nothing in particular.</returns>
    public static string SuffixOf(BorderPattern pattern) => pattern switch
    {
        BorderPattern.Guards => "; guards",
        BorderPattern.Decommitted => "; decommitted",
        BorderPattern.Segments => "; segments",
        BorderPattern.Downwards => "; downwards",
        _ => "",
    };

    /// <summary>Whether it is so in every process, and no call of the program's choosing made it.</summary>
    public bool IsNormal => Pattern == BorderPattern.Segments
        || Border.Reasons is [{ Kind: BorderKind.Special }]
        || (Remedy is null && Border.Reasons.Any(reason => reason.Kind == BorderKind.File));
}

/// <summary>Counts borders by what makes them.</summary>
/// <param name="remedies">What makes VMAs differ in flags on the kernel.</param>
internal sealed class BorderSummary(FlagRemedies remedies) : IMapsSink
{
    /// <summary>A guard of a thread's stack has 4 kB as a rule; 64 kB where pages are large. What is longer was reserved for growth.</summary>
    private const ulong LongestGuard = 256 << 10;

    /// <summary>What collectors and allocators give back at once, at least.</summary>
    private const ulong ShortestDecommitted = 64 << 10;

    /// <summary>A process has few kinds of border; a file made to have many is counted up to here.</summary>
    private const int MaxKinds = 20_000;

    private readonly Dictionary<(Border Border, BorderPattern Pattern), BorderTally> _tallies = [];
    private readonly BorderMends _mends = new(remedies);
    private readonly SavingsCounter _savings = new();
    private BorderTally? _last;

    /// <summary>What the program or library has that was seen last.</summary>
    private MapsBacking? _program;

    /// <summary>What the border looks like that was counted last.</summary>
    public BorderPattern LastPattern { get; private set; }

    /// <summary>The groups, the largest first.</summary>
    public IReadOnlyList<BorderGroup> Groups
    {
        get
        {
            _savings.End();
            return
            [
                .. _tallies.Values.Select(tally => Group(tally.Border, tally.Pattern, tally.Count) with { Gone = tally.IsOpen ? null : tally.Gone, IsAssumed = tally.IsAssumed })
                    .OrderByDescending(group => group.Count).ThenBy(group => group.Key, StringComparer.Ordinal),
            ];
        }
    }

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        _program = item.Entry.Perm[2] == 'x' && item.Entry.Backing.HasFile ? item.Entry.Backing : _program;
        if (item.Entry.Length == 0)
        {
            return;
        }

        var tally = item.Below is { } border ? Tally(border, LastPattern = Pattern(border, previous, item.Entry)) : null;
        if (tally is not null)
        {
            tally.Count++;
        }

        _savings.Add(tally, item, previous);
    }

    private BorderTally? Tally(Border border, BorderPattern pattern)
    {
        // Most borders of a process with many are like the one before.
        if (_last is not null && ReferenceEquals(_last.Border, border) && _last.Pattern == pattern)
        {
            return _last;
        }

        if (!_tallies.TryGetValue((border, pattern), out var tally))
        {
            if (_tallies.Count == MaxKinds)
            {
                return null;
            }

            tally = new(border, pattern, _mends.Of(border, pattern));
            _tallies.Add((border, pattern), tally);
        }

        return _last = tally;
    }

    /// <summary>What a border looks like, beside the VMAs that came before.</summary>
    private BorderPattern Pattern(Border border, in MapsEntry left, in MapsEntry right) =>
        border.IsHidden ? BorderPattern.None
        : AreSegments(border, left, right) ? BorderPattern.Segments
        : border.Reasons is [{ Kind: BorderKind.Offset }] ? GoDownwards(left, right) ? BorderPattern.Downwards : BorderPattern.None
        : border.Reasons is [{ Kind: BorderKind.Flags } reason] && IsWithoutAccess(left) != IsWithoutAccess(right)
            ? OfNoAccess(reason, IsWithoutAccess(left) ? left : right)
        : BorderPattern.None;

    /// <summary>A guard differs in access and what comes with it; memory that was given back also in that it is not accounted.</summary>
    private BorderPattern OfNoAccess(BorderReason reason, in MapsEntry entry) =>
        entry.Length >= ShortestDecommitted && HasNoReserve(entry) && remedies.AreAccess(reason.Words, "ACCOUNT", "NORESERVE") ? BorderPattern.Decommitted
        : entry.Length <= LongestGuard && remedies.AreAccess(reason.Words, "ACCOUNT") ? BorderPattern.Guards
        : BorderPattern.None;

    /// <summary>Whether both are of one file that is a program or a library: one of its mappings can be executed.</summary>
    private bool AreSegments(Border border, in MapsEntry left, in MapsEntry right)
    {
        bool IsOfAProgram(in MapsEntry entry) => entry.Perm[2] == 'x' || (_program is { } program && IsSameFile(program, entry.Backing));
        return left.Backing.HasFile
            && left.IsShared is not true
            && right.IsShared is not true
            && IsSameFile(left.Backing, right.Backing)
            && (IsOfAProgram(left) || IsOfAProgram(right))
            && border.Reasons.All(reason => reason.Kind == BorderKind.Offset
                || (reason.Kind == BorderKind.Flags && (remedies.AreAccess(reason.Words, "ACCOUNT") || remedies.IsAccounting(reason.Words))));
    }

    private static bool GoDownwards(in MapsEntry left, in MapsEntry right) => right.Offset + right.Length == left.Offset;

    private static bool IsSameFile(MapsBacking one, MapsBacking other) =>
        ReferenceEquals(one, other) || (one.Inode == other.Inode && one.Device == other.Device && one.Path == other.Path);

    private static bool IsWithoutAccess(in MapsEntry entry) =>
        MappingKinds.Of(entry) == MappingKind.NoAccess && (entry.Rss ?? 0) + (entry.Swap ?? 0) == 0;

    private bool HasNoReserve(in MapsEntry entry) => entry.VmFlags?.Split(' ').Any(mnemonic => remedies.Flag(mnemonic)?.Name == "NORESERVE") == true;

    private BorderGroup Group(Border border, BorderPattern pattern, int count)
    {
        if (border.IsProven)
        {
            return new(border, pattern, count, string.Join("; ", border.Proven.Select(cause => cause.What)), BorderMends.RemedyOf(border));
        }

        var parts = border.Reasons.Select(CauseOf).ToList();
        return pattern switch
        {
            BorderPattern.Guards => new(
                border,
                pattern,
                count,
                "guards made by PROT_NONE, each a VMA",
                new("MADV_GUARD_INSTALL", "with MADV_GUARD_INSTALL (Linux 6.13 and later), whose guards are no VMAs")),
            BorderPattern.Decommitted => new(
                border,
                pattern,
                count,
                "memory that was given back by mapping it without access (PROT_NONE, MAP_NORESERVE), each stretch a VMA",
                new("MADV_DONTNEED, or MADV_FREE", "given back with MADV_DONTNEED and its protection kept")),
            BorderPattern.Segments => new(border, pattern, count, "segments of a program or a library, as the linker laid them out: normal", null),
            BorderPattern.Downwards => new(
                border,
                pattern,
                count,
                "mmap without an address, which places each next part of a file below the one before",
                new("one mmap of the whole, the last part first, or MAP_FIXED into a reservation", "mapped so that addresses follow the file")),
            _ when border.IsHidden => new(border, pattern, count, parts[0].Cause, BorderMends.RemedyOf(border)),
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
        _ => (reason.Words[0] == HiddenCause.NotTriedName ? HiddenCause.Named(reason.Words[0]).Words : $"most likely {reason.Words[0]}", null),
    };
}
