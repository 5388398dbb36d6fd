using System.Globalization;
using System.Numerics;

namespace KernelFlags.Vma.Tests.TestFlags;

/// <summary>A made-up table of 128 bits: other places, other sticky and ignored flags, and atomic ones in the upper word.</summary>
internal readonly record struct WideFlags(ulong Low, ulong High) : IVmaFlags<WideFlags>
{
    public static int Width => 128;

    public static int WordCount => 2;

    public static WideFlags None => default;

    public static WideFlags Known => new(ulong.MaxValue, ulong.MaxValue);

    public static ReadOnlySpan<FlagInfo> Flags => [];

    public static WideFlags Read => FromBit(3);

    public static WideFlags Write => FromBit(6);

    public static WideFlags Exec => FromBit(9);

    public static WideFlags Shared => FromBit(12);

    public static WideFlags MayRead => FromBit(15);

    public static WideFlags MayWrite => FromBit(18);

    public static WideFlags MayExec => FromBit(21);

    public static WideFlags MayShare => FromBit(24);

    public static WideFlags GrowsDown => FromBit(27);

    public static WideFlags GrowsUp => FromBit(30);

    public static WideFlags UffdMissing => FromBit(33);

    public static WideFlags UffdWriteProtect => FromBit(36);

    public static WideFlags UffdMinor => FromBit(39);

    public static WideFlags UffdReadWriteProtect => None;

    public static WideFlags PfnMap => FromBit(45);

    public static WideFlags MixedMap => FromBit(48);

    public static WideFlags Io => FromBit(51);

    public static WideFlags DontExpand => FromBit(54);

    public static WideFlags HugeTlb => FromBit(57);

    public static WideFlags Sync => FromBit(60);

    public static WideFlags Droppable => FromBit(63);

    public static WideFlags MaybeGuard => FromBit(66);

    public static WideFlags Locked => FromBit(69);

    public static WideFlags LockOnFault => FromBit(72);

    public static WideFlags Sealed => FromBit(75);

    public static WideFlags SeqRead => FromBit(78);

    public static WideFlags RandRead => FromBit(81);

    public static WideFlags DontCopy => FromBit(84);

    public static WideFlags WipeOnFork => FromBit(87);

    public static WideFlags DontDump => FromBit(90);

    public static WideFlags HugePage => FromBit(93);

    public static WideFlags NoHugePage => FromBit(96);

    public static WideFlags Mergeable => FromBit(99);

    public static WideFlags Account => FromBit(102);

    public static WideFlags NoReserve => FromBit(105);

    public static WideFlags SoftDirty => FromBit(108);

    public static WideFlags ShadowStack => FromBit(111);

    public static WideFlags ProtectionKeyMask => FromBit(114) | FromBit(117);

    public static WideFlags ProtectionKeyBit0 => FromBit(114);

    public static WideFlags Sticky => MaybeGuard | Mergeable;

    public static WideFlags IgnoredOnMerge => Sticky | Account;

    public static WideFlags CopyOnFork => PfnMap | MixedMap | UffdWriteProtect | MaybeGuard;

    public static WideFlags AtomicWritable => MaybeGuard | FromBit(126);

    public static WideFlags Access => Read | Write | Exec;

    public static WideFlags Special => Io | DontExpand | PfnMap | MixedMap;

    public static WideFlags LockedMask => Locked | LockOnFault;

    public static WideFlags UserfaultfdMask => UffdMissing | UffdWriteProtect | UffdMinor;

    public static int AtomicWord => 1;

    public bool IsEmpty => (Low | High) == 0;

    public int Count => BitOperations.PopCount(Low) + BitOperations.PopCount(High);

    public static WideFlags FromBit(int bit) => bit < 64 ? new(1UL << bit, 0) : new(0, 1UL << (bit - 64));

    public static WideFlags FromWord(int index, ulong word) => index == 0 ? new(word, 0) : new(0, word);

    public static WideFlags operator &(WideFlags left, WideFlags right) => new(left.Low & right.Low, left.High & right.High);

    public static WideFlags operator |(WideFlags left, WideFlags right) => new(left.Low | right.Low, left.High | right.High);

    public static WideFlags operator ^(WideFlags left, WideFlags right) => new(left.Low ^ right.Low, left.High ^ right.High);

    public static WideFlags operator ~(WideFlags value) => new(~value.Low, ~value.High);

    public static WideFlags Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    public static WideFlags Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException();

    public static WideFlags Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => FlagParser.Parse<WideFlags>(utf8Text);

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out WideFlags result) => FlagParser.TryParse(utf8Text, out result);

    public static bool TryParse(string? s, IFormatProvider? provider, out WideFlags result) => TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out WideFlags result)
    {
        var parsed = UInt128.TryParse(s, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value);
        result = new((ulong)value, (ulong)(value >> 64));
        return parsed;
    }

    public ulong GetWord(int index) => index == 0 ? Low : High;

    private UInt128 Value => new(High, Low);

    public bool TestAny(WideFlags flags) => !(this & flags).IsEmpty;

    public bool TestAll(WideFlags flags) => (this & flags) == flags;

    public WideFlags With(WideFlags flags) => this | flags;

    public WideFlags Without(WideFlags flags) => this & ~flags;

    public WideFlags Diff(WideFlags flags) => this ^ flags;

    public bool SameAs(WideFlags flags) => this == flags;

    public override string ToString() => Value.ToString("x", CultureInfo.InvariantCulture);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(destination, out charsWritten, "x", provider);

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Value.TryFormat(utf8Destination, out bytesWritten, "x", provider);
}
