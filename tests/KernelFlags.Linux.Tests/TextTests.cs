using System.Text;
using CsCheck;

namespace KernelFlags.Linux.Tests;

/// <summary>Formatting and parsing, with the flag type of every kernel.</summary>
public sealed class TextTests
{
    private static readonly string[] LosslessFormats = ["T", "N", "R", "X", ""];

    public static TheoryData<string> Profiles => EachKernel.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Word_OfAnyBits_IsReadBackFromEveryFormatThatKeepsAll(string profile) => EachKernel.Run(profile, new RoundTrip());

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Mnemonics_OfKnownVisibleFlags_AreReadBack(string profile) => EachKernel.Run(profile, new VisibleRoundTrip());

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Text_OfAnyKind_IsParsedOrRefusedWithoutThrowing(string profile) => EachKernel.Run(profile, new NeverThrows());

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Text_IsTheSameInUtf8_AndIsNeverWrittenInPart(string profile) => EachKernel.Run(profile, new Buffers());

    [Fact]
    public void Flags_OfTheKernelsLine_AreItsMnemonics()
    {
        var flags = Linux72.VmaFlags.ParseMnemonics("VmFlags: rd wr mr mw me gu ac ", out var unknown);
        Assert.True(unknown.IsEmpty);
        Assert.Equal(0x10_0873UL, flags.ToLegacyWord());
        Assert.Equal("rd wr mr mw me gu ac ", flags.ToString("M", null));
        Assert.Equal("read|write|mayread|maywrite|mayexec|maybe_guard|account", flags.ToString());
        Assert.Equal("VM_READ|VM_WRITE|VM_MAYREAD|VM_MAYWRITE|VM_MAYEXEC|VM_MAYBE_GUARD|VM_ACCOUNT", flags.ToString("N", null));
        Assert.Equal("0x100873", $"{flags:X}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("VmFlags:")]
    [InlineData("VmFlags: \n")]
    [InlineData("none")]
    [InlineData("0x0")]
    public void Text_WithoutAFlag_IsNone(string text)
    {
        Assert.Equal(Linux72.VmaFlags.None, Linux72.VmaFlags.Parse(text));
        Assert.Equal(Linux72.VmaFlags.None, Linux72.VmaFlags.ParseMnemonics(text.Replace("none", "", StringComparison.Ordinal), out var unknown));
        Assert.True(unknown.IsEmpty);
    }

    [Fact]
    public void None_IsWrittenAsTheKernelDoes()
    {
        Assert.Equal("none", Linux72.VmaFlags.None.ToString());
        Assert.Equal(string.Empty, Linux72.VmaFlags.None.ToString("M", null));
        Assert.Equal("0x0", Linux72.VmaFlags.None.ToString("X", null));
    }

    [Fact]
    public void Mnemonics_OfAnotherKernel_AreHandedBackAndKept()
    {
        var flags = Linux61.VmaFlags.ParseMnemonics("rd gu wr zz ?? rd", out var unknown);
        Assert.Equal(Linux61.VmaFlags.Read | Linux61.VmaFlags.Write, flags);
        Assert.Equal(3, unknown.Count);
        Assert.Equal("gu zz ??", unknown.ToString());
        Assert.False(Linux61.VmaFlags.TryParse("rd gu", out var none));
        Assert.True(none.IsEmpty);
        Assert.Equal("gu", Assert.Throws<FormatException>(() => Linux61.VmaFlags.Parse("rd gu wr")).Message.Split(": ")[1]);
    }

    [Fact]
    public void Bits_ThatNobodyKnows_AreWrittenAndSaidToBeUnknown()
    {
        var flags = Linux72.VmaFlags.Read | Linux72.VmaFlags.FromBit(60);
        Assert.Equal("read|0x1000000000000000", flags.ToString());
        Assert.Equal("rd ?? ", flags.ToString("M", null));
        Assert.Equal("rd 0x1000000000000000", flags.ToString("R", null));
        Assert.Equal("rd wr", (Linux72.VmaFlags.Read | Linux72.VmaFlags.Write).ToString("R", null));
        Assert.Equal("0x1000000000000000", Linux72.VmaFlags.FromBit(60).ToString("R", null));
    }

    [Fact]
    public void HiddenFlags_AreNotShownAsMnemonics_AndAreKeptWhereAllIs()
    {
        var flags = Linux72.VmaFlags.Write | Linux72.VmaFlags.PkeyBit1;
        Assert.Equal("wr ", flags.ToString("M", null));
        Assert.Equal(flags, Linux72.VmaFlags.Parse(flags.ToString("R", null)));
    }

    [Fact]
    public void TraceNames_InTheKernelsOrder_AreThoseOfBothWays()
    {
        var flags = Linux73.VmaFlags.ParseTrace("read|uffd_missing|uffd_minor|uffd_rwp|0x4000000000000000|later", out var unknown);
        Assert.Equal("later", unknown.ToString());
        Assert.Equal("read|uffd_missing|uffd_minor|uffd_rwp|0x4000000000000000", flags.ToString());
    }

    [Theory]
    [InlineData("0x10000000000000000")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("17")]
    [InlineData("VM_")]
    [InlineData("READ")]
    public void Text_ThatIsNoSetOfFlags_IsRefused(string text) => Assert.False(Linux72.VmaFlags.TryParse(text, out _));

    [Fact]
    public void Format_ThatDoesNotExist_IsRefused() => Assert.Throws<FormatException>(() => Linux72.VmaFlags.Read.ToString("q", null));

    internal sealed class RoundTrip : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            Gen.ULong.Sample(word =>
            {
                var flags = TFlags.FromWord(0, word & (~TFlags.None).GetWord(0));
                foreach (var format in LosslessFormats)
                {
                    Assert.Equal(flags, TFlags.Parse(flags.ToString(format, null), null));
                }
            });
            return true;
        }
    }

