using System.Globalization;

namespace KernelFlags.Live.Audit.Sources;

/// <summary>
/// Cuts a source into cells. It knows no language: names, numbers and quotes look alike in all of them, and comments start in few ways.
/// </summary>
internal sealed class SourceLexer
{
    private const int LongestText = 200;

    /// <summary>What a C preprocessor and attributes of Rust start with a number sign.</summary>
    private static readonly string[] Directives = ["define", "undef", "if", "elif", "else", "endif", "include", "pragma", "error", "warning", "line", "[", "!["];

    private static readonly string[] LongSigns = ["<<", "**", "=>", "->", "::", ":="];

    private readonly string _text;
    private readonly List<Cell> _cells = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private SourceLexer(string text) => _text = text;

    private int Column => _at - _lineStart + 1;

    /// <summary>The cells of a source, in order.</summary>
    /// <param name="text">The source.</param>
    public static IReadOnlyList<Cell> Read(string text)
    {
        var lexer = new SourceLexer(text);
        while (lexer._at < text.Length)
        {
            lexer.Next();
        }

        return lexer._cells;
    }

    private void Next()
    {
        var c = _text[_at];
        if (c == '\n')
        {
            NewLine();
        }
        else if (IsAt("/*"))
        {
            SkipTo("*/", 2);
        }
        else if (IsAt("//") || IsNumberSignComment())
        {
            SkipLine();
        }
        else if (IsAt("\"\"\"") || IsAt("'''"))
        {
            SkipTo(_text.Substring(_at, 3), 3);
        }
        else if (c is '"' or '\'' or '`')
        {
            Quoted(c);
        }
        else if (char.IsAsciiLetter(c) || c == '_')
        {
            Word();
        }
        else if (char.IsAsciiDigit(c))
        {
            Number();
        }
        else
        {
            Sign(c);
        }
    }

    private bool IsAt(string sign) => string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0;

    private bool IsNumberSignComment()
    {
        if (_text[_at] != '#' || (_at > 0 && !char.IsWhiteSpace(_text[_at - 1])))
        {
            return false;
        }

        var rest = _text.AsSpan(_at + 1, Math.Min(_text.Length - _at - 1, 16)).TrimStart([' ', '\t']);
        foreach (var directive in Directives)
        {
            if (rest.StartsWith(directive, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private void NewLine()
    {
        _at++;
        _line++;
        _lineStart = _at;
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
    }

    /// <summary>Goes behind what ends a comment or a long text; without an end, only behind its start.</summary>
    private void SkipTo(string sign, int length)
    {
        var end = _text.IndexOf(sign, _at + length, StringComparison.Ordinal);
        var stop = end < 0 ? _at + length : end + sign.Length;
        while (_at < stop)
        {
            if (_text[_at] == '\n')
            {
                NewLine();
            }
            else
            {
                _at++;
            }
        }
    }

    /// <summary>A text ends in its line; an apostrophe in prose, or a lifetime of Rust, is none.</summary>
    private void Quoted(char quote)
    {
        var isInWord = quote == '\'' && _at > 0 && char.IsAsciiLetterOrDigit(_text[_at - 1]);
        var end = isInWord ? -1 : EndOfText(quote);
        if (end < 0)
        {
            _at++;
            return;
        }

        // b"rd" and L"rd" are texts; so is "rd"sv.
        if (_cells is [.., { Kind: CellKind.Word, Text.Length: 1 } prefix] && prefix.Line == _line && prefix.EndColumn == Column)
        {
            _cells.RemoveAt(_cells.Count - 1);
        }

        _cells.Add(new Cell(CellKind.Text, _text[(_at + 1)..end], _line, Column + 1));
        _at = end + 1;
        while (_at < _text.Length && char.IsAsciiLetter(_text[_at]))
        {
            _at++;
        }
    }

    private int EndOfText(char quote)
    {
        for (var i = _at + 1; i < _text.Length && i - _at <= LongestText; i++)
        {
            if (_text[i] == '\n')
            {
                return -1;
            }

            if (_text[i] == '\\' && quote != '`' && i + 1 < _text.Length && _text[i + 1] != '\n')
            {
                i++;
            }
            else if (_text[i] == quote)
            {
                return i;
            }
        }

        return -1;
    }

    private void Word()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        _cells.Add(new Cell(CellKind.Word, _text[start.._at], _line, start - _lineStart + 1));
    }

    private void Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '.' or '\''))
        {
            _at++;
        }

        var text = _text[start.._at].Trim('\'');
        _at = start + text.Length;
        var column = start - _lineStart + 1;
        _cells.Add(Parse(text) is { } number
            ? new Cell(CellKind.Value, text, _line, column, new CellValue(number, IsShift: false))
            : new Cell(CellKind.Sign, text, _line, column));
    }

    /// <summary>A whole number with what may follow it: <c>0x0000_0800UL</c>, <c>1u64</c>, <c>0b10</c>.</summary>
    private static ulong? Parse(string text)
    {
        var digits = text.Replace("_", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal);
        var (prefix, style) = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? (2, NumberStyles.AllowHexSpecifier)
            : digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase) ? (2, NumberStyles.AllowBinarySpecifier)
            : (0, NumberStyles.None);
        var length = 0;
        var body = digits[prefix..];
        while (length < body.Length && (style == NumberStyles.AllowHexSpecifier ? char.IsAsciiHexDigit(body[length]) : char.IsAsciiDigit(body[length])))
        {
            length++;
        }

        return IsSuffix(body[length..]) && ulong.TryParse(body[..length], style, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static bool IsSuffix(string text) =>
        text.ToUpperInvariant() is "" or "U" or "L" or "UL" or "LU" or "LL" or "ULL" or "LLU" or "U8" or "U16" or "U32" or "U64" or "USIZE" or "I32" or "I64" or "UZ" or "Z";

    private void Sign(char c)
    {
        if (!char.IsWhiteSpace(c))
        {
            var sign = Array.Find(LongSigns, IsAt) ?? c.ToString();
            _cells.Add(new Cell(CellKind.Sign, sign, _line, Column));
            _at += sign.Length;
            return;
        }

        _at++;
    }
}
