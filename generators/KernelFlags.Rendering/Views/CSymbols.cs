using System.Globalization;

namespace KernelFlags.Rendering.Views;

/// <summary>
/// A name that C knows and what it stands for, as text. The kernel's names are kept, and so is what it says with them: an alias is the name
/// of its base, a mask is made of its flags.
/// </summary>
internal sealed record CSymbol(string Name, string Value, string Summary);

/// <summary>The integers that hold a word.</summary>
internal static class WordWidths
{
    private static readonly int[] All = [8, 16, 32, 64, 128];

    /// <summary>The width of the smallest integer that holds the table's bits: 8, 16, 32, 64 or 128.</summary>
    /// <returns>The width in bits.</returns>
    public static int IntegerWidth(this ResolvedTable table) => All.First(width => table.Width <= width);
}

/// <summary>
/// The names of a table in C. How a value is written is the header's own business; this decides which names there are, and in which
/// order.
/// </summary>
internal sealed class CSymbols
{
    private readonly ResolvedTable _table;
    private readonly Dictionary<string, ResolvedFlag> _flags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _defined = new(StringComparer.Ordinal);

    /// <summary>The names of a table.</summary>
    public CSymbols(ResolvedTable table)
    {
        _table = table;
        foreach (var flag in table.Flags)
        {
            _flags[flag.Name] = flag;
        }

        _defined.UnionWith(Words.Select(flag => flag.CName!));
        NoneName = Identifiers.C(table.Prefix + "NONE");
        HasOwnNone = _defined.Contains(NoneName);
    }

    /// <summary>The flags that have a name as a word, in order.</summary>
    public IEnumerable<ResolvedFlag> Words => _table.Flags.Where(flag => flag.CName is not null);

    /// <summary>What stands for no flag: <c>VM_NONE</c>.</summary>
    public string NoneName { get; }

    /// <summary>Whether the table has a flag that is called so.</summary>
    public bool HasOwnNone { get; }

    /// <summary>The masks that have names in C, without names that are a flag's or another mask's as well.</summary>
    public IEnumerable<(ResolvedMask Mask, IReadOnlyList<string> Names)> Masks()
    {
        var seen = new HashSet<string>(_defined, StringComparer.Ordinal);
        foreach (var mask in _table.Masks)
        {
            var names = mask.CNames.Where(seen.Add).ToList();
            if (names.Count > 0)
            {
                yield return (mask, names);
            }
        }
    }

    /// <summary>The names that a parser knows: of flags those of the definition and of C, of masks those of C.</summary>
    public IEnumerable<(string Name, FlagBits Value)> ParserNames()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Words
            .SelectMany(flag => new[] { flag.Name, flag.CName! }, (flag, name) => (Name: name, flag.Value))
            .Concat(Masks().SelectMany(mask => mask.Names, (mask, name) => (Name: name, mask.Mask.Value)))
            .Where(entry => seen.Add(entry.Name));
    }

    /// <summary>The base of an alias, where it is the same bit here.</summary>
    /// <returns>The base; null for a flag with a bit of its own.</returns>
    public ResolvedFlag? Base(ResolvedFlag flag) =>
        Aliased(flag) is { CName: not null, Bit: { } bit } target && bit == flag.Bit ? target : null;

    /// <summary>The flags that a mask is made of, where they are all of it.</summary>
    /// <returns>The flags; null when the mask has bits that are no flag's, as a complement has.</returns>
    public IReadOnlyList<ResolvedFlag>? Members(ResolvedMask mask)
    {
        var members = mask.Members.Select(name => _flags[name]).ToList();
        return members.Aggregate(default(FlagBits), (bits, flag) => bits | flag.Value) == mask.Value ? members : null;
    }

    /// <summary>The enumerated bits. One that is another's is that name, where it was declared before.</summary>
    /// <param name="number">How a bit's number is written.</param>
    /// <returns>The names.</returns>
    public IEnumerable<CSymbol> Enumerators(Func<int, string> number)
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var flag in _table.Flags.Where(flag => flag.Enumerator is not null))
        {
            var value = Aliased(flag) is { Enumerator: { } target } aliased
                && aliased.EnumeratedBit == flag.EnumeratedBit
                && declared.Contains(target)
                ? Identifiers.C(target)
                : number(flag.EnumeratedBit!.Value);
            declared.Add(flag.Enumerator!);
            yield return new CSymbol(Identifiers.C(flag.Enumerator!), value, flag.Summary);
        }
    }

    /// <summary>The width of the C type that holds the word: 32, 64 or 128 bits.</summary>
    public int WordWidth => _table.Width <= 32 ? 32 : _table.Width <= 64 ? 64 : 128;

    /// <summary>The two halves of a value as literals, or the only one.</summary>
    /// <returns>The literals, the low half first.</returns>
    public IReadOnlyList<string> Literals(FlagBits value) => WordWidth switch
    {
        32 => [Format("0x{0:x8}U", value.Low)],
        64 => [Format("0x{0:x16}ULL", value.Low)],
        _ => [Format("0x{0:x16}ULL", value.Low), Format("0x{0:x16}ULL", value.High)],
    };

    private ResolvedFlag? Aliased(ResolvedFlag flag) =>
        flag.AliasOf is { } name && _flags.TryGetValue(name, out var target) ? target : null;

    private static string Format(string format, ulong value) => string.Format(CultureInfo.InvariantCulture, format, value);
}
