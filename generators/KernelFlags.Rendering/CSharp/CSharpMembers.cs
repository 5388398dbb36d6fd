namespace KernelFlags.Rendering.CSharp;

/// <summary>
/// The names that flags and masks get in the generated type. No two members have one name: what the type itself needs goes first, then
/// flags, then masks, in the order of the definition; a name that is taken gets a suffix.
/// </summary>
internal sealed class CSharpMembers
{
    /// <summary>The masks of the language's traits, under the names that the contract gives them.</summary>
    private static readonly Dictionary<string, string> TraitMembers = new(StringComparer.Ordinal)
    {
        [Traits.Sticky] = "Sticky",
        [Traits.IgnoreMerge] = "IgnoredOnMerge",
        [Traits.CopyOnFork] = "CopyOnFork",
        [Traits.AtomicWritable] = "AtomicWritable",
    };

    private static readonly string[] ObjectMembers =
        ["Equals", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString", "Finalize"];

    private static readonly string[] TypeMembers =
    [
        .. ObjectMembers, .. TraitMembers.Values,
        "AtomicWord", "Atomic", "Capabilities", "Count", "Diff", "Flags", "FromBit", "FromLegacyWord", "FromWord", "GetWord", "IsEmpty",
        "Known", "Mnemonics", "None", "Parse", "ParseMnemonics", "ParseTrace", "SameAs", "Test", "TestAll", "TestAny", "ToLegacyWord",
        "TraceNames", "TryFormat", "TryParse", "Width", "With", "Without", "WordCount",
        "CapabilityTable", "InfoTable", "SmapsTable", "TraceTable",
    ];

    private readonly Dictionary<string, string> _flags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _masks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _bits = new(StringComparer.Ordinal);

    public CSharpMembers(ResolvedTable table, CSharpType type)
    {
        var taken = new HashSet<string>(TypeMembers, StringComparer.Ordinal) { type.Name, type.BitName };
        var takenBits = new HashSet<string>([.. ObjectMembers, "From", "Number", "ToFlags", type.Name, type.BitName], StringComparer.Ordinal);
        foreach (var flag in table.Flags)
        {
            if (flag.CName is not null)
            {
                _flags[flag.Name] = Free(taken, CSharpNames.ToMember(flag.Name), "Flag");
            }

            if (flag.EnumeratedBit is not null)
            {
                _bits[flag.Name] = Free(takenBits, CSharpNames.ToMember(flag.Name), "Bit");
            }
        }

        foreach (var mask in table.Masks)
        {
            _masks[mask.Name] = IsTraitMask(table, mask)
                ? TraitMembers[mask.Trait!]
                : Free(taken, CSharpNames.ToMember(mask.Name), "Mask");
        }
    }

    /// <summary>The members that hold a trait's flags, and the trait, in the order of the contract.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ByTrait => TraitMembers;

    /// <summary>Whether a mask is the one that the contract's member of a trait stands for.</summary>
    public static bool IsTraitMask(ResolvedTable table, ResolvedMask mask) =>
        mask.Trait is { } trait && TraitMembers.ContainsKey(trait) && table.Masks.First(m => m.Trait == trait).Name == mask.Name;

    /// <summary>The member of a flag; null where the kernel does not define its word.</summary>
    public string? OfFlag(string name) => _flags.TryGetValue(name, out var member) ? member : null;

    /// <summary>The member of a mask; null where the kernel does not have it.</summary>
    public string? OfMask(string name) => _masks.TryGetValue(name, out var member) ? member : null;

    /// <summary>The member of a bit's number; null where the kernel does not enumerate it.</summary>
    public string? OfBit(string name) => _bits.TryGetValue(name, out var member) ? member : null;

    private static string Free(HashSet<string> taken, string name, string suffix)
    {
        var free = name;
        for (var i = 1; !taken.Add(free); i++)
        {
            free = name + suffix + (i == 1 ? string.Empty : i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return free;
    }
}
