using System.Globalization;
using KernelFlags.Live.Trees;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>What a header says of flags, by their names.</summary>
internal sealed class HeaderFlags
{
    private readonly Dictionary<string, bool> _isFlag = new(StringComparer.Ordinal);

    public HeaderFlags(HeaderSource source)
    {
        Source = source;
        Bits = source.Bits.ToLookup(bit => bit.Name, StringComparer.Ordinal);
        Macros = source.Macros.ToLookup(macro => macro.Name, StringComparer.Ordinal);
        Names = [.. source.Bits.Select(bit => bit.Name).Concat(source.Macros.Where(macro => macro.Kind == FlagMacroKind.Bit && IsWord(macro.Name)).Select(macro => macro.Name[Word.Length..])).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What a flag's word starts with in C.</summary>
    public const string Word = "VM_";

    private const string Set = "VMA_";
    private const string BitSuffix = "_BIT";

    public HeaderSource Source { get; }

    public ILookup<string, EnumeratedBit> Bits { get; }

    public ILookup<string, FlagMacro> Macros { get; }

    /// <summary>The flags that it enumerates or gives a bit, aliases of the enumeration too.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether it enumerates bits, as headers do since 6.19.</summary>
    public bool Enumerates => Source.Bits.Count > 0;

    /// <summary>The flags that have a bit of their own.</summary>
    public IEnumerable<string> Own => Names.Where(name => NumbersOf(name).Count > 0);

    /// <summary>Whether it knows a flag: one with a bit, or another name for one.</summary>
    /// <param name="name">The name without a prefix.</param>
    /// <returns>True when so.</returns>
    public bool IsFlag(string name)
    {
        if (!_isFlag.TryGetValue(name, out var isFlag))
        {
            // A macro that leads to itself is none.
            _isFlag[name] = false;
            isFlag = Bits.Contains(name) || Macros[Word + name].Any(macro => macro.Kind == FlagMacroKind.Bit || (macro.Kind == FlagMacroKind.Alias && FlagOf(macro.Body) is not null));
            _isFlag[name] = isFlag;
        }

        return isFlag;
    }

    /// <summary>The flag of a name in C: of its word, its enumerated bit, or the set that holds it alone.</summary>
    /// <param name="name">The name in C.</param>
    /// <returns>The flag; null where the name is none of a flag's.</returns>
    public string? FlagOf(string name) =>
        name.StartsWith(Set, StringComparison.Ordinal) && name.EndsWith(BitSuffix, StringComparison.Ordinal) && Known(name[Set.Length..^BitSuffix.Length]) is { } bit ? bit
        : name.StartsWith(Set, StringComparison.Ordinal) ? Known(name[Set.Length..])
        : IsWord(name) ? Known(name[Word.Length..])
        : null;

    /// <summary>The numbers of a flag's own bit, under whatever conditions.</summary>
    /// <param name="name">The name without a prefix.</param>
    /// <returns>The numbers; none for an alias.</returns>
    public IReadOnlyList<int> NumbersOf(string name) =>
    [
        .. Bits[name].Select(bit => bit.Number)
            .Concat(Macros[Word + name].Select(macro => macro.BitMacro is { } number ? NumberOf(number) : macro.Bit))
            .OfType<int>().Distinct(),
    ];

    /// <summary>What it says of a flag, in few words.</summary>
    /// <param name="name">The name without a prefix.</param>
    /// <returns><c>bit 44</c>, <c>the bit of ARCH_1</c>.</returns>
    public string Describe(string name) => NumbersOf(name) is [var number, ..] ? $"bit {Text(number)}"
        : Bits[name].FirstOrDefault()?.Alias is { } alias ? $"the bit of {alias}"
        : "another name";

    /// <summary>What it calls the bit of a flag in a configuration.</summary>
    /// <returns><c>bit 40</c>, <c>the bit of ARCH_1</c>; null where it is not enumerated.</returns>
    public string? EnumeratedIn(string name, Configuration configuration) =>
        Bits[name].FirstOrDefault(bit => configuration.Has(bit.Line)) is { } found ? found.Number is { } number ? $"bit {Text(number)}" : $"the bit of {found.Alias}" : null;

    /// <summary>The definition of a macro that counts in a configuration.</summary>
    /// <returns>The definition; null for none.</returns>
    public FlagMacro? MacroIn(string name, Configuration configuration) => Macros[name].FirstOrDefault(macro => configuration.Has(macro.Line));

    /// <summary>What the word of a flag is in a configuration.</summary>
    /// <returns>In words; null where it is not defined.</returns>
    public string? WordIn(string name, Configuration configuration) => MacroIn(Word + name, configuration) is { } macro
        ? macro.Kind == FlagMacroKind.Empty ? "no bit" : macro.Enumerated is { } bit ? $"the bit of {bit}" : NumberIn(macro) is { } number ? $"bit {Text(number)}" : macro.Body
        : null;

    private int? NumberIn(FlagMacro macro) => macro.BitMacro is { } number ? NumberOf(number) : macro.Bit;

    private int? NumberOf(string macro) => Macros[macro].Select(number => int.TryParse(number.Body, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : (int?)null).FirstOrDefault();

    private string? Known(string name) => IsFlag(name) ? name : null;

    private static bool IsWord(string name) => name.StartsWith(Word, StringComparison.Ordinal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
