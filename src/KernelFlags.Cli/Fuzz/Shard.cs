using System.Globalization;

namespace KernelFlags.Cli.Fuzz;

/// <summary>A machine's share of a campaign: <c>I/N</c>, the I-th of N, from 0. Shards of one seed draw from seeds that no other has.</summary>
/// <param name="Index">Which one.</param>
/// <param name="Count">Of how many.</param>
internal readonly record struct Shard(int Index, int Count)
{
    /// <summary>The whole.</summary>
    public static Shard Whole => new(0, 1);

    /// <summary>Reads <c>I/N</c>.</summary>
    public static bool TryParse(string text, out Shard shard)
    {
        shard = default;
        if (text.Split('/') is not [var index, var count] || !TryNumber(index, out var i) || !TryNumber(count, out var n) || i >= n)
        {
            return false;
        }

        shard = new Shard(i, n);
        return true;
    }

    /// <summary>The seed of a round.</summary>
    /// <param name="seed">The campaign's seed.</param>
    /// <param name="round">Which round of this shard, from 0.</param>
    public long SeedOf(long seed, long round) => seed + Index + (round * Count);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    private static bool TryNumber(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
