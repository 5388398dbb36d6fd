using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>What a tree is to say: the definitions, on every kernel that the tree may become.</summary>
/// <param name="model">The definitions.</param>
/// <param name="table">The table of VMA flags.</param>
/// <param name="version">The tree's version.</param>
/// <param name="kernels">The kernels.</param>
internal sealed class PatchGoal(DefinitionModel model, FlagTable table, KernelVersion version, IEnumerable<KernelProfile> kernels)
{
    /// <summary>The definitions.</summary>
    public DefinitionModel Model => model;

    /// <summary>The table.</summary>
    public FlagTable Table => table;

    /// <summary>The tree's version, as the definitions describe it.</summary>
    public KernelVersion Version { get; } = KernelSelector.Described(model, version);

    /// <summary>The kernels, each with the table that the tree is to have there.</summary>
    public IReadOnlyList<PatchKernel> Kernels { get; } = [.. kernels.Select(k => new PatchKernel(TableResolver.Resolve(table, k)))];

    /// <summary>The names, without prefix, of the flags that some kernel of this version has.</summary>
    public IReadOnlySet<string> Flags => field ??= Kernels.SelectMany(k => k.Flags.Keys).ToHashSet(StringComparer.Ordinal);

    /// <summary>The flags, in the order of the definitions, that some kernel of this version has.</summary>
    public IEnumerable<Flag> Present => table.Flags.Where(f => Flags.Contains(f.Name));

    /// <summary>The name of a flag's word in C.</summary>
    public string WordOf(string flag) => table.Settings.Prefix + flag;

    /// <summary>The name of a flag's set in C.</summary>
    public string SetOf(string flag) => table.Settings.EnumeratorPrefix + flag;

    /// <summary>The names in C that masks have on this version.</summary>
    public IReadOnlySet<string> MaskNames => field ??= Kernels.SelectMany(k => k.Masks.Keys).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the definitions name a flag's set, as a mask of that flag alone.</summary>
    public bool NamesSetOf(string flag) => MaskNames.Contains(SetOf(flag));
}

/// <summary>A kernel that the tree may become.</summary>
internal sealed class PatchKernel
{
    private readonly Func<string, long?> _option;

    public PatchKernel(ResolvedTable table)
    {
        Table = table;
        Request = HeaderRequest.Of(table.Kernel);
        _option = ConfigValues.Of(Request);
        Flags = table.Flags.ToDictionary(f => f.Name, StringComparer.Ordinal);
        var masks = new Dictionary<string, FlagBits>(StringComparer.Ordinal);
        foreach (var mask in table.Masks)
        {
            mask.CNames.ToList().ForEach(name => masks[name] = mask.Value);
        }

        Masks = masks;
    }

    /// <summary>The table that it is to have.</summary>
    public ResolvedTable Table { get; }

    /// <summary>Its architecture and its options.</summary>
    public HeaderRequest Request { get; }

    /// <summary>The flags that it is to have, by name without prefix.</summary>
    public IReadOnlyDictionary<string, ResolvedFlag> Flags { get; }

    /// <summary>The masks that it is to have, by their names in C.</summary>
    public IReadOnlyDictionary<string, FlagBits> Masks { get; }

    /// <summary>The number of an option; null where it is not set.</summary>
    public long? Option(string name) => _option("CONFIG_" + name);

    /// <summary>The value of a macro that a conditional asks for: an option's, or 1 for a flag that is not 0; null where it is not defined.</summary>
    public long? Macro(string name) => _option(name)
        ?? (name.StartsWith(Table.Prefix, StringComparison.Ordinal) && Flags.GetValueOrDefault(name[Table.Prefix.Length..]) is { CName: not null } flag ? flag.Bit is null ? 0 : 1 : null);

    /// <summary>The bit that a flag's word has here; null where it has none.</summary>
    public int? BitOf(string flag) => Flags.TryGetValue(flag, out var resolved) ? resolved.Bit : null;

    /// <summary>Its name in messages.</summary>
    public override string ToString() => $"{Table.Kernel.Arch} with {(Table.Kernel.Config.IsEmpty ? "no option" : string.Join(", ", Table.Kernel.Config))}";
}
