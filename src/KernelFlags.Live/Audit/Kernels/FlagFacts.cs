using KernelFlags.Definitions.Model;
using KernelFlags.Live.Audit.Sources;

namespace KernelFlags.Live.Audit.Kernels;

/// <summary>What the kernels of a scope call their flags, and where they have them.</summary>
internal sealed class FlagFacts
{
    private const int LongName = 8;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _keys = new(StringComparer.Ordinal);
    private readonly Lazy<ILookup<string, int>> _bits;
    private readonly Dictionary<string, FormerFlag> _former = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FormerFlag> _formerMnemonics = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mnemonics = new(StringComparer.Ordinal);

    /// <summary>The facts of some kernels.</summary>
    /// <param name="scope">The kernels.</param>
    /// <param name="known">All kernels that are described: a name that another kernel has is no foreign word.</param>
    public FlagFacts(KernelScope scope, KernelScope known)
    {
        Scope = scope;
        _bits = new(() => scope.Tables.SelectMany(table => table.Flags).SelectMany(flag => Bits(flag).Select(bit => (flag.Name, bit))).Distinct().ToLookup(flag => flag.Name, flag => flag.bit));
        foreach (var table in scope.Tables.Reverse().Concat(known.Tables.Reverse()))
        {
            Add(table);
        }

        foreach (var former in FormerFlag.All)
        {
            _former.TryAdd(FlagWord.Key(former.Name), former);
            if (former.Mnemonic is { } mnemonic && !_mnemonics.Contains(mnemonic))
            {
                _formerMnemonics.TryAdd(mnemonic, former);
            }
        }

        CoreMnemonics = [.. scope.Tables.Where(table => !table.Smaps.IsEmpty).Select(Printed).Aggregate((all, some) => [.. all.Intersect(some)])];
        CoreFlags = [.. scope.Tables.Select(OwnBits).Aggregate((all, some) => [.. all.Intersect(some)]).OrderBy(flag => flag.Bit).Select(flag => flag.Name)];
    }

    public KernelScope Scope { get; }

    /// <summary>What precedes a flag's name in C.</summary>
    public string Prefix => Scope.Newest[0].Prefix;

    /// <summary>The mnemonics that every kernel of the scope prints, by bit.</summary>
    public IReadOnlyList<string> CoreMnemonics { get; }

    /// <summary>The flags that every kernel of the scope has in the same bit, by bit.</summary>
    public IReadOnlyList<string> CoreFlags { get; }

    /// <summary>The mnemonics that a kernel of the scope prints, in the order of their bits on the newest.</summary>
    public IEnumerable<string> ScopeMnemonics => Scope.Tables.Reverse().SelectMany(Printed).Distinct();

    /// <summary>The flags that a kernel of the scope has in a bit of their own and that say something, those of the newest first.</summary>
    public IEnumerable<string> ScopeFlags => Scope.Tables.Reverse().SelectMany(OwnBits).Select(flag => flag.Name).Distinct();

    /// <summary>The keys of all flags, also of those that are no more.</summary>
    public IEnumerable<string> Keys => _names.Keys.Concat(_former.Keys);

    /// <summary>All mnemonics, also those that are no more.</summary>
    public IEnumerable<string> Mnemonics => _mnemonics.Concat(_formerMnemonics.Keys);

    /// <summary>The flag of a key.</summary>
    /// <param name="key">A name's letters and digits in capitals.</param>
    /// <returns>Its name without a prefix; null for none.</returns>
    public string? FlagOf(string key) => _names.GetValueOrDefault(key);

    public FormerFlag? FormerOf(string key) => _names.ContainsKey(key) ? null : _former.GetValueOrDefault(key);

    /// <summary>The key by which a kernel knows a name, or knew it.</summary>
    /// <param name="name">A name or a text of a source.</param>
    /// <returns>The key; null for any other word.</returns>
    public string? KeyOf(string name)
    {
        if (!_keys.TryGetValue(name, out var key))
        {
            key = FlagWord.Keys(name).Select(keys => keys.Key).FirstOrDefault(k => _names.ContainsKey(k) || _former.ContainsKey(k));
            _keys.Add(name, key);
        }

        return key;
    }

    public bool IsMnemonic(string mnemonic) => _mnemonics.Contains(mnemonic) || _formerMnemonics.ContainsKey(mnemonic);

    public FormerFlag? FormerOfMnemonic(string mnemonic) => _formerMnemonics.GetValueOrDefault(mnemonic);

