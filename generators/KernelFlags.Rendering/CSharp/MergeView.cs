using KernelFlags.Rendering.Views;
using Scriban.Runtime;

namespace KernelFlags.Rendering.CSharp;

/// <summary>What follows from traits: merging, fork, and setting under a read lock.</summary>
internal static class MergeView
{
    public static ScriptObject Create(ResolvedTable table, CSharpMembers members)
    {
        var atomic = table.Flags.Where(flag => flag.Bit is not null && flag.Traits.Contains(Traits.AtomicWritable, StringComparer.Ordinal)).ToList();
        return new()
        {
            ["masks"] = Rows.Of(CSharpMembers.ByTrait, pair =>
            {
                var mask = table.Masks.First(m => m.Trait == pair.Key);
                return new ScriptObject
                {
                    ["doc"] = Rows.Of(DocComment.Lines(mask.Summary, Remarks(pair.Key, table, members, mask))),
                    ["member"] = pair.Value,
                    ["value"] = MasksView.Value(table, mask),
                };
            }),
            ["atomic_word"] = atomic.Count == 0 ? 0 : atomic[0].Bit!.Value / 64,
            ["has_atomic"] = atomic.Count > 0,
            ["atomic"] = Rows.Of(atomic, flag => new ScriptObject
            {
                ["doc"] = Rows.Of(DocComment.Lines(flag.Summary)),
                ["member"] = members.OfFlag(flag.Name),
            }),
        };
    }

    private static string Remarks(string trait, ResolvedTable table, CSharpMembers members, ResolvedMask mask) =>
        "Trait " + DocComment.Code(trait) + ": " + MasksView.Remarks(table, members, mask);
}
