using System.Globalization;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Proc.Images;

/// <summary>The files that the VMAs of a text map: one for each device, inode and path.</summary>
internal sealed class ImageFiles
{
    private const string SharedAnonymous = "/dev/zero (deleted)";
    private const string SharedWritable = "mw";
    private static readonly string[] ShmemPaths = ["/memfd:", "/dev/shm/", "/SYSV"];

    private readonly Dictionary<MapsBacking, (ulong Size, bool IsWritable)> _seen = [];
    private readonly Dictionary<MapsBacking, VmaFile> _files = [];

    /// <summary>The files of a text.</summary>
    /// <param name="vmas">All its VMAs: a file is as long as what they map of it.</param>
    public ImageFiles(IEnumerable<MapsEntry> vmas)
    {
        foreach (var vma in vmas)
        {
            var seen = _seen.GetValueOrDefault(vma.Backing);
            var mapsWritable = vma.IsShared == true && (vma.Perm[1] == 'w' || (vma.VmFlags?.Split(' ').Contains(SharedWritable) ?? false));
            _seen[vma.Backing] = (Math.Max(seen.Size, vma.Offset + vma.Length), seen.IsWritable || mapsWritable);
        }
    }

    /// <summary>Whether a VMA is shared memory without a file of a user's, with a name or without.</summary>
    public static bool IsSharedAnonymous(in MapsEntry vma) =>
        vma.Backing.HasFile && (vma.Backing.AnonymousName is not null || (vma.Backing.Path == SharedAnonymous && vma.IsShared == true));

    /// <summary>The file of a VMA.</summary>
    /// <returns>Null for private anonymous memory.</returns>
    public VmaFile? Of(MapsEntry vma)
    {
        var backing = vma.Backing;
        if (!backing.HasFile && !backing.IsKernels)
        {
            return null;
        }

        if (!_files.TryGetValue(backing, out var file))
        {
            var (size, isWritable) = _seen[backing];
            var isOwn = IsSharedAnonymous(vma);
            var kind = isOwn ? FileKind.SharedAnonymous
                : Array.Exists(ShmemPaths, path => backing.Path.StartsWith(path, StringComparison.Ordinal)) ? FileKind.Memfd
                : FileKind.Regular;
            file = new(kind, size, new() { Name = isOwn ? null : backing.Path, IsWritable = isWritable || isOwn })
            {
                Device = DeviceOf(backing.Device),
                Inode = backing.Inode,
            };
            _files.Add(backing, file);
        }

        return file;
    }

    private static (uint Major, uint Minor) DeviceOf(string device)
    {
        var colon = device.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && uint.TryParse(device.AsSpan(0, colon), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var major)
            && uint.TryParse(device.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var minor)
            ? (major, minor)
            : default;
    }
}
