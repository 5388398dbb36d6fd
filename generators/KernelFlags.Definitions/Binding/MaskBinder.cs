using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Binding;

/// <summary>Reads the entry of a mask.</summary>
internal static class MaskBinder
{
    private static readonly string[] Contents = ["flags", "trait", "not"];

    /// <summary>Reads an entry under <c>masks</c>.</summary>
    /// <param name="traits">The traits that the table has.</param>
    /// <returns>The mask; null for one without a name or content.</returns>
    public static BoundMask? Bind(Cursor at, IReadOnlyList<string> traits)
    {
        var before = at.Context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Mask) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a mask");
        var cNames = CaseReader.List(entry["names"], "names", Shape.ValueCase,
            CaseReader.Named(a => Scalars.Identifier(a, "a name in C")));
        var members = CaseReader.List(entry["flags"], "flags", Shape.ValueCase,
            CaseReader.Named(a => Scalars.Name(a, "a flag or mask")));
        var traces = FlagBinder.ReadTraces(entry["trace"]);
        var mask = new Mask(
            name ?? "",
            CaseReader.Model(cNames),
            ConditionReader.ReadVersions(entry),
            CaseReader.Model(members),
            ReadTrait(entry["trait"], traits),
            Scalars.Name(entry["not"], "a mask"),
            CaseReader.Model(traces),
            AcceptReader.Read(entry["accept"]),
            Scalars.Sentence(entry["summary"], "summary") ?? "");
        ReportContents(entry);
        return name is null ? null : new BoundMask(mask, entry, cNames, members, traces, at.Context.Problems.Doubts == before);
    }

    private static void ReportContents(MappingReader entry)
    {
        var present = Contents.Where(key => entry[key] is not null).ToArray();
        if (present.Length == 0)
        {
            entry.At.Report(ProblemRules.MissingKey, Shape.Mask.What, "'flags', 'trait' or 'not'");
        }

        foreach (var second in present.Skip(1))
        {
            entry[second]!.Key.Report(ProblemRules.Contradiction, Shape.Mask.What, present[0], second);
        }
    }

    private static string? ReadTrait(Cursor? at, IReadOnlyList<string> traits)
    {
        if (at is null)
        {
            return null;
        }

        if (at.Text is not { Length: > 0 } name)
        {
            Scalars.ReportType(at, "'trait'", "a trait");
            return null;
        }

        if (!traits.Contains(name) && at.Context.IsComplete)
        {
            at.ReportName(ProblemRules.UnknownTrait, name, traits, name);
        }

        return name;
    }
}
