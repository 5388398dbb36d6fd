using System.Globalization;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Views;

/// <summary>What the header of <c>c-smaps</c> sees: the mnemonics of smaps as rows of an initialiser, one a bit.</summary>
internal static class CSmapsView
{
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
        };
    }

    /// <summary>A row for each bit, or for a run of bits of which neither the table nor the kernel knows anything.</summary>
    private static IEnumerable<string> Texts(ResolvedTable table)
    {
        for (var bit = 0; bit < table.Smaps.Count; bit++)
        {
            var first = bit;
            while (IsUnknown(table, first) && bit + 1 < table.Smaps.Count && IsUnknown(table, bit + 1))
            {
                bit++;
            }

            var index = first == bit ? "[{0}]" : "[{0} ... {1}]";
            var flags = table.Flags.Where(flag => flag.Bit == bit).Select(flag => Identifiers.C(flag.CName!)).ToList();
            var comment = flags.Count == 0 ? string.Empty : $" /* {string.Join(", ", flags)} */";
            var mnemonic = Quote.C(table.Smaps[bit]);
            yield return string.Format(CultureInfo.InvariantCulture, $"\t{index} = {{2}},{{3}}", first, bit, mnemonic, comment);
        }
    }

    private static bool IsUnknown(ResolvedTable table, int bit) => table.Smaps[bit] == "??" && table.Flags.All(flag => flag.Bit != bit);
}
