using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Linux;
using KernelFlags.Live.Bpf;

namespace KernelFlags.Live.Borders;

/// <summary>The word of flags as the kernel has it, which smaps shows in part: some bits have no mnemonic, others it does not know.</summary>
public sealed class RawFlags
{
    private const int Width = 64;

    private readonly string[] _names = new string[Width];
    private readonly ulong _shown;
    private readonly ulong _ignored;

    /// <summary>The flags of a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="table">Its table.</param>
    public RawFlags(LinuxKernel kernel, ResolvedTable table)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(table);
        var ignored = kernel.Accept(new Ignored());
        for (var bit = 0; bit < Width; bit++)
        {
            var flags = table.Flags.Where(flag => flag.Bit == bit && flag.CName is not null).ToList();
            var named = flags.FirstOrDefault(flag => flag.AliasOf is not null) ?? flags.FirstOrDefault();
            _names[bit] = named?.CName ?? string.Create(CultureInfo.InvariantCulture, $"bit {bit}");
            _shown |= bit < table.Smaps.Count && SmapsMnemonics.IsOne(table.Smaps[bit]) ? 1UL << bit : 0;
            _ignored |= flags.Exists(flag => ignored.Contains(flag.CName!)) ? 1UL << bit : 0;
        }
    }

    /// <summary>The flags that smaps hides.</summary>
    /// <param name="word">The word.</param>
    /// <returns>Their names, in bit order; where no definition knows a bit, its number.</returns>
    public IReadOnlyList<string> Hidden(ulong word) => (word & ~_shown) == 0 ? [] : Names(word & ~_shown);

    /// <summary>The flags that keep two VMAs apart.</summary>
    /// <param name="left">The one.</param>
    /// <param name="right">The other.</param>
    /// <returns>The word of them.</returns>
    internal ulong Differing(in VmaFacts left, in VmaFacts right) => (left.Flags ^ right.Flags) & ~_ignored;

    /// <summary>Names of flags.</summary>
    /// <param name="word">The word.</param>
    /// <returns>The names, in bit order.</returns>
    internal List<string> Names(ulong word)
    {
        var names = new List<string>();
        for (; word != 0; word &= word - 1)
        {
            names.Add(_names[System.Numerics.BitOperations.TrailingZeroCount(word)]);
        }

        return names;
    }

    /// <summary>The names of the flags that may differ where VMAs merge.</summary>
    private sealed class Ignored : ILinuxKernelVisitor<HashSet<string>>
    {
        public HashSet<string> Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var flag in TFlags.Flags)
            {
                if (flag.Bit is { } bit && TFlags.IgnoredOnMerge.TestAny(TFlags.FromBit(bit)))
                {
                    names.Add(flag.Name);
                }
            }

            return names;
        }
    }
}
