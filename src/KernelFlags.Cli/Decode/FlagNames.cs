using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Cli.Decode;

/// <summary>Every name by which a kernel's flags are written, and what its bits are called.</summary>
internal sealed class FlagNames
{
    private static readonly string[] AccessNames = ["READ", "WRITE", "EXEC"];

    private readonly Dictionary<string, FlagBits> _mnemonics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits> _traceNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits> _cNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FlagBits> _ofAnyCase = new(StringComparer.OrdinalIgnoreCase);
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
            AddCNames([flag.Name, flag.CName, flag.Enumerator], flag.Value);
            if (flag.Trace is { } trace)
            {
                _traceNames.TryAdd(trace, flag.Value);
            }
        }

        foreach (var (name, value) in _mnemonics.Concat(_traceNames).Concat(_cNames))
        {
            _ofAnyCase.TryAdd(name, value);
        }
    }

    public ResolvedTable Table { get; }

    /// <summary>The mnemonics, each with its bit.</summary>
    public IReadOnlyDictionary<string, FlagBits> Mnemonics => _mnemonics;

    /// <summary>The names of traces, each with what it stands for.</summary>
    public IReadOnlyDictionary<string, FlagBits> TraceNames => _traceNames;

    /// <summary>The names of flags and masks in C and in definitions, each with what it stands for.</summary>
    public IReadOnlyDictionary<string, FlagBits> CNames => _cNames;

    /// <summary>The bits of which smaps says nothing, or only that they are unknown.</summary>
    public FlagBits Hidden => Table.Smaps.Select((mnemonic, bit) => mnemonic is "" or "??" ? FlagBits.Of(bit) : default).Aggregate(default(FlagBits), (all, bit) => all | bit);

    /// <summary>The bits of a name. A mnemonic and a trace name may be the same word; the text around it decides.</summary>
    /// <param name="isTrace">Whether it stands among trace names.</param>
    /// <returns>The bits, empty for a name without one here; null for an unknown name.</returns>
    public FlagBits? Find(string name, bool isTrace) =>
        isTrace
            ? Find(_traceNames, name) ?? Find(_mnemonics, name) ?? Find(_cNames, name) ?? Find(_ofAnyCase, name)
            : Find(_mnemonics, name) ?? Find(_traceNames, name) ?? Find(_cNames, name) ?? Find(_ofAnyCase, name);

    /// <summary>A bit by its flag and number.</summary>
    /// <param name="bit">The bit's number.</param>
    /// <returns><c>VM_EXEC (bit 2)</c>, or <c>bit 60</c> for one that is no flag.</returns>
    public string NameOf(int bit) => string.Create(CultureInfo.InvariantCulture, $"{(At(bit) is [var flag, ..] ? $"{flag.CName ?? flag.Name} (bit {bit})" : $"bit {bit}")}");

    /// <summary>Whether READ, WRITE and EXEC stand with MAYREAD, MAYWRITE and MAYEXEC, as in every VMA of a kernel.</summary>
    /// <returns>False when one lacks the other.</returns>
    public bool IsPlausible(FlagBits value) => Array.TrueForAll(
        AccessNames,
        name => Find(_cNames, name) is not { } flag || Find(_cNames, "MAY" + name) is not { } may || (value & flag).IsEmpty || !(value & may).IsEmpty);

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
