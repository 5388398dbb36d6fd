using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Decode;

/// <summary>Flags as they were written, read for one kernel. Every text can be read: what is not understood is kept.</summary>
/// <param name="Value">The bits that are set; null where the text tells of no flags.</param>
/// <param name="UnknownWords">The words that no flag of the kernel has for a name, in order.</param>
/// <param name="IsTrace">Whether it was written as the trace table does, with <c>|</c> between the names.</param>
/// <param name="Differences">Where a value and names, or two values, don't agree.</param>
/// <param name="Notes">How a number was read that may be read otherwise.</param>
/// <param name="Around">What stands around the flags.</param>
/// <param name="Told">What the text tells for any kernel; null where it is no flags.</param>
internal sealed record FlagText(
    FlagBits? Value,
    IReadOnlyList<string> UnknownWords,
    bool IsTrace,
    IReadOnlyList<string> Differences,
    IReadOnlyList<string> Notes,
    IReadOnlyList<string> Around,
    PastedLine? Told = null)
{
    /// <summary>Reads a line as people paste it: a number, the mnemonics of smaps, trace text, names in C, or what other tools print around them.</summary>
    /// <param name="names">The names of a kernel.</param>
    /// <returns>What it says.</returns>
    public static FlagText Read(string text, FlagNames names)
    {
        var line = PastedForms.WhiteSpace.Replace(text, " ").Trim(' ');
        var start = 0;
        while (PastedForms.LogPrefix.Match(line, start) is { Success: true } prefix)
        {
            start += prefix.Length;
        }

        line = line[start..];
        return PastedForms.IsWithoutFlags(line) || (names.Table.Name == "vma" && PastedForms.FlagsOfPage.IsMatch(line)) ? new FlagText(null, [], false, [], [], [line])
            : PastedLine.Read(line, names) is { } told ? Of(told, names)
            : new FlagText(null, [line], false, [], [], []);
    }

    /// <summary>What a line tells, as a kernel reads it. A value and names must agree.</summary>
    /// <param name="told">What it tells.</param>
    /// <param name="names">The names of the kernel.</param>
    /// <returns>What it says.</returns>
    public static FlagText Of(PastedLine told, FlagNames names)
    {
        var (named, unknown) = Named(told, names);
        var notes = new List<string>();
        var values = new List<FlagBits>();

        // Of words that nobody knows each may stand for a bit; smaps says nothing of some.
        var isNamed = told.HasNames && (told.IsTrace || !named.IsEmpty || unknown.Count == 0);
        var unknownNames = unknown.Count;
        FlagBits Unnamed(FlagBits value) => value & ~named & ~(told.IsTrace ? default : names.Hidden);
        bool Agrees(FlagBits value) => !isNamed || ((named & ~value).IsEmpty && Unnamed(value).Bits().Count() <= unknownNames);
        foreach (var (text, numberBase) in told.Numbers)
        {
            var number = NumberText.Read(text, numberBase, names);
            if (number.Value is not { } value)
            {
                unknown.Add(text);
                continue;
            }

            var isOther = number.Other is { } other && !Agrees(value) && Agrees(other);
            values.Add(isOther ? number.Other!.Value : value);
            notes.AddRange(isOther ? [number.OtherNote!] : number.Note is { } note && !(isNamed && Agrees(value)) ? [note] : []);
        }

        var differences = new List<string>();
        if (values.Count > 0 && !Agrees(values[0]))
        {
            AddDifference(differences, "in the value and not among the names: ", Unnamed(values[0]), names);
            AddDifference(differences, "among the names and not in the value: ", named & ~values[0], names);
        }

        foreach (var value in values.Skip(1))
        {
            AddDifference(differences, $"{values[0]} and {value} differ in ", (values[0] & ~value) | (value & ~values[0]), names);
        }

        return new FlagText(values.Count > 0 ? values[0] : named, unknown, told.IsTrace, differences, notes, told.Around, told);
    }

    private static (FlagBits Bits, List<string> Unknown) Named(PastedLine told, FlagNames names)
    {
        var named = default(FlagBits);
        var unknown = new List<string>();
        foreach (var word in told.Words)
        {
            var isNumber = told.IsTrace && char.IsAsciiDigit(word[0]) && NumberText.Is(word);
            var bits = isNumber ? NumberText.Read(word, NumberBase.Any, names).Value : names.Find(word, told.IsTrace);
            if (bits is { } known && (isNumber || !known.IsEmpty))
            {
                named |= known;
            }
            else
            {
                unknown.Add(word);
            }
        }

        return (named, unknown);
    }

    private static void AddDifference(List<string> differences, string what, FlagBits bits, FlagNames names)
    {
        if (!bits.IsEmpty)
        {
            differences.Add(what + string.Join(", ", bits.Bits().Select(names.NameOf)));
        }
    }
}
