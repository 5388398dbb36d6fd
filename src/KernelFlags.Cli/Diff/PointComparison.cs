using System.Globalization;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Diff;

/// <summary>Compares two tables that are resolved for one kernel. Flags that are new or gone altogether are not its business.</summary>
internal sealed class PointComparison
{
    private readonly ResolvedTable _before;
    private readonly ResolvedTable _after;
    private readonly Dictionary<string, ResolvedFlag> _flagsBefore;
    private readonly Dictionary<string, ResolvedFlag> _flagsAfter;

    public PointComparison(ResolvedTable before, ResolvedTable after)
    {
        _before = before;
        _after = after;
        _flagsBefore = before.Flags.ToDictionary(flag => flag.Name, StringComparer.Ordinal);
        _flagsAfter = after.Flags.ToDictionary(flag => flag.Name, StringComparer.Ordinal);
    }

    /// <summary>Whether smaps prints the same for each flag.</summary>
    public bool PrintsSameMnemonics => PrintedMnemonics(_before).SetEquals(PrintedMnemonics(_after));

    /// <summary>Whether traces print the same names in the same order.</summary>
    public bool PrintsSameTraceNames => PrintedTraceNames(_before).SequenceEqual(PrintedTraceNames(_after));

    /// <summary>Whether each mask holds the same flags under the same names.</summary>
    public bool HasSameMasks => MasksOf(_before).SetEquals(MasksOf(_after));

    public ResolvedTable Before => _before;

    public ResolvedTable After => _after;

    /// <summary>The rules for a flag, as they were.</summary>
    public Policy PolicyBefore(string name) => Policy.Of(_before, FlagBefore(name));

    /// <summary>The rules for a flag, as they are.</summary>
    public Policy PolicyAfter(string name) => Policy.Of(_after, FlagAfter(name));

    public ResolvedFlag? FlagBefore(string name) => _flagsBefore.GetValueOrDefault(name);

    public ResolvedFlag? FlagAfter(string name) => _flagsAfter.GetValueOrDefault(name);

    /// <summary>What differs of a flag that both definitions have.</summary>
    public IEnumerable<Change> OfFlag(string name)
    {
        var (before, after) = (FlagBefore(name), FlagAfter(name));
        if (before is null || after is null || before.Bit is null || after.Bit is null)
        {
            return
            [
                .. Differ(ChangeKind.Presence, name, (before?.Number ?? after?.Number) is null ? "bit" : "value", Place(before), Place(after)),
                .. Differ(ChangeKind.Mnemonic, name, "smaps", Mnemonic(before?.Smaps), Mnemonic(after?.Smaps)),
                .. Differ(ChangeKind.TraceName, name, "trace name", before?.Trace ?? "", after?.Trace ?? ""),
            ];
        }

        return
        [
            .. Differ(ChangeKind.BitMoved, name, "bit", Place(before), Place(after)),
            .. before.Bit == after.Bit ? Differ(ChangeKind.Enumerator, name, "enumerated bit", Number(before.EnumeratedBit), Number(after.EnumeratedBit)) : [],
            .. Differ(ChangeKind.Alias, name, "alias of", before.AliasOf ?? "", after.AliasOf ?? ""),
            .. Differ(ChangeKind.Mnemonic, name, "smaps", Mnemonic(before.Smaps), Mnemonic(after.Smaps)),
            .. Differ(ChangeKind.TraceName, name, "trace name", before.Trace ?? "", after.Trace ?? ""),
            .. before.Traits.Except(after.Traits).Select(trait => new Change(ChangeKind.Trait, name, "trait", trait, "")),
            .. after.Traits.Except(before.Traits).Select(trait => new Change(ChangeKind.Trait, name, "trait", "", trait)),
        ];
    }

