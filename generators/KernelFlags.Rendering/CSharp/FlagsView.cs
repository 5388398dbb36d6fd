using System.Globalization;
using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>A constant for each flag.</summary>
internal static class FlagsView
{
    public static ScriptObject Create(ResolvedTable table, CSharpMembers members) => new()
    {
        ["known"] = Value(table, table.Flags.Aggregate(default(FlagBits), (bits, flag) => bits | Bits(flag))),
        ["flags"] = Rows.Of(table.Flags.Where(flag => flag.CName is not null), flag => new ScriptObject
        {
            ["doc"] = Rows.Of(DocComment.Lines(flag.Summary, Remarks(flag))),
            ["member"] = members.OfFlag(flag.Name),
            ["value"] = flag.Bit is null ? "None" : "new(" + Value(table, Bits(flag)) + ")",
        }),
    };

    /// <summary>The arguments of the constructor that make a value.</summary>
    public static string Value(ResolvedTable table, FlagBits bits) => table.Width > 64
        ? new FlagBits(bits.Low) + ", " + new FlagBits(bits.High)
        : bits.ToString();

    public static FlagBits Bits(ResolvedFlag flag) => flag.Value;

    public static string Since(ResolvedFlag flag) => flag.Since is { } since ? $"; since Linux {since}" : string.Empty;

    private static string Remarks(ResolvedFlag flag)
    {
        var bit = flag.Bit is { } number
            ? string.Format(CultureInfo.InvariantCulture, "bit {0}", number)
            : "0 on this kernel";
        return DocComment.Code(flag.CName!) + ", " + bit + Since(flag) + ".";
    }
}
