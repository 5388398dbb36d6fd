using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The masks, made of flags by name: a flag that moves does not change them.</summary>
internal static class MasksView
{
    private const int LongestLine = 120;
    private const string Indent = "\n        ";

    public static ScriptObject Create(ResolvedTable table, CSharpMembers members)
    {
        var masks = table.Masks.Where(mask => !CSharpMembers.IsTraitMask(table, mask));
        return new()
        {
            ["masks"] = Rows.Of(masks, mask => new ScriptObject
            {
                ["doc"] = Rows.Of(DocComment.Lines(mask.Summary, CNames(mask))),
                ["member"] = members.OfMask(mask.Name),
                ["value"] = Expression(table, members, mask),
            }),
        };
    }

    /// <summary>What is written behind <c>=&gt;</c>, with the blank or the line break before it.</summary>
    public static string Expression(ResolvedTable table, CSharpMembers members, ResolvedMask mask)
    {
        if (mask.Complement is { } complement && members.OfMask(complement) is { } inverted)
        {
            return " ~" + inverted;
        }

        var flags = mask.Members.Select(name => table.Flags.First(flag => flag.Name == name)).ToList();
        var terms = flags.Select(flag => members.OfFlag(flag.Name)!).ToList();
        var rest = mask.Value & ~flags.Aggregate(default(FlagBits), (bits, flag) => bits | FlagsView.Bits(flag));
        if (!rest.IsEmpty)
        {
            terms.Add("new(" + FlagsView.Value(table, rest) + ")");
        }

        var text = terms.Count == 0 ? "None" : string.Join(" | ", terms);
        return text.Length < LongestLine / 2 ? " " + text : Indent + string.Join(Indent, LineEndings.Wrap(text, LongestLine - Indent.Length));
    }

    /// <summary>The names in C, as XML; null where there are none.</summary>
    public static string? CNames(ResolvedMask mask) =>
        mask.CNames.IsEmpty ? null : string.Join(", ", mask.CNames.Select(DocComment.Code)) + ".";
}
