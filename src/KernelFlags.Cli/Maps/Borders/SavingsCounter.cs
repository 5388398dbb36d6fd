using KernelFlags.Live.Borders;
using KernelFlags.Live.Bpf;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Borders;

/// <summary>
/// Counts which borders go away if all that can be mended is mended now. The kernel merges as it walks, so that is done here too: what has merged so far
/// is one, and whether the next VMA joins it depends on the <c>anon_vma</c> of all of it. Each border that goes away is counted once, in its own group.
/// </summary>
/// <remarks>
/// Where the kernel was not asked, it is by evidence: VMAs that differ in flags were split off one that they share an <c>anon_vma</c> of; stacks and the
/// like on both sides of a guard were each written to when the guard was there already, and do not.
/// </remarks>
internal sealed class SavingsCounter
{
    /// <summary>From so many borders on, the VMAs at the ends of a row are seen to be longer than those in it.</summary>
    private const int LongRow = 4;

    private VmaFacts? _previousFacts;

    /// <summary>What has merged so far, up to the VMA before: whose <c>anon_vma</c> it has, whether it has pages, and whether it is one VMA yet.</summary>
    private (VmaFacts? Owner, bool? IsTouched, bool IsOne) _merged;

    private Row _row;

    /// <summary>Goes on to the next VMA.</summary>
    /// <param name="tally">The group of its border with the VMA before; null where they do not touch.</param>
    public void Add(BorderTally? tally, in MapsItem item, in MapsEntry previous)
    {
        var goes = tally is null ? false : Goes(tally, item, previous);
        if (tally is not null)
        {
            tally.Gone += goes == true ? 1 : 0;
            tally.IsOpen |= goes is null;
            tally.IsAssumed |= goes == true && IsAssumed(tally, item, previous);
        }

        Follow(tally, goes == true, item.Entry.Length, previous.Length);
        var isTouched = IsTouched(item.Entry);
        _merged = goes != true ? (item.Facts, isTouched, true) : Joined(tally!.Mend.Kind, item, previous);
        _previousFacts = item.Facts;
    }

    /// <summary>Ends the last row of borders: after the last VMA.</summary>
    public void End() => Follow(null, goes: false, 0, 0);

    /// <summary>What has merged so far, and the next VMA with it. What is mapped anew has no <c>anon_vma</c> any more.</summary>
    private (VmaFacts? Owner, bool? IsTouched, bool IsOne) Joined(MendKind kind, in MapsItem item, in MapsEntry previous)
    {
        var (isAnew, isTouched) = (kind != MendKind.InPlace, IsTouched(item.Entry));
        var (owner, isMergedTouched) = isAnew && _merged.IsOne && IsTouched(previous) == false ? (null, false) : (_merged.Owner, _merged.IsTouched);
        return (item.Facts is { HasAnonVma: true } && !(isAnew && isTouched == false) ? item.Facts : owner, isMergedTouched | isTouched, false);
    }

    /// <summary>Whether a border goes away; null where that is not told.</summary>
    private bool? Goes(BorderTally tally, in MapsItem item, in MapsEntry previous) => tally.Mend.Kind switch
    {
        MendKind.None => false,
        MendKind.MappedAnew => IsNothingLost(previous) is not { } left ? null : !left ? false : IsNothingLost(item.Entry),
        MendKind.OneMappedAnew => (IsNothingLost(previous), IsNothingLost(item.Entry)) switch
        {
            (true, true) => true,
            (true, false) => !(_merged.IsTouched ?? true) || MaySharePages(item),
            (false, true) => true,
            (false, false) => false,
            _ => null,
        },
        _ when _previousFacts is { } below && item.Facts is { } above =>
            !BorderProver.StayApart(below, above, tally.Mend.Mended) && BorderProver.MayShareAnonVma(_merged.Owner ?? default, above),
        _ when tally.Pattern == BorderPattern.Guards => _merged.IsTouched is not { } isTouched || OwnPages(item.Entry) is not { } pages ? null : !isTouched || pages == 0,
        _ => true,
    };

    /// <summary>Whether both have private pages, and the kernel was not asked whether those have one <c>anon_vma</c>.</summary>
    private bool IsAssumed(BorderTally tally, in MapsItem item, in MapsEntry previous) =>
        tally is { Mend.Kind: MendKind.InPlace, Pattern: not BorderPattern.Guards }
        && (_previousFacts is null || item.Facts is null)
        && previous.IsShared is not true
        && _merged.IsTouched == true && IsTouched(item.Entry) == true;

    /// <summary>Whether a VMA with pages joins what has merged so far and has some, because the kernel says so.</summary>
    private bool MaySharePages(in MapsItem item) => _merged.Owner is { } owner && item.Facts is { } facts && BorderProver.MayShareAnonVma(owner, facts);

    private static bool? IsTouched(in MapsEntry entry) => OwnPages(entry) is { } pages ? pages > 0 : null;

    /// <summary>Whether mapping a VMA anew keeps all that is in it.</summary>
    private static bool? IsNothingLost(in MapsEntry entry) => entry.IsShared is true ? true : OwnPages(entry) is { } pages ? pages == 0 : null;

    private static ulong? OwnPages(in MapsEntry entry) => entry.Anonymous + (entry.Swap ?? 0);

    /// <summary>
    /// Follows a row of borders of one group. Where either side may become like the other, a VMA at an end that is longer than all within the row may
    /// go on into memory of something else, which stays as it is: that border is not promised.
    /// </summary>
    private void Follow(BorderTally? tally, bool goes, ulong length, ulong previousLength)
    {
        if (tally is not null && ReferenceEquals(_row.Tally, tally))
        {
            _row = _row with { Borders = _row.Borders + 1, Longest = Math.Max(_row.Longest, previousLength), Last = length, DoesLastGo = goes };
            return;
        }

        if (_row is { Tally: { Mend: { Kind: MendKind.InPlace, IsDirected: false } } ended, Borders: >= LongRow })
        {
            ended.Gone -= (_row.DoesFirstGo && _row.First > _row.Longest ? 1 : 0) + (_row.DoesLastGo && _row.Last > _row.Longest ? 1 : 0);
        }

        _row = new(tally, 1, previousLength, 0, length, goes, goes);
    }

    /// <summary>Borders of one group, each beside the next.</summary>
    /// <param name="Tally">The group.</param>
    /// <param name="Borders">How many.</param>
    /// <param name="First">The length of the first VMA.</param>
    /// <param name="Longest">The longest that is neither the first nor the last.</param>
    /// <param name="Last">That of the last.</param>
    /// <param name="DoesFirstGo">Whether the first border goes away.</param>
    /// <param name="DoesLastGo">Whether the last one does.</param>
    private readonly record struct Row(BorderTally? Tally, int Borders, ulong First, ulong Longest, ulong Last, bool DoesFirstGo, bool DoesLastGo);
}
