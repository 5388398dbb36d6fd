using System.Numerics;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>Makes the masks and sets of a tree into definitions, from their bits on every kernel.</summary>
/// <param name="cells">What the compiler says.</param>
/// <param name="sources">How it is written.</param>
/// <param name="finder">Finds conditions.</param>
/// <param name="names">Which names are masks.</param>
/// <param name="flags">The flags.</param>
/// <param name="known">Definitions that may know what a mask is called.</param>
internal sealed class MaskImporter(TreeCells cells, TreeSources sources, ConditionFinder finder, FlagNames names, FlagImporter flags, FlagTable known)
{
    /// <summary>The masks whose names are wanted: a mask of several names, which are one and the same on all kernels, is one.</summary>
    /// <param name="isWanted">Whether a mask is wanted, by its name in C.</param>
    public IReadOnlyList<Mask> Import(Func<string, bool> isWanted) =>
        [.. names.Masks.GroupBy(NameOf).Where(g => g.Any(isWanted)).SelectMany(g => Import(g.Key, [.. g]))];

    private IEnumerable<Mask> Import(string name, IReadOnlyList<string> cNames)
    {
        var defined = cNames.Select(n => (Name: n, Set: cells.Where(f => f.Words.ContainsKey(n)))).ToList();
        var byName = defined.Select(d => new Case<string>(d.Name, finder.Find(d.Set, cells.All, sources.Hints(d.Name)))).ToEquatableArray();
        var anywhere = defined.Aggregate(BigInteger.Zero, (all, d) => all | d.Set);
        var trait = FlagNames.TraitMasks.FirstOrDefault(t => cNames.Any(t.Masks.Contains)).Trait;
        if (trait is not null)
        {
            yield return New(name, byName, default, trait, null);
        }
        else if (IsComplement(cNames))
        {
            var inner = name + "_KEPT";
            yield return New(inner, default, Members(cNames, anywhere, isComplement: true), null, null);
            yield return New(name, byName, default, null, inner);
        }
        else
        {
            yield return New(name, byName, Members(cNames, anywhere, isComplement: false), null, null);
        }
    }

    private static Mask New(string name, EquatableArray<Case<string>> cNames, EquatableArray<Case<string>> members, string? trait, string? complement) =>
        new(name, cNames, Condition.Always, members, trait, complement, default, default, ImportedText.Unwritten);

    private string NameOf(string cName)
    {
        var mask = known.Masks.FirstOrDefault(m => m.CNames.Any(n => n.Value == cName));
        var bare = cName.TrimStart('_') is var name && name.StartsWith("VMA_", StringComparison.Ordinal) ? name[4..]
            : name.StartsWith("VM_", StringComparison.Ordinal) ? name[3..]
            : name;
        return mask?.Name ?? (names.Flags.Contains(bare) ? bare + "_MASK" : bare);
    }

    private static FlagBits? ValueOf(HeaderFacts facts, IReadOnlyList<string> cNames) =>
        cNames.Where(facts.Words.ContainsKey).Select(n => (FlagBits?)facts.Words[n]).FirstOrDefault();

    /// <summary>Whether it holds bits that no flag has: then it says what it leaves out.</summary>
    private bool IsComplement(IReadOnlyList<string> cNames) => cells.Outcomes.Select(o => o.Facts).OfType<HeaderFacts>().Any(facts =>
        ValueOf(facts, cNames) is { } value
        && !(value & ~names.Flags.Select(f => names.WordBit(facts, f)).OfType<int>().Aggregate(default(FlagBits), (all, bit) => all | FlagBits.Of(bit))).IsEmpty);

    private EquatableArray<Case<string>> Members(IReadOnlyList<string> cNames, BigInteger anywhere, bool isComplement)
    {
        var parts = cNames.SelectMany(sources.PartsOf).Distinct().Where(names.Flags.Contains).ToList();
        var members = new List<Case<string>>();
        FlagBits BitsOf(HeaderFacts facts) => ValueOf(facts, cNames) is not { } value ? default : isComplement ? ~value & FlagBits.All(facts.Width) : value;
        var covered = new Dictionary<string, BigInteger>(StringComparer.Ordinal);
        foreach (var flag in parts.Concat(names.Flags.OrderBy(f => sources.AliasesOf(f).Any())).Distinct())
        {
            bool Has(HeaderFacts facts) => names.WordBit(facts, flag) is { } bit && BitsOf(facts).Has(bit);
            bool IsNew(HeaderFacts facts) => Has(facts) && !members.Exists(m => IsMember(facts, m.Value, names.WordBit(facts, flag)!.Value, covered));
            var holds = cells.Where(Has);
            if (!cells.Where(IsNew).IsZero)
            {
                members.Add(new(flag, finder.Find(holds, flags.HasBit(flag) & anywhere, sources.Hints(cNames))));
                covered[flag] = holds;
            }
        }

        return members.OrderBy(m => m.When != Condition.Always).ToEquatableArray();
    }

    /// <summary>Whether a member already gives the mask a bit on a kernel.</summary>
    private bool IsMember(HeaderFacts facts, string member, int bit, Dictionary<string, BigInteger> covered)
    {
        var index = cells.Outcomes.Select((o, i) => (o.Facts, i)).First(o => ReferenceEquals(o.Facts, facts)).i;
        return names.WordBit(facts, member) == bit && !(covered[member] & (BigInteger.One << index)).IsZero;
    }
}
