using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Binding;

/// <summary>Reads versions, architectures and options. They come first: conditions everywhere name them.</summary>
internal sealed class KernelBinder
{
    private readonly IReadOnlyList<DefinitionSections> _files;
    private readonly KernelFacts _shipped;
    private readonly BindContext _context;

    public KernelBinder(IReadOnlyList<DefinitionSections> files, KernelFacts shipped, BindContext context)
    {
        _files = files;
        _shipped = shipped;
        _context = context;
    }

    public KernelFacts Bind()
    {
        var architectures = ReadArchitectures();
        var options = ReadOptions();
        var (oldest, newest, verified, images) = ReadVersions();
        return new KernelFacts(oldest, newest, verified, images, architectures, options);
    }

    private EquatableArray<Architecture> ReadArchitectures()
    {
        var below = HasOwn("architectures") ? default : _shipped.Architectures;
        var bound = Sections("architectures")
            .SelectMany(at => CaseReader.List(at, "architectures", Shape.ValueCase,
                CaseReader.Named(a => Scalars.Name(a, "an architecture"))))
            .ToList();
        var own = Names.Unique(bound, b => b.Case.Value, b => b.Value, "architecture")
            .ConvertAll(b => new Architecture(b.Case.Value, b.Case.When));
        var architectures = Names.Over(below, own, a => a.Name);
        foreach (var architecture in architectures)
        {
            _context.KnowArchitecture(architecture.Name);
        }

        return architectures;
    }

    private EquatableArray<ConfigOption> ReadOptions()
    {
        var below = HasOwn("options") ? default : _shipped.Options;
        foreach (var option in below)
        {
            _context.KnowOption(option.Name);
        }

        // Conditions of options may name other options, also later ones: names come first.
        var items = Sections("options").SelectMany(at => Scalars.Items(at, "options")).ToList();
        foreach (var name in items.SelectMany(i => i.Entries()).Where(e => e.Key == "name"))
        {
            _context.KnowOption(name.Value.Text ?? "");
        }

        var bound = items.Select(ReadOption).OfType<BoundOption>().ToList();
        var own = Names.Unique(bound, b => b.Option.Name, b => b.NameAt, "option").ConvertAll(b => b.Option);
        return Names.Over(below, own, o => o.Name);
    }

    private BoundOption? ReadOption(Cursor item)
    {
        if (MappingReader.Open(item, Shape.Option) is not { } entry
            || Scalars.Name(entry["name"], "an option") is not { } name)
        {
            return null;
        }

        var when = ConditionReader.ReadCase(entry);
        if (entry["arch"] is { } arch)
        {
            when = new Condition.Arch(ConditionReader.ReadArchitectures(arch, "arch")).And(when);
        }

        var always = entry["always"] is { } at ? ConditionReader.Read(at) : Condition.Never;
        if (entry["always"] is not null && Shape.OptionPlaces.All(key => entry[key] is null))
        {
            when = Condition.Never;
        }

        var values = CaseReader.Cases(entry["values"], Shape.ValueCase,
            (value, _) => Scalars.Number(value, "values") is { } number ? new Found<int>(number) : null);
        var cases = values.Count == 0
            ? EquatableArray.Of(new Case<int>(1, when))
            : values.Select(v => new Case<int>(v.Case.Value, when.And(v.Case.When))).ToEquatableArray();
        return new BoundOption(new ConfigOption(name, cases, always), entry["name"]!);
    }

    private (KernelVersion Oldest, KernelVersion Newest, EquatableArray<Case<KernelVersion>> Verified, EquatableArray<Case<KernelVersion>> Images) ReadVersions()
    {
        if (MappingReader.OpenLayered(Sections("kernels"), "kernels", Shape.Kernels) is not { } kernels)
        {
            _context.KnowVersions(_shipped.Oldest, _shipped.Newest);
            return (_shipped.Oldest, _shipped.Newest, _shipped.Verified, _shipped.Images);
        }

        var oldest = Scalars.Version(kernels["oldest"], "oldest") ?? _shipped.Oldest;
        var newest = Scalars.Version(kernels["newest"], "newest") ?? _shipped.Newest;
        if (newest < oldest)
        {
            (kernels["newest"] ?? kernels.At).Report(ProblemRules.NoSuchKernel, newest.ToString(),
                "the newest can't be older than the oldest, " + oldest);
            newest = oldest;
        }

        _context.KnowVersions(oldest, newest);
        return (oldest, newest, ReadCompared(kernels["verified"], "verified"), ReadCompared(kernels["images"], "images"));
    }

    /// <summary>Exact versions, oldest first; those that were compared on some architectures alone say which.</summary>
    public static EquatableArray<Case<KernelVersion>> ReadCompared(Cursor? at, string what) => CaseReader
        .Model(CaseReader
            .List(at, what, Shape.ValueCase, (value, _) => ReadExact(value, what) is { } version ? new Found<KernelVersion>(version) : null)
            .OrderBy(c => c.Case.Value));

    private static KernelVersion? ReadExact(Cursor at, string what)
    {
        if (Scalars.Version(at, what) is not { } version)
        {
            return null;
        }

        if (version >= at.Context.Oldest && version with { Patch = 0 } <= at.Context.Newest)
        {
            return version;
        }

        at.Report(ProblemRules.NoSuchKernel, version.ToString(), KernelFacts.RangeOf(at.Context.Oldest, at.Context.Newest));
        return null;
    }

    /// <summary>Whether the definitions themselves have a section, which then takes the place of the one that comes with the tool.</summary>
    private bool HasOwn(string key) => _files.Any(f => f.IsBase && f[key] is not null);

    private IEnumerable<Cursor> Sections(string key) => _files.Select(f => f[key]).OfType<Cursor>();

    private sealed record BoundOption(ConfigOption Option, Cursor NameAt);
}
