using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The value itself: its words and operations. It depends on no flag.</summary>
internal static class ValueView
{
    public static ScriptObject Create(ResolvedTable table, bool isVma) => new()
    {
        ["doc"] = Rows.Of(DocComment.Lines(table.Summary)),
        ["contract"] = isVma ? "IVmaFlags" : "IFlags",
        ["width"] = table.Width,
        ["all_low"] = Hex(FlagBits.All(table.Width).Low),
        ["all_high"] = Hex(FlagBits.All(table.Width).High),
        ["fills_words"] = table.Width % 64 == 0,
    };

    private static string Hex(ulong word) => new FlagBits(word).ToString();
}
