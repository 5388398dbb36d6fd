using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching.Texts;

/// <summary>Takes lines out of a C file, with the conditionals that hold nothing else.</summary>
internal sealed class LineRemoval
{
    private readonly CFile _file;
    private readonly HashSet<int> _gone;
    private readonly Dictionary<int, string> _changed = [];

    private LineRemoval(CFile file, IEnumerable<CLine> lines)
    {
        _file = file;
        _gone = [.. lines.SelectMany(Numbers)];
    }

    /// <summary>The text without some lines.</summary>
    public static string Of(CFile file, IReadOnlyCollection<CLine> lines)
    {
        var removal = new LineRemoval(file, lines);
        lines.ToList().ForEach(removal.RemoveComment);
        foreach (var conditional in file.Conditionals.Reverse().Where(c => c.End is not null && !c.IsInclusionGuard && removal.Touches(c)))
        {
            removal.Shrink(conditional);
        }

        return removal.Text();
    }

    private static IEnumerable<int> Numbers(CLine line) => Enumerable.Range(line.First, line.Last - line.First + 1);

    private bool Touches(Conditional conditional) => Between(conditional.Branches[0].Opening, conditional.End!).Any(l => _gone.Contains(l.First));

    private IEnumerable<CLine> Between(CLine first, CLine end) => _file.Lines.Skip(first.Index + 1).Take(end.Index - first.Index - 1);

    private void Shrink(Conditional conditional)
    {
        var ends = conditional.Branches.Skip(1).Select(b => b.Opening).Append(conditional.End!).ToList();
        var isEmpty = conditional.Branches.Zip(ends, (b, end) => Between(b.Opening, end).All(l => _gone.Contains(l.First) || string.IsNullOrWhiteSpace(l.Code))).ToList();
        var (opening, last) = (conditional.Branches[0].Opening, conditional.Branches[^1].Opening);
        if (isEmpty.TrueForAll(e => e))
        {
            Cut(opening.First, conditional.End!.Last);
        }
        else if (isEmpty[^1])
        {
            Cut(last.First, conditional.End!.First - 1);
        }
        else if (isEmpty[0] && conditional.Branches is [{ Expression: { } asked }, { Expression: null }])
        {
            Cut(opening.First + 1, last.Last);
            _changed[opening.First] = Negated(asked);
        }
    }

    private static string Negated(string expression) =>
        expression.StartsWith("defined(", StringComparison.Ordinal) && expression.IndexOf(')', StringComparison.Ordinal) == expression.Length - 1
            ? $"#ifndef {expression[8..^1]}"
            : expression.StartsWith("!defined(", StringComparison.Ordinal) && expression.IndexOf(')', StringComparison.Ordinal) == expression.Length - 1
                ? $"#ifdef {expression[9..^1]}"
                : $"#if !({expression})";

    private void Cut(int first, int last) => _gone.UnionWith(Enumerable.Range(first, last - first + 1));

    /// <summary>A comment above a line is about it where neither code precedes the comment directly nor follows the line.</summary>
    private void RemoveComment(CLine line)
    {
        if (IsPlain(line.Last + 1))
        {
            return;
        }

        var first = line.First;
        while (first > 1 && IsComment(first - 1))
        {
            first--;
        }

        Cut(first, line.First - 1);
    }

    private bool IsComment(int number) =>
        _file.Source.Line(number) is var raw && !string.IsNullOrWhiteSpace(raw) && string.IsNullOrWhiteSpace(CodeOf(number));

    private bool IsPlain(int number) => number <= _file.Source.LineCount && !_gone.Contains(number)
        && CodeOf(number) is var code && !string.IsNullOrWhiteSpace(code) && (!code.TrimStart().StartsWith('#') || code.Contains("define", StringComparison.Ordinal));

    private string CodeOf(int number)
    {
        var line = _file.Lines.First(l => l.Last >= number);
        return line.First == number ? line.Code : line.Code.Length > 0 && line.First < number ? "continued" : "";
    }

    private string Text()
    {
        for (var number = 2; number < _file.Source.LineCount; number++)
        {
            // Of the blank lines above and below what goes one stays.
            if (_gone.Contains(number) && !_gone.Contains(number + 1) && string.IsNullOrWhiteSpace(_file.Source.Line(number + 1)) && LastKept(number) is { } above
                && string.IsNullOrWhiteSpace(_file.Source.Line(above)))
            {
                _gone.Add(number + 1);
            }
        }

        var kept = Enumerable.Range(1, _file.Source.LineCount).Where(n => !_gone.Contains(n)).Select(n => _changed.GetValueOrDefault(n) ?? _file.Source.Line(n));
        return string.Join('\n', kept);
    }

    private int? LastKept(int number)
    {
        while (number > 0 && _gone.Contains(number))
        {
            number--;
        }

        return number > 0 ? number : null;
    }
}
