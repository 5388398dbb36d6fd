using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Reading;

/// <summary>
/// Reads a condition over options, as Kconfig writes it: <c>A &amp;&amp; !(B || C) &amp;&amp; D &gt; 3</c>. The grammar is that of C:
/// <c>!</c> before <c>&amp;&amp;</c> before <c>||</c>.
/// </summary>
internal sealed class OptionExpression
{
    private const int MaxDepth = 32;

    private readonly Cursor _at;
    private readonly string _text;
    private int _position;
    private int _depth;
    private bool _failed;

    private OptionExpression(Cursor at, string text)
    {
        _at = at;
        _text = text;
    }

    /// <summary>Reads the text of a scalar.</summary>
    /// <returns>The condition; null for one that is wrong, which is reported.</returns>
    public static Condition? Read(Cursor at)
    {
        if (at.Text is not { } text)
        {
            Scalars.ReportType(at, "a condition", "options with &&, || and !");
            return null;
        }

        var reader = new OptionExpression(at, text);
        var condition = reader.Any();
        if (!reader._failed && reader.Peek() != '\0')
        {
            reader.Fail("'&&' or '||' is missing");
        }

        return reader._failed ? null : condition;
    }

    private Condition Any() => Joined("||", All, terms => new Condition.Any(terms));

    private Condition All() => Joined("&&", Term, terms => new Condition.All(terms));

    private Condition Joined(string sign, Func<Condition> operand, Func<EquatableArray<Condition>, Condition> join)
    {
        var terms = new List<Condition> { operand() };
        while (!_failed && Take(sign))
        {
            terms.Add(operand());
        }

        return terms.Count == 1 ? terms[0] : join(terms.ToEquatableArray());
    }

    private Condition Term()
    {
        if (_failed || ++_depth > MaxDepth)
        {
            return Fail("it is nested too deeply");
        }

        var term = Take("!") ? new Condition.Not(Term())
            : Take("(") ? Parenthesis()
            : Option();
        _depth--;
        return term;
    }

    private Condition Parenthesis()
    {
        var condition = Any();
        return _failed || Take(")") ? condition : Fail("a parenthesis is not closed");
    }

    private Condition Option()
    {
        var name = Word(out var start);
        if (name.Length == 0)
        {
            return Fail("an option is missing");
        }

        if (!_at.Context.IsOption(_at.Part(start, name.Length), name))
        {
            _failed |= _at.Context.IsComplete;
        }

        if (!Take(">"))
        {
            return new Condition.Option(name);
        }

        return int.TryParse(Word(out _), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? new Condition.OptionAbove(name, limit)
            : Fail("a number is missing after '>'");
    }

    private string Word(out int start)
    {
        Peek();
        start = _position;
        while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || _text[_position] == '_'))
        {
            _position++;
        }

        return _text.Substring(start, _position - start);
    }

    private bool Take(string sign)
    {
        if (Peek() == '\0' || string.CompareOrdinal(_text, _position, sign, 0, sign.Length) != 0)
        {
            return false;
        }

        _position += sign.Length;
        return true;
    }

    private char Peek()
    {
        while (_position < _text.Length && char.IsWhiteSpace(_text[_position]))
        {
            _position++;
        }

        return _position < _text.Length ? _text[_position] : '\0';
    }

    private Condition Fail(string why)
    {
        if (!_failed)
        {
            var place = _position < _text.Length ? _at.Part(_position, 1) : _at.Here;
            place.Report(ProblemRules.BadCondition, why);
        }

        _failed = true;
        return Condition.Always;
    }
}
