using System.Globalization;
using System.Text;
using KernelFlags.Definitions.Problems;
using YamlDotNet.Core;

namespace KernelFlags.Definitions.Syntax;

/// <summary>A problem at an offset of a text.</summary>
internal sealed record SpanProblem(Span Span, ProblemRule Rule, string[] Arguments)
{
    public Problem Located(string path, TextLines lines) =>
        lines.Locate(Span, path, Rule.Id, Rule.Severity, Rule.Message(null, Arguments), null);
}

/// <summary>A file's text, looked through for what the YAML parser would take silently, or at which it would stop without a word.</summary>
internal sealed class ReadText
{
    private const char ByteOrderMark = '\uFEFF';
    private const char Replacement = '\uFFFD';

    private readonly string _text;
    private readonly int _skipped;

    private ReadText(string text)
    {
        _text = text;
        _skipped = text.Length > 0 && text[0] == ByteOrderMark ? 1 : 0;
    }

    public List<SpanProblem> Problems { get; } = [];

    /// <summary>Whether it must not be parsed at all.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>What the parser is to read.</summary>
    public string Yaml => _skipped == 0 ? _text : _text.Substring(_skipped);

    public static ReadText Check(string text)
    {
        var result = new ReadText(text);
        result.CheckSize();
        if (!result.IsRefused)
        {
            result.CheckCharacters();
        }

        if (!result.IsRefused)
        {
            result.CheckIndentation();
        }

        return result;
    }

    public int Offset(Mark mark) => Offset((int)mark.Index);

    public int Offset(int index) => Math.Min(index + _skipped, _text.Length);

    /// <summary>A span that does not reach beyond the line that it starts in.</summary>
    public Span Clip(int start, int end)
    {
        start = Math.Min(start, _text.Length);
        end = Math.Min(end, _text.Length);
        for (var i = start; i < end; i++)
        {
            if (_text[i] is '\n' or '\r')
            {
                end = i;
            }
        }

        return Span.Between(start, end);
    }

    public bool IsOneLine(Span span) => Clip(span.Start, span.End) == span;

    private void CheckSize()
    {
        if (Encoding.UTF8.GetByteCount(_text) > DefinitionParser.MaxBytes)
        {
            Refuse(default, ProblemRules.TooLarge, FileSize.Of(DefinitionParser.MaxBytes));
        }
    }

    private void CheckCharacters()
    {
        for (var i = _skipped; i < _text.Length; i++)
        {
            var c = _text[i];
            if (c == Replacement)
            {
                Refuse(new Span(i, 1), ProblemRules.NotUtf8);
                return;
            }

            if ((char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\u0085')) || c is '\uFFFE' or '\uFFFF' or ByteOrderMark
                || IsLoneSurrogate(i))
            {
                Refuse(new Span(i, 1), ProblemRules.ControlCharacter, "U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture));
                return;
            }
        }
    }

    private bool IsLoneSurrogate(int i) => char.IsHighSurrogate(_text[i])
        ? i + 1 == _text.Length || !char.IsLowSurrogate(_text[i + 1])
        : char.IsLowSurrogate(_text[i]) && (i == 0 || !char.IsHighSurrogate(_text[i - 1]));

    /// <summary>The parser takes some tabs as indentation, of no width that anybody could see. The first is reported.</summary>
    private void CheckIndentation()
    {
        var tab = -1;
        var indents = true;
        for (var i = _skipped; i < _text.Length; i++)
        {
            var c = _text[i];
            if (c is '\n' or '\r')
            {
                (tab, indents) = (-1, true);
            }
            else if (indents && c == '\t')
            {
                tab = tab < 0 ? i : tab;
            }
            else if (indents && c != ' ')
            {
                indents = false;
                if (tab >= 0 && c != '#')
                {
                    Problems.Add(new SpanProblem(new Span(tab, 1), ProblemRules.Tab, []));
                    return;
                }
            }
        }
    }

    private void Refuse(Span span, ProblemRule rule, params string[] arguments)
    {
        IsRefused = true;
        Problems.Add(new SpanProblem(span, rule, arguments));
    }
}
