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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Text(string text)
    {
        MakeRoom();
        if (text.Length <= LongestText / 3)
        {
            _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        }
        else
        {
            Flush();
            output.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Adds two addresses in hexadecimal, each with at least twelve digits.</summary>
    /// <param name="start">The first byte of a range.</param>
    /// <param name="end">The byte after its last one.</param>
    public void Range(ulong start, ulong end)
    {
        MakeRoom();
        Address(start);
        _bytes[_length++] = (byte)'-';
        Address(end);
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

    /// <summary>Hands over what is there.</summary>
    public void Flush()
    {
        output.Write(_bytes, 0, _length);
        _length = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Address(ulong address)
    {
        const int Least = 12;
        var digits = Math.Max(Least, (64 - System.Numerics.BitOperations.LeadingZeroCount(address) + 3) / 4);
        var bytes = _bytes.AsSpan(_length, digits);
        for (var i = digits - 1; i >= 0; i--, address >>= 4)
        {
            bytes[i] = "0123456789abcdef"u8[(int)(address & 15)];
        }

        _length += digits;
    }

    private void MakeRoom()
    {
        if (_length + LongestText > _bytes.Length)
        {
            Flush();
        }
    }
}
