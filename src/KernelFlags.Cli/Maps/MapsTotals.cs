using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelFlags.Cli.Maps.Kinds;
using KernelFlags.Live.Borders;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps;

/// <summary>A sum over VMAs of which not each need tell its part.</summary>
internal sealed class ToldSum
{
    private ulong _sum;

    /// <summary>How many VMAs told it.</summary>
    public int Vmas { get; private set; }

    /// <summary>The sum of what was told, in bytes; null where nothing was.</summary>
    public ulong? Total => Vmas == 0 ? null : _sum;

    /// <summary>Adds the part of a VMA.</summary>
    /// <param name="part">The part; null where the VMA does not tell.</param>
    public void Add(ulong? part)
    {
        if (part is { } told)
        {
            _sum = Saturated(_sum, told);
            Vmas++;
        }
    }

    /// <summary>Adds another sum.</summary>
    public void Add(ToldSum other)
    {
        _sum = Saturated(_sum, other._sum);
        Vmas += other.Vmas;
    }

    /// <summary>A text can say more than any memory holds: a sum of that is as much as a number holds, and never less than its parts.</summary>
    private static ulong Saturated(ulong one, ulong other) => one > ulong.MaxValue - other ? ulong.MaxValue : one + other;
}

/// <summary>Sums of a kind of mapping, in bytes.</summary>
/// <param name="name">The kind's name.</param>
internal sealed class KindTotals(string name)
{
    public string Name => name;

    public int Vmas { get; set; }

    public ulong Size { get; set; }

    public ToldSum Rss { get; } = new();

    public ToldSum Swap { get; } = new();

    public ToldSum Locked { get; } = new();

    /// <summary>Pages of hugetlb, which no other sum counts.</summary>
    public ToldSum HugeTlb { get; } = new();

    /// <summary>What is in memory; null where nothing tells.</summary>
    public ulong? InMemory => Rss.Total is null ? HugeTlb.Total : Rss.Total + (HugeTlb.Total ?? 0);

    /// <summary>Adds the sums of another kind.</summary>
    public void Add(KindTotals other)
    {
        Vmas += other.Vmas;
        Size += other.Size;
        Rss.Add(other.Rss);
        Swap.Add(other.Swap);
        Locked.Add(other.Locked);
        HugeTlb.Add(other.HugeTlb);
    }
}

/// <summary>Sums over an address space.</summary>
internal sealed class MapsTotals : IMapsSink
{
    /// <summary>A process has few sets of flags; a file made to have many is counted in parts.</summary>
    private const int MaxLines = 4096;

    private readonly KindTotals[] _kinds = [.. MappingKinds.Names.Select(name => new KindTotals(name))];
    private readonly Dictionary<string, int> _vmasWith = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly Dictionary<SmapsFlags, int> _lines = new(ReferenceEqualityComparer.Instance);

    /// <summary>The VMAs that count towards the limit.</summary>
    public int Vmas { get; private set; }

    /// <summary>Guard regions.</summary>
    public int GuardRegions { get; private set; }

    /// <summary>What they cover, in bytes.</summary>
    public ulong GuardBytes { get; private set; }

    /// <summary>Whether it is known of each VMA which guards are in it.</summary>
    public bool AreGuardsTold { get; private set; } = true;

    /// <summary>The kinds that occur.</summary>
    public IEnumerable<KindTotals> Kinds => _kinds.Where(kind => kind.Vmas > 0);

    /// <summary>The sums over all kinds.</summary>
    /// <returns>New sums.</returns>
    public KindTotals All()
    {
        var all = new KindTotals("all");
        foreach (var kind in Kinds)
        {
            all.Add(kind);
        }

        return all;
    }

    /// <summary>Mnemonics that the kernel's table does not have.</summary>
    public IReadOnlySet<string> Unknown => _unknown;

    /// <summary>How many VMAs have a mnemonic.</summary>
    /// <returns>The numbers, by mnemonic.</returns>
    public IReadOnlyDictionary<string, int> VmasWith()
    {
        foreach (var (flags, count) in _lines)
        {
            foreach (var mnemonic in flags.Mnemonics.Distinct(StringComparer.Ordinal))
            {
                _vmasWith[mnemonic] = _vmasWith.GetValueOrDefault(mnemonic) + count;
            }
        }

        _lines.Clear();
        return _vmasWith;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in MapsItem item, in MapsEntry previous)
    {
        var totals = _kinds[(int)item.Kind];
        totals.Vmas++;
        totals.Size += item.Entry.Length;
        totals.Rss.Add(item.Entry.Rss);
        totals.Swap.Add(item.Entry.Swap);
        totals.Locked.Add(item.Entry.Locked);
        totals.HugeTlb.Add(item.Entry.HugeTlb);
        Vmas += MappingKinds.IsGate(item.Entry) ? 0 : 1;
        AreGuardsTold &= item.AreGuardsTold;
        GuardRegions += item.Guards.Count;
        foreach (var guard in item.Guards)
        {
            GuardBytes += guard.Length;
        }

        if (_lines.Count > MaxLines)
        {
            VmasWith();
        }

        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_lines, item.Flags, out var exists);
        count++;
        if (!exists)
        {
            _unknown.UnionWith(item.Flags.Unknown);
        }
    }
}
