using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Cli.Decode;

/// <summary>Words of a system call as they were written, read for one kernel.</summary>
/// <param name="Value">The number; null where nothing of the text is known.</param>
/// <param name="Named">The words that were written by name, and known; each once.</param>
/// <param name="Unknown">The words that the kernel does not know, in order; each once.</param>
internal sealed record WordText(FlagBits? Value, IReadOnlyList<ResolvedFlag> Named, IReadOnlyList<string> Unknown)
{
    private static readonly char[] Separators = ['|', ',', ' ', '\t', '\r', '\n'];

    /// <summary>Reads a text: numbers and names, with or without prefix, joined by <c>|</c>.</summary>
    /// <param name="table">The kernel's table.</param>
    /// <returns>What it says.</returns>
    public static WordText Read(string text, ResolvedTable table)
    {
        FlagBits? value = null;
        var named = new List<ResolvedFlag>();
        var unknown = new List<string>();
        foreach (var part in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Number(part) is { } number && (number & ~FlagBits.All(Math.Max(table.Width, 64))).IsEmpty)
            {
                value = (value ?? default) | number;
            }
            else if (Word(part, table) is { } word)
            {
                value = (value ?? default) | word.Value;
                named.Add(word);
            }
            else
            {
                unknown.Add(part);
            }
        }

        return new(value, [.. named.Distinct()], [.. unknown.Distinct()]);
    }

    /// <summary>A number in the words of a kernel, joined by <c>|</c>; what has no name is a number.</summary>
    /// <param name="table">The kernel's table.</param>
    /// <returns>The words; null where it holds none.</returns>
    public static string? Written(ResolvedTable table, FlagBits value)
    {
        var read = ReadWords.Of(table, value);
        IEnumerable<string> rest = read.Unknown.IsEmpty ? [] : [read.Unknown.ToString()];
        return read.Words.IsEmpty ? null : string.Join('|', read.Words.Select(word => word.CName).Concat(rest));
    }

    /// <summary>The word of a name.</summary>
    /// <param name="name">Its name in C or in the definitions, in any case.</param>
    /// <param name="table">The kernel's table.</param>
    /// <returns>The word; null when the kernel has none.</returns>
    public static ResolvedFlag? Word(string name, ResolvedTable table) => table.Flags.FirstOrDefault(word =>
        string.Equals(word.CName, name, StringComparison.OrdinalIgnoreCase) || string.Equals(word.Name, name, StringComparison.OrdinalIgnoreCase));

    private static FlagBits? Number(string text)
    {
        if (FlagBits.TryParse(text.StartsWith("0X", StringComparison.Ordinal) ? "0x" + text[2..] : text, out var value))
        {
            return value;
        }

        // A 32-bit number that a debugger or a log shows with a sign.
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed) ? new FlagBits((uint)signed) : null;
    }
}
