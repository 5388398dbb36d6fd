using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Checking;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Binding;

/// <summary>What the files of a root say together.</summary>
/// <param name="Model">The definitions, without what is wrong. It holds no positions.</param>
/// <param name="Problems">What is wrong, each at a node of a file.</param>
public sealed record BindResult(DefinitionModel Model, EquatableArray<BoundProblem> Problems);

/// <summary>
/// Makes a model of parsed files, and checks it. It never throws: what is wrong is a problem, and what is right is in the model.
/// </summary>
public static class DefinitionBinder
{
    private static readonly Lazy<DefinitionModel> ShippedModel = new(() => BindUnchecked(ShippedDefinitions.KernelFiles));

    /// <summary>The versions, architectures, options, profiles and capabilities that come with the tool.</summary>
    internal static DefinitionModel Shipped => ShippedModel.Value;

    /// <summary>Binds the files of a root, and of the layers over it. Their order does not count.</summary>
    /// <returns>The model and the problems, both equal for files that say the same.</returns>
    public static BindResult Bind(EquatableArray<ParsedFile> files) => Bind(files, ShippedModel.Value);

    /// <summary>Binds files that are known to be right.</summary>
    internal static DefinitionModel BindUnchecked(IEnumerable<DefinitionFile> files) =>
        Bind(files.Select(f => DefinitionParser.Parse(f).File).ToEquatableArray(), null, isChecked: false).Model;

    private static BindResult Bind(EquatableArray<ParsedFile> files, DefinitionModel? shipped, bool isChecked = true)
    {
        var context = new BindContext(files.All(f => f.IsComplete));
        var sections = files
            .OrderBy(f => f.RelativePath, StringComparer.Ordinal)
            .ThenBy(f => f.Layer)
            .ThenBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => DefinitionSections.Open(f, context))
            .ToList();
        var kernelBinder = new KernelBinder(sections, Facts(shipped), context);
        var facts = kernelBinder.Bind();
        var profiles = Entries(sections, "profiles", ProfileBinder.Bind);
        var capabilities = Entries(sections, "capabilities", ProfileBinder.BindCapability);
        profiles = Names.Unique(profiles, p => p.Profile.Name, p => p.At["name"]!, "profile");
        capabilities = Names.Unique(capabilities, c => c.Capability.Name, c => c.At["name"]!, "capability");
        var tables = sections
            .Where(s => s.Table is not null)
            .GroupBy(s => s.Table!, StringComparer.Ordinal)
            .Where(g => g.Any(s => s.HasTableKeys) || g.All(s => s.Root.Node is Node.Invalid))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => TableBinder.Bind(g.Key, [.. g]))
            .ToList();
        var known = Names.Over(
            Below(sections, "capabilities", shipped?.Capabilities), capabilities.ConvertAll(c => c.Capability), c => c.Name);
        var latest = Latest(facts, tables, known);
        if (isChecked)
        {
            var search = new KernelSearch(facts);
            foreach (var table in tables)
            {
                TableCheck.Run(table, search);
            }

            ProvocationCheck.Run(tables);
            ProfileCheck.Run(profiles, tables, known, facts with { Newest = latest });
            CheckCapabilities(capabilities, search);
        }

        var model = new DefinitionModel(
            tables.Select(t => t.Table).ToEquatableArray(),
            facts.Architectures,
            facts.Options,
            facts.Verified,
            facts.Images,
            facts.Oldest,
            facts.Newest,
            Names.Over(Below(sections, "profiles", shipped?.Profiles), profiles.ConvertAll(p => p.Profile), p => p.Name),
            known)
        {
            Latest = latest,
            DefaultProfile = ReadDefaultProfile(sections, profiles, shipped),
        };
        return new BindResult(model, context.Problems.ToArray());
    }

    /// <summary>The name of the default profile: that of the topmost layer which names one.</summary>
    private static string? ReadDefaultProfile(List<DefinitionSections> sections, List<BoundProfile> profiles, DefinitionModel? shipped)
    {
        var name = shipped?.DefaultProfile;
        foreach (var layer in sections.Select(s => s["default-profile"]).OfType<Cursor>().GroupBy(at => at.File.Layer).OrderBy(g => g.Key))
        {
            var first = layer.First();
            foreach (var second in layer.Skip(1))
            {
                second.Key.Report(ProblemRules.SettingTwice, "default-profile", first.File.RelativePath);
            }

            var names = Below(sections, "profiles", shipped?.Profiles).Select(p => p.Name).Concat(profiles.Select(p => p.Profile.Name)).Distinct().ToList();
            if (Scalars.Label(first, "the name of a profile") is not { } named)
            {
                continue;
            }

            if (!names.Contains(named) && first.Context.IsComplete)
            {
                first.ReportName(ProblemRules.UnknownFlag, named, names, "profile", named);
            }

            name = named;
        }

        return name;
    }

    /// <summary>What comes with the tool, for definitions that have no such section themselves.</summary>
    private static EquatableArray<T> Below<T>(List<DefinitionSections> sections, string key, EquatableArray<T>? shipped) =>
        shipped is { } below && !sections.Exists(s => s.IsBase && s[key] is not null) ? below : default;

    private static void CheckCapabilities(List<BoundCapability> capabilities, KernelSearch search)
    {
        var cases = new CaseCheck(search);
        foreach (var capability in capabilities.Where(c => c.IsSound))
        {
            var at = capability.At["when"] ?? capability.At["until"] ?? capability.At["since"] ?? capability.At.At;
            cases.CanHold(capability.Capability.Exists, at, capability.Capability.Name);
        }
    }

    /// <summary>The newest version: the newest that is known, or one after it that some definition is since.</summary>
    private static KernelVersion Latest(KernelFacts facts, List<BoundTable> tables, EquatableArray<Capability> capabilities)
    {
        var named = Mentions.NewestSince(
        [
            .. tables.SelectMany(t => Mentions.Of(t.Table)),
            .. Mentions.OfKernels(facts.Architectures, facts.Options),
            .. capabilities.Select(c => c.Exists),
        ]);
        return named is not null && named > facts.Newest ? named : facts.Newest;
    }

    private static KernelFacts Facts(DefinitionModel? model) => model is null
        ? new KernelFacts(KernelVersion.None, KernelVersion.None, default, default, default, default)
        : new KernelFacts(model.Oldest, model.Newest, model.Verified, model.Images, model.Architectures, model.Options);

    private static List<T> Entries<T>(
        List<DefinitionSections> sections, string key, Func<Cursor, T?> bind)
        where T : class =>
        [.. sections
            .SelectMany(s => Scalars.Items(s[key], key))
            .Select(item => bind(item))
            .OfType<T>()];
}
