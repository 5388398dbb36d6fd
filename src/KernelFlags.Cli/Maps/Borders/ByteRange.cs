namespace KernelFlags.Cli.Maps.Borders;

/// <summary>Sizes from the smallest to the largest.</summary>
/// <param name="Least">The smallest, in bytes.</param>
/// <param name="Most">The largest, in bytes.</param>
internal readonly record struct ByteRange(ulong Least, ulong Most)
{
    /// <summary>The one size that all have; null where they differ.</summary>
    public ulong? Only => Least == Most ? Least : null;

    /// <summary>The range of some sizes, at least one.</summary>
    public static ByteRange Of(IEnumerable<ulong> sizes)
    {
        var all = sizes.ToList();
        return new(all.Min(), all.Max());
    }

    /// <summary>The range that holds some, at least one.</summary>
    /// <returns>The range; null where one of them is not told.</returns>
    public static ByteRange? Joined(IEnumerable<ByteRange?> ranges)
    {
        var all = ranges.ToList();
        return all.Contains(null) ? null : new(all.Min(range => range!.Value.Least), all.Max(range => range!.Value.Most));
    }

    /// <summary>It in words: one size, or from one to another.</summary>
    public override string ToString() => Sizes.Of(Least) is var least && Sizes.Of(Most) is var most && least == most ? least : $"{least} to {most}";
}
