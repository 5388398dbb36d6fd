namespace KernelFlags.Definitions;

/// <summary>A flag and the places of what it says.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="At">Its entry.</param>
/// <param name="Bits">Its bits, case by case.</param>
/// <param name="Smaps">Its mnemonics.</param>
/// <param name="Traces">Its trace names.</param>
/// <param name="Traits">Its traits.</param>
/// <param name="IsSound">Whether nothing was wrong with it. One that is not is not compared with others.</param>
internal sealed record BoundFlag(
    Flag Flag,
    MappingReader At,
    List<BoundCase<BitSource>> Bits,
    List<BoundCase<string>> Smaps,
    List<BoundCase<TraceName>> Traces,
    List<BoundCase<string>> Traits,
    bool IsSound)
{
    public Cursor NameAt => At["name"] ?? At.At;
}

/// <summary>Reads the entry of a flag.</summary>
internal static class FlagBinder
{
    /// <summary>Reads an entry under <c>flags</c>.</summary>
    /// <param name="at">The entry.</param>
    /// <param name="traits">The traits that the table has.</param>
    /// <param name="context">The binding.</param>
    /// <returns>The flag, without <see cref="BoundFlag.Bits"/> where it has no bit that can be read; null for one without a name.</returns>
    public static BoundFlag? Bind(Cursor at, IReadOnlyList<string> traits, BindContext context)
    {
        var before = context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Flag, context) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a flag", context);
        var bits = ReadBits(entry, Shape.Flag, context);
        var flagTraits = CaseReader.List(
            entry["traits"], "traits", Shape.ValueCase, context, CaseReader.Named(a => ReadTrait(a, traits, context)));
        var smaps = CaseReader.Cases(entry["smaps"], Shape.ValueCase, context, CaseReader.Named(a => ReadMnemonic(a, context)));
        var traces = ReadTraces(entry["trace"], context);
        var flag = new Flag(
            name ?? "",
            CaseReader.Model(bits),
            ConditionReader.ReadVersions(entry, context),
            ConditionReader.Read(entry["when"], context),
            ReadOtherwise(entry["otherwise"], Fallback.Zero, context),
            Scalars.Flag(entry["enumerator-only"], "enumerator-only", context),
            CaseReader.Model(smaps),
            CaseReader.Model(traces),
            CaseReader.Model(flagTraits),
            AcceptReader.Read(entry["accept"], context),
            Scalars.Sentence(entry["summary"], "summary", context) ?? "",
            Scalars.Sentence(entry["cause"], "cause", context))
        {
            Border = CauseReader.ReadBorder(entry["border"], context),
            Provocation = CauseReader.ReadProvocation(entry["provoke"], context),
        };
        ReportContradictions(entry, flag, context);
        return name is null
            ? null
            : new BoundFlag(flag, entry, bits, smaps, traces, flagTraits, context.Problems.Doubts == before);
    }

    /// <summary>Reads a trace name, or the cases of one.</summary>
    public static List<BoundCase<TraceName>> ReadTraces(Cursor? at, BindContext context) =>
        CaseReader.Cases(at, Shape.TraceCase, context, (value, mapping) =>
        {
            if (Scalars.Name(value, "a trace name", context) is not { } name)
            {
                return null;
            }

            var unless = Scalars.Items(mapping?["unless"], "unless", context)
                .Select(item => Scalars.Name(item, "a flag", context))
                .OfType<string>()
                .ToEquatableArray();
            return new Found<TraceName>(new TraceName(
                name,
                Scalars.Name(mapping?["after"], "a flag or mask", context),
                Scalars.Flag(mapping?["always"], "always", context),
                unless));
        });

    /// <summary>Reads <c>bit</c> or <c>alias</c> of a flag or a word.</summary>
    public static List<BoundCase<BitSource>> ReadBits(MappingReader entry, Shape shape, BindContext context)
    {
        if (entry["bit"] is { } bit)
        {
            if (entry["alias"] is { } alias)
            {
                context.Problems.Report(alias.Key, ProblemRules.Contradiction, shape.What, "bit", "alias");
            }

            return CaseReader.Cases(bit, Shape.BitCase, context, (value, mapping) => ReadBit(value, mapping, context));
        }

        if (entry["alias"] is { } only)
        {
            return CaseReader.Cases(only, Shape.ValueCase, context, (value, _) => Aliased(value, context));
        }

        context.Problems.Report(
            entry.At, ProblemRules.MissingKey, shape.What, shape == Shape.Word ? "'bit', 'value' or 'alias'" : "'bit' or 'alias'");
        return [];
    }

    private static Found<BitSource>? ReadBit(Cursor value, MappingReader? mapping, BindContext context)
    {
        if (mapping is not null && mapping["is"] is null && mapping["alias"] is null)
        {
            context.Problems.Report(value, ProblemRules.MissingKey, Shape.BitCase.What, "'is' or 'alias'");
            return null;
        }

        if (mapping?["is"] is not null && mapping["alias"] is { } both)
        {
            context.Problems.Report(both.Key, ProblemRules.Contradiction, Shape.BitCase.What, "is", "alias");
        }

        if (mapping?["is"] is null && mapping is not null)
        {
            if (mapping["shares"] is { } needless)
            {
                context.Problems.Report(needless.Key, ProblemRules.Contradiction, Shape.BitCase.What, "alias", "shares");
            }

            return Aliased(value, context);
        }

        if (mapping?["shares"] is { } shares)
        {
            Scalars.Name(shares, "a flag", context);
        }

        return Scalars.Number(value, "bit", context) is { } number ? new Found<BitSource>(new BitSource(number, null)) : null;
    }

    private static Found<BitSource>? Aliased(Cursor value, BindContext context) =>
        Scalars.Name(value, "a flag", context) is { } name ? new Found<BitSource>(new BitSource(null, name)) : null;

    private static string? ReadMnemonic(Cursor at, BindContext context)
    {
        if (at.Text is not { } text || at.Node is Node.Scalar { IsPlain: true, Text: "" })
        {
            Scalars.ReportType(at, "'smaps'", "two letters or digits", context);
            return null;
        }

        if (text.Length == 0 || (text.Length == 2 && text.All(c => c < 128 && char.IsLetterOrDigit(c))))
        {
            return text;
        }

        context.Problems.Report(at, ProblemRules.BadMnemonic, text);
        return null;
    }

    private static string? ReadTrait(Cursor at, IReadOnlyList<string> traits, BindContext context)
    {
        if (at.Text is not { Length: > 0 } name)
        {
            Scalars.ReportType(at, "a trait", "a name", context);
            return null;
        }

        if (traits.Contains(name))
        {
            return name;
        }

        if (context.IsComplete)
        {
            context.Problems.ReportName(at.Here, ProblemRules.UnknownTrait, name, traits, name);
        }

        return null;
    }

    /// <summary>Reads what a word is where it has no bit.</summary>
    public static EquatableArray<Case<Fallback>> ReadOtherwise(Cursor? at, Fallback without, BindContext context) => at is null
        ? EquatableArray.Of(new Case<Fallback>(without, Condition.Always))
        : CaseReader.Model(CaseReader.Cases(at, Shape.ValueCase, context, (value, _) => ReadFallback(value, context)));

    private static Found<Fallback>? ReadFallback(Cursor value, BindContext context)
    {
        switch (value.Text)
        {
            case "zero":
                return new Found<Fallback>(Fallback.Zero);
            case "absent":
                return new Found<Fallback>(Fallback.Absent);
            default:
                Scalars.ReportType(value, "'otherwise'", "'zero' or 'absent'", context);
                return null;
        }
    }

    private static void ReportContradictions(MappingReader entry, Flag flag, BindContext context)
    {
        foreach (var key in flag.EnumeratorOnly ? (string[])["when", "otherwise"] : [])
        {
            if (entry[key] is { } at)
            {
                context.Problems.Report(at.Key, ProblemRules.Contradiction, "a flag", "enumerator-only", key);
            }
        }
    }
}
