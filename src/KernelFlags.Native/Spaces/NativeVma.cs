using System.Runtime.InteropServices;
using KernelFlags.Vma;

namespace KernelFlags.Native.Spaces;

/// <summary>A VMA as the header's <c>kf_vma</c> lays it out.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeVma
{
    public ulong Start;
    public ulong End;
    public ulong LowFlags;
    public ulong HighFlags;
    public ulong PageOffset;
    public ulong Inode;
    public uint Id;
    public uint AnonVma;

    /// <summary>Eight characters: <c>rw-p</c> and zeros.</summary>
    public ulong Permissions;

    /// <summary>The VMA of an address space.</summary>
    public static void Fill<TFlags>(in Vma<TFlags> vma, out NativeVma native)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var flags = KernelFace<TFlags>.Words(vma.Flags);
        native = new()
        {
            Start = vma.Start,
            End = vma.End,
            LowFlags = flags.Low,
            HighFlags = flags.High,
            PageOffset = vma.PageOffset,
            Inode = vma.File?.Inode ?? 0,
            Id = (uint)vma.Id,
            AnonVma = (uint)vma.AnonVma,
            Permissions = PermissionsOf(vma.Flags),
        };
    }

    private static ulong PermissionsOf<TFlags>(TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var characters = (ulong)(flags.TestAny(TFlags.Read) ? 'r' : '-')
            | (ulong)(flags.TestAny(TFlags.Write) ? 'w' : '-') << 8
            | (ulong)(flags.TestAny(TFlags.Exec) ? 'x' : '-') << 16
            | (ulong)(flags.TestAny(TFlags.MayShare) ? 's' : 'p') << 24;
        return BitConverter.IsLittleEndian ? characters : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(characters);
    }
}
