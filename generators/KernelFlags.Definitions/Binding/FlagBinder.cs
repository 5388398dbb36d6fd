using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Binding;

/// <summary>Reads the entry of a flag.</summary>
internal static class FlagBinder
{
    /// <summary>Reads an entry under <c>flags</c>.</summary>
    /// <param name="traits">The traits that the table has.</param>
    /// <returns>The flag, without <see cref="BoundFlag.Bits"/> where it has no bit that can be read; null for one without a name.</returns>
    public static BoundFlag? Bind(Cursor at, IReadOnlyList<string> traits)
    {
        var before = at.Context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Flag) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a flag");
        var bits = ReadBits(entry, Shape.Flag);
        var flagTraits = CaseReader.List(
            entry["traits"], "traits", Shape.ValueCase, CaseReader.Named(a => ReadTrait(a, traits)));
        var smaps = CaseReader.Cases(entry["smaps"], Shape.ValueCase, CaseReader.Named(a => ReadMnemonic(a)));
        var traces = ReadTraces(entry["trace"]);
        var flag = new Flag(
            name ?? "",
            CaseReader.Model(bits),
            ConditionReader.ReadVersions(entry),
            ConditionReader.Read(entry["when"]),
            ReadOtherwise(entry["otherwise"], Fallback.Zero),
            Scalars.Flag(entry["enumerator-only"], "enumerator-only"),
            CaseReader.Model(smaps),
            CaseReader.Model(traces),
            CaseReader.Model(flagTraits),
            AcceptReader.Read(entry["accept"]),
            Scalars.Sentence(entry["summary"], "summary") ?? "",
            Scalars.Sentence(entry["cause"], "cause"))
        {
            Border = CauseReader.ReadBorder(entry["border"]),
            Provocation = CauseReader.ReadProvocation(entry["provoke"]),
        };
        ReportContradictions(entry, flag);
        return name is null
            ? null
            : new BoundFlag(flag, entry, bits, smaps, traces, flagTraits, at.Context.Problems.Doubts == before);
    }

    /// <summary>Reads a trace name, or the cases of one.</summary>
    public static List<BoundCase<TraceName>> ReadTraces(Cursor? at) =>
        CaseReader.Cases(at, Shape.TraceCase, (value, mapping) =>
        {
            if (Scalars.Name(value, "a trace name") is not { } name)
            {
                return null;
            }

            var unless = Scalars.Items(mapping?["unless"], "unless")
                .Select(item => Scalars.Name(item, "a flag"))
                .OfType<string>()
                .ToEquatableArray();
            return new Found<TraceName>(new TraceName(
                name,
                Scalars.Name(mapping?["after"], "a flag or mask"),
                Scalars.Flag(mapping?["always"], "always"),
                unless));
        });

    /// <summary>Reads <c>bit</c> or <c>alias</c> of a flag or a word.</summary>
    public static List<BoundCase<BitSource>> ReadBits(MappingReader entry, Shape shape)
    {
        if (entry["bit"] is { } bit)
        {
            if (entry["alias"] is { } alias)
            {
                alias.Key.Report(ProblemRules.Contradiction, shape.What, "bit", "alias");
            }

            return CaseReader.Cases(bit, Shape.BitCase, (value, mapping) => ReadBit(value, mapping));
        }

        if (entry["alias"] is { } only)
        {
            return CaseReader.Cases(only, Shape.ValueCase, (value, _) => Aliased(value));
        }

        entry.At.Report(ProblemRules.MissingKey, shape.What, shape == Shape.Word ? "'bit', 'value' or 'alias'" : "'bit' or 'alias'");
        return [];
    }

    private static Found<BitSource>? ReadBit(Cursor value, MappingReader? mapping)
    {
        if (mapping is not null && mapping["is"] is null && mapping["alias"] is null)
        {
            value.Report(ProblemRules.MissingKey, Shape.BitCase.What, "'is' or 'alias'");
            return null;
        }

        if (mapping?["is"] is not null && mapping["alias"] is { } both)
        {
            both.Key.Report(ProblemRules.Contradiction, Shape.BitCase.What, "is", "alias");
        }

        if (mapping?["is"] is null && mapping is not null)
        {
            if (mapping["shares"] is { } needless)
            {
                needless.Key.Report(ProblemRules.Contradiction, Shape.BitCase.What, "alias", "shares");
            }

            return Aliased(value);
        }

        if (mapping?["shares"] is { } shares)
        {
            Scalars.Name(shares, "a flag");
        }

        return Scalars.Number(value, "bit") is { } number ? new Found<BitSource>(new BitSource(number, null)) : null;
    }

    private static Found<BitSource>? Aliased(Cursor value) =>
        Scalars.Name(value, "a flag") is { } name ? new Found<BitSource>(new BitSource(null, name)) : null;

    private static string? ReadMnemonic(Cursor at)
    {
        if (at.Text is not { } text || at.Node is Node.Scalar { IsPlain: true, Text: "" })
        {
            Scalars.ReportType(at, "'smaps'", "two letters or digits");
            return null;
        }

        if (text.Length == 0 || (text.Length == 2 && text.All(c => c < 128 && char.IsLetterOrDigit(c))))
        {
            return text;
        }

        at.Report(ProblemRules.BadMnemonic, text);
        return null;
    }

    private static string? ReadTrait(Cursor at, IReadOnlyList<string> traits)
    {
        if (at.Text is not { Length: > 0 } name)
        {
            Scalars.ReportType(at, "a trait", "a name");
            return null;
        }

        if (traits.Contains(name))
        {
            return name;
        }

        if (at.Context.IsComplete)
        {
            at.ReportName(ProblemRules.UnknownTrait, name, traits, name);
        }

        return null;
    }

    /// <summary>Reads what a word is where it has no bit.</summary>
    public static EquatableArray<Case<Fallback>> ReadOtherwise(Cursor? at, Fallback without) => at is null
        ? EquatableArray.Of(new Case<Fallback>(without, Condition.Always))
        : CaseReader.Model(CaseReader.Cases(at, Shape.ValueCase, (value, _) => ReadFallback(value)));

    private static Found<Fallback>? ReadFallback(Cursor value)
    {
        switch (value.Text)
        {
            case "zero":
                return new Found<Fallback>(Fallback.Zero);
            case "absent":
                return new Found<Fallback>(Fallback.Absent);
            default:
                Scalars.ReportType(value, "'otherwise'", "'zero' or 'absent'");
                return null;
        }
    }

    private static void ReportContradictions(MappingReader entry, Flag flag)
    {
        foreach (var key in flag.EnumeratorOnly ? (string[])["when", "otherwise"] : [])
        {
            if (entry[key] is { } at)
            {
                at.Key.Report(ProblemRules.Contradiction, "a flag", "enumerator-only", key);
            }
        }
    }
}
