using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Decode;

/// <summary>A part of what is joined by <c>|</c>: a word of a system call, or a number.</summary>
/// <param name="Value">What it stands for; null for a word that the kernel does not know.</param>
/// <param name="Word">The word; null for a number.</param>
/// <param name="IsMarked">Whether nothing but a word of the table is written like it.</param>
internal sealed record WordTerm(string Text, FlagBits? Value, ResolvedFlag? Word, bool IsMarked)
{
    private const string Shift = "<<";

    /// <summary>What a number is annotated with: <c>0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */</c>.</summary>
    public IReadOnlyList<WordTerm> Names { get; init; } = [];

    public bool IsNumber => Value is not null && Word is null;

    /// <summary>Whether it is what strace writes for a number that it has no name for: <c>MAP_???</c>.</summary>
    public bool IsNoName => Text.EndsWith('?');

    /// <summary>Reads a part that is no annotated number.</summary>
    /// <param name="text">A word, a number, or a number that is shifted: <c>21&lt;&lt;MAP_HUGE_SHIFT</c>.</param>
    /// <param name="table">The kernel's table.</param>
    /// <returns>What it is.</returns>
    public static WordTerm Read(string text, ResolvedTable table)
    {
        if (text.IndexOf(Shift, StringComparison.Ordinal) is var at && at > 0)
        {
            var by = text[(at + Shift.Length)..].Trim();
            return new(text, Shifted(text[..at].Trim(), by, table), null, HasPrefix(by, table));
        }

        if (Number(text, table) is { } number)
        {
            return new(text, number, null, false);
        }

        var word = Find(text, table);
        return new(text, word?.Value, word, HasPrefix(text, table));
    }

    /// <summary>The word of a name.</summary>
    /// <param name="name">Its name in C or in the definitions, in any case.</param>
    /// <param name="table">The kernel's table.</param>
    /// <returns>The word; null when the kernel has none.</returns>
    public static ResolvedFlag? Find(string name, ResolvedTable table) => table.Flags.FirstOrDefault(word =>
        string.Equals(word.CName, name, StringComparison.OrdinalIgnoreCase) || string.Equals(word.Name, name, StringComparison.OrdinalIgnoreCase));

    private static bool HasPrefix(string name, ResolvedTable table) =>
        table.Prefix.Length > 0 && name.Length > table.Prefix.Length && name.StartsWith(table.Prefix, StringComparison.OrdinalIgnoreCase);

    private static FlagBits? Shifted(string number, string by, ResolvedTable table)
    {
        var count = Number(by, table) ?? (Find(by, table) is { IsAboutField: true } word ? word.Value : null);
        return count is { High: 0, Low: < 64 } bits && Number(number, table) is { } value && Fits(value << (int)bits.Low, table) ? value << (int)bits.Low : null;
    }

    private static FlagBits? Number(string text, ResolvedTable table)
    {
        if (FlagBits.TryParse(text.StartsWith("0X", StringComparison.Ordinal) ? "0x" + text[2..] : text, out var value))
        {
            return Fits(value, table) ? value : null;
        }

        // A 32-bit number that a debugger or a log shows with a sign.
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var signed) ? new FlagBits((uint)signed) : null;
    }

    private static bool Fits(FlagBits value, ResolvedTable table) => (value & ~FlagBits.All(Math.Max(table.Width, 64))).IsEmpty;
}