    private sealed class VisibleRoundTrip : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var visible = TFlags.None;
            for (var bit = 0; bit < TFlags.Width; bit++)
            {
                visible = TFlags.Mnemonics[bit] is "" or "??" ? visible : visible.With(TFlags.FromBit(bit));
            }

            Assert.True(visible.Count > 20);
            Gen.ULong.Sample(word =>
            {
                var flags = TFlags.FromWord(0, word) & visible;
                var text = flags.ToString("M", null);
                Assert.Equal(flags.Count * 3, text.Length);
                Assert.Equal(flags, TFlags.Parse("VmFlags: " + text, null));
            });
            return true;
        }
    }

    private sealed class NeverThrows : ILinuxKernelVisitor<bool>
    {
        private static readonly string[] Pieces = ["rd", "??", "read", "VM_READ", "|", " ", "0x", "0xffffffffffffffffff", "\0", "é", "none", "VmFlags:", "\t\n"];

        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            Gen.Select(Gen.OneOf(Pieces).Array[0, 8], Gen.String[0, 5]).Sample((pieces, odd) =>
            {
                var text = string.Concat(pieces) + odd;
                if (!TFlags.TryParse(text, null, out var flags))
                {
                    Assert.True(flags.IsEmpty);
                    Assert.Throws<FormatException>(() => { TFlags.Parse(text, null); });
                }

                var kept = FlagParser.ParseMnemonics<TFlags>(text, out var unknown);
                var count = 0;
                foreach (var name in unknown)
                {
                    Assert.True(text.AsSpan().Contains(name, StringComparison.Ordinal));
                    count++;
                }

                Assert.Equal(unknown.Count, count);
                Assert.Equal(kept, FlagParser.ParseMnemonics<TFlags>($"{kept:R} {unknown.ToString()}", out var again));
                Assert.Equal(count, again.Count);
            });
            return true;
        }
    }

    private sealed class Buffers : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            Gen.Select(Gen.ULong, Gen.OneOf(["T", "N", "M", "R", "X"])).Sample((word, format) =>
            {
                var flags = TFlags.FromWord(0, word);
                var text = flags.ToString(format, null);
                Span<byte> bytes = new byte[Encoding.UTF8.GetByteCount(text)];
                Assert.True(flags.TryFormat(bytes, out var written, format, null));
                Assert.Equal(text, Encoding.UTF8.GetString(bytes[..written]));
                Span<char> chars = new char[text.Length];
                Assert.True(flags.TryFormat(chars, out written, format, null));
                Assert.Equal(text, new string(chars[..written]));
                if (text.Length > 0)
                {
                    Assert.False(flags.TryFormat(chars[1..], out written, format, null));
                    Assert.Equal(0, written);
                    Assert.False(flags.TryFormat(bytes[1..], out written, format, null));
                    Assert.Equal(0, written);
                }
            });
            return true;
        }
    }
}
