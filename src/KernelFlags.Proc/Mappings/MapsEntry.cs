namespace KernelFlags.Proc.Mappings;

/// <summary>What stands behind a VMA, as maps shows it (proc_pid_maps(5)).</summary>
/// <param name="Device">The device, as it is shown: <c>fe:00</c>.</param>
/// <param name="Inode">The inode; 0 where no file stands behind it.</param>
/// <param name="Path">The path or the name in brackets; empty without one. A path may end in <c> (deleted)</c>.</param>
public sealed record MapsBacking(string Device, ulong Inode, string Path)
{
    private const string AnonymousPrefix = "[anon:";
    private const string SharedPrefix = "[anon_shmem:";

    /// <summary>Names in brackets that memory has by its place or its use, and that merging does not ask for.</summary>
    private static readonly string[] OrdinaryNames = ["[heap]", "[stack", "[mpx]"];

    /// <summary>
    /// Whether a file stands behind it, by what is shown; shared anonymous memory has one too. Some show a file's inode as 0: then the path tells.
    /// </summary>
    public bool HasFile { get; } = Inode != 0 || (Path.Length > 0 && Path[0] != '[') || Path.StartsWith(SharedPrefix, StringComparison.Ordinal);

    /// <summary>The name that <c>PR_SET_VMA_ANON_NAME</c> gave; null for none.</summary>
    public string? AnonymousName { get; } = Named(Path, AnonymousPrefix) ?? Named(Path, SharedPrefix);

    /// <summary>Whether a name that the kernel itself gives covers the one that user space may have given: <c>[heap]</c>, <c>[stack]</c>.</summary>
    public bool HidesName => !HasFile && AnonymousName is null && Path.Length > 0;

    /// <summary>Whether the name says that the kernel itself made the mapping, as <c>[vdso]</c> and <c>[vvar]</c>: such a one never merges.</summary>
    public bool IsKernels => HidesName && !Array.Exists(OrdinaryNames, name => Path.StartsWith(name, StringComparison.Ordinal));

    internal int PathHash { get; } = Path.GetHashCode(StringComparison.Ordinal);

    private static string? Named(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && path.EndsWith(']') ? path[prefix.Length..^1] : null;
}

/// <summary>
/// A VMA as <c>/proc/PID/maps</c> or <c>smaps</c> shows it (proc_pid_maps(5), proc_pid_smaps(5)). Sizes are in bytes; what the text does not
/// tell is null.
/// </summary>
public record struct MapsEntry
{
    /// <summary>The first byte.</summary>
    public ulong Start { get; internal set; }

    /// <summary>The byte after the last one.</summary>
    public ulong End { get; internal set; }

    /// <summary>The four letters: <c>rw-p</c>. A <c>?</c>, and a <c>-</c> in the last place, tell nothing.</summary>
    public string Perm { get; internal set; }

    /// <summary>The offset in the file.</summary>
    public ulong Offset { get; internal set; }

    /// <summary>What stands behind it.</summary>
    public MapsBacking Backing { get; internal set; }

    /// <summary>Pages that are present, those of hugetlb left out.</summary>
    public ulong? Rss { get; internal set; }

    /// <summary>Pages that are present, those that others map too counted by this process's share.</summary>
    public ulong? Pss { get; internal set; }

    /// <summary>Pages that were written to and not written back, shared ones too.</summary>
    public ulong? Dirty { get; internal set; }

    /// <summary>Pages that no file stands behind.</summary>
    public ulong? Anonymous { get; internal set; }

    /// <summary>Locked pages.</summary>
    public ulong? Locked { get; internal set; }

    /// <summary>What a PMD maps.</summary>
    public ulong? Huge { get; internal set; }

    /// <summary>Pages of hugetlb that are present, which no other size counts.</summary>
    public ulong? HugeTlb { get; internal set; }

    /// <summary>Swapped out.</summary>
    public ulong? Swap { get; internal set; }

    /// <summary>The protection key; 0 also where smaps does not say.</summary>
    public int ProtectionKey { get; internal set; }

    /// <summary>The mnemonics of <c>VmFlags</c>, a blank between them; null where the file has no such line. An empty line is one. The same
    /// line is the same string.</summary>
    public string? VmFlags { get; internal set; }

    /// <summary>
    /// Whether it begins below, as the text says, where the VMA before it was read to end: the process changed meanwhile. Only what is above is in it;
    /// its sizes are told where the rest can't have had a part in them.
    /// </summary>
    public bool IsPart { get; internal set; }

    /// <summary>Whether it is known to be shared, or to be private; null where the letters do not tell.</summary>
    public readonly bool? IsShared => Perm[3] switch { 's' => true, 'p' => false, _ => null };

    /// <summary>What is in memory, hugetlb too.</summary>
    public readonly ulong? InMemory => Rss is null ? HugeTlb : Rss + (HugeTlb ?? 0);

    /// <summary>The same VMA as maps shows it, which has neither flags nor sizes.</summary>
    /// <returns>The VMA.</returns>
    public readonly MapsEntry WithoutFields() => new() { Start = Start, End = End, Perm = Perm, Offset = Offset, Backing = Backing, IsPart = IsPart };

    /// <summary>Its length in bytes.</summary>
    public readonly ulong Length => End - Start;
}
