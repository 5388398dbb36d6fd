namespace KernelFlags.Definitions;

/// <summary>A field and the places of what it says.</summary>
internal sealed record BoundField(Field Field, MappingReader At, List<BoundCase<FlagBits>> Masks, bool IsSound)
{
    public Cursor NameAt => At["name"] ?? At.At;
}

/// <summary>Reads the words of a system call, and the fields that they stand in. A word is a flag without what is VMAs' own.</summary>
internal static class WordBinder
{
    private static readonly string[] Contents = ["bit", "alias", "value"];

    /// <summary>Reads an entry under <c>words</c>.</summary>
    /// <returns>The word, without <see cref="BoundFlag.Bits"/> where it has none that can be read; null for one without a name.</returns>
    public static BoundFlag? Bind(Cursor at, BindContext context)
    {
        var before = context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Word, context) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a word", context);
        ReportContents(entry, context);
        var sources = entry["value"] is { } value
            ? CaseReader.Cases(value, Shape.ValueCase, context, (number, _) => ReadValue(number, context))
            : FlagBinder.ReadBits(entry, Shape.Word, context);
        var word = new Flag(
            name ?? "",
            CaseReader.Model(sources),
            ConditionReader.ReadVersions(entry, context),
            ConditionReader.Read(entry["when"], context),
            FlagBinder.ReadOtherwise(entry["otherwise"], Fallback.Absent, context),
            EnumeratorOnly: false,
            default,
            default,
            default,
            AcceptReader.Read(entry["accept"], context),
            Scalars.Sentence(entry["summary"], "summary", context) ?? "",
            Cause: null)
        {
            Field = Scalars.Name(entry["in"], "a field", context),
        };
        return name is null ? null : new BoundFlag(word, entry, sources, [], [], [], context.Problems.Doubts == before);
    }

    /// <summary>Reads an entry under <c>fields</c>.</summary>
    /// <returns>The field; null for one without a name or a mask.</returns>
    public static BoundField? BindField(Cursor at, BindContext context)
    {
        var before = context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Field, context) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a field", context);
        var masks = CaseReader.Cases(entry["mask"], Shape.ValueCase, context,
            (value, _) => Scalars.Value(value, "mask", context) is { } mask ? new Found<FlagBits>(mask) : null);
        var field = new Field(
            name ?? "",
            CaseReader.Model(masks),
            ReadShift(entry["shift"], context),
            ConditionReader.ReadVersions(entry, context),
            Scalars.Sentence(entry["summary"], "summary", context) ?? "");
        return name is null || masks.Count == 0 ? null : new BoundField(field, entry, masks, context.Problems.Doubts == before);
    }

    private static Found<BitSource>? ReadValue(Cursor at, BindContext context) =>
        Scalars.Value(at, "value", context) is { } value ? new Found<BitSource>(new BitSource(null, null) { Value = value }) : null;

    private static int? ReadShift(Cursor? at, BindContext context)
    {
        var shift = Scalars.Number(at, "shift", context);
        if (shift is null or (> 0 and < FlagBits.MaxWidth))
        {
            return shift;
        }

        Scalars.ReportType(at!, "'shift'", "from 1 to 127", context);
        return null;
    }

    private static void ReportContents(MappingReader entry, BindContext context)
    {
        var present = Contents.Where(key => entry[key] is not null).ToArray();
        foreach (var second in present.Skip(1).Where(key => key == "value"))
        {
            context.Problems.Report(entry[second]!.Key, ProblemRules.Contradiction, Shape.Word.What, present[0], second);
        }

        if (entry["in"] is { } field && entry["value"] is null && present.Length > 0)
        {
            context.Problems.Report(field.Key, ProblemRules.Contradiction, Shape.Word.What, present[0], "in");
        }
    }
}
