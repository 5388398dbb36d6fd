using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Decode;

/// <summary>A flag of a decoded text.</summary>
/// <param name="Name">Its name in C.</param>
/// <param name="Bit">Its bit; null for a value that is no single bit.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Aliases">Other names in C of the same bit.</param>
internal sealed record DecodedFlag(string Name, int? Bit, string Meaning, IReadOnlyList<string> Aliases)
{
    /// <summary>What a bit stands for.</summary>
    /// <param name="flags">Its flags, that which gives it its name first.</param>
    public static DecodedFlag Of(int bit, IReadOnlyList<ResolvedFlag> flags)
    {
        var (first, others) = (flags[0], flags.Skip(1).ToList());
        var meanings = others.Where(flag => flag.Name != first.AliasOf).Select(flag => $"{flag.CName}: {flag.Summary}");
        return new DecodedFlag(first.CName ?? first.Name, bit, string.Join(' ', meanings.Prepend(first.Summary)), [.. others.Select(flag => flag.CName ?? flag.Name)]);
    }

    /// <summary>A word of a system call.</summary>
    /// <param name="table">Its table.</param>
    /// <returns>The word, with what is written for the same.</returns>
    public static DecodedFlag OfWord(ResolvedFlag word, ResolvedTable table) => new(
        word.CName!, word.Value.Single(), word.Summary, [.. table.Flags.Where(other => other.AliasOf == word.Name).Select(other => other.CName!)]);
}

/// <summary>Where another kernel would read a text otherwise.</summary>
/// <param name="Kernels">The versions: <c>6.6 to 6.12</c>.</param>
/// <param name="Reads">What they would read.</param>
internal sealed record ElsewhereReading(string Kernels, string Reads);

/// <summary>A text, decoded for one kernel.</summary>
/// <param name="Value">The bits that are set; null where the text tells of no flags.</param>
/// <param name="Smaps">What smaps prints for it, and unknown mnemonics of the text.</param>
/// <param name="Trace">What a trace prints for it, and unknown names of the text.</param>
/// <param name="Flags">The flags, by bit.</param>
/// <param name="Unknown">The bits and words that are no flag here.</param>
/// <param name="Elsewhere">Where another kernel would read it otherwise.</param>
internal sealed record DecodedFlags(
    string Input,
    FlagBits? Value,
    IReadOnlyList<string> Smaps,
    string Trace,
    IReadOnlyList<DecodedFlag> Flags,
    IReadOnlyList<string> Unknown,
    IReadOnlyList<ElsewhereReading> Elsewhere)
{
    /// <summary>Where a value and names, or two values, of the text don't agree.</summary>
    public IReadOnlyList<string> Differences { get; private init; } = [];

    /// <summary>How a number was read that may be read otherwise.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Whether it is words of a system call, which have neither mnemonics nor trace names.</summary>
    public bool IsWords { get; private init; }

    /// <summary>What stands around the flags in the text, and was not read.</summary>
    public IReadOnlyList<string> Around { get; private init; } = [];

    /// <summary>What to know of words of a system call that is no part of what they mean, each one sentence.</summary>
    public IReadOnlyList<string> Cautions { get; private init; } = [];

    /// <summary>Why nothing of the text was read, and what to write instead; null where something was.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Decodes a text. It never throws.</summary>
    /// <param name="names">The kernel's names.</param>
    /// <param name="elsewhere">Knows other kernels.</param>
    /// <returns>What the text says.</returns>
    public static DecodedFlags Of(string input, FlagNames names, OtherKernels elsewhere)
    {
        var text = FlagText.Read(input, names);
        var bits = (text.Value ?? default).Bits().ToList();
        var known = bits.Where(bit => names.At(bit).Count > 0).Select(bit => DecodedFlag.Of(bit, names.At(bit)));
        return new DecodedFlags(
            input,
            text.Value,
            [.. bits.Select(bit => Mnemonic(names.Table, bit)).Where(mnemonic => mnemonic.Length > 0), .. text.UnknownWords.Where(word => !text.IsTrace && word.Length == 2)],
            TraceText(names.Table, text),
            [.. known],
            [.. bits.Where(bit => names.At(bit).Count == 0).Select(bit => UnknownBit(names.Table, bit)), .. text.UnknownWords],
            elsewhere.Read(text, names))
        {
            Differences = text.Differences,
            Notes = text.Notes,
            Around = text.Around,
        };
    }

    /// <summary>Decodes words of a system call. It never throws.</summary>
    /// <param name="table">The kernel's table.</param>
    /// <param name="elsewhere">Knows other kernels.</param>
    /// <returns>What the text says.</returns>
    public static DecodedFlags OfWords(string input, ResolvedTable table, OtherWords elsewhere)
    {
        var text = WordText.Read(input, table);
        var read = text.Value is { } value ? ReadWords.Of(table, value) : new ReadWords(default, default);
        IEnumerable<string> rest = read.Unknown.IsEmpty ? [] : [$"{read.Unknown} ({read.Unknown.Low})"];
        return new DecodedFlags(
            input,
            text.Value,
            [],
            text.Value is { } number ? WordText.Written(table, number) ?? "" : "",
            [.. read.Words.Select(word => DecodedFlag.OfWord(word, table))],
            [.. rest, .. text.Unknown],
            elsewhere.Read(text, table))
        {
            IsWords = true,
            Differences = text.Differences,
            Around = text.Around,
            Cautions = text.Cautions,
            Refusal = text.Refusal,
        };
    }

    private static string Mnemonic(ResolvedTable table, int bit) =>
        table.Smaps.IsEmpty ? "" : bit < table.Smaps.Count ? table.Smaps[bit] : "??";

    private static string UnknownBit(ResolvedTable table, int bit)
    {
        var enumerators = table.Flags.Where(flag => flag.EnumeratedBit == bit && flag.AliasOf is null).Select(flag => flag.Enumerator);
        var name = bit < table.Width ? enumerators.FirstOrDefault() : "outside the word";
        return string.Create(CultureInfo.InvariantCulture, $"bit {bit}{(name is null ? "" : $" ({name})")}");
    }

    /// <summary>As the kernel prints it: each entry whose bits are all left takes them away; what remains is a number.</summary>
    private static string TraceText(ResolvedTable table, FlagText text)
    {
        var left = text.Value ?? default;
        var words = new List<string>();
        foreach (var entry in table.Trace.Where(entry => !entry.Value.IsEmpty))
        {
            if ((left & entry.Value) == entry.Value)
            {
                words.Add(entry.Name);
                left &= ~entry.Value;
            }
        }

        words.AddRange(left.IsEmpty ? [] : [left.ToString()]);
        words.AddRange(text.IsTrace ? text.UnknownWords : []);
        return string.Join('|', words);
    }
}
