using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelFlags.Live.Headers;

/// <summary>
/// Tells the compiler where in the tree a line stands, and reads what its messages make of it. The compiler sees a number in place of a
/// path: what files are called is up to the tree.
/// </summary>
internal sealed partial class TreePlaces
{
    /// <summary>So many empty lines are cheaper to count than to leave out.</summary>
    private const int FarthestLine = 1000;

    private readonly List<CutLine> _lines;
    private readonly List<string> _paths;

    public TreePlaces(IEnumerable<CutLine> lines)
    {
        _lines = [.. lines.Where(l => l.Number > 0)];
        _paths = [.. _lines.Select(l => l.Path).Distinct()];
    }

    /// <summary>The directive before a line; empty for a line that stands in no file.</summary>
    public string Of(CutLine line) => line.Number == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $"#line {line.Number} \"tree-{_paths.IndexOf(line.Path)}\"\n");

    /// <summary>What stands between two lines, so that the compiler counts as the tree does: also where it skips lines, and directives with them.</summary>
    public string Between(CutLine before, CutLine line) =>
        line.Number > before.Number && line.Number <= before.Number + FarthestLine && line.Path == before.Path && before.Number > 0
            ? new string('\n', line.Number - before.Number - 1)
            : Of(line);

    /// <summary>What preprocessed text says without the places.</summary>
    public static string Remove(string preprocessed) => Marker().Replace(preprocessed, "");

    /// <summary>The lines of the tree that the compiler refuses.</summary>
    /// <param name="errors">What it wrote to standard error.</param>
    /// <param name="read">Reads a file of the tree by its path.</param>
    /// <returns>A refusal a line and message; empty where it says of no error where it is.</returns>
    public IReadOnlyList<HeaderRefusal> Refusals(string errors, Func<string, string?> read) =>
        UnendedCalls(errors, read).ToList() is { Count: > 0 } unended ? unended : [.. Placed(errors, read).DistinctBy(r => (r.Path, r.Line))];

    private IEnumerable<HeaderRefusal> Placed(string errors, Func<string, string?> read) => ErrorLine().Matches(errors)
        .Select(m => (Path: Number(m.Groups[1].Value), Line: Number(m.Groups[2].Value), Message: m.Groups[3].Value))
        .Where(e => e.Path < _paths.Count)
        .Select(e => Refusal(_paths[e.Path], e.Line, e.Message, read));

    /// <summary>A macro whose parenthesis does not end takes in the rest of all; the compiler then only says which macro it was.</summary>
    private IEnumerable<HeaderRefusal> UnendedCalls(string errors, Func<string, string?> read) => UnendedCall().Matches(errors)
        .SelectMany(m => _lines
            .Where(l => l.Text.Contains(m.Groups[2].Value + "(", StringComparison.Ordinal) && l.Text.Count(c => c == '(') > l.Text.Count(c => c == ')'))
            .Take(1)
            .Select(l => Refusal(l.Path, l.Number, m.Groups[1].Value, read)));

    private HeaderRefusal Refusal(string path, int number, string message, Func<string, string?> read)
    {
        var line = _lines.LastOrDefault(l => l.Path == path && l.Number <= number).Text ?? "";
        var name = Quoted().Match(message) is { Success: true } quoted ? quoted.Groups[1].Value
            : DeclaredBit().Match(line) is { Success: true } declared ? $"VMA_{declared.Groups[1].Value}_BIT"
            : FlagName().Match(line) is { Success: true } flag ? flag.Value
            : DefinedName().Match(line) is { Success: true } defined ? defined.Groups[1].Value
            : OptionName().Match(line) is { Success: true } option ? option.Value
            : "the definitions";
        return new HeaderRefusal(path, LineOf(name, (read(path) ?? "").Split('\n'), number), name, message);
    }

    /// <summary>The line in which a name stands, of one that others continue.</summary>
    private static int LineOf(string name, string[] lines, int first)
    {
        for (var at = first - 1; at >= 0 && at < lines.Length; at++)
        {
            if (Regex.IsMatch(lines[at], $@"\b{name}\b", RegexOptions.CultureInvariant))
            {
                return at + 1;
            }

            if (!lines[at].AsSpan().TrimEnd().EndsWith("\\"))
            {
                break;
            }
        }

        return first;
    }

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    [GeneratedRegex("^# \\d+ \"(?:tree-\\d+|source\\.c|<[a-z-]+>)\"[ 1-4]*\n", RegexOptions.Multiline)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^tree-(\d+):(\d+)(?::\d+)?: (?:fatal )?error: (.*?)(?: \[-W\S+\])?$", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"^[^:\n]+(?::\d+)*: error: (unterminated argument list invoking macro ""(\w+)"")", RegexOptions.Multiline)]
    private static partial Regex UnendedCall();

    [GeneratedRegex(@"['‘""]((?:__)?(?:VMA?|ARCH_VM)_\w+)['’""]")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\bDECLARE_VMA_BIT(?:_ALIAS)?\(\s*(\w+)")]
    private static partial Regex DeclaredBit();

    [GeneratedRegex(@"\b(?:__)?(?:VMA?|ARCH_VM)_\w+")]
    private static partial Regex FlagName();

    [GeneratedRegex(@"\bCONFIG_\w+")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"^\s*#\s*define\s+(\w+)")]
    private static partial Regex DefinedName();
}
