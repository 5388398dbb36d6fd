using System.Runtime.CompilerServices;
using System.Text;

namespace KernelFlags.Cli.Output;

/// <summary>Puts lines of a table together as UTF-8, without an object for any of them.</summary>
/// <param name="output">Where full buffers go.</param>
internal sealed class RowBuffer(Stream output)
{
    private const int LongestText = 16 << 10;

    private readonly byte[] _bytes = new byte[4 * LongestText];
    private int _length;

    /// <summary>Adds text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">How many columns it has at least; what lacks is blank.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Text(string text, int width = 0)
    {
        Blank(0);
        if (text.Length <= LongestText / 3)
        {
            _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        }
        else
        {
            Flush();
            output.Write(Encoding.UTF8.GetBytes(text));
        }

        Blank(width - text.Length);
    }

    /// <summary>Adds an address in hexadecimal, with at least twelve digits.</summary>
    /// <param name="address">The address.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Address(ulong address)
    {
        const int Least = 12;
        Blank(0);
        var digits = Math.Max(Least, (64 - System.Numerics.BitOperations.LeadingZeroCount(address) + 3) / 4);
        for (var i = digits - 1; i >= 0; i--, address >>= 4)
        {
            _bytes[_length + i] = "0123456789abcdef"u8[(int)(address & 15)];
        }

        _length += digits;
    }

    /// <summary>Adds a number at the right of a field.</summary>
    /// <param name="number">The number.</param>
    /// <param name="width">The width of the field.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Number(ulong number, int width)
    {
        var digits = 1;
        for (var rest = number; rest >= 10; rest /= 10)
        {
            digits++;
        }

        Blank(width - digits);
        for (var i = digits - 1; i >= 0; i--, number /= 10)
        {
            _bytes[_length + i] = (byte)('0' + (number % 10));
        }

        _length += digits;
    }

    /// <summary>Adds blanks.</summary>
    /// <param name="count">How many; below 0 for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Blank(int count)
    {
        if (_length + Math.Max(0, count) + LongestText > _bytes.Length)
        {
            Flush();
        }

        for (; count > 0; count--)
        {
            _bytes[_length++] = (byte)' ';
        }
    }

    /// <summary>Ends a line. Blanks before the end go.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EndLine()
    {
        while (_length > 0 && _bytes[_length - 1] == ' ')
        {
            _length--;
        }

        _bytes[_length++] = (byte)'\n';
    }

    /// <summary>Hands over what is left.</summary>
    public void Flush()
    {
        output.Write(_bytes, 0, _length);
        _length = 0;
    }
}
