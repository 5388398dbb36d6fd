using System.Runtime.CompilerServices;

namespace KernelFlags.Proc.Mappings;

/// <summary>The line that begins a VMA, up to its device: <c>START-END PERM OFFSET</c>.</summary>
internal record struct AddressLine
{
    /// <summary>What an address line is, for messages.</summary>
    public const string Shape = "this is no line of maps or smaps; an address line is START-END PERM OFFSET DEVICE INODE PATH";

    /// <summary>The first byte.</summary>
    public ulong Start { get; set; }

    /// <summary>The byte after the last one.</summary>
    public ulong End { get; set; }

    /// <summary>The offset in the file.</summary>
    public ulong Offset { get; set; }

    /// <summary>Where in the line the four letters begin.</summary>
    public int PermAt { get; set; }

    /// <summary>Where in the line the device begins.</summary>
    public int BackingAt { get; set; }

    /// <summary>Reads a line as the kernel writes it.</summary>
    /// <param name="address">What it says.</param>
    /// <returns>False when it is anything else.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryRead(ReadOnlySpan<byte> line, out AddressLine address)
    {
        address = default;
        var at = 0;
        if (!TryTakeHex(line, ref at, (byte)'-', out var start) || !TryTakeHex(line, ref at, (byte)' ', out var end)
            || line.Length <= at + Permissions.Count || line[at + Permissions.Count] != ' ' || !Permissions.AreWhole(line[at..]))
        {
            return false;
        }

        var permAt = at;
        at += Permissions.Count + 1;
        if (!TryTakeHex(line, ref at, (byte)' ', out var offset))
        {
            return false;
        }

        address = new() { Start = start, End = end, Offset = offset, PermAt = permAt, BackingAt = at };
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryTakeHex(ReadOnlySpan<byte> line, ref int at, byte end, out ulong value)
    {
        var first = at;
        value = 0;
        for (; at < line.Length && line[at] != end; at++)
        {
            var letter = line[at];
            var digit = letter is >= (byte)'0' and <= (byte)'9' ? letter - '0' : letter is >= (byte)'a' and <= (byte)'f' ? letter - 'a' + 10 : -1;
            if (digit < 0 || value >> 60 != 0)
            {
                return false;
            }

            value = (value << 4) | (uint)digit;
        }

        return at++ > first && at <= line.Length;
    }
}

/// <summary>The four letters of an address line: <c>rw-p</c>. A <c>?</c>, and a <c>-</c> in the last place, tell nothing.</summary>
internal static class Permissions
{
    /// <summary>How many letters they are.</summary>
    public const int Count = 4;

    private const int EnoughAlike = 3;

    /// <summary>Whether a text begins with four letters as the kernel writes them.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> text) =>
        text[0] is (byte)'r' or (byte)'-' && text[1] is (byte)'w' or (byte)'-' && text[2] is (byte)'x' or (byte)'-' && text[3] is (byte)'p' or (byte)'s';

    /// <summary>Whether a word is four letters, some of which may tell nothing.</summary>
    public static bool AreLetters(ReadOnlySpan<byte> word) => word.Length == Count && Alike(word) == Count;

    /// <summary>Whether a word seems to be meant as the four letters.</summary>
    public static bool AreMeant(ReadOnlySpan<byte> word) => word.Length == Count && Alike(word) >= EnoughAlike;

    private static int Alike(ReadOnlySpan<byte> word)
    {
        ReadOnlySpan<byte> letters = "rwxp"u8;
        var alike = word[^1] == 's' ? 1 : 0;
        for (var i = 0; i < Count; i++)
        {
            alike += word[i] == letters[i] || word[i] is (byte)'-' or (byte)'?' ? 1 : 0;
        }

        return alike;
    }
}
