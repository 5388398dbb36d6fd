using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>
/// Resolves a table for one kernel. The only place where versions, architectures and options are compared: what comes out has no
/// conditions left.
/// </summary>
public static class TableResolver
{
    /// <summary>The table on a kernel.</summary>
    /// <param name="table">The table, without errors of its own; what can't be resolved is left out.</param>
    /// <returns>The flat table.</returns>
    public static ResolvedTable Resolve(FlagTable table, KernelProfile kernel)
    {
        var contexts = new ContextSource(kernel);
        var settings = table.Settings;
        var width = contexts.Base.First(settings.Width)?.Value ?? FlagBits.MaxWidth;
        var hasSmaps = contexts.Base.Holds(settings.SmapsWhen);
        var words = new WordResolver(table, contexts, width);
        var flags = table.IsWords ? words.Resolve() : new FlagResolver(table, contexts, width, hasSmaps).Resolve();
        var masks = new MaskResolver(table, contexts, flags, width).Resolve();
        var trace = new TraceResolver(table, contexts, flags, masks).Resolve();
        return new ResolvedTable(
            table.Name,
            Compared(table, kernel),
            width,
            settings.Prefix,
            settings.EnumeratorPrefix,
            settings.Contract,
            settings.Summary,
            flags.Select(f => f with { Trace = TraceOf(f, trace) }).ToEquatableArray(),
            masks,
            hasSmaps && !table.IsWords ? Mnemonics(flags, width) : default,
            trace)
        {
            IsWords = table.IsWords,
            Fields = words.Fields,
        };
    }

    /// <summary>The kernel, with what this table rests on there.</summary>
    private static KernelProfile Compared(FlagTable table, KernelProfile kernel) =>
        !ShippedTables.Contain(table) ? kernel with { Evidence = new(EvidenceKind.OtherTable, null, null) }
        : table.Settings.Verified is { } verified && kernel.Evidence.Kind is EvidenceKind.Headers or EvidenceKind.Image or EvidenceKind.None
            ? kernel with { Evidence = kernel.Extras.IsEmpty ? ComparedKernels.Of(verified, kernel.Kernel, kernel.Arch) : kernel.Evidence }
        : kernel;

    /// <summary>What the kernel does, as against the bits that it has.</summary>
    /// <returns>The names of its capabilities, in the order of the definition.</returns>
    public static EquatableArray<string> Capabilities(DefinitionModel model, KernelProfile kernel)
    {
        var contexts = new ContextSource(kernel);
        return model.Capabilities
            .Where(c => contexts.For(c.Name).Holds(c.Exists))
            .Select(c => c.Name)
            .ToEquatableArray();
    }

    private static string? TraceOf(ResolvedFlag flag, EquatableArray<TraceEntry> trace) =>
        trace.FirstOrDefault(e => e.Flag == flag.Name && !e.Value.IsEmpty)?.Name;

    /// <summary>
    /// What smaps prints for each bit. The mnemonic of an alias takes the place of its base's, as the later initialiser does in C.
    /// </summary>
    private static EquatableArray<string> Mnemonics(EquatableArray<ResolvedFlag> flags, int width)
    {
        var mnemonics = Enumerable.Repeat("??", width).ToArray();
        foreach (var flag in flags.OrderBy(f => f.AliasOf is not null))
        {
            if (flag is { Bit: { } bit, Smaps: { } mnemonic })
            {
                mnemonics[bit] = mnemonic;
            }
        }

        return mnemonics.ToEquatableArray();
    }
}

/// <summary>The context for each entry: an extra of the profile is in the state that it has in a later version.</summary>
internal sealed class ContextSource
{
    private readonly Dictionary<string, KernelContext> _extras = new(StringComparer.Ordinal);

    public ContextSource(KernelProfile kernel)
    {
        Base = new KernelContext(kernel.Kernel, kernel.Arch, Options(kernel));
        foreach (var extras in kernel.Extras)
        {
            foreach (var name in extras.Names)
            {
                _extras[name] = Base with { Version = extras.As };
            }
        }
    }

    public KernelContext Base { get; }

    private static Dictionary<string, int> Options(KernelProfile kernel)
    {
        var options = KernelSelector.Parse(kernel.Config);
        foreach (var name in kernel.Implied.Where(n => !options.ContainsKey(n)))
        {
            options[name] = 1;
        }

        return options;
    }

    public KernelContext For(string name) => _extras.TryGetValue(name, out var context) ? context : Base;
}
