using System.Text;

namespace KernelFlags.Live.Maps;

/// <summary>A field of smaps that a file has, whether it is known or not, and its sum over the VMAs that were read.</summary>
public sealed class MapsField
{
    private readonly byte[] _utf8;

    internal MapsField(ReadOnlySpan<byte> utf8)
    {
        _utf8 = utf8.ToArray();
        Name = Encoding.UTF8.GetString(utf8[..^1]);
        Role = Name switch
        {
            "Rss" => MapsFieldRole.Rss,
            "Anonymous" => MapsFieldRole.Anonymous,
            "Locked" => MapsFieldRole.Locked,
            "Swap" => MapsFieldRole.Swap,
            "AnonHugePages" or "ShmemPmdMapped" or "FilePmdMapped" => MapsFieldRole.Huge,
            "ProtectionKey" => MapsFieldRole.ProtectionKey,
            "VmFlags" => MapsFieldRole.VmFlags,
            _ => MapsFieldRole.Other,
        };
    }

    /// <summary>The name: <c>Rss</c>.</summary>
    public string Name { get; }

    /// <summary>Whether its values are sizes, which the file gives in kB and <see cref="Total"/> in bytes.</summary>
    public bool IsSize { get; internal set; }

    /// <summary>The sum of its values; 0 where they are no numbers.</summary>
    public ulong Total { get; internal set; }

    internal MapsFieldRole Role { get; }

    /// <summary>The name with its colon.</summary>
    internal ReadOnlySpan<byte> Utf8 => _utf8;
}

/// <summary>What a field of smaps is to the reader.</summary>
internal enum MapsFieldRole
{
    /// <summary>Only summed up.</summary>
    Other,
    Rss,
    Anonymous,
    Locked,
    Swap,
    Huge,
    ProtectionKey,
    VmFlags,
}
