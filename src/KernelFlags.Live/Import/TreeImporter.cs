using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>Makes what a kernel tree defines into definitions: conditions are found by evaluating it on many kernels.</summary>
public sealed class TreeImporter
{
    private readonly FlagTable _known;
    private readonly TreeCells _cells;
    private readonly FlagNames _names;
    private readonly FlagImporter _flags;
    private readonly MaskImporter _masks;

    /// <summary>Evaluates a tree.</summary>
    /// <param name="model">The definitions, which know architectures and options.</param>
    /// <param name="known">The table, which may know what is a flag, what a mask is called, and what no header says.</param>
    /// <param name="version">The tree's version.</param>
    /// <param name="tree">The tree's folder.</param>
    /// <exception cref="HeaderException">The tree can't be evaluated.</exception>
    public TreeImporter(DefinitionModel model, FlagTable known, KernelVersion version, string tree)
    {
        _known = known;
        var reader = new TreeReader(tree);
        _cells = TreeCells.Evaluate(reader, TreeMatrix.Thorough(model, version, reader));
        RefuseBroken(tree);
        var sources = TreeSources.Read(tree);
        var order = model.Options.Select(o => o.Name).ToList();
        var archs = _cells.Configurations.Select(c => c.Kernel.Arch).Distinct().ToList();
        var asked = archs.SelectMany(a => reader.Definitions(a).Options).ToHashSet(StringComparer.Ordinal);
        asked.RemoveWhere(o => ArchOptions.All.Contains(o) && !order.Contains(o));
        NewOptions = [.. asked.Except(order).Select(o => ImportedOption.Read(o, model, reader, archs))];
        asked.UnionWith(_cells.Configurations.SelectMany(c => c.Kernel.Implied));
        var finder = new ConditionFinder(_cells, [.. asked.OrderBy(o => order.IndexOf(o) is var at && at < 0 ? int.MaxValue : at)]);
        _names = new FlagNames(_cells, sources, known);
        _flags = new FlagImporter(_cells, sources, finder, _names, known);
        _masks = new MaskImporter(_cells, sources, finder, _names, _flags, known);
    }

    /// <summary>Options that the tree's definitions ask for and ours don't know.</summary>
    public IReadOnlyList<ImportedOption> NewOptions { get; }

    /// <summary>The whole table.</summary>
    /// <returns>The definitions, without versions.</returns>
    public ImportedTable Import() => new([.. _flags.Import(_ => true).Select(WithText)], [.. _masks.Import(_ => true).Select(WithText)]);

    /// <summary>What has changed since another state of the tree, as entries that take the place of those that are known.</summary>
    /// <param name="older">The other state.</param>
    /// <param name="since">The version that the change comes with.</param>
    /// <param name="until">The version that is without it again, for a stable branch; null for none.</param>
    /// <returns>The definitions.</returns>
    /// <exception cref="HeaderException">It is a change of something known on a stable branch.</exception>
    public ImportedTable Import(TreeImporter older, VersionPoint since, VersionPoint? until)
    {
        var change = new TreeChange(older._cells, older._names, _cells, _names);
        var merge = new FlagMerge(since, until);
        var newFlags = _flags.Import(change.HasFlag);
        var oldFlags = older._flags.Import(change.HasFlag).ToDictionary(f => f.Name, StringComparer.Ordinal);
        var newMasks = _masks.Import(change.HasMask);
        var oldMasks = older._masks.Import(change.HasMask).ToDictionary(m => m.Name, StringComparer.Ordinal);
        var flags = newFlags
            .Where(f => oldFlags.GetValueOrDefault(f.Name) != f)
            .Select(f => !oldFlags.TryGetValue(f.Name, out var old) ? merge.Added(WithText(f))
                : KnownFlag(f.Name) is { } known ? merge.Changed(known, old, f)
                : WithText(f));
        var masks = newMasks
            .Where(m => oldMasks.GetValueOrDefault(m.Name) != m)
            .Select(m => !oldMasks.TryGetValue(m.Name, out var old) ? merge.Added(WithText(m))
                : KnownMask(m.Name) is { } known ? merge.Changed(known, old, m)
                : WithText(m));
        return new ImportedTable(
            [.. flags, .. oldFlags.Keys.Except(newFlags.Select(f => f.Name)).Select(KnownFlag).OfType<Flag>().Select(merge.Removed)],
            [.. masks, .. oldMasks.Keys.Except(newMasks.Select(m => m.Name)).Select(KnownMask).OfType<Mask>().Select(merge.Removed)]);
    }

    /// <summary>Holds definitions that were imported against what the tree has, on every kernel that it was evaluated for.</summary>
    /// <param name="table">The definitions.</param>
    /// <param name="isWhole">Whether they are all; else they take the place of those that are known.</param>
    /// <exception cref="HeaderException">They would say something else: what the tree has can't be said in this language.</exception>
    public void Verify(ImportedTable table, bool isWhole)
    {
        var names = table.Flags.Select(f => f.Name).Concat(table.Masks.Select(m => m.Name)).ToHashSet(StringComparer.Ordinal);
        var whole = _known with
        {
            Flags = (isWhole ? [] : _known.Flags.Where(f => !names.Contains(f.Name))).Concat(table.Flags).ToEquatableArray(),
            Masks = (isWhole ? [] : _known.Masks.Where(m => !names.Contains(m.Name))).Concat(table.Masks).ToEquatableArray(),
        };
        var spoken = table.Flags.SelectMany(f => new[] { "VM_" + f.Name, $"VMA_{f.Name}_BIT" }).Concat(table.Masks.SelectMany(m => m.CNames.Select(n => n.Value))).ToHashSet(StringComparer.Ordinal);
        var wrong = _cells.Configurations.Zip(_cells.Outcomes)
            .Where(c => c.Second.Facts is not null && !c.First.IsForbidden)
            .SelectMany(c => HeaderComparison.Compare(TableResolver.Resolve(whole, c.First.Kernel), c.Second.Facts!).Select(d => (d.Name, Text: $"{d.Message} ({c.First})")))
            .FirstOrDefault(d => isWhole || spoken.Contains(d.Name));
        if (wrong.Text is { } text)
        {
            throw new HeaderException($"the tree has something that definitions would say otherwise: {text}; nothing was imported");
        }
    }

    /// <summary>What is refused where the tree's options are as they can be is a mistake of the tree, and not a condition of its flags.</summary>
    private void RefuseBroken(string tree)
    {
        var broken = _cells.Configurations.Zip(_cells.Outcomes).FirstOrDefault(c => c.Second.Facts is null && !c.First.IsForbidden);
        if (broken.Second is { } outcome)
        {
            throw new HeaderException($"{tree}: {outcome.Refusals[0]} ({broken.First}); check --all says where else");
        }
    }

    private Flag? KnownFlag(string name) => _known.Flags.FirstOrDefault(f => f.Name == name);

    private Mask? KnownMask(string name) => _known.Masks.FirstOrDefault(m => m.Name == name);

    private Flag WithText(Flag flag) => KnownFlag(flag.Name) is { } known
        ? flag with { Summary = known.Summary, Cause = known.Cause, Border = known.Border, Provocation = known.Provocation, Accept = known.Accept }
        : flag;

    private Mask WithText(Mask mask) => KnownMask(mask.Name) is { } known ? mask with { Summary = known.Summary, Accept = known.Accept } : mask;
}
