using System.Globalization;
using System.Numerics;

namespace KernelFlags.Vma.Tests.TestFlags;

/// <summary>Flags of one word, placed as x86_64 places them: what a generated type would be, written by hand.</summary>
internal readonly record struct WordFlags(ulong Word) : IVmaFlags<WordFlags>
{
    public static int Width => 64;

    public static int WordCount => 1;

    public static WordFlags None => default;

    public static WordFlags Known => new(ulong.MaxValue);

    public static ReadOnlySpan<FlagInfo> Flags => [];

    public static WordFlags Read => FromBit(0);

    public static WordFlags Write => FromBit(1);

    public static WordFlags Exec => FromBit(2);

    public static WordFlags Shared => FromBit(3);

    public static WordFlags MayRead => FromBit(4);

    public static WordFlags MayWrite => FromBit(5);

    public static WordFlags MayExec => FromBit(6);

    public static WordFlags MayShare => FromBit(7);

    public static WordFlags GrowsDown => FromBit(8);

    public static WordFlags GrowsUp => None;

    public static WordFlags UffdMissing => FromBit(9);

    public static WordFlags UffdWriteProtect => FromBit(12);

    public static WordFlags UffdMinor => FromBit(41);

    public static WordFlags UffdReadWriteProtect => None;

    public static WordFlags PfnMap => FromBit(10);

    public static WordFlags MixedMap => FromBit(28);

    public static WordFlags Io => FromBit(14);

    public static WordFlags DontExpand => FromBit(18);

    public static WordFlags HugeTlb => FromBit(22);

    public static WordFlags Sync => FromBit(23);

    public static WordFlags Droppable => FromBit(40);

    public static WordFlags MaybeGuard => FromBit(11);

    public static WordFlags Locked => FromBit(13);

    public static WordFlags LockOnFault => FromBit(19);

    public static WordFlags Sealed => FromBit(42);

    public static WordFlags SeqRead => FromBit(15);

    public static WordFlags RandRead => FromBit(16);

    public static WordFlags DontCopy => FromBit(17);

    public static WordFlags WipeOnFork => FromBit(25);

    public static WordFlags DontDump => FromBit(26);

    public static WordFlags HugePage => FromBit(29);

    public static WordFlags NoHugePage => FromBit(30);

    public static WordFlags Mergeable => FromBit(31);

    public static WordFlags Account => FromBit(20);

    public static WordFlags NoReserve => FromBit(21);

    public static WordFlags SoftDirty => FromBit(27);

    public static WordFlags ShadowStack => FromBit(37);

    public static WordFlags ProtectionKeyMask => FromBit(32) | FromBit(33) | FromBit(34) | FromBit(35);

    public static WordFlags ProtectionKeyBit0 => FromBit(32);

    public static WordFlags Sticky => SoftDirty | MaybeGuard;

    public static WordFlags IgnoredOnMerge => Sticky;

    public static WordFlags CopyOnFork => PfnMap | MixedMap | UffdWriteProtect | MaybeGuard;

    public static WordFlags AtomicWritable => MaybeGuard;

    public static WordFlags Access => Read | Write | Exec;

    public static WordFlags Special => Io | DontExpand | PfnMap | MixedMap;

    public static WordFlags LockedMask => Locked | LockOnFault;

    public static WordFlags UserfaultfdMask => UffdMissing | UffdWriteProtect | UffdMinor;

    public static int AtomicWord => 0;

    public bool IsEmpty => Word == 0;

    public int Count => BitOperations.PopCount(Word);

    private ulong Value => Word;

    public static WordFlags FromBit(int bit) => new(1UL << bit);

    public static WordFlags FromWord(int index, ulong word) => new(word);

    public static WordFlags operator &(WordFlags left, WordFlags right) => new(left.Word & right.Word);

    public static WordFlags operator |(WordFlags left, WordFlags right) => new(left.Word | right.Word);

    public static WordFlags operator ^(WordFlags left, WordFlags right) => new(left.Word ^ right.Word);

    public static WordFlags operator ~(WordFlags value) => new(~value.Word);

    public static WordFlags Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static WordFlags Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException();

    public static WordFlags Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => FlagParser.Parse<WordFlags>(utf8Text);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out WordFlags result) => FlagParser.TryParse(utf8Text, out result);

    public static bool TryParse(string? s, IFormatProvider? provider, out WordFlags result) => TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out WordFlags result)
    {
        var parsed = ulong.TryParse(s, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value);
        result = new(value);
        return parsed;
    }

    public ulong GetWord(int index) => Word;

    public bool TestAny(WordFlags flags) => !(this & flags).IsEmpty;

    public bool TestAll(WordFlags flags) => (this & flags) == flags;

    public WordFlags With(WordFlags flags) => this | flags;

    public WordFlags Without(WordFlags flags) => this & ~flags;

    public WordFlags Diff(WordFlags flags) => this ^ flags;

    public bool SameAs(WordFlags flags) => this == flags;

    public override string ToString() => Value.ToString("x", CultureInfo.InvariantCulture);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(destination, out charsWritten, "x", provider);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(utf8Destination, out bytesWritten, "x", provider);
}
