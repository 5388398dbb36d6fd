using System.Text.Json.Nodes;
using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Borders;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Merge;

/// <summary>Whether two VMAs become one, as a person and as JSON have it.</summary>
internal sealed class MergeText(MergeSide left, MergeSide right, MergeAnswer answer, FlagNames names)
{
    /// <summary>What the answer takes for granted, as nothing was said of it.</summary>
    private IEnumerable<string> Assumptions
    {
        get
        {
            if (left.Offset is null && left.File is not null && left.File == right.File)
            {
                yield return "the right one goes on in the file where the left one ends";
            }

            yield return "neither has an anon_vma, and memory policy, userfaultfd and name are the same";
        }
    }

    private string Mnemonics(ulong flags) => flags == 0 ? "(none)" : string.Join(' ', Words(flags));

    private IEnumerable<string> Words(ulong flags) => new FlagBits(flags).Bits().Select(Word);

    /// <summary>The mnemonic of a bit, or its name where smaps shows none.</summary>
    private string Word(int bit) => names.Table.Smaps.ElementAtOrDefault(bit) is { } mnemonic and not ("" or "??") ? mnemonic : Name(bit);

    private string Name(int bit) => names.At(bit) is [var flag, ..] ? flag.CName ?? flag.Name : $"bit {bit}";

    /// <summary>Writes it as text.</summary>
    public void Write(TextWriter output, Style style)
    {
        output.WriteLine(style.Bold(answer.Flags is { } merged ? "one VMA: " + Mnemonics(merged) : "two VMAs"));
        var rows = new Columns();
        foreach (var obstacle in answer.Obstacles)
        {
            AddObstacle(rows, obstacle);
        }

        foreach (var bit in new FlagBits(answer.Flags is null ? 0 : answer.Ignored).Bits())
        {
            rows.Add(Word(bit), Name(bit), $"only the {Owner(bit)} one has it, and {Fate(bit)}");
        }

        output.Write(rows.Render("  "));
        foreach (var assumption in Assumptions)
        {
            output.WriteLine("  " + style.Dim("taken for granted: " + assumption));
        }

        output.Write(DecodedText.RenderKernel(names.Table.Kernel, style));
    }

    private void AddObstacle(Columns rows, MergeObstacle obstacle)
    {
        foreach (var bit in new FlagBits(obstacle.Flags).Bits())
        {
            var isOnBoth = new FlagBits(left.Flags & right.Flags).Has(bit);
            var owner = isOnBoth ? "both have it" : $"only the {Owner(bit)} one has it";
            rows.Add(Word(bit), Name(bit), obstacle.Reason == MergeReason.Special ? $"{owner}, and what has it never merges" : owner);
        }

        if (obstacle.Reason == MergeReason.File)
        {
            rows.Add("file", "", left.File is null || right.File is null ? "one has a file behind it, the other none" : "they are of two files");
        }
        else if (obstacle.Reason == MergeReason.PageOffset)
        {
            rows.Add("offset", "", $"the left one ends at 0x{(left.Offset ?? 0) + left.Length:x}, the right one begins at 0x{right.Offset ?? 0:x}");
        }
    }

    private string Owner(int bit) => new FlagBits(left.Flags).Has(bit) ? "left" : "right";

    private string Fate(int bit) => new FlagBits(answer.Sticky).Has(bit)
        ? "it is sticky: the one VMA has it"
        : "merging ignores it: the one VMA has it if the VMA that takes the other in does, here the left one";

    /// <summary>As JSON has it.</summary>
    public JsonObject ToJson()
    {
        var kernel = names.Table.Kernel;
        var kept = answer.Flags is null ? 0 : answer.Ignored & answer.Sticky;
        return new()
        {
            ["kernel"] = kernel.Kernel.ToString(),
            ["arch"] = kernel.Arch,
            ["vmas"] = answer.Flags is null ? 2 : 1,
            ["value"] = answer.Flags is { } merged ? new FlagBits(merged).ToString() : null,
            ["smaps"] = answer.Flags is { } flags ? JsonDocumentWriter.Array(Words(flags)) : null,
            ["kept"] = JsonDocumentWriter.Array(Words(kept)),
            ["ignored"] = JsonDocumentWriter.Array(Words(answer.Flags is null ? 0 : answer.Ignored & ~answer.Sticky)),
            ["reasons"] = JsonDocumentWriter.Array(answer.Obstacles, obstacle => new JsonObject
            {
                ["kind"] = Kind(obstacle.Reason),
                ["flags"] = JsonDocumentWriter.Array(Words(obstacle.Flags)),
            }),
            ["assumed"] = JsonDocumentWriter.Array(Assumptions),
        };
    }

    /// <summary>The kinds of borders that <c>maps --explain</c> has.</summary>
    private static string Kind(MergeReason reason) => reason switch
    {
        MergeReason.Special => "special",
        MergeReason.Flags => "flags",
        MergeReason.File => "file",
        _ => "offset",
    };
}
