using KernelFlags.Definitions;

namespace KernelFlags.Cli.Replay;

/// <summary>
/// What smaps of one kernel prints for flags of a type that was generated for another: the flags meet by their names, so that each has
/// the mnemonic and the place of that kernel.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal sealed class VmFlagsText<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly List<(TFlags Flag, string Mnemonic)> _mnemonics;

    /// <summary>The mnemonics of a kernel.</summary>
    /// <param name="table">The kernel's table.</param>
    public VmFlagsText(ResolvedTable table)
    {
        var known = table.Flags.Where(f => f is { CName: not null, Bit: not null }).ToDictionary(f => f.CName!, f => f.Bit!.Value, StringComparer.Ordinal);
        var places = new SortedDictionary<(int Bit, int Own), (TFlags, string)>();
        foreach (var flag in TFlags.Flags)
        {
            if (flag.Bit is not { } own)
            {
                continue;
            }

            // A flag that the kernel carries early is not in its table: it keeps what the type says.
            var (bit, mnemonic) = known.TryGetValue(flag.Name, out var there) && there < table.Smaps.Count
                ? (there, table.Smaps[there])
                : (own, flag.Mnemonic ?? Unknown);
            if (mnemonic.Length > 0)
            {
                places.TryAdd((bit, own), (TFlags.FromBit(own), mnemonic));
            }
        }

        _mnemonics = [.. places.Values];
    }

    private const string Unknown = "??";

    /// <summary>The mnemonics of a set, a blank between them.</summary>
    /// <param name="flags">The set.</param>
    /// <returns>The text.</returns>
    public string Of(TFlags flags) => string.Join(' ', _mnemonics.Where(m => flags.TestAny(m.Flag)).Select(m => m.Mnemonic));
}
