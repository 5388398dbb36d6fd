namespace KernelFlags.Definitions.Tests;

public sealed class WordTests
{
    private const string Doors = """
        table:
          prefix: DOOR_
          width: 16
        fields:
        - name: KIND
          mask: [{is: 0x13, when: {arch: [parisc]}}, 0x3]
          summary: What kind of door it is.
        - name: SIZE
          mask: 0x7
          shift: 8
          summary: How large it is.
        words:
        - {name: ANY, value: 0, summary: Whichever.}
        - {name: LEFT, value: 1, in: KIND, summary: Opens to the left.}
        - {name: RIGHT, value: 2, in: KIND, summary: Opens to the right.}
        - {name: HINGED, alias: LEFT, when: {arch: [x86_64]}, summary: Another word for it.}
        - {name: LARGE, value: 5, in: SIZE, summary: A large one.}
        - {name: OPEN, bit: {is: 2, when: {not-arch: [parisc]}}, otherwise: [{is: zero, when: {arch: [parisc]}}, absent], summary: It is open.}
        - {name: LOCKED, bit: 3, since: "6.12", summary: It can't be opened.}

        """;

    private static ResolvedTable Resolve(string arch = "x86_64", int minor = 12)
    {
        var loaded = DefinitionLoader.Load([.. Repository.DefinitionFiles(), new DefinitionFile("door/door.yaml", "door/door.yaml", Doors)]);
        Assert.Empty(loaded.Problems);
        return TableResolver.Resolve(loaded.Model.FindTable("door")!, KernelSelector.Of(loaded.Model, new KernelVersion(6, minor), arch));
    }

    [Theory]
    [InlineData("x86_64", 12, "ANY=0x0 LEFT=0x1 RIGHT=0x2 HINGED=0x1 LARGE=0x500 OPEN=0x4 LOCKED=0x8 KIND=0x3 SIZE_MASK=0x7 SIZE_SHIFT=0x8")]
    [InlineData("parisc", 12, "ANY=0x0 LEFT=0x1 RIGHT=0x2 LARGE=0x500 OPEN=0x0 LOCKED=0x8 KIND=0x13 SIZE_MASK=0x7 SIZE_SHIFT=0x8")]
    [InlineData("arm64", 11, "ANY=0x0 LEFT=0x1 RIGHT=0x2 LARGE=0x500 OPEN=0x4 KIND=0x3 SIZE_MASK=0x7 SIZE_SHIFT=0x8")]
    public void Words_OfAKernel_AreThoseThatItDefines(string arch, int minor, string words)
    {
        var table = Resolve(arch, minor);

        Assert.Equal(words, string.Join(' ', table.Flags.Select(word => $"{word.Name}={word.Value}")));
        Assert.All(table.Flags, word => Assert.Equal((table.Prefix + word.Name, null), (word.CName, word.Enumerator)));
        Assert.Empty(table.Masks);
        Assert.Empty(table.Smaps);
    }

    [Theory]
    [InlineData(0x0, "ANY", 0x0)]
    [InlineData(0x1, "LEFT", 0x0)]
    [InlineData(0x3, "", 0x3)]
    [InlineData(0x50e, "RIGHT LARGE OPEN LOCKED", 0x0)]
    [InlineData(0x40c, "OPEN LOCKED", 0x400)]
    [InlineData(0x8001, "LEFT", 0x8000)]
    public void Number_ReadInWords_IsValuesOfFieldsThenBitsThenWhatIsUnknown(int number, string words, int unknown)
    {
        var read = ReadWords.Of(Resolve(), new FlagBits((ulong)number));

        Assert.Equal(words, string.Join(' ', read.Words.Select(word => word.Name)));
        Assert.Equal(new FlagBits((ulong)unknown), read.Unknown);
    }

    [Theory]
    [InlineData("0", 0ul, 0ul)]
    [InlineData("102", 102ul, 0ul)]
    [InlineData("0x2b", 0x2bul, 0ul)]
    [InlineData("18446744073709551615", ulong.MaxValue, 0ul)]
    [InlineData("0x00000000000000000000000000000000000000ff", 0xfful, 0ul)]
    [InlineData("0x123456789abcdef0fedcba9876543210", 0xfedcba9876543210ul, 0x123456789abcdef0ul)]
    public void Value_Written_IsReadAsTheNumber(string text, ulong low, ulong high)
    {
        Assert.True(FlagBits.TryParse(text, out var value));

        Assert.Equal(new FlagBits(low, high), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("0xg")]
    [InlineData("18446744073709551616")]
    [InlineData("0x1123456789abcdef0fedcba9876543210")]
    public void Value_ThatIsNoNumber_IsRefused(string text) => Assert.False(FlagBits.TryParse(text, out _));

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(96)]
    public void Bits_ShiftedUpAndDown_AreTheSame(int count)
    {
        var bits = new FlagBits(0x8000_0001);

        Assert.Equal([count, count + 31], (bits << count).Bits());
        Assert.Equal(bits, (bits << count) >> count);
    }
}
