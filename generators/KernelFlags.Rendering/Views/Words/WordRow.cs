using System.Globalization;

namespace KernelFlags.Rendering.Views.Words;

/// <summary>A word as generated code looks for it: the bits of a number that it looks at, and what they must be.</summary>
/// <param name="Mask">The bits: those of its field, or of the whole word; of a flag its bit.</param>
internal sealed record WordRow(ResolvedFlag Word, FlagBits Mask)
{
    /// <summary>The rows in the order in which a number is read: values of the whole word, those of fields, then bits. Aliases are not looked for.</summary>
    public static IReadOnlyList<WordRow> Of(ResolvedTable table)
    {
        var all = FlagBits.All(table.IntegerWidth());
        var words = table.Flags.Where(word => !word.IsAboutField && word.AliasOf is null).ToList();
        FlagBits Field(string name) => table.Fields.First(field => field.Name == name).Bits;
        return
        [
            .. words.Where(word => word is { Number: not null, Field: null }).Select(word => new WordRow(word, all)),
            .. table.Fields.SelectMany(field => words.Where(word => word.Field == field.Name)).Select(word => new WordRow(word, Field(word.Field!))),
            .. words.Where(word => word.Bit is not null).Select(word => new WordRow(word, word.Value)),
        ];
    }

    /// <summary>A number in hexadecimal, which every language reads.</summary>
    public static string Literal(FlagBits value) => value.IsEmpty ? "0" : value.ToString();

    /// <summary>A value as a person reads it: decimal where it is a number by itself, with its shift where it is written so.</summary>
    public static string Shown(ResolvedTable table, ResolvedFlag word)
    {
        var field = table.Fields.FirstOrDefault(candidate => candidate.Name == word.Field);
        return word.Number is not { High: 0 } number ? word.Value.ToString()
            : field is { Shift: > 0 } shifted ? string.Format(CultureInfo.InvariantCulture, "{0} << {1}", (number >> shifted.Shift).Low, shifted.Shift)
            : word.IsAboutField ? number.ToString()
            : number.Low.ToString(CultureInfo.InvariantCulture);
    }
}
