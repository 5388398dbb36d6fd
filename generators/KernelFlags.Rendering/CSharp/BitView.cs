using System.Globalization;
using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The numbers of bits, as a type of their own.</summary>
internal static class BitView
{
    public static ScriptObject Create(ResolvedTable table, CSharpMembers members) => new()
    {
        ["max_width"] = FlagBits.MaxWidth,
        ["bits"] = Rows.Of(table.Flags.Where(flag => flag.EnumeratedBit is not null), flag => new ScriptObject
        {
            ["doc"] = Rows.Of(DocComment.Lines(flag.Summary, Remarks(flag))),
            ["member"] = members.OfBit(flag.Name),
            ["number"] = flag.EnumeratedBit!.Value,
        }),
    };

    private static string Remarks(ResolvedFlag flag) =>
        (flag.Enumerator is { } name ? DocComment.Code(name) + ", " : string.Empty)
        + string.Format(CultureInfo.InvariantCulture, "{0}{1}.", flag.EnumeratedBit, FlagsView.Since(flag));
}
