namespace KernelFlags.Text;

/// <summary>Finds the flag of a mnemonic by its two letters, which are an index: a smaps of 65,000 VMAs has half a million of them.</summary>
internal static class MnemonicIndex<TFlags>
    where TFlags : unmanaged, IFlags<TFlags>
{
    private const int LetterBits = 5;
    private const int Letters = 26;

    /// <summary>The flag of each pair of letters.</summary>
    public static TFlags[] Flags { get; } = Make();

    /// <summary>The flag of a mnemonic of two small letters.</summary>
    /// <param name="index"><see cref="Flags"/>: whoever reads many has it at hand.</param>
    /// <returns>No flag where there is none.</returns>
    public static TFlags Of(TFlags[] index, char first, char second)
    {
        var (high, low) = ((uint)(first - 'a'), (uint)(second - 'a'));
        var place = (high << LetterBits) | low;
        return low < Letters && place < (uint)index.Length ? index[place] : TFlags.None;
    }

    private static TFlags[] Make()
    {
        var flags = new TFlags[Letters << LetterBits];
        var mnemonics = TFlags.Mnemonics;
        for (var bit = 0; bit < mnemonics.Length; bit++)
        {
            if (mnemonics[bit] is [>= 'a' and <= 'z' and var first, >= 'a' and <= 'z' and var second])
            {
                ref var place = ref flags[((first - 'a') << LetterBits) | (second - 'a')];
                place = place.IsEmpty ? TFlags.FromBit(bit) : place;
            }
        }

        return flags;
    }
}
