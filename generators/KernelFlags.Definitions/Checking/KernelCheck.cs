using System.Globalization;
using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Checking;

/// <summary>
/// Warns of what can be defined and no kernel could make of it what is meant: a flag for a kernel that nobody knows yet, a mnemonic whose
/// bit a 32-bit word does not have, and permissions that mprotect would not find.
/// </summary>
internal sealed class KernelCheck
{
    private const string VmaContract = "vma";

    /// <summary>How far <c>VM_MAYREAD</c> is from <c>VM_READ</c>: mprotect shifts by it (<c>mm/mprotect.c</c>).</summary>
    private const int PermissionShift = 4;

    /// <summary>The access rights that mprotect shifts. Of <c>VM_SHARED</c> and <c>VM_MAYSHARE</c> it asks no such thing.</summary>
    private static readonly string[] AccessRights = ["READ", "WRITE", "EXEC"];

    private readonly BoundTable _table;
    private readonly KernelSearch _search;
    private readonly FlagWarnings _warnings;
    private readonly Dictionary<string, BoundFlag> _flags;

    private KernelCheck(BoundTable table, KernelSearch search, FlagWarnings warnings)
    {
        _table = table;
        _search = search;
        _warnings = warnings;
        _flags = table.Flags.Where(f => f.IsSound).ToDictionary(f => f.Flag.Name, StringComparer.Ordinal);
    }

    public static void Run(BoundTable table, KernelSearch search, FlagWarnings warnings)
    {
        var check = new KernelCheck(table, search, warnings);
        foreach (var flag in check._flags.Values)
        {
            check.CheckKnown(flag);
            check.CheckMnemonics(flag);
        }

        foreach (var right in table.Table.Settings.Contract == VmaContract ? AccessRights : [])
        {
            check.CheckPermission(right);
        }
    }

    private void CheckKnown(BoundFlag flag)
    {
        var isThere = Conditions.IsEnumerated(flag);
        if (isThere != Condition.Always && _search.OldestFor(isThere) is { } oldest && _search.IsAfterKnown(oldest))
        {
            _warnings.Raise(
                flag, flag.At["since"] ?? flag.NameAt, ProblemRules.NoKnownKernel, flag.Flag.Name, oldest.ToString(), _search.Newest.ToString());
        }
    }

    private void CheckMnemonics(BoundFlag flag)
    {
        var widths = _table.Table.Settings.Width;
        var shown = flag.Smaps.FindIndex(s => s.Case.Value.Length > 0);
        if (shown < 0 || flag.Flag.EnumeratorOnly || _table.Widths.Count == 0)
        {
            return;
        }

        var isShown = Shown(flag).And(_table.Table.Settings.SmapsWhen);
        foreach (var (bit, when) in BitsOf(flag, flag.Flag.Exists.And(flag.Flag.When), []))
        {
            for (var i = 0; i < widths.Count; i++)
            {
                if (widths[i].Value <= bit && _search.Find(isShown.And(when).And(Conditions.Counts(_table.Widths, i))) is { } kernel)
                {
                    _warnings.Raise(flag, flag.Smaps[shown].Value, ProblemRules.MnemonicOutside,
                        flag.Flag.Name, flag.Smaps[shown].Case.Value, Text(bit), Text(widths[i].Value), kernel);
                    return;
                }
            }
        }
    }

    /// <summary>When one of the mnemonics that are not hidden counts.</summary>
    private static Condition Shown(BoundFlag flag)
    {
        var counting = flag.Smaps
            .Select((smaps, i) => (smaps, i))
            .Where(item => item.smaps.Case.Value.Length > 0)
            .Select(item => Conditions.Counts(flag.Smaps, item.i))
            .ToEquatableArray();
        return counting.Contains(Condition.Always) ? Condition.Always : new Condition.Any(counting);
    }

    /// <summary>The bits that a flag has where it is there, also through other flags, and when. An alias needs no more of the flag that it
    /// stands for than that it exists.</summary>
    private IEnumerable<(int Bit, Condition When)> BitsOf(BoundFlag flag, Condition isThere, IReadOnlyCollection<string> path)
    {
        for (var i = 0; i < flag.Bits.Count; i++)
        {
            var when = isThere.And(Conditions.Counts(flag.Bits, i));
            if (flag.Bits[i].Case.Value is { Number: { } number })
            {
                yield return (number, when);
            }
            else if (flag.Bits[i].Case.Value.Alias is { } alias && !path.Contains(alias) && _flags.TryGetValue(alias, out var aliased))
            {
                foreach (var (bit, there) in BitsOf(aliased, aliased.Flag.Exists, [.. path, flag.Flag.Name]))
                {
                    yield return (bit, when.And(there));
                }
            }
        }
    }

    private void CheckPermission(string right)
    {
        if (!_flags.TryGetValue(right, out var access) || !_flags.TryGetValue("MAY" + right, out var permission))
        {
            return;
        }

        for (var i = 0; i < access.Bits.Count; i++)
        {
            for (var j = 0; j < permission.Bits.Count; j++)
            {
                if (access.Bits[i].Case.Value.Number is { } low && permission.Bits[j].Case.Value.Number is { } high && high != low + PermissionShift
                    && _search.Find(Conditions.HasBit(access, i).And(Conditions.HasBit(permission, j))) is { } kernel)
                {
                    // What lies on top is what was changed.
                    var (flag, at) = access.At.At.File.Layer > permission.At.At.File.Layer
                        ? (access, access.Bits[i].Value)
                        : (permission, permission.Bits[j].Value);
                    _warnings.Raise(flag, at, ProblemRules.AccessNotShifted,
                        permission.Flag.Name, Text(high), access.Flag.Name, Text(low), kernel, Text(PermissionShift));
                    return;
                }
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
