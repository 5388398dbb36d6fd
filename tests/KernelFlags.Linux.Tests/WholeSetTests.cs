using System.Text;
using System.Text.Json;

namespace KernelFlags.Linux.Tests;

/// <summary>What a set of flags offers as a whole: going through it, words, UTF-8 and JSON, with the flag type of every kernel.</summary>
public sealed class WholeSetTests
{
    public static TheoryData<string> Profiles => EachKernel.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Set_IsGoneThroughFlagByFlag(string profile) => EachKernel.Run(profile, new GoesThrough());

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Set_ComesThroughJsonWhole(string profile) => EachKernel.Run(profile, new ThroughJson());

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Mnemonics_AreFoundByTheirLetters(string profile) => EachKernel.Run(profile, new EachMnemonic());

    [Fact]
    public void Json_OfAGeneratedType_IsNames()
    {
        var flags = Linux72.VmaFlags.Read | Linux72.VmaFlags.FromBit(63);
        Assert.Equal("\"VM_READ|0x8000000000000000\"", JsonSerializer.Serialize(flags));
        Assert.Equal(flags, JsonSerializer.Deserialize<Linux72.VmaFlags>("\"VM_READ|0x8000000000000000\""));
        Assert.Equal(Linux72.VmaFlags.Write, JsonSerializer.Deserialize<Linux72.VmaFlags>("2"));
        Assert.Equal(Linux72.VmaFlags.None, JsonSerializer.Deserialize<Linux72.VmaFlags>("\"none\""));
        var counts = new Dictionary<Linux72.VmaFlags, int> { [Linux72.VmaFlags.Read] = 3 };
        Assert.Equal("{\"VM_READ\":3}", JsonSerializer.Serialize(counts));
        Assert.Equal(counts, JsonSerializer.Deserialize<Dictionary<Linux72.VmaFlags, int>>("{\"VM_READ\":3}"));
        Assert.Contains("VM_NEVER", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Linux72.VmaFlags>("\"VM_READ|VM_NEVER\"")).Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Linux72.VmaFlags>("-1"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Linux72.VmaFlags>("[]"));
    }

    [Fact]
    public void Utf8_IsParsedAsUtf16Is()
    {
        Assert.Equal(Linux72.VmaFlags.Parse("rd wr gu"), Linux72.VmaFlags.Parse("rd wr gu"u8));
        Assert.Equal(Linux72.VmaFlags.Parse("VM_READ|0x8"), Linux72.VmaFlags.Parse("VM_READ|0x8"u8));
        Assert.False(Linux72.VmaFlags.TryParse("rd \xff"u8, null, out _));
        Assert.False(Linux72.VmaFlags.TryParse(Encoding.UTF8.GetBytes(new string('z', 5000)), null, out _));
        Assert.Contains("zz", Assert.Throws<FormatException>(() => Linux72.VmaFlags.Parse("rd zz"u8)).Message, StringComparison.Ordinal);
        Assert.True(Linux72.VmaFlags.TryParse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("rd ", 1000))), null, out var many));
        Assert.Equal(Linux72.VmaFlags.Read, many);
    }

    [Fact]
    public void Word_OfUnknownBits_IsRefusedByName()
    {
        Assert.Equal(Linux72.VmaFlags.Read | Linux72.VmaFlags.Exec, 5UL.ToFlagsChecked<Linux72.VmaFlags>());
        Assert.Equal(5UL, (Linux72.VmaFlags.Read | Linux72.VmaFlags.Exec).ToUInt64Checked());
        Assert.False((1UL << 63).TryToFlags<Linux72.VmaFlags>(out var none));
        Assert.True(none.IsEmpty);
        Assert.Contains("0x8000000000000000", Assert.Throws<OverflowException>(() => ((1UL << 63) | 1).ToFlagsChecked<Linux72.VmaFlags>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VmFlags: rd wr", "VmFlags: rd wr ", "rd wr")]
    [InlineData("  rd   wr", "rd\twr", "VmFlags:\trd wr")]
    [InlineData("rd wr\n", "0x3", "rd 0x2")]
    public void Line_OfAnyBlanks_IsTheSame(params string[] lines) => Assert.All(lines, line =>
    {
        Assert.Equal(Linux72.VmaFlags.Read | Linux72.VmaFlags.Write, Linux72.VmaFlags.ParseMnemonics(line, out var unknown));
        Assert.True(unknown.IsEmpty);
    });

    [Theory]
    [InlineData("rd zz wr ??", "zz ??")]
    [InlineData("rd rdx w wr", "rdx w")]
    [InlineData("RD wr rd", "RD")]
    public void Line_WithAStranger_HandsItBack(string line, string strangers)
    {
        Assert.True(Linux72.VmaFlags.ParseMnemonics(line, out var unknown).TestAny(Linux72.VmaFlags.Read));
        Assert.Equal(strangers, unknown.ToString());
    }

    private sealed class GoesThrough : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var flags = TFlags.Read | TFlags.Exec | TFlags.FromBit(TFlags.Width - 1);
            var seen = new List<TFlags>();
            foreach (var flag in flags)
            {
                seen.Add(flag);
            }

            Assert.Equal([TFlags.Read, TFlags.Exec, TFlags.FromBit(TFlags.Width - 1)], seen);
            foreach (var flag in TFlags.None)
            {
                Assert.Fail(flag.ToString("X", null));
            }

            return true;
        }
    }

    private sealed class ThroughJson : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var options = new JsonSerializerOptions { Converters = { new FlagsJsonConverter<TFlags>() } };
            var random = new Random(1);
            for (var i = 0; i < 1000; i++)
            {
                var flags = TFlags.FromWord(0, (ulong)random.NextInt64() >> (64 - TFlags.Width));
                Assert.Equal(flags, JsonSerializer.Deserialize<TFlags>(JsonSerializer.Serialize(flags, options), options));
            }

            return true;
        }
    }

    private sealed class EachMnemonic : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            for (var bit = 0; bit < TFlags.Mnemonics.Length; bit++)
            {
                var mnemonic = TFlags.Mnemonics[bit];
                if (mnemonic is not ("" or "??"))
                {
                    var first = TFlags.Mnemonics.IndexOf(mnemonic);
                    Assert.Equal(TFlags.FromBit(first), FlagParser.ParseMnemonics<TFlags>(mnemonic, out var unknown));
                    Assert.True(unknown.IsEmpty);
                }
            }

            return true;
        }
    }
}
