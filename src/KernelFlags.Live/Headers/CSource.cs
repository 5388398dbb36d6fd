using System.Text;
using System.Text.RegularExpressions;

namespace KernelFlags.Live.Headers;

/// <summary>A C file without its comments, from which definitions are cut. A line with those that continue it is one line.</summary>
internal sealed partial class CSource
{
    /// <summary>Stands for a line end that belongs to a comment: it counts, and ends no line.</summary>
    private const char LineEndInComment = '\v';

    private readonly List<CutLine> _lines;

    private CSource(List<CutLine> lines) => _lines = lines;

    /// <summary>Reads a file. Directives that would have the compiler read other files, or do what no definition needs, are left out.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="path">Its path, from the tree's folder on.</param>
    public static CSource Parse(string text, string path) => new(LogicalLines(WithoutComments(text), path));

    /// <summary>Whether the compiler reads a line in another way than this does: a raw string may hide the beginning of a comment.</summary>
    public static bool IsTricky(string line) => RawString().IsMatch(line);

    /// <summary>What a text says outside of its literals.</summary>
    public static string WithoutLiterals(string text) => CommentOrLiteral().Replace(text, " ");

    /// <summary>The names of the macros without parameters that some lines define.</summary>
    public static IEnumerable<string> ConstantNames(IEnumerable<CutLine> lines) =>
        lines.Select(l => ConstantDefinition().Match(l.Text)).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct();

    /// <summary>The names of the macros that some lines define.</summary>
    public static IEnumerable<string> MacroNames(IEnumerable<CutLine> lines) =>
        lines.Select(l => Definition().Match(l.Text)).Where(m => m.Success).Select(m => m.Groups[1].Value).Distinct();

    public static IEnumerable<string> Identifiers(string text) => Identifier().Matches(text).Select(m => m.Value);

    /// <summary>
    /// The lines from the first that <paramref name="first"/> matches up to the next that <paramref name="end"/> matches, which is
    /// itself left out unless <paramref name="withEnd"/>. Conditionals that the cut leaves open are closed.
    /// </summary>
    /// <returns>The lines; empty where nothing matches.</returns>
    public IReadOnlyList<CutLine> Between(Regex first, Regex end, bool withEnd = false)
    {
        var start = _lines.FindIndex(l => first.IsMatch(l.Text));
        if (start < 0)
        {
            return [];
        }

        var stop = _lines.FindIndex(start + 1, l => end.IsMatch(l.Text));
        var cut = _lines[start..(stop < 0 ? _lines.Count : withEnd ? stop + 1 : stop)];
        cut.AddRange(Enumerable.Repeat(CutLine.Added("#endif"), Math.Max(0, OpenConditionals(cut))));
        return cut;
    }

    /// <summary>The definitions of all macros whose name is wanted, with the conditionals around them.</summary>
    public IReadOnlyList<CutLine> Macros(Func<string, bool> wanted)
    {
        var cut = new List<CutLine>();
        var opened = new Stack<(int At, bool Used)>();
        foreach (var line in _lines)
        {
            var directive = Conditional().Match(line.Text);
            if (!directive.Success)
            {
                if (Definition().Match(line.Text) is { Success: true } definition && wanted(definition.Groups[1].Value))
                {
                    cut.Add(line);
                    MarkUsed(opened);
                }
            }
            else if (directive.Groups[1].Value is "if" or "ifdef" or "ifndef")
            {
                opened.Push((cut.Count, false));
                cut.Add(line);
            }
            else if (opened.Count > 0)
            {
                cut.Add(line);
                if (directive.Groups[1].Value == "endif" && opened.Pop() is { Used: false } unused)
                {
                    cut.RemoveRange(unused.At, cut.Count - unused.At);
                }
            }
        }

        return cut;
    }

    /// <summary>The definitions of a macro and of all those of this file that it is made of, with the conditionals around them.</summary>
    /// <returns>The lines; empty where the file does not define the macro.</returns>
    public IReadOnlyList<CutLine> MacroWithParts(string name)
    {
        var definitions = _lines
            .Select(l => (l.Text, Match: Definition().Match(l.Text)))
            .Where(d => d.Match.Success)
            .ToLookup(d => d.Match.Groups[1].Value, d => d.Text);
        var parts = new HashSet<string>();
        var waiting = new Queue<string>([name]);
        while (waiting.TryDequeue(out var next))
        {
            if (definitions.Contains(next) && parts.Add(next))
            {
                definitions[next].SelectMany(Identifiers).ToList().ForEach(waiting.Enqueue);
            }
        }

        return Macros(parts.Contains);
    }

