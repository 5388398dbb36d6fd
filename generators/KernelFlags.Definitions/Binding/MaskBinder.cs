namespace KernelFlags.Definitions;

/// <summary>A mask and the places of what it says.</summary>
internal sealed record BoundMask(
    Mask Mask,
    MappingReader At,
    List<BoundCase<string>> CNames,
    List<BoundCase<string>> Members,
    List<BoundCase<TraceName>> Traces,
    bool IsSound)
{
    public Cursor NameAt => At["name"] ?? At.At;
}

/// <summary>Reads the entry of a mask.</summary>
internal static class MaskBinder
{
    private static readonly string[] Contents = ["flags", "trait", "not"];

    /// <summary>Reads an entry under <c>masks</c>.</summary>
    /// <param name="at">The entry.</param>
    /// <param name="traits">The traits that the table has.</param>
    /// <param name="context">The binding.</param>
    /// <returns>The mask; null for one without a name or content.</returns>
    public static BoundMask? Bind(Cursor at, IReadOnlyList<string> traits, BindContext context)
    {
        var before = context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Mask, context) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a mask", context);
        var cNames = CaseReader.List(entry["names"], "names", Shape.ValueCase, context,
            CaseReader.Named(a => Scalars.Identifier(a, "a name in C", context)));
        var members = CaseReader.List(entry["flags"], "flags", Shape.ValueCase, context,
            CaseReader.Named(a => Scalars.Name(a, "a flag or mask", context)));
        var traces = FlagBinder.ReadTraces(entry["trace"], context);
        var mask = new Mask(
            name ?? "",
            CaseReader.Model(cNames),
            ConditionReader.ReadVersions(entry, context),
            CaseReader.Model(members),
            ReadTrait(entry["trait"], traits, context),
            Scalars.Name(entry["not"], "a mask", context),
            CaseReader.Model(traces),
            AcceptReader.Read(entry["accept"], context),
            Scalars.Sentence(entry["summary"], "summary", context) ?? "");
        ReportContents(entry, context);
        return name is null ? null : new BoundMask(mask, entry, cNames, members, traces, context.Problems.Doubts == before);
    }

    private static void ReportContents(MappingReader entry, BindContext context)
    {
        var present = Contents.Where(key => entry[key] is not null).ToArray();
        if (present.Length == 0)
        {
            context.Problems.Report(entry.At, ProblemRules.MissingKey, Shape.Mask.What, "'flags', 'trait' or 'not'");
        }

        foreach (var second in present.Skip(1))
        {
            context.Problems.Report(entry[second]!.Key, ProblemRules.Contradiction, Shape.Mask.What, present[0], second);
        }
    }

    private static string? ReadTrait(Cursor? at, IReadOnlyList<string> traits, BindContext context)
    {
        if (at is null)
        {
            return null;
        }

        if (at.Text is not { Length: > 0 } name)
        {
            Scalars.ReportType(at, "'trait'", "a trait", context);
            return null;
        }

        if (!traits.Contains(name) && context.IsComplete)
        {
            context.Problems.ReportName(at.Here, ProblemRules.UnknownTrait, name, traits, name);
        }

        return name;
    }
}
