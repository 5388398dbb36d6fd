using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Headers;

/// <summary>Compares a resolved table with what a compiler says of a kernel tree.</summary>
public sealed class HeaderComparison
{
    private readonly ResolvedTable _ours;
    private readonly HeaderFacts _theirs;
    private readonly Dictionary<string, FlagBits> _words;
    private readonly HashSet<string> _masks;
    private readonly List<HeaderDifference> _differences = [];

    private HeaderComparison(ResolvedTable ours, HeaderFacts theirs)
    {
        _ours = ours;
        _theirs = theirs;
        _words = Words(ours);
        _masks = [.. ours.Masks.SelectMany(m => m.CNames)];
    }

    /// <summary>Compares flags, masks, enumerated bits, mnemonics and trace names.</summary>
    /// <param name="ours">The table of the definitions.</param>
    /// <param name="theirs">The facts of the tree, for the same architecture and options.</param>
    /// <returns>The differences: none when both say the same.</returns>
    public static IReadOnlyList<HeaderDifference> Compare(ResolvedTable ours, HeaderFacts theirs)
    {
        var comparison = new HeaderComparison(ours, theirs);
        comparison.CompareWords();
        comparison.CompareEnumerators();
        comparison.CompareMnemonics();
        comparison.CompareTrace();
        return comparison._differences;
    }

    private static Dictionary<string, FlagBits> Words(ResolvedTable table)
    {
        var words = new Dictionary<string, FlagBits>(StringComparer.Ordinal);
        foreach (var flag in table.Flags.Where(f => f.CName is not null))
        {
            words[flag.CName!] = flag.Value;
        }

        foreach (var mask in table.Masks)
        {
            mask.CNames.ToList().ForEach(n => words[n] = mask.Value);
        }

        return words;
    }

    private void Report(string name, string what) => _differences.Add(new HeaderDifference(name, $"{name}: {what}"));

    private void CompareWords()
    {
        foreach (var (name, ours, theirs) in Pairs(_words, _theirs.Words))
        {
            if (ours is null && IsSetOfOneFlag(name, theirs!.Value))
            {
                continue;
            }

            if (ours is null)
            {
                Report(name, $"{Describe(theirs!.Value)} in the tree, not defined by the definitions");
            }
            else if (theirs is null)
            {
                Report(name, _theirs.Unusable.Contains(name)
                    ? $"{Describe(ours.Value)} in the definitions; in the tree it names a bit that is not enumerated"
                    : $"{Describe(ours.Value)} in the definitions, not defined by the tree");
            }
            else if (ours != theirs)
            {
                Report(name, _masks.Contains(name)
                    ? $"the definitions have {Surplus(ours.Value, theirs.Value)}"
                    : $"{Describe(theirs.Value)} in the tree, {Describe(ours.Value)} in the definitions");
            }
        }
    }

    /// <summary>Whether a name is that of a flag's set, <c>VMA_NAME</c> beside <c>VM_NAME</c>: it follows from the flag, and needs no mask.</summary>
    private bool IsSetOfOneFlag(string name, FlagBits value) => name.StartsWith(_ours.EnumeratorPrefix, StringComparison.Ordinal)
        && _ours.Flags.FirstOrDefault(f => f.CName == _ours.Prefix + name[_ours.EnumeratorPrefix.Length..])?.Value == value;

