using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace KernelFlags.Cli.Maps.Html;

/// <summary>
/// A column of numbers, kept as the JSON that the page has of it: a byte or two a number, and 65,000 VMAs have many. A column that has the same number
/// in every row is that number, and null where nothing tells.
/// </summary>
internal sealed class NumberColumn
{
    private const int LongestNumber = 20;
    private const int BlockSize = 8 << 10;

    private readonly List<byte[]> _blocks = [];
    private int _used = BlockSize;
    private int _rows;
    private long? _first;

    /// <summary>Adds a row.</summary>
    /// <param name="number">Its number; null where nothing tells.</param>
    public void Add(long? number)
    {
        if (_blocks.Count == 0)
        {
            _first = _rows == 0 ? number : _first;
            if (number == _first)
            {
                _rows++;
                return;
            }

            for (var row = 0; row < _rows; row++)
            {
                Append(_first);
            }
        }

        Append(number);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="number">Its number; null where nothing tells.</param>
    public void Add(ulong? number) => Add((long?)number);

    /// <summary>Writes the column, once.</summary>
    /// <param name="name">The property's name.</param>
    public void WriteTo(Utf8JsonWriter json, string name)
    {
        json.WritePropertyName(name);
        if (_blocks.Count > 0)
        {
            Write("]"u8);
            json.WriteRawValue(Segment.Sequence(_blocks, _used), skipInputValidation: true);
            json.Flush();
        }
        else if (_first is { } all)
        {
            json.WriteNumberValue(all);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private void Append(long? number)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        var length = 4;
        if (number is { } told)
        {
            Utf8Formatter.TryFormat(told, text, out length);
        }
        else
        {
            "null"u8.CopyTo(text);
        }

        Write(_blocks.Count == 0 ? "["u8 : ","u8);
        Write(text[..length]);
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        if (_used + text.Length > BlockSize)
        {
            if (_blocks.Count > 0)
            {
                // Blanks may stand between a number and its comma.
                _blocks[^1].AsSpan(_used).Fill((byte)' ');
            }

            _blocks.Add(new byte[BlockSize]);
            _used = 0;
        }

        text.CopyTo(_blocks[^1].AsSpan(_used));
        _used += text.Length;
    }

    /// <summary>A block of a text that is in several.</summary>
    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Sequence(List<byte[]> blocks, int used)
        {
            var first = new Segment { Memory = blocks[0] };
            var last = first;
            foreach (var block in blocks.Skip(1))
            {
                var next = new Segment { Memory = block, RunningIndex = last.RunningIndex + last.Memory.Length };
                last.Next = next;
                last = next;
            }

            return new(first, 0, last, used);
        }
    }
}

/// <summary>A column of which each value is told once, and then named by its number.</summary>
/// <typeparam name="T">What they are.</typeparam>
internal sealed class NumberedColumn<T>
    where T : class
{
    private readonly Dictionary<T, int> _numbers = [];
    private T? _last;
    private int _lastNumber;

    /// <summary>The number of each row's value.</summary>
    public NumberColumn Column { get; } = new();

    /// <summary>The values, by number.</summary>
    public List<T> Values { get; } = [];

    /// <summary>Adds a row.</summary>
    /// <param name="value">Its value.</param>
    public void Add(T value)
    {
        if (!ReferenceEquals(value, _last))
        {
            (_last, _lastNumber) = (value, NumberOf(value));
        }

        Column.Add(_lastNumber);
    }

    private int NumberOf(T value)
    {
        if (!_numbers.TryGetValue(value, out var number))
        {
            number = Values.Count;
            Values.Add(value);
            _numbers.Add(value, number);
        }

        return number;
    }
}
