using System.Globalization;
using System.Text;

namespace KernelFlags.Cli.Output;

/// <summary>Differences of two texts by line, in the form that <c>diff -u</c> and <c>patch</c> know.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Above this many pairs of lines the differing middle is shown as replaced.</summary>
    private const long MaxPairs = 16_000_000;

    /// <summary>The difference of two texts.</summary>
    /// <param name="oldName">What the old one is called; <c>/dev/null</c> when there is none.</param>
    /// <param name="newName">What the new one is called.</param>
    /// <returns>Header and hunks; empty when all lines are equal.</returns>
    public static string Of(string oldName, string oldText, string newName, string newText)
    {
        var edits = Edits(LinesOf(oldText), LinesOf(newText));
        var text = new StringBuilder();
        for (var start = NextChange(edits, 0); start < edits.Count;)
        {
            var end = EndOfHunk(edits, start);
            AppendHunk(text, edits, Math.Max(0, start - Context), Math.Min(edits.Count, end + Context));
            start = NextChange(edits, end);
        }

        return text.Length == 0 ? "" : $"--- {oldName}\n+++ {newName}\n{text}";
    }

    private static string[] LinesOf(string text)
    {
        var lines = text.Split('\n');
        return lines is [.., ""] ? lines[..^1] : [.. lines[..^1], lines[^1] + "\n\\ No newline at end of file"];
    }

    private static int NextChange(List<Edit> edits, int from)
    {
        while (from < edits.Count && edits[from].Sign == ' ')
        {
            from++;
        }

        return from;
    }

    /// <summary>Changes that are so near that their contexts touch are one hunk.</summary>
    private static int EndOfHunk(List<Edit> edits, int start)
    {
        var end = start;
        for (var i = start; i < edits.Count && i - end <= 2 * Context; i++)
        {
            end = edits[i].Sign == ' ' ? end : i + 1;
        }

        return end;
    }

    private static void AppendHunk(StringBuilder text, List<Edit> edits, int start, int end)
    {
        var hunk = edits[start..end];
        var oldStart = edits[..start].Count(edit => edit.Sign != '+');
        var newStart = edits[..start].Count(edit => edit.Sign != '-');
        var oldCount = hunk.Count(edit => edit.Sign != '+');
        var newCount = hunk.Count(edit => edit.Sign != '-');
        text.Append("@@ -").Append(Range(oldStart, oldCount)).Append(" +").Append(Range(newStart, newCount)).Append(" @@\n");
        foreach (var edit in hunk)
        {
            text.Append(edit.Sign).Append(edit.Line).Append('\n');
        }
    }

    private static string Range(int start, int count) => string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");

    private static List<Edit> Edits(string[] before, string[] after)
    {
        var shorter = Math.Min(before.Length, after.Length);
        var prefix = before.AsSpan().CommonPrefixLength(after);
        var suffix = 0;
        while (suffix < shorter - prefix && before[^(suffix + 1)] == after[^(suffix + 1)])
        {
            suffix++;
        }

        return
        [
            .. before[..prefix].Select(line => new Edit(' ', line)),
            .. Middle(before[prefix..^suffix], after[prefix..^suffix]),
            .. before[^suffix..].Select(line => new Edit(' ', line)),
        ];
    }

    /// <summary>Walks along a longest common subsequence.</summary>
    private static List<Edit> Middle(string[] before, string[] after)
    {
        if ((long)before.Length * after.Length > MaxPairs)
        {
            return [.. before.Select(line => new Edit('-', line)), .. after.Select(line => new Edit('+', line))];
        }

        var common = CommonLengths(before, after);
        var edits = new List<Edit>();
        var (i, j) = (0, 0);
        while (i < before.Length || j < after.Length)
        {
            if (i < before.Length && j < after.Length && before[i] == after[j])
            {
                edits.Add(new Edit(' ', before[i++]));
                j++;
            }
            else if (j == after.Length || (i < before.Length && common[i + 1][j] >= common[i][j + 1]))
            {
                edits.Add(new Edit('-', before[i++]));
            }
            else
            {
                edits.Add(new Edit('+', after[j++]));
            }
        }

        return edits;
    }

    private static int[][] CommonLengths(string[] before, string[] after)
    {
        var common = Enumerable.Range(0, before.Length + 1).Select(_ => new int[after.Length + 1]).ToArray();
        for (var i = before.Length - 1; i >= 0; i--)
        {
            for (var j = after.Length - 1; j >= 0; j--)
            {
                common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1 : Math.Max(common[i + 1][j], common[i][j + 1]);
            }
        }

        return common;
    }

    private readonly record struct Edit(char Sign, string Line);
}
