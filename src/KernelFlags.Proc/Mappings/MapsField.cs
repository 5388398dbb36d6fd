using System.Text;

namespace KernelFlags.Proc.Mappings;

/// <summary>A field of smaps that a file has, whether it is known or not, and its sum over the VMAs that were read.</summary>
public sealed class MapsField
{
    private readonly byte[] _utf8;

    internal MapsField(ReadOnlySpan<byte> utf8)
    {
        _utf8 = utf8.ToArray();
        Name = Encoding.UTF8.GetString(utf8[..^1]);
        Role = RoleOf(Name);
    }

    /// <summary>The name: <c>Rss</c>.</summary>
    public string Name { get; }

    /// <summary>Whether its values are sizes, which the file gives in kB and <see cref="Total"/> in bytes.</summary>
    public bool IsSize { get; internal set; }

    /// <summary>The sum of its values; 0 where they are no numbers.</summary>
    public ulong Total { get; internal set; }

    /// <summary>Whether the sum says something: the sizes of parts do, the sizes of a page do not.</summary>
    public bool CanBeSummed => IsSize && Role != MapsFieldRole.PageSize;

    internal MapsFieldRole Role { get; }

    /// <summary>Whether nothing depends on it: where it can't be read, it is passed over.</summary>
    internal bool IsOptional => Role is MapsFieldRole.Other or MapsFieldRole.Pss or MapsFieldRole.Dirty or MapsFieldRole.PageSize;

    /// <summary>The number of the last VMA that had it.</summary>
    internal long LastVma { get; set; }

    /// <summary>The name with its colon.</summary>
    internal ReadOnlySpan<byte> Utf8 => _utf8;

    /// <summary>What a field is to the reader, by its name in whatever case.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The role.</returns>
    internal static MapsFieldRole RoleOf(string name) => name.ToUpperInvariant() switch
    {
        "RSS" => MapsFieldRole.Rss,
        "PSS" => MapsFieldRole.Pss,
        "SHARED_DIRTY" or "PRIVATE_DIRTY" => MapsFieldRole.Dirty,
        "KERNELPAGESIZE" or "MMUPAGESIZE" => MapsFieldRole.PageSize,
        "ANONYMOUS" => MapsFieldRole.Anonymous,
        "LOCKED" => MapsFieldRole.Locked,
        "SWAP" => MapsFieldRole.Swap,
        "ANONHUGEPAGES" or "SHMEMPMDMAPPED" or "FILEPMDMAPPED" => MapsFieldRole.Huge,
        "SHARED_HUGETLB" or "PRIVATE_HUGETLB" => MapsFieldRole.HugeTlb,
        "PROTECTIONKEY" => MapsFieldRole.ProtectionKey,
        "VMFLAGS" => MapsFieldRole.VmFlags,
        "NAME" => MapsFieldRole.Name,
        _ => MapsFieldRole.Other,
    };
}

/// <summary>What a field of smaps is to the reader.</summary>
internal enum MapsFieldRole
{
    /// <summary>Only summed up.</summary>
    Other,
    Rss,
    Pss,
    Dirty,
    Anonymous,
    Locked,
    Swap,
    Huge,
    HugeTlb,
    ProtectionKey,

    /// <summary>How large a page is: the same for each VMA that has such pages.</summary>
    PageSize,
    VmFlags,

    /// <summary>The name of anonymous memory, which Android's kernels before 5.17 put in a field of its own.</summary>
    Name,
}
