using KernelFlags.Definitions;

namespace KernelFlags.Cli.Decode;

/// <summary>Every name by which a kernel's flags are written, and what its bits are called.</summary>
internal sealed class FlagNames
{
    private readonly Dictionary<string, FlagBits> _mnemonics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits> _traceNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits> _cNames = new(StringComparer.Ordinal);
    private readonly ILookup<int, ResolvedFlag> _byBit;

    public FlagNames(ResolvedTable table)
    {
        Table = table;
        _byBit = table.Flags.Where(flag => flag.Bit is not null).ToLookup(flag => flag.Bit!.Value);
        foreach (var (mnemonic, bit) in table.Smaps.Select((mnemonic, bit) => (mnemonic, bit)).Where(entry => entry.mnemonic is not ("" or "??")))
        {
            _mnemonics.TryAdd(mnemonic, FlagBits.Of(bit));
        }

        foreach (var entry in table.Trace)
        {
            _traceNames[entry.Name] = entry.Value;
        }

        foreach (var mask in table.Masks)
        {
            AddCNames([mask.Name, .. mask.CNames], mask.Value);
        }

        foreach (var flag in table.Flags.Where(flag => flag.Bit is not null))
        {
            AddCNames([flag.Name, flag.CName, flag.Enumerator], FlagBits.Of(flag.Bit!.Value));
        }
    }

    public ResolvedTable Table { get; }

    /// <summary>The bits of a name. A mnemonic and a trace name may be the same word; the text around it decides.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isTrace">Whether it stands among trace names.</param>
    /// <returns>The bits, empty for a name without one here; null for an unknown name.</returns>
    public FlagBits? Find(string name, bool isTrace) =>
        isTrace
            ? Find(_traceNames, name) ?? Find(_mnemonics, name) ?? Find(_cNames, name)
            : Find(_mnemonics, name) ?? Find(_traceNames, name) ?? Find(_cNames, name);

    /// <summary>The flags that have a bit, the one that gives it its name first: that whose mnemonic smaps prints, or else that which is no alias.</summary>
    /// <param name="bit">The bit's number.</param>
    /// <returns>The flags; none for an unknown bit.</returns>
    public IReadOnlyList<ResolvedFlag> At(int bit) =>
    [
        .. _byBit[bit].OrderBy(flag => (flag.Smaps is not null, flag.AliasOf is not null) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, false) => 2,
            (false, true) => 3,
        }),
    ];

    /// <summary>What a bit stands for: its flags, without one that is only there for others to share.</summary>
    /// <param name="bit">The bit's number.</param>
    /// <returns>The names, in the order of the table.</returns>
    public IReadOnlyList<string> Meant(int bit)
    {
        var flags = _byBit[bit].ToList();
        var shared = flags.Select(flag => flag.AliasOf).ToHashSet(StringComparer.Ordinal);
        return [.. flags.Where(flag => !shared.Contains(flag.Name)).Select(flag => flag.Name)];
    }

    /// <summary>A flag of the definitions as this kernel has it.</summary>
    /// <param name="name">Its name without prefix.</param>
    /// <returns>The flag; null when the kernel lacks it.</returns>
    public ResolvedFlag? Flag(string name) => Table.Flags.FirstOrDefault(flag => flag.Name == name);

    private void AddCNames(IEnumerable<string?> names, FlagBits value)
    {
        foreach (var name in names.OfType<string>())
        {
            _cNames[name] = value;
        }
    }

    private static FlagBits? Find(Dictionary<string, FlagBits> names, string name) => names.TryGetValue(name, out var bits) ? bits : null;
}
