using KernelFlags.Definitions.Model;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Live.Borders;

/// <summary>The mnemonics of one VmFlags line, read for one kernel.</summary>
/// <param name="Mnemonics">All of them, as they stand there.</param>
/// <param name="Unknown">Those that the kernel's table does not have.</param>
/// <param name="IsTold">Whether the line said anything; without it only the four letters are known.</param>
public sealed record SmapsFlags(IReadOnlyList<string> Mnemonics, IReadOnlyList<string> Unknown, bool IsTold);

/// <summary>The mnemonics that a kernel's smaps has.</summary>
internal sealed class SmapsMnemonics
{
    private const string NoMnemonic = "??";

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The mnemonics of a kernel.</summary>
    /// <param name="table">Its table.</param>
    public SmapsMnemonics(ResolvedTable table)
    {
        Table = table;
        for (var bit = 0; bit < table.Smaps.Count; bit++)
        {
            if (IsOne(table.Smaps[bit]))
            {
                _known.Add(table.Smaps[bit]);
            }
        }
    }

    /// <summary>The kernel's table.</summary>
    public ResolvedTable Table { get; }

    /// <summary>Whether a text of the table is a mnemonic.</summary>
    /// <param name="text">The text of a bit.</param>
    /// <returns>False where the kernel hides the bit, or does not know it.</returns>
    public static bool IsOne(string text) => text is not ("" or NoMnemonic);

    /// <summary>The words of a line.</summary>
    /// <param name="line">The mnemonics; null where there is no such line.</param>
    /// <returns>The mnemonics.</returns>
    public static string[] Split(string? line) => line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Reads a line.</summary>
    /// <param name="line">The mnemonics; null where there is no such line.</param>
    /// <returns>What it says.</returns>
    public SmapsFlags Read(string? line)
    {
        var words = Split(line);
        return new(words, [.. words.Where(word => !_known.Contains(word))], words.Length > 0);
    }

    /// <summary>Whether none of some mnemonics is known: then nobody can tell whether merging ignores them.</summary>
    /// <param name="mnemonics">The mnemonics.</param>
    /// <returns>True when so.</returns>
    public bool AreUnknown(IEnumerable<string> mnemonics) => !mnemonics.Any(_known.Contains);
}

/// <summary>A line as flags of the engine.</summary>
/// <param name="Value">The flags.</param>
/// <param name="IsTold">Whether the line said anything.</param>
internal readonly record struct LineFlags<TFlags>(TFlags Value, bool IsTold);

/// <summary>
/// Which flag of the engine's type each mnemonic of a kernel is. They meet by name, since a type may have been generated for another kernel;
/// a mnemonic that the type lacks, or that nobody has heard of, takes a free bit: to the engine it is a flag like any other.
/// </summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal sealed class SmapsFlagReader<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly Dictionary<string, (TFlags Flag, int Order)> _flags = new(StringComparer.Ordinal);
    private readonly Stack<int> _free = [];

    /// <summary>The mnemonics of a kernel.</summary>
    /// <param name="table">Its table.</param>
    public SmapsFlagReader(ResolvedTable table)
    {
        var own = new Dictionary<string, int>(StringComparer.Ordinal);
        var used = TFlags.Known;
        foreach (var flag in TFlags.Flags)
        {
            if (flag.Bit is { } bit)
            {
                own[flag.Name] = bit;
            }
        }

        for (var bit = TFlags.Width - 1; bit >= 0; bit--)
        {
            if (!used.TestAny(TFlags.FromBit(bit)))
            {
                _free.Push(bit);
            }
        }

        for (var bit = 0; bit < table.Smaps.Count; bit++)
        {
            var mnemonic = table.Smaps[bit];
            if (!SmapsMnemonics.IsOne(mnemonic))
            {
                continue;
            }

            var names = table.Flags.Where(flag => flag.Bit == bit && flag.CName is not null && own.ContainsKey(flag.CName)).Select(flag => flag.CName!).ToList();
            _flags[mnemonic] = (names.Count > 0 ? TFlags.FromBit(own[names[0]]) : Free(), bit);
        }
    }

    /// <summary>The flags of a VMA: those of its line; without one, those of the four letters, and of a name that the kernel gives.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>The flags.</returns>
    public LineFlags<TFlags> Flags(in MapsEntry entry)
    {
        var flags = default(TFlags);
        var words = SmapsMnemonics.Split(entry.VmFlags);
        foreach (var word in words)
        {
            if (!_flags.TryGetValue(word, out var known))
            {
                known = (Free(), TFlags.Width + _flags.Count);
                _flags[word] = known;
            }

            flags |= known.Flag;
        }

        return words.Length > 0 ? new(flags, true) : new(Letters(entry.Perm) | (entry.Backing.IsKernels ? TFlags.DontExpand : default), false);
    }

    /// <summary>Which of the flags that the four letters show are told of a VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>The flags.</returns>
    public static TFlags Told(in MapsEntry entry)
    {
        var all = TFlags.Read | TFlags.Write | TFlags.Exec | TFlags.MayShare;
        if (SmapsMnemonics.Split(entry.VmFlags).Length > 0)
        {
            return all;
        }

        var perm = entry.Perm;
        return all & ~((perm[0] == '?' ? TFlags.Read : default)
            | (perm[1] == '?' ? TFlags.Write : default)
            | (perm[2] == '?' ? TFlags.Exec : default)
            | (entry.IsShared is null ? TFlags.MayShare : default));
    }

    /// <summary>Mnemonics of flags, in bit order.</summary>
    /// <param name="flags">The flags.</param>
    /// <returns>The mnemonics.</returns>
    public string[] Mnemonics(TFlags flags) =>
        [.. _flags.Where(entry => flags.TestAny(entry.Value.Flag)).OrderBy(entry => entry.Value.Order).Select(entry => entry.Key)];

    private static TFlags Letters(string perm) =>
        (perm[0] == 'r' ? TFlags.Read : default)
        | (perm[1] == 'w' ? TFlags.Write : default)
        | (perm[2] == 'x' ? TFlags.Exec : default)
        | (perm[3] == 's' ? TFlags.MayShare : default);

    /// <summary>A bit that no flag has; with more unheard-of mnemonics than such bits, no flag at all.</summary>
    private TFlags Free() => _free.TryPop(out var bit) ? TFlags.FromBit(bit) : default;
}
