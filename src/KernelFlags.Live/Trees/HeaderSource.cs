using System.Globalization;
using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>
/// Where a header defines VMA flags: <c>include/linux/mm.h</c>, and the copy of it that <c>tools/testing/vma</c> keeps. All that is written
/// is there, in whatever branch of a conditional.
/// </summary>
public sealed partial class HeaderSource
{
    /// <summary>The header that defines the flags.</summary>
    public const string Header = "include/linux/mm.h";

    /// <summary>The copies of it that a tree may have: of newer trees first.</summary>
    public static readonly IReadOnlyList<string> Copies = ["tools/testing/vma/include/dup.h", "tools/testing/vma/vma_internal.h"];

    private HeaderSource(CFile file)
    {
        File = file;
        Lines = FlagLines(file);
        Bits = [.. Lines.SelectMany(BitsOf)];
        Macros = [.. Lines.Select(MacroOf).OfType<FlagMacro>()];
    }

    /// <summary>The file.</summary>
    public CFile File { get; }

    /// <summary>The lines among which flags are defined.</summary>
    internal IReadOnlyList<CLine> Lines { get; }

    /// <summary>The bits that it enumerates, in its order; none before 6.19.</summary>
    public IReadOnlyList<EnumeratedBit> Bits { get; }

    /// <summary>The macros of flags, sets and masks, in its order. One that has several branches has several definitions.</summary>
    public IReadOnlyList<FlagMacro> Macros { get; }

    /// <summary>Reads the definitions of a header.</summary>
    /// <param name="file">The header.</param>
    /// <returns>What it defines.</returns>
    public static HeaderSource Parse(CFile file) => new(file);

    /// <summary>Reads a header of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="path">The header's path in it.</param>
    /// <returns>What it defines; null where the tree has no such file.</returns>
    /// <exception cref="HeaderException">It can't be read, or is no file of the tree.</exception>
    public static HeaderSource? Read(string tree, string path = Header) => CFile.Read(tree, path) is { } file ? new HeaderSource(file) : null;

    /// <summary>Reads the copy that a tree keeps of its header.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns>What the copy defines; null where the tree has none.</returns>
    /// <exception cref="HeaderException">It can't be read, or is no file of the tree.</exception>
    public static HeaderSource? ReadCopy(string tree) => Copies.Select(path => Read(tree, path)).FirstOrDefault(s => s?.Macros.Count > 0);

    /// <summary>
    /// The lines from the first flag up to the declarations that follow. What is named like a flag behind them is none; a header that
    /// does not define the flags has no such part, and is taken whole.
    /// </summary>
    private static IReadOnlyList<CLine> FlagLines(CFile file)
    {
        var first = file.Lines.FirstOrDefault(l => NoFlag().IsMatch(l.Code));
        return first is null ? file.Lines : [.. file.Lines.Skip(first.Index).TakeWhile(l => !Declaration().IsMatch(l.Code))];
    }

    private static IEnumerable<EnumeratedBit> BitsOf(CLine line) => line.Directive is not null ? [] : Declared().Matches(line.Code).Select(match =>
    {
        var value = match.Groups["value"];
        var number = int.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : (int?)null;
        return new EnumeratedBit(
            match.Groups["name"].Value,
            match.Groups["alias"].Success ? null : number,
            match.Groups["alias"].Success ? value.Value : null,
            line,
            Span.Of(line, value));
    });

    private static FlagMacro? MacroOf(CLine line)
    {
        var match = Definition().Match(line.Code);
        return match.Success && !BitNumber().IsMatch(match.Groups["name"].Value)
            ? new FlagMacro(
                match.Groups["name"].Value,
                Blanks().Replace(match.Groups["body"].Value, " "),
                line,
                Span.Of(line, match.Groups["body"]),
                [.. Mention().Matches(match.Groups["body"].Value).Select(m =>
                    new FlagMention(m.Value, Span.Of(line, match.Groups["body"].Index + m.Index, m.Length)))])
            : null;
    }

    [GeneratedRegex(@"^\s*#\s*define\s+VM_NONE\b")]
    private static partial Regex NoFlag();

    [GeneratedRegex(@"^(?:static|extern|struct|union|void|int|long|unsigned|const|bool)\b")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bDECLARE_VMA_BIT(?<alias>_ALIAS)?\s*\(\s*(?<name>\w+)\s*,\s*(?<value>\w+)\s*\)")]
    private static partial Regex Declared();

    [GeneratedRegex(@"^\s*#\s*define\s+(?<name>(?:__)?(?:VMA?|ARCH_VM)_\w+)(?=\s|$)\s*(?<body>.*?)\s*$", RegexOptions.Singleline)]
    private static partial Regex Definition();

    /// <summary>What is a number and no word, beside those of the enumeration.</summary>
    [GeneratedRegex(@"^VM_LOCK_OFFSET$")]
    private static partial Regex BitNumber();

    [GeneratedRegex(@"\b(?:__)?(?:VMA?|ARCH_VM)_\w+")]
    private static partial Regex Mention();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
