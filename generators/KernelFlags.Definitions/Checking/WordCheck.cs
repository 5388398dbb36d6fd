using System.Globalization;
using KernelFlags.Definitions.Bound;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Checking;

/// <summary>Checks that values lie within their fields and mean one thing there, and that no bit lies within a field.</summary>
internal sealed class WordCheck
{
    private readonly BoundTable _table;
    private readonly KernelSearch _search;
    private readonly List<BoundFlag> _words;
    private readonly List<BoundField> _fields;

    private WordCheck(BoundTable table, KernelSearch search)
    {
        _table = table;
        _search = search;
        _words = table.Flags.FindAll(f => f.IsSound);
        _fields = table.Fields.FindAll(f => f.IsSound);
    }

    public static void Run(BoundTable table, KernelSearch search)
    {
        if (!table.Table.IsWords)
        {
            return;
        }

        var check = new WordCheck(table, search);
        check.CheckFields();
        check.CheckWholeWords();
        check.CheckValues();
        check.CheckBits();
        check.CheckShared();
    }

    private void CheckFields()
    {
        var names = new HashSet<string>(_table.Fields.Select(f => f.Field.Name), StringComparer.Ordinal);
        foreach (var word in _table.Flags)
        {
            if (word.At["in"] is { } at && at.Context.IsComplete && word.Flag.Field is { } name && !names.Contains(name) && !_table.DeclaredNames.Contains(name))
            {
                at.ReportName(ProblemRules.UnknownFlag, name, names.OrderBy(n => n, StringComparer.Ordinal), "field", name);
            }
        }

        foreach (var field in _fields)
        {
            if (_words.Find(w => field.Field.Shift is null && w.Flag.Name == field.Field.Name) is { } word)
            {
                field.NameAt.Report(ProblemRules.DuplicateName, "name", field.Field.Name, ", also for a word");
                word.NameAt.Report(ProblemRules.DuplicateName, "name", field.Field.Name, ", also for a field");
            }

            foreach (var mask in field.Masks)
            {
                CheckWithin(field.Field.Name, Placed(field, mask.Case.Value), mask.Value, FlagBits.All(Width), "the word of " + Text(Width) + " bits");
            }
        }
    }

    /// <summary>Beside bits, a value of the whole word can only be that none of them is given.</summary>
    private void CheckWholeWords()
    {
        if (!_words.Exists(w => w.Bits.Exists(b => b.Case.Value.Number is not null)))
        {
            return;
        }

        foreach (var word in _words.Where(w => w.Flag.Field is null && w.Bits.Exists(b => b.Case.Value.Value is { IsEmpty: false })))
        {
            word.At.At.Report(ProblemRules.MissingKey, "a word with a value, in a table that also has bits,", "'in'");
        }
    }

    private void CheckValues()
    {
        foreach (var (word, index, value) in Values())
        {
            var at = word.Bits[index].Value;
            if (word.Flag.Field is not { } name)
            {
                CheckWithin(word.Flag.Name, value, at, FlagBits.All(Width), "the word of " + Text(Width) + " bits");
            }
            else if (_fields.Find(f => f.Field.Name == name) is { } field)
            {
                CheckWithin(word, index, value, field);
            }
        }
    }

    private void CheckWithin(BoundFlag word, int index, FlagBits value, BoundField field)
    {
        for (var i = 0; i < field.Masks.Count; i++)
        {
            var mask = field.Masks[i].Case.Value;
            if (!(value & ~mask).IsEmpty
                && _search.Find(Conditions.HasBit(word, index).And(field.Field.Exists).And(Conditions.Counts(field.Masks, i))) is { } kernel)
            {
                CheckWithin(word.Flag.Name, value, word.Bits[index].Value, mask, "the field " + field.Field.Name + " on " + kernel);
                return;
            }
        }
    }

    private static void CheckWithin(string name, FlagBits value, Cursor at, FlagBits room, string what)
    {
        if (!(value & ~room).IsEmpty)
        {
            at.Report(ProblemRules.ValueOutside, name, value.ToString(), what, "its bits are those of " + room);
        }
    }

    private void CheckBits()
    {
        foreach (var word in _words)
        {
            for (var i = 0; i < word.Bits.Count; i++)
            {
                if (word.Bits[i].Case.Value.Number is { } bit and >= 0 and < FlagBits.MaxWidth)
                {
                    var shared = word.Bits[i].Mapping?["shares"]?.Text;
                    CheckBit(word.Flag.Name, bit, word.Bits[i].Value, Conditions.HasBit(word, i), _fields.FindAll(f => f.Field.Name != shared));
                }
            }
        }

        for (var i = 0; i < _fields.Count; i++)
        {
            foreach (var mask in _fields[i].Masks)
            {
                foreach (var bit in Placed(_fields[i], mask.Case.Value).Bits())
                {
                    CheckBit(_fields[i].Field.Name, bit, mask.Value, _fields[i].Field.Exists.And(mask.Case.When), _fields.GetRange(0, i));
                }
            }
        }
    }

    private void CheckBit(string name, int bit, Cursor at, Condition isThere, List<BoundField> fields)
    {
        foreach (var field in fields)
        {
            for (var i = 0; i < field.Masks.Count; i++)
            {
                if (Placed(field, field.Masks[i].Case.Value).Has(bit)
                    && _search.Find(isThere.And(field.Field.Exists).And(Conditions.Counts(field.Masks, i))) is { } kernel)
                {
                    at.Report(ProblemRules.BitInField, name, Text(bit), field.Field.Name, kernel);
                    return;
                }
            }
        }
    }

    private void CheckShared()
    {
        foreach (var same in Values().GroupBy(v => (v.Word.Flag.Field, v.Value)).Select(g => g.ToList()).Where(g => g.Count > 1))
        {
            Clashes.Report(same, _search,
                (one, other) => one.Word == other.Word ? null : _search.Find(Conditions.HasBit(one.Word, one.Index).And(Conditions.HasBit(other.Word, other.Index))),
                (one, other, kernel) => one.Word.Bits[one.Index].Value.Report(ProblemRules.SharedValue,
                    one.Word.Flag.Name, one.Value.ToString(), other.Word.Flag.Name, kernel));
        }
    }

    private IEnumerable<(BoundFlag Word, int Index, FlagBits Value)> Values() => _words.SelectMany(word => word.Bits
        .Select((bit, index) => (word, index, bit.Case.Value.Value))
        .Where(item => item.Value is not null)
        .Select(item => (item.word, item.index, item.Value!.Value)));

    private int Width => _table.Table.Settings.Width.Max(w => w.Value);

    private static FlagBits Placed(BoundField field, FlagBits mask) => mask << (field.Field.Shift ?? 0);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
