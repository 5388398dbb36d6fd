using KernelFlags.Definitions.Model;

namespace KernelFlags.Linux.Runtime;

/// <summary>
/// What a flag type says of one kernel, as data: the same whether the type was compiled or is filled at run time. Two kernels with equal
/// words need one type.
/// </summary>
internal sealed partial class FlagWords : IEquatable<FlagWords>
{
    /// <summary>The widest word that a table may have which is resolved at run time, in bits.</summary>
    public const int MaxWidth = 64;

    private static readonly string[] RoleNames = [.. VmaContract.Roles.Select(role => role.Name)];

    private readonly (ulong Flags, string Name)[] _traceNames;
    private readonly ulong[] _roles;

    private FlagWords(
        int width, FlagInfo[] flags, string[] mnemonics, (ulong Flags, string Name)[] traceNames, ulong sticky, ulong ignoredOnMerge,
        ulong copyOnFork, ulong atomicWritable, ulong[] roles, KernelCapabilities capabilities)
    {
        Capabilities = capabilities;
        (Width, Flags, Mnemonics, _traceNames) = (width, flags, mnemonics, traceNames);
        (Sticky, IgnoredOnMerge, CopyOnFork, AtomicWritable, _roles) = (sticky, ignoredOnMerge, copyOnFork, atomicWritable, roles);
        Known = flags.Aggregate(0UL, (word, flag) => word | (flag.Bit is { } bit ? 1UL << bit : 0));
    }

    /// <summary>The width of the word, in bits.</summary>
    public int Width { get; }

    /// <summary>Every bit of the word.</summary>
    public ulong All => FlagBits.All(Width).Low;

    /// <summary>The bits that flags have.</summary>
    public ulong Known { get; }

    /// <summary>The flags, in the order of the definition.</summary>
    public FlagInfo[] Flags { get; }

    /// <summary>What smaps prints for each bit; empty where it prints none.</summary>
    public string[] Mnemonics { get; }

    /// <summary>The trait <c>sticky</c>.</summary>
    public ulong Sticky { get; }

    /// <summary>The trait <c>ignore-merge</c>.</summary>
    public ulong IgnoredOnMerge { get; }

    /// <summary>The trait <c>copy-on-fork</c>.</summary>
    public ulong CopyOnFork { get; }

    /// <summary>The trait <c>atomic-writable</c>.</summary>
    public ulong AtomicWritable { get; }

    /// <summary>What the kernel does.</summary>
    public KernelCapabilities Capabilities { get; }

    /// <summary>The words of a table.</summary>
    /// <param name="table">A table of VMA flags.</param>
    /// <param name="capabilities">What its kernel does.</param>
    /// <exception cref="NotSupportedException">No flag type can be made of it.</exception>
    public static FlagWords Of(ResolvedTable table, KernelCapabilities capabilities)
    {
        if (table.Contract != VmaContract.Name)
        {
            throw new NotSupportedException(
                $"table '{table.Name}' is not one of VMAs, so no address space can have its flags; it would say 'contract: {VmaContract.Name}'");
        }

        return table.Width <= MaxWidth
            ? new(
                table.Width,
                [.. table.Flags.Where(flag => flag.CName is not null).Select(flag => Info(table, flag))],
                [.. table.Smaps],
                [.. table.Trace.Select(entry => (entry.Value.Low, entry.Name))],
                Trait(table, Traits.Sticky),
                Trait(table, Traits.IgnoreMerge),
                Trait(table, Traits.CopyOnFork),
                Trait(table, Traits.AtomicWritable),
                [.. RoleNames.Select(name => VmaContract.Bits(table, name).Low)],
                capabilities)
            : throw new NotSupportedException(
                $"table '{table.Name}' has a word of {table.Width} bits here; one that is resolved at run time has at most {MaxWidth}, a wider one needs a compiled type");
    }

    /// <summary>The words of a compiled type.</summary>
    /// <typeparam name="TFlags">The type, of one 64-bit word.</typeparam>
    public static FlagWords Of<TFlags>()
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var traceNames = new List<(ulong, string)>();
        foreach (ref readonly var entry in TFlags.TraceNames)
        {
            traceNames.Add((Word(entry.Flags), entry.Name));
        }

        return new(
            TFlags.Width, TFlags.Flags.ToArray(), TFlags.Mnemonics.ToArray(), [.. traceNames], Word(TFlags.Sticky), Word(TFlags.IgnoredOnMerge),
            Word(TFlags.CopyOnFork), Word(TFlags.AtomicWritable), Roles<TFlags>(), TFlags.Capabilities);
    }

    /// <summary>The word of a member of the contract.</summary>
    /// <param name="role">Its place among <see cref="VmaContract.Roles"/>.</param>
    public ulong this[Role role] => _roles[(int)role];

    /// <summary>The trace names, as flags of a type.</summary>
    /// <typeparam name="TFlags">The type.</typeparam>
    public NamedFlags<TFlags>[] TraceNames<TFlags>()
        where TFlags : unmanaged, IVmaFlags<TFlags> => [.. _traceNames.Select(entry => new NamedFlags<TFlags>(TFlags.FromWord(0, entry.Flags), entry.Name))];

    /// <inheritdoc/>
    public bool Equals(FlagWords? other) => other is not null
        && (Width, Sticky, IgnoredOnMerge, CopyOnFork, AtomicWritable) == (other.Width, other.Sticky, other.IgnoredOnMerge, other.CopyOnFork, other.AtomicWritable)
        && Capabilities == other.Capabilities
        && _roles.AsSpan().SequenceEqual(other._roles)
        && Mnemonics.AsSpan().SequenceEqual(other.Mnemonics)
        && _traceNames.AsSpan().SequenceEqual(other._traceNames)
        && Flags.AsSpan().SequenceEqual(other.Flags);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FlagWords);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Known, Sticky, IgnoredOnMerge, CopyOnFork, Flags.Length, Capabilities);

    private static ulong Trait(ResolvedTable table, string trait) => table.Masks.First(mask => mask.Trait == trait).Value.Low;

    private static ulong Word<TFlags>(TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags> => flags.GetWord(0);

    private static FlagInfo Info(ResolvedTable table, ResolvedFlag flag) => new(
        flag.CName!,
        flag.Bit,
        flag.Smaps,
        flag.Trace,
        table.Flags.FirstOrDefault(other => other.Name == flag.AliasOf && other.Bit is not null)?.CName,
        flag.Traits.Aggregate(FlagTraits.None, (traits, trait) => traits | TraitOf(trait)),
        flag.Summary);

    /// <summary>A trait of the table's own says nothing to the engine.</summary>
    private static FlagTraits TraitOf(string trait) => trait switch
    {
        Traits.Sticky => FlagTraits.Sticky,
        Traits.IgnoreMerge => FlagTraits.IgnoreMerge,
        Traits.AtomicWritable => FlagTraits.AtomicWritable,
        Traits.CopyOnFork => FlagTraits.CopyOnFork,
        _ => FlagTraits.None,
    };
}