    /// <summary>The flag whose name some prose has, however it is written: <c>no-huge page advised</c> is NOHUGEPAGE.</summary>
    /// <param name="prose">The prose.</param>
    /// <param name="likely">The flags that it is likely about: of them any name will do, of others a long one, which is no word of English.</param>
    /// <returns>The flag; null for none.</returns>
    public string? MeantBy(string prose, IReadOnlyList<string> likely)
    {
        var letters = FlagWord.Key(prose);
        var named = _names.Where(name => letters.Contains(name.Key, StringComparison.Ordinal)).OrderByDescending(name => name.Key.Length).ToList();
        var own = named.Where(name => likely.Contains(name.Value)).Select(name => name.Key).FirstOrDefault();
        var other = named.Where(name => name.Key.Length >= LongName && !likely.Contains(name.Value)).Select(name => name.Key).FirstOrDefault();
        var key = own is null || (other is not null && other.Contains(own, StringComparison.Ordinal)) ? other : own;
        return key is null ? null : _names[key];
    }

    /// <summary>The flags that a mnemonic stands for on some kernel.</summary>
    /// <returns>Their names; more than one where it depends.</returns>
    public IReadOnlyList<string> FlagsOfMnemonic(string mnemonic) =>
        [.. Scope.Tables.Reverse().SelectMany(table => FlagsOfMnemonic(table, mnemonic)).Distinct()];

    public static IReadOnlyList<int> BitsOfMnemonic(IEnumerable<ResolvedTable> tables, string mnemonic) =>
        [.. tables.SelectMany(table => table.Smaps.Index().Where(entry => entry.Item == mnemonic).Select(entry => entry.Index)).Distinct()];

    /// <summary>The bits that a flag has on some kernels, the one that most have first.</summary>
    public static IReadOnlyList<int> BitsOf(IEnumerable<ResolvedTable> tables, string flag) =>
        [.. tables.SelectMany(table => table.Flags).Where(f => f.Name == flag).SelectMany(Bits).CountBy(bit => bit).OrderByDescending(bit => bit.Value).Select(bit => bit.Key)];

    /// <summary>The bits that a flag has on any kernel of the scope.</summary>
    public IEnumerable<int> BitsInScope(string flag) => _bits.Value[flag];

    /// <summary>What a bit is called: the flag that has it as its own, or else an alias.</summary>
    /// <returns>The name; null for a bit without a flag.</returns>
    public static string? NameOfBit(ResolvedTable table, int bit) => table.Flags.Where(flag => Bits(flag).Contains(bit))
        .OrderBy(flag => flag.AliasOf is not null).FirstOrDefault()?.Name;

    public static bool HasBit(ResolvedTable table, string flag, int bit) => table.Flags.Any(f => f.Name == flag && Bits(f).Contains(bit));

    public static bool Prints(ResolvedTable table, string mnemonic) => table.Smaps.Contains(mnemonic);

    private static IEnumerable<int> Bits(ResolvedFlag flag) => new[] { flag.Bit, flag.EnumeratedBit }.OfType<int>().Distinct();

    private static IEnumerable<string> FlagsOfMnemonic(ResolvedTable table, string mnemonic) => table.Smaps.Index()
        .Where(entry => entry.Item == mnemonic)
        .SelectMany(entry => table.Flags.Where(flag => flag.Bit == entry.Index))
        .OrderBy(flag => flag.Smaps != mnemonic)
        .Select(flag => flag.Name);

    private static IEnumerable<string> Printed(ResolvedTable table) => table.Smaps.Where(mnemonic => mnemonic is not ("" or "??"));

    /// <summary>The flags that are no other's second name, and no mere place for those of architectures.</summary>
    private static IEnumerable<(string Name, int Bit)> OwnBits(ResolvedTable table)
    {
        var shared = table.Flags.Select(flag => flag.AliasOf).ToHashSet(StringComparer.Ordinal);
        return table.Flags
            .Where(flag => flag is { AliasOf: null, Bit: not null } && table.Smaps.Count > 0
                && (flag.Smaps is not null || flag.Trace is not null || !IsPlace(flag.Name)) && !(shared.Contains(flag.Name) && flag.Smaps is null))
            .Select(flag => (flag.Name, flag.Bit!.Value));
    }

    private static bool IsPlace(string name) => name.StartsWith("HIGH_ARCH_", StringComparison.Ordinal);

    private void Add(ResolvedTable table)
    {
        foreach (var flag in table.Flags)
        {
            _names.TryAdd(FlagWord.Key(flag.Name), flag.Name);
        }

        foreach (var flag in table.Flags.Where(flag => flag.Trace is not null))
        {
            _names.TryAdd(FlagWord.Key(flag.Trace!), flag.Name);
        }

        foreach (var mnemonic in Printed(table))
        {
            _mnemonics.Add(mnemonic);
        }
    }
}
