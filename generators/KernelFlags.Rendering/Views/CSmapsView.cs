using System.Globalization;
using System.Text;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// What the header of <c>c-smaps</c> sees: the mnemonics of smaps as rows of an initialiser, one a bit, in their order, since C++ has no other. Where
/// there is one, functions read and write lines.
/// </summary>
internal static class CSmapsView
{
    private const int MaxInARow = 16;

    /// <summary>The view of a table.</summary>
    public static ScriptObject Create(ResolvedTable table)
    {
        var name = Identifiers.C(table.Name).ToUpperInvariant();
        var rows = Texts(table).ToList();
        return new()
        {
            ["header"] = FileHeader.Lines(table, "c-smaps", " *"),
            ["guard"] = $"{name}_SMAPS_H",
            ["name"] = name,
            ["bits"] = table.Smaps.Count,
            ["rows"] = Rows.Of(rows.Select((row, i) => i + 1 < rows.Count ? row + " \\" : row)),
            ["continued"] = rows.Count == 0 ? string.Empty : " \\",
            ["readers"] = Rows.Of(rows.Count == 0 ? [] : new[] { (table.Smaps.Count + 63) / 64 }, words => new ScriptObject
            {
                ["name"] = Identifiers.C(table.Name),
                ["held"] = words == 1 ? "in a word of 64 bits" : string.Format(CultureInfo.InvariantCulture, "in {0} words of 64 bits, the lowest first", words),
                ["declared"] = words == 1 ? "flags = 0" : string.Format(CultureInfo.InvariantCulture, "flags[{0}] = {{ 0 }}", words),
                ["passed"] = words == 1 ? "&flags" : "flags",
                ["width"] = words * 64,
                ["room"] = Room(table),
            }),
        };
    }

    /// <summary>The bytes that the longest mnemonic takes, with a 0 at its end.</summary>
    /// <returns>The number.</returns>
    public static int Room(ResolvedTable table) => 1 + table.Smaps.Select(mnemonic => Encoding.UTF8.GetByteCount(mnemonic)).DefaultIfEmpty(0).Max();

    /// <summary>A row for each bit, or for a run of bits of which neither the table nor the kernel knows anything.</summary>
    private static IEnumerable<string> Texts(ResolvedTable table)
    {
        for (var bit = 0; bit < table.Smaps.Count; bit++)
        {
            var first = bit;
            while (IsUnknown(table, first) && bit + 1 < table.Smaps.Count && IsUnknown(table, bit + 1) && bit + 1 < first + MaxInARow)
            {
                bit++;
            }

            var mnemonics = string.Join(" ", Enumerable.Repeat(Quote.C(table.Smaps[bit]) + ",", bit - first + 1));
            var flags = string.Join(",", table.Flags.Where(flag => flag.Bit == bit).Select(flag => " " + Identifiers.C(flag.CName!)));
            yield return string.Format(CultureInfo.InvariantCulture, first == bit ? "\t{0} /* {1}{3} */" : "\t{0} /* {1} to {2} */", mnemonics, first, bit, flags);
        }
    }

    private static bool IsUnknown(ResolvedTable table, int bit) => table.Smaps[bit] == "??" && table.Flags.All(flag => flag.Bit != bit);
}
