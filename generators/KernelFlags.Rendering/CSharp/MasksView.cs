using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>The masks.</summary>
internal static class MasksView
{
    public static ScriptObject Create(ResolvedTable table, CSharpMembers members)
    {
        var masks = table.Masks.Where(mask => !CSharpMembers.IsTraitMask(table, mask));
        return new()
        {
            ["masks"] = Rows.Of(masks, mask => new ScriptObject
            {
                ["doc"] = Rows.Of(DocComment.Lines(mask.Summary, Remarks(table, members, mask))),
                ["member"] = members.OfMask(mask.Name),
                ["value"] = Value(table, mask),
            }),
        };
    }

    /// <summary>What stands behind <c>=&gt;</c>: a number, since a mask made of many members would be a call and not a constant.</summary>
    public static string Value(ResolvedTable table, ResolvedMask mask) =>
        mask.Value.IsEmpty ? "None" : "new(" + FlagsView.Value(table, mask.Value) + ")";

    /// <summary>What the mask is made of and its names in C, as XML.</summary>
    public static string Remarks(ResolvedTable table, CSharpMembers members, ResolvedMask mask) =>
        DocComment.Code(Composition(table, members, mask))
        + (mask.CNames.IsEmpty ? "." : "; " + string.Join(", ", mask.CNames.Select(DocComment.Code)) + ".");

    private static string Composition(ResolvedTable table, CSharpMembers members, ResolvedMask mask)
    {
        if (mask.Complement is { } complement && members.OfMask(complement) is { } inverted)
        {
            return "~" + inverted;
        }

        var flags = mask.Members.Select(name => table.Flags.First(flag => flag.Name == name)).ToList();
        var terms = flags.Select(flag => members.OfFlag(flag.Name)!).ToList();
        var rest = mask.Value & ~flags.Aggregate(default(FlagBits), (bits, flag) => bits | FlagsView.Bits(flag));
        if (!rest.IsEmpty)
        {
            terms.Add(rest.ToString());
        }

        return terms.Count == 0 ? "None" : string.Join(" | ", terms);
    }
}