    /// <summary>What differs of a mask that both definitions have.</summary>
    public IEnumerable<Change> OfMask(string name)
    {
        if (_before.Masks.FirstOrDefault(mask => mask.Name == name) is not { } before || _after.Masks.FirstOrDefault(mask => mask.Name == name) is not { } after)
        {
            return Differ(
                ChangeKind.MaskNames, name, "mask", _before.Masks.Any(mask => mask.Name == name) ? "there" : "", _after.Masks.Any(mask => mask.Name == name) ? "there" : "");
        }

        // A mask without a name in C is only there for others.
        if (after.Trait is null && before.CNames.IsEmpty && after.CNames.IsEmpty)
        {
            return [];
        }

        var members = OfMembers(before, after).ToList();
        var hasMovedMembers = after.Members.Any(member => FlagBefore(member)?.Value != FlagAfter(member)?.Value);
        return
        [
            .. before.CNames.Except(after.CNames).Select(cName => new Change(ChangeKind.MaskNames, name, "name in C", cName, "")),
            .. after.CNames.Except(before.CNames).Select(cName => new Change(ChangeKind.MaskNames, name, "name in C", "", cName)),
            .. members,
            .. members.Count == 0 && after.Complement is null && !hasMovedMembers ? Differ(ChangeKind.MaskValue, name, "value", before.Value.ToString(), after.Value.ToString()) : [],
        ];
    }

    /// <summary>A complement is told by what it leaves out: every other flag is in it.</summary>
    private IEnumerable<Change> OfMembers(ResolvedMask before, ResolvedMask after)
    {
        var what = after.Complement is null ? "flag in the mask" : "flag not in the mask";
        var (old, now) = (Listed(_before, before), Listed(_after, after));
        return
        [
            .. old.Except(now).Select(member => new Change(ChangeKind.MaskMembers, after.Name, what, member, "")),
            .. now.Except(old).Select(member => new Change(ChangeKind.MaskMembers, after.Name, what, "", member)),
        ];
    }

    private static EquatableArray<string> Listed(ResolvedTable table, ResolvedMask mask) =>
        mask.Complement is { } complement ? table.Masks.FirstOrDefault(other => other.Name == complement)?.Members ?? default : mask.Members;

    /// <summary>What differs of the table as a whole.</summary>
    public IEnumerable<Change> OfTable()
    {
        foreach (var change in Differ(ChangeKind.Width, _after.Name, "width", Number(_before.Width), Number(_after.Width)))
        {
            yield return change;
        }

        var (before, after) = (TraceOrder(_before), TraceOrder(_after));
        var common = before.Intersect(after).ToHashSet(StringComparer.Ordinal);
        var (was, now) = (before.Where(common.Contains).ToList(), after.Where(common.Contains).ToList());
        if (!was.SequenceEqual(now))
        {
            var first = was.Zip(now).First(pair => pair.First != pair.Second);
            yield return new Change(ChangeKind.TraceOrder, _after.Name, "order of trace names", $"{first.First} there", $"{first.Second} there");
        }
    }

    /// <summary>Where a flag is: its bit, or what its name in C is instead, as the value of a word.</summary>
    public static string Place(ResolvedFlag? flag) => flag switch
    {
        { Number: { } value } => value.ToString(),
        { Bit: { } bit } => Number(bit),
        { CName: not null, EnumeratedBit: { } enumerated } => $"0, enumerated as {Number(enumerated)}",
        { CName: not null } => "0",
        { EnumeratedBit: { } enumerated } => $"enumerated as {Number(enumerated)}",
        _ => "",
    };

    /// <summary>What smaps prints for a flag with a bit.</summary>
    public static string Mnemonic(string? mnemonic) => mnemonic switch
    {
        null => "",
        "" => "hidden",
        _ => mnemonic,
    };

    private static IEnumerable<Change> Differ(ChangeKind kind, string subject, string what, string before, string after) =>
        before == after ? [] : [new Change(kind, subject, what, before, after)];

    private static HashSet<(string Flag, string Mnemonic)> PrintedMnemonics(ResolvedTable table) =>
    [
        .. table.Smaps.IsEmpty ? [] : table.Flags
            .Where(flag => flag.Bit is not null)
            .Select(flag => (flag.Name, Mnemonic: table.Smaps[flag.Bit!.Value]))
            .Where(printed => printed.Mnemonic is not ("" or "??")),
    ];

    private static IEnumerable<string> PrintedTraceNames(ResolvedTable table) =>
        table.Trace.Where(entry => !entry.Value.IsEmpty).Select(entry => entry.Name);

    private static HashSet<(string Mask, EquatableArray<string> Names, EquatableArray<string> Flags)> MasksOf(ResolvedTable table) =>
        [.. table.Masks.Select(mask => (mask.Name, mask.CNames, mask.Members))];

    private static List<string> TraceOrder(ResolvedTable table) => [.. table.Trace.Select(entry => entry.Flag)];

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
