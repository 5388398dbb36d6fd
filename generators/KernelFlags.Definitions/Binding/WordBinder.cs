using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Binding;

/// <summary>Reads the words of a system call, and the fields that they stand in. A word is a flag without what is VMAs' own.</summary>
internal static class WordBinder
{
    private static readonly string[] Contents = ["bit", "alias", "value"];

    /// <summary>Reads an entry under <c>words</c>.</summary>
    /// <returns>The word, without <see cref="BoundFlag.Bits"/> where it has none that can be read; null for one without a name.</returns>
    public static BoundFlag? Bind(Cursor at)
    {
        var before = at.Context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Word) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a word");
        ReportContents(entry);
        var sources = entry["value"] is { } value
            ? CaseReader.Cases(value, Shape.ValueCase, (number, _) => ReadValue(number))
            : FlagBinder.ReadBits(entry, Shape.Word);
        var word = new Flag(
            name ?? "",
            CaseReader.Model(sources),
            ConditionReader.ReadVersions(entry),
            ConditionReader.Read(entry["when"]),
            FlagBinder.ReadOtherwise(entry["otherwise"], Fallback.Absent),
            EnumeratorOnly: false,
            default,
            default,
            default,
            AcceptReader.Read(entry["accept"]),
            Scalars.Sentence(entry["summary"], "summary") ?? "",
            Cause: null)
        {
            Field = Scalars.Name(entry["in"], "a field"),
        };
        return name is null ? null : new BoundFlag(word, entry, sources, [], [], [], at.Context.Problems.Doubts == before);
    }

    /// <summary>Reads an entry under <c>fields</c>.</summary>
    /// <returns>The field; null for one without a name or a mask.</returns>
    public static BoundField? BindField(Cursor at)
    {
        var before = at.Context.Problems.Doubts;
        if (MappingReader.Open(at, Shape.Field) is not { } entry)
        {
            return null;
        }

        var name = Scalars.Name(entry["name"], "the name of a field");
        var masks = CaseReader.Cases(entry["mask"], Shape.ValueCase,
            (value, _) => Scalars.Value(value, "mask") is { } mask ? new Found<FlagBits>(mask) : null);
        var field = new Field(
            name ?? "",
            CaseReader.Model(masks),
            ReadShift(entry["shift"]),
            ConditionReader.ReadVersions(entry),
            Scalars.Sentence(entry["summary"], "summary") ?? "");
        return name is null || masks.Count == 0 ? null : new BoundField(field, entry, masks, at.Context.Problems.Doubts == before);
    }

    private static Found<BitSource>? ReadValue(Cursor at) =>
        Scalars.Value(at, "value") is { } value ? new Found<BitSource>(new BitSource(null, null) { Value = value }) : null;

    private static int? ReadShift(Cursor? at)
    {
        var shift = Scalars.Number(at, "shift");
        if (shift is null or (> 0 and < FlagBits.MaxWidth))
        {
            return shift;
        }

        Scalars.ReportType(at!, "'shift'", "from 1 to 127");
        return null;
    }

    private static void ReportContents(MappingReader entry)
    {
        var present = Contents.Where(key => entry[key] is not null).ToArray();
        foreach (var second in present.Skip(1).Where(key => key == "value"))
        {
            entry[second]!.Key.Report(ProblemRules.Contradiction, Shape.Word.What, present[0], second);
        }

        if (entry["in"] is { } field && entry["value"] is null && present.Length > 0)
        {
            field.Key.Report(ProblemRules.Contradiction, Shape.Word.What, present[0], "in");
        }
    }
}
