using System.Text.RegularExpressions;
using KernelFlags.Live.Trees.Patching.Texts;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching.Masks;

/// <summary>Writes what a mask is made of. What stays keeps its place and its lines; only what no longer fits is laid out anew.</summary>
internal static partial class MaskLayout
{
    private const int Width = 80;

    /// <summary>The text of the line with another body.</summary>
    /// <param name="source">The file.</param>
    /// <param name="macro">The macro, as it is.</param>
    /// <param name="body">What it is to be made of.</param>
    public static IReadOnlyList<string> Of(SourceText source, FlagMacro macro, MaskBody body)
    {
        var before = source.Text[macro.Line.Place.Start..macro.BodySpan.Start];
        var old = source.Text[macro.BodySpan.Start..macro.BodySpan.End];
        var behind = source.Text[macro.BodySpan.End..macro.Line.Place.End];
        if (MaskBody.Parse(macro.Body) is not { Items.Count: > 0 } was || was.Head != body.Head)
        {
            return Fresh(before, body, behind);
        }

        // What was laid out as it is done here is laid out so again; what somebody laid out otherwise stays as it is.
        var written = (before + old + behind).Split('\n');
        var isFilled = Fresh(before, was, behind).SequenceEqual(written);
        var breaking = "\n" + LineEdit.Indent(LineEdit.WidthOf(before + body.Head));
        string?[] attempts = isFilled && was.Items.Count > body.Items.Count ? []
            : [Kept(old, was, body, " "), isFilled ? null : Kept(old, was, body, " \\" + breaking)];
        return attempts.OfType<string>().Select(text => (before + text + behind).Split('\n'))
            .FirstOrDefault(lines => lines.All(l => LineEdit.WidthOf(l) <= Width || written.Contains(l))) ?? Fresh(before, body, behind);
    }

    /// <summary>One item more or less, in the text as it is; null where more changes.</summary>
    private static string? Kept(string text, MaskBody was, MaskBody body, string blank)
    {
        var (more, less) = (body.Items.Except(was.Items).ToList(), was.Items.Except(body.Items).ToList());
        if (less.Count == 0 && more is [var added])
        {
            var at = body.Items.ToList().IndexOf(added);
            var next = at > 0 ? EndOf(text, body.Items[at - 1]) : -1;
            return next < 0 ? null : text[..next] + body.Separator.TrimEnd() + blank + added + text[next..];
        }

        return more.Count == 0 && less is [var removed] ? WithoutItem(text, removed, body.Separator.Trim()) : null;
    }

    private static int EndOf(string text, string item) => Regex.Match(text, $@"\b{Regex.Escape(item)}\b") is { Success: true } match ? match.Index + match.Length : -1;

    private static string? WithoutItem(string text, string item, string separator)
    {
        const string Blank = @"(?:[ \t]|\\\r?\n)";
        var (name, sign) = (Regex.Escape(item), Regex.Escape(separator));

        // At the beginning of a line, or of all, the separator behind it goes; elsewhere that before it.
        foreach (var pattern in new[] { $@"(?<=^\(?|\(|\n[ \t]*)\b{name}\b[ \t]*{sign}{Blank}*", $@"{Blank}*{sign}{Blank}*\b{name}\b" })
        {
            if (Regex.Match(text, pattern) is { Success: true } match)
            {
                return text[..match.Index] + text[(match.Index + match.Length)..];
            }
        }

        return null;
    }

    private static IReadOnlyList<string> Fresh(string before, MaskBody body, string behind)
    {
        var lines = new List<string>();
        var line = before + body.Head;
        var indent = LineEdit.Indent(body.Head.Length > 0 ? LineEdit.WidthOf(line) : 16);
        for (var i = 0; i < body.Items.Count; i++)
        {
            var isLast = i == body.Items.Count - 1;
            var item = body.Items[i] + (isLast ? body.Tail : body.Separator.TrimEnd());
            var isFirst = line == before + body.Head || line == indent;
            var joined = isFirst ? line + item : $"{line} {item}";
            if (!isFirst && LineEdit.WidthOf(joined) + (isLast ? 0 : 2) > Width)
            {
                lines.Add(line + " \\");
                joined = indent + item;
            }

            line = joined;
        }

        return [.. lines, line + behind];
    }
}