    /// <summary>Marks the conditionals that are open, from the innermost on; around one that is marked all are.</summary>
    private static void MarkUsed(Stack<(int At, bool Used)> opened)
    {
        var marked = new Stack<int>();
        while (opened.TryPeek(out var innermost) && !innermost.Used)
        {
            marked.Push(opened.Pop().At);
        }

        while (marked.TryPop(out var at))
        {
            opened.Push((at, true));
        }
    }

    private static int OpenConditionals(IEnumerable<CutLine> lines) => lines
        .Select(l => Conditional().Match(l.Text).Groups[1].Value)
        .Sum(d => d is "if" or "ifdef" or "ifndef" ? 1 : d == "endif" ? -1 : 0);

    private static List<CutLine> LogicalLines(string text, string path)
    {
        var lines = new List<CutLine>();
        var logical = new StringBuilder();
        var (number, first) = (1, 1);
        foreach (var physical in text.Split('\n'))
        {
            var line = physical.AsSpan().TrimEnd();
            var isContinued = line.EndsWith("\\");
            logical.Append(logical.Length > 0 ? line.TrimStart() : line);
            number += 1 + physical.AsSpan().Count(LineEndInComment);
            if (isContinued)
            {
                logical[^1] = ' ';
                continue;
            }

            AddUnlessForeign(lines, logical, path, first);
            first = number;
        }

        AddUnlessForeign(lines, logical, path, first);
        return lines;
    }

    private static void AddUnlessForeign(List<CutLine> lines, StringBuilder logical, string path, int number)
    {
        var line = logical.Replace(LineEndInComment, ' ').ToString();
        logical.Clear();
        if (!Directive().IsMatch(line) || Harmless().IsMatch(line))
        {
            lines.Add(new CutLine(line, path, number));
        }
    }

    /// <summary>A text whose comments are blanks, character by character: what is left stands where it stood.</summary>
    public static string Blanked(string text) => WithComments(text, comment => NotLineFeed().Replace(comment, " "));

    /// <summary>Each comment becomes a blank, as in the preprocessor.</summary>
    private static string WithoutComments(string text) =>
        WithComments(text, comment => " " + new string(LineEndInComment, comment.Count(c => c == '\n')));

    /// <summary>Puts something in the place of each comment; what looks like one in a string or a character is none.</summary>
    private static string WithComments(string text, Func<string, string> replacement)
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (Match match in CommentOrLiteral().Matches(text))
        {
            result.Append(text, at, match.Index - at).Append(match.Value.StartsWith('/') ? replacement(match.Value) : match.Value);
            at = match.Index + match.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>A literal that does not end takes the rest of its line, as in the compiler; to look for its end again behind it would take long.</summary>
    [GeneratedRegex(@"/\*.*?(?:\*/|\z)|//[^\n]*|""(?>(?:\\.|[^""\\\n])*)""?|'(?:\\.|[^'\\\n]){1,16}'", RegexOptions.Singleline)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex NotLineFeed();

    [GeneratedRegex(@"^\s*#\s*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b")]
    private static partial Regex Conditional();

    [GeneratedRegex(@"^\s*#\s*(?:define|undef)\s+(\w+)")]
    private static partial Regex Definition();

    [GeneratedRegex(@"^\s*#\s*define\s+(\w+)(?=\s)")]
    private static partial Regex ConstantDefinition();

    [GeneratedRegex(@"^\s*(?:#|%:)")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^\s*#\s*(?:define|undef|if|ifdef|ifndef|elif|elifdef|elifndef|else|endif|error)\b(?!.*\b__has_(?:include|embed))")]
    private static partial Regex Harmless();

    [GeneratedRegex(@"(?<!\w)(?:u8|u|U|L)?R""")]
    private static partial Regex RawString();

    [GeneratedRegex(@"\b[A-Za-z_]\w*")]
    private static partial Regex Identifier();
}
