using System.Globalization;
using System.Text.RegularExpressions;

namespace KernelFlags.Live.Trees.Sources;

/// <summary>What stands behind <c>#if</c>: enough of C for what kernel headers ask.</summary>
public sealed partial class PreprocessorExpression
{
    private static readonly string[][] Binary =
    [
        ["||"], ["&&"], ["|"], ["&"], ["==", "!="], ["<=", ">=", "<", ">"], ["<<", ">>"], ["+", "-"],
    ];

    /// <summary>No header nests deeper; a text that does is not worth a stack.</summary>
    private const int Deepest = 64;

    private readonly List<string> _tokens;
    private readonly Func<string, long?> _value;
    private int _at;
    private int _depth;

    private PreprocessorExpression(string text, Func<string, long?> value)
    {
        _tokens = [.. Token().Matches(text).Select(m => m.Value)];
        _value = value;
    }

    /// <summary>Whether an expression holds.</summary>
    /// <param name="text">The expression, without comments.</param>
    /// <param name="value">The value of a macro; null for one that is not defined. A macro without a value has 1.</param>
    /// <returns>Null where it can't be told: the expression is none that is understood here.</returns>
    public static bool? IsTrue(string text, Func<string, long?> value) => Evaluate(text, value) is { } result ? result != 0 : null;

    /// <summary>The value of an expression.</summary>
    /// <inheritdoc cref="IsTrue"/>
    public static long? Evaluate(string text, Func<string, long?> value)
    {
        var expression = new PreprocessorExpression(text, value);
        var result = expression.Level(0);
        return expression._at == expression._tokens.Count ? result : null;
    }

    private string? Next => _at < _tokens.Count ? _tokens[_at] : null;

    private long? Level(int level)
    {
        if (level == Binary.Length)
        {
            return Unary();
        }

        var left = Level(level + 1);
        while (Next is { } sign && Binary[level].Contains(sign))
        {
            _at++;
            left = Join(sign, left, Level(level + 1));
        }

        return left;
    }

    private static long? Join(string sign, long? left, long? right) => (sign, left, right) switch
    {
        // One side may decide, though the other is not known.
        ("&&", 0, _) or ("&&", _, 0) => 0,
        ("||", not null and not 0, _) or ("||", _, not null and not 0) => 1,
        (_, { } a, { } b) => sign switch
        {
            "&&" or "||" => a != 0 && b != 0 ? 1 : sign == "||" && (a != 0 || b != 0) ? 1 : 0,
            "|" => a | b,
            "&" => a & b,
            "==" => a == b ? 1 : 0,
            "!=" => a != b ? 1 : 0,
            "<=" => a <= b ? 1 : 0,
            ">=" => a >= b ? 1 : 0,
            "<" => a < b ? 1 : 0,
            ">" => a > b ? 1 : 0,
            "<<" => b is >= 0 and < 64 ? a << (int)b : null,
            ">>" => b is >= 0 and < 64 ? a >> (int)b : null,
            "+" => unchecked(a + b),
            _ => unchecked(a - b),
        },
        _ => null,
    };

    private long? Unary()
    {
        if (++_depth > Deepest)
        {
            _at = _tokens.Count + 1;
            return null;
        }

        var token = Next;
        _at++;
        long? result = token switch
        {
            "!" => Unary() is { } value ? (value == 0 ? 1 : 0) : null,
            "-" => -Unary(),
            "(" => Parenthesised(),
            "defined" => Defined(),
            not null when char.IsAsciiDigit(token[0]) => Number(token),
            not null when char.IsAsciiLetter(token[0]) || token[0] == '_' => Next == "(" ? Call(token) : _value(token) ?? 0,
            _ => null,
        };
        _depth--;
        return result;
    }

    private long? Parenthesised()
    {
        var inner = Level(0);
        return Next == ")" && _at++ >= 0 ? inner : null;
    }

    private long? Defined()
    {
        var isParenthesised = Next == "(";
        _at += isParenthesised ? 1 : 0;
        var name = Next;
        _at++;
        return isParenthesised && (Next != ")" || _at++ < 0) ? null : name is null ? null : _value(name) is null ? 0 : 1;
    }

    /// <summary>Of macros with a parameter those that ask for an option are known.</summary>
    private long? Call(string macro)
    {
        if (macro is not ("IS_ENABLED" or "IS_BUILTIN" or "IS_REACHABLE") || _at + 2 >= _tokens.Count || _tokens[_at + 2] != ")")
        {
            _at = _tokens.Count + 1;
            return null;
        }

        var option = _tokens[_at + 1];
        _at += 3;
        return _value(option) is null ? 0 : 1;
    }

    private static long? Number(string token)
    {
        var digits = token.TrimEnd('u', 'U', 'l', 'L');
        return digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(digits.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex) ? hex : null
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    [GeneratedRegex(@"\w+|\|\||&&|[=!<>]=|<<|>>|\S")]
    private static partial Regex Token();
}
