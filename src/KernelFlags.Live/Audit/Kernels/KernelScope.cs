using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Live.Audit.Kernels;

/// <summary>The kernels that a source is held against, each with its table.</summary>
public sealed class KernelScope
{
    /// <summary>More architectures than this are counted, not listed.</summary>
    private const int MaxListed = 4;

    private readonly IReadOnlyList<KernelVersion> _versions;

    /// <summary>Some kernels.</summary>
    /// <param name="tables">The table on each; at least one.</param>
    /// <param name="isEvery">Whether these are all versions that are described.</param>
    public KernelScope(IEnumerable<ResolvedTable> tables, bool isEvery)
    {
        Tables = [.. tables.OrderBy(table => table.Kernel.Kernel)];
        _versions = [.. Tables.Select(table => table.Kernel.Kernel).Distinct()];
        IsEvery = isEvery;
        Newest = [.. Tables.Where(table => table.Kernel.Kernel == _versions[^1])];
    }

    /// <summary>Every kernel that is described: the versions at which the table may change, on every architecture, with all options.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="table">The table.</param>
    public static KernelScope Every(DefinitionModel model, FlagTable table) => Of(model, table, version: null, arch: null, config: null);

    /// <summary>Some kernels.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="table">The table.</param>
    /// <param name="version">The version; null for each at which the table may change.</param>
    /// <param name="arch">The architecture; null for all.</param>
    /// <param name="config">The options that are set; null for all that the architecture can have.</param>
    public static KernelScope Of(DefinitionModel model, FlagTable table, KernelVersion? version, string? arch, EquatableArray<string>? config)
    {
        var versions = version is null ? Mentions.Versions(model, Mentions.Of(table).Concat(Mentions.OfKernels(model))) : [version];
        return new(
            from at in versions
            from has in KernelSelector.Architectures(model, KernelSelector.Described(model, at))
            where arch is null || has == arch
            select TableResolver.Resolve(table, KernelSelector.Of(model, at, has, config)),
            isEvery: version is null);
    }

    internal IReadOnlyList<ResolvedTable> Tables { get; }

    /// <summary>The tables of the newest version.</summary>
    internal IReadOnlyList<ResolvedTable> Newest { get; }

    internal bool IsEvery { get; }

    /// <summary>The oldest and the newest that is asked.</summary>
    internal (KernelVersion Oldest, KernelVersion Newest) Ends => (_versions[0], _versions[^1]);

    /// <summary>The kernels of which something holds, in words.</summary>
    /// <param name="holds">What holds of a kernel's table.</param>
    /// <returns><c>every kernel that is described</c>, <c>6.19 and later</c>, <c>6.13 and later (arm64)</c>; null for none.</returns>
    internal string? Where(Func<ResolvedTable, bool> holds)
    {
        var meant = Tables.Where(holds).ToLookup(table => table.Kernel.Kernel, table => table.Kernel.Arch);
        var ranges = new List<string>();
        for (var start = 0; start < _versions.Count;)
        {
            var end = start + 1;
            while (end < _versions.Count && meant.Contains(_versions[end]) == meant.Contains(_versions[start]))
            {
                end++;
            }

            if (meant.Contains(_versions[start]))
            {
                ranges.Add(Range(start, end));
            }

            start = end;
        }

        return ranges.Count == 0 ? null : string.Join(", ", ranges) + Architectures([.. meant[meant.Max(archs => archs.Key)!]]);
    }

    private string Range(int start, int end) => (start == 0, end == _versions.Count) switch
    {
        (true, true) => IsEvery ? "every kernel that is described" : _versions[0].ToString(),
        _ => VersionRange.Text(start == 0 ? null : _versions[start], end == _versions.Count ? null : _versions[end]),
    };

    /// <summary>The architectures, unless they are all that the newest of these versions has.</summary>
    private string Architectures(IReadOnlyCollection<string> meant)
    {
        var newest = Tables.Where(table => meant.Contains(table.Kernel.Arch)).Max(table => table.Kernel.Kernel)!;
        var possible = Tables.Where(table => table.Kernel.Kernel == newest).ToList();
        return meant.Count >= possible.Count ? ""
            : meant.ToHashSet(StringComparer.Ordinal).SetEquals(possible.Where(table => table.Width > 32).Select(table => table.Kernel.Arch)) ? " (64 bits)"
            : meant.Count <= MaxListed ? $" ({string.Join(", ", meant)})"
            : FormattableString.Invariant($" ({meant.Count} of {possible.Count} architectures)");
    }
}
