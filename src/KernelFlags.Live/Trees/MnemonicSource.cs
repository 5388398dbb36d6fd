using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>The mnemonics of smaps, as <c>fs/proc/task_mmu.c</c> lists them.</summary>
public sealed partial class MnemonicSource
{
    /// <summary>The file that has them.</summary>
    public const string Path = "fs/proc/task_mmu.c";

    private MnemonicSource(CFile file, CLine opening, CLine end)
    {
        (File, Opening, End) = (file, opening, end);
        Rows = [.. file.Lines.Skip(opening.Index + 1).Take(end.Index - opening.Index - 1).Select(l => RowOf(l, opening.Guards.Count)).OfType<MnemonicRow>()];
    }

    /// <summary>The file.</summary>
    public CFile File { get; }

    /// <summary>The line that begins the table.</summary>
    public CLine Opening { get; }

    /// <summary>The line that ends it.</summary>
    public CLine End { get; }

    /// <summary>The rows, in the table's order; the one for all other bits is none.</summary>
    public IReadOnlyList<MnemonicRow> Rows { get; }

    /// <summary>Finds the table in a file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The table; null where the file has none.</returns>
    public static MnemonicSource? Parse(CFile file)
    {
        var opening = file.Lines.FirstOrDefault(l => Table().IsMatch(l.Code));
        var end = opening is null ? null : file.Lines.Skip(opening.Index + 1).FirstOrDefault(l => TableEnd().IsMatch(l.Code));
        return end is null ? null : new MnemonicSource(file, opening!, end);
    }

    /// <summary>Reads the table of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns>The table; null where the tree has none.</returns>
    /// <exception cref="HeaderException">The file can't be read, or is no file of the tree.</exception>
    public static MnemonicSource? Read(string tree) => CFile.Read(tree, Path) is { } file ? Parse(file) : null;

    private static MnemonicRow? RowOf(CLine line, int around) => Row().Match(line.Code) is { Success: true } match
        ? new MnemonicRow(match.Groups["flag"].Value, match.Groups["text"].Value, line, [.. line.Guards.Skip(around)], Span.Of(line, match.Groups["text"]))
        : null;

    [GeneratedRegex(@"\bmnemonics\s*\[\s*BITS_PER_LONG\s*\]\s*\[")]
    private static partial Regex Table();

    [GeneratedRegex(@"^\s*\};")]
    private static partial Regex TableEnd();

    [GeneratedRegex(@"\[\s*ilog2\s*\(\s*(?<flag>\w+)\s*\)\s*\]\s*=\s*""(?<text>[^""]*)""")]
    private static partial Regex Row();
}

/// <summary>A row of the mnemonics: <c>[ilog2(VM_READ)] = "rd"</c>.</summary>
/// <param name="Flag">The flag's name in C: <c>VM_READ</c>.</param>
/// <param name="Mnemonic">The two letters; empty for a bit that is hidden.</param>
/// <param name="Line">The line.</param>
/// <param name="Guards">The branches within the table that it stands in, from the outermost.</param>
/// <param name="Text">Where the letters stand, without the quotes.</param>
public sealed record MnemonicRow(string Flag, string Mnemonic, CLine Line, IReadOnlyList<ConditionalBranch> Guards, Span Text);
