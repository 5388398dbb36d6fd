using System.Numerics;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Live.Import;

/// <summary>Makes the flags of a tree into definitions, from what the compiler says of each on every kernel.</summary>
/// <param name="cells">What the compiler says.</param>
/// <param name="sources">How it is written.</param>
/// <param name="finder">Finds conditions.</param>
/// <param name="names">Which names are flags.</param>
/// <param name="known">Definitions that may know flags.</param>
internal sealed class FlagImporter(TreeCells cells, TreeSources sources, ConditionFinder finder, FlagNames names, FlagTable known)
{
    private readonly Dictionary<string, BigInteger> _hasBit = new(StringComparer.Ordinal);

    /// <summary>The flags. Those whose names are wanted, in the order of the header.</summary>
    /// <param name="isWanted">Whether a flag is wanted.</param>
    public IReadOnlyList<Flag> Import(Func<string, bool> isWanted)
    {
        var trace = new TraceImporter(cells, sources, finder, name => Hints(name), HasBit, known);
        return [.. names.Flags.Where(isWanted).Select(name => Import(name, trace))];
    }

    /// <summary>The kernels on which a flag's word has a bit.</summary>
    public BigInteger HasBit(string name)
    {
        if (!_hasBit.TryGetValue(name, out var set))
        {
            _hasBit[name] = set = cells.Where(f => names.WordBit(f, name) is not null);
        }

        return set;
    }

    private Flag Import(string name, TraceImporter trace)
    {
        var word = "VM_" + name;
        var bits = Bits(name);
        var defined = names.Masks.Contains(word) ? 0 : cells.Where(f => f.Words.ContainsKey(word));
        var isEnumeratorOnly = defined.IsZero;
        var refused = cells.WhereRefused(word) | cells.WhereRefused($"VMA_{name}_BIT");
        var counted = (cells.IsEnumerated ? cells.Where(f => BitOf(f, name) is not null) : cells.All) | refused;
        return new Flag(
            name,
            bits,
            Condition.Always,
            isEnumeratorOnly ? Condition.Always : finder.Find(HasBit(name), counted, Hints(name)),
            isEnumeratorOnly ? default : Otherwise(name, defined),
            isEnumeratorOnly,
            Mnemonics(name),
            trace.Names(name),
            Traits(name),
            default,
            ImportedText.Unwritten,
            null);
    }

    private IReadOnlyCollection<string> Hints(string name) => sources.Hints("VM_" + name, $"VMA_{name}_BIT");

    /// <summary>The enumerated bit; before there were any, that of the word.</summary>
    private int? BitOf(HeaderFacts facts, string name) => !cells.IsEnumerated ? names.WordBit(facts, name)
        : facts.Enumerators.TryGetValue($"VMA_{name}_BIT", out var bit) ? bit : null;

    private EquatableArray<Case<BitSource>> Bits(string name)
    {
        var aliases = sources.AliasesOf(name).ToList();
        BitSource? SourceOn(HeaderFacts facts) => BitOf(facts, name) is not { } bit ? null
            : aliases.Find(a => BitOf(facts, a) == bit) is { } alias ? new BitSource(null, alias)
            : new BitSource(bit, null);
        var found = cells.Outcomes.Select(o => o.Facts).OfType<HeaderFacts>().Select(SourceOn).OfType<BitSource>().Distinct().ToList();
        var left = cells.IsEnumerated ? cells.All : cells.Where(f => SourceOn(f) is not null);
        var cases = new List<Case<BitSource>>();
        foreach (var source in found)
        {
            var here = cells.Where(f => SourceOn(f) == source);
            cases.Add(new(source, finder.Find(here, left, Hints(name))));
            left &= ~here;
        }

        return cases.ToEquatableArray();
    }

    /// <summary>Defined and 0 is what most flags are where they have no bit.</summary>
    private EquatableArray<Case<Fallback>> Otherwise(string name, BigInteger defined)
    {
        var zero = defined & ~HasBit(name);
        var absent = cells.All & ~defined;
        return absent.IsZero ? EquatableArray.Of(new Case<Fallback>(Fallback.Zero, Condition.Always))
            : zero.IsZero ? EquatableArray.Of(new Case<Fallback>(Fallback.Absent, Condition.Always))
            : EquatableArray.Of(
                new Case<Fallback>(Fallback.Zero, finder.Find(zero, zero | absent, Hints(name))),
                new Case<Fallback>(Fallback.Absent, Condition.Always));
    }

    /// <summary>Of two rows for one bit the lower one counts: what an upper one prints there says that the lower is not in force.</summary>
    private EquatableArray<Case<string>> Mnemonics(string name)
    {
        var cases = new List<Case<string>>();
        var rows = sources.Mnemonics.Rows;
        foreach (var (row, index) in rows.Select((row, index) => (row, index)).Where(r => r.row.Flag == "VM_" + name).DistinctBy(r => r.row.Mnemonic))
        {
            var text = row.Mnemonic;
            var above = rows.Take(index).Where(r => r.Flag != row.Flag).Select(r => r.Mnemonic).Append("??").ToHashSet(StringComparer.Ordinal);
            string? PrintedOn(HeaderFacts facts) => names.WordBit(facts, name) is { } bit && bit < facts.Smaps.Count ? facts.Smaps[bit] : null;
            var printed = cells.Where(f => PrintedOn(f) == text);
            var counted = printed | cells.Where(f => PrintedOn(f) is { } other && above.Contains(other));
            if (!printed.IsZero)
            {
                cases.Add(new(text, finder.Find(printed, counted, Hints(name))));
            }
        }

        return cases.ToEquatableArray();
    }

    /// <summary>The masks of the traits, which headers have from 6.19 on. Of flags on one bit those have a trait that the mask names.</summary>
    private EquatableArray<Case<string>> Traits(string name)
    {
        var cases = new List<Case<string>>();
        foreach (var (trait, masks) in FlagNames.TraitMasks)
        {
            var mask = Array.Find(masks, m => cells.Outcomes.Any(o => o.Facts?.Words.ContainsKey(m) == true));
            if (mask is null || !IsMeant(name, mask) || (trait == Definitions.Model.Traits.IgnoreMerge && cases.Count > 0))
            {
                continue;
            }

            var holds = cells.Where(f => names.WordBit(f, name) is { } bit && f.Words.TryGetValue(mask, out var bits) && bits.Has(bit));
            if (!holds.IsZero)
            {
                cases.Add(new(trait, finder.Find(holds, HasBit(name), sources.Hints(mask))));
            }
        }

        return cases.ToEquatableArray();
    }

    private bool IsMeant(string name, string mask) => !sources.AliasesOf(name).Any() || sources.PartsOf(mask).Contains(name);
}
