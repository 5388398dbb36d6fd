using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps;

/// <summary>Sums of a kind of mapping, in bytes.</summary>
/// <param name="name">The kind's name.</param>
internal sealed class KindTotals(string name)
{
    public string Name => name;

    public int Vmas { get; set; }

    public ulong Size { get; set; }

    public ulong Rss { get; set; }

    public ulong Swap { get; set; }

    public ulong Locked { get; set; }

    /// <summary>Adds the sums of another kind.</summary>
    /// <param name="other">The other kind.</param>
    public void Add(KindTotals other)
    {
        Vmas += other.Vmas;
        Size += other.Size;
        Rss += other.Rss;
        Swap += other.Swap;
        Locked += other.Locked;
    }
}

/// <summary>Sums over an address space.</summary>
internal sealed class MapsTotals : IMapsSink
{
    /// <summary>A process has few sets of flags; a file made to have many is counted in parts.</summary>
    private const int MostLines = 4096;

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

    /// <summary>The kinds that occur.</summary>
    public IEnumerable<KindTotals> Kinds => _kinds.Where(kind => kind.Vmas > 0);

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
        var totals = _kinds[(int)MappingKinds.Of(item.Entry)];
        totals.Vmas++;
        totals.Size += item.Entry.Length;
        totals.Rss += item.Entry.Rss;
        totals.Swap += item.Entry.Swap;
        totals.Locked += item.Entry.Locked;
        Vmas += MappingKinds.IsGate(item.Entry) ? 0 : 1;
        GuardRegions += item.Guards.Count;
        foreach (var guard in item.Guards)
        {
            GuardBytes += guard.Length;
        }

        if (_lines.Count > MostLines)
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