    /// <summary>Kernels before 6.19 enumerate nothing, while a table always knows which bits it would enumerate.</summary>
    private void CompareEnumerators()
    {
        if (_theirs.Enumerators.Count == 0)
        {
            return;
        }

        var ours = _ours.Flags
            .Where(f => f is { Enumerator: not null, EnumeratedBit: not null })
            .ToDictionary(f => f.Enumerator!, f => f.EnumeratedBit!.Value, StringComparer.Ordinal);
        foreach (var (name, our, their) in Pairs(ours, _theirs.Enumerators))
        {
            if (our != their)
            {
                Report(name, $"{Number(their)} in the tree, {Number(our)} in the definitions");
            }
        }

        static string Number(int? bit) => bit is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number}") : "not enumerated";
    }

    private void CompareMnemonics()
    {
        for (var bit = 0; bit < Math.Max(_ours.Smaps.Count, _theirs.Smaps.Count); bit++)
        {
            var ours = bit < _ours.Smaps.Count ? Quote(_ours.Smaps[bit]) : "nothing";
            var theirs = bit < _theirs.Smaps.Count ? Quote(_theirs.Smaps[bit]) : "nothing";
            if (ours == theirs)
            {
                continue;
            }

            if (bit < _theirs.Smaps.Count && FlagOfRow(_theirs.Smaps[bit]) is { } stray)
            {
                Report(stray, $"0 here, and its row in the tree's table has smaps print {theirs} for {NamesOf(bit)}; the row needs the guard of the flag");
            }
            else
            {
                Report(NamesOf(bit), $"smaps prints {theirs} in the tree, {ours} in the definitions");
            }
        }
    }

    /// <summary>The flag whose row landed on another's bit, for it has none itself: <c>ilog2</c> of nothing is 0.</summary>
    private string? FlagOfRow(string mnemonic) =>
        _theirs.SmapsCNames.GetValueOrDefault(mnemonic) is { } name && _theirs.Words.TryGetValue(name, out var value) && value.IsEmpty ? name : null;

    /// <summary>Names first, by the flag that they stand for; the order is told only where the same entries stand in another one.</summary>
    private void CompareTrace()
    {
        var before = _differences.Count;
        var ours = _ours.Trace.ToLookup(e => e.CName, e => (e.Name, e.Value), StringComparer.Ordinal);
        var theirs = _theirs.Trace.ToLookup(e => e.CName ?? NameOf(e.Value), e => (e.Name, e.Value), StringComparer.Ordinal);
        foreach (var name in ours.Select(g => g.Key).Union(theirs.Select(g => g.Key)))
        {
            if (!ours[name].SequenceEqual(theirs[name]))
            {
                Report(name, $"the trace table has {Entries(theirs[name])} in the tree, {Entries(ours[name])} in the definitions");
            }
        }

        if (_differences.Count == before)
        {
            CompareTraceOrder();
        }
    }

    private void CompareTraceOrder()
    {
        for (var i = 0; i < Math.Min(_ours.Trace.Count, _theirs.Trace.Count); i++)
        {
            if (_ours.Trace[i].Name != _theirs.Trace[i].Name)
            {
                Report(
                    _ours.Trace[i].CName,
                    $"the trace table has it where that of the tree has {_theirs.Trace[i].CName ?? _theirs.Trace[i].Name}");
                return;
            }
        }
    }

    private static string Entries(IEnumerable<(string Name, FlagBits Value)> entries) =>
        string.Join(", ", entries.Select(e => $"\"{e.Name}\" for {e.Value}")) is { Length: > 0 } text ? text : "no entry";

    private static string Quote(string mnemonic) => mnemonic.Length == 0 ? "nothing (hidden)" : $"\"{mnemonic}\"";

    private string Describe(FlagBits value) =>
        value.IsEmpty ? "0" : value.Single() is { } bit ? Unnamed(bit) : $"{value} ({NameOf(value)})";

    /// <summary>What a mask has too much and too little. A flag that both have at different bits is told as that.</summary>
    private string Surplus(FlagBits ours, FlagBits theirs)
    {
        var many = (ours & ~theirs).Bits().Select(NameOf).ToList();
        var few = (theirs & ~ours).Bits().Select(NameThere).ToList();
        var moved = many.Intersect(few).ToList();
        return string.Join(" and ", new[]
        {
            Part(moved, " at another bit"),
            Part(many.Except(moved), " too many"),
            Part(few.Except(moved), " too few"),
        }.OfType<string>());

        static string? Part(IEnumerable<string> names, string what) =>
            names.Any() ? string.Join(", ", names) + what : null;
    }

    private string NameOf(FlagBits value) => value.IsEmpty ? "0" : string.Join(", ", value.Bits().Select(NameOf));

    /// <summary>The name of a bit, as the definitions have it before the tree.</summary>
    private string NameOf(int bit) => NameHere(bit) ?? NamesThere(bit).FirstOrDefault() ?? Unnamed(bit);

    /// <summary>The name of a bit, as the tree has it before the definitions; of several the one that the definitions know it by.</summary>
    private string NameThere(int bit)
    {
        var names = NamesThere(bit).ToList();
        return names.Find(n => n == NameHere(bit)) ?? names.FirstOrDefault() ?? NameOf(bit);
    }

    private string? NameHere(int bit) => _ours.Flags.FirstOrDefault(f => f.Bit == bit && f.CName is not null && f.AliasOf is null)?.CName;

    private IEnumerable<string> NamesThere(int bit) =>
        _theirs.Words.Where(w => w.Value == FlagBits.Of(bit) && !_masks.Contains(w.Key)).Select(w => w.Key);

    private static string Unnamed(int bit) => string.Create(CultureInfo.InvariantCulture, $"bit {bit}");

    /// <summary>All names that a bit has, here or there.</summary>
    private string NamesOf(int bit)
    {
        var names = _words.Concat(_theirs.Words)
            .Where(w => w.Value == FlagBits.Of(bit) && !_masks.Contains(w.Key))
            .Select(w => w.Key)
            .Distinct();
        return string.Create(CultureInfo.InvariantCulture, $"{string.Join('/', names.DefaultIfEmpty("no flag"))} (bit {bit})");
    }

    private static IEnumerable<(string Name, T? Ours, T? Theirs)> Pairs<T>(
        IReadOnlyDictionary<string, T> ours, IReadOnlyDictionary<string, T> theirs)
        where T : struct => ours.Keys.Union(theirs.Keys).Select(n => (
            n,
            ours.TryGetValue(n, out var our) ? our : (T?)null,
            theirs.TryGetValue(n, out var their) ? their : (T?)null));
}
