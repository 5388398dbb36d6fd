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

    /// <summary>Becomes the VMA of an address space. Field by field, since what is put together elsewhere is copied before it has arrived there.</summary>
    public void Fill<TFlags>(in Vma<TFlags> vma)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        (LowFlags, HighFlags) = KernelFace<TFlags>.Words(vma.Flags);
        Start = vma.Start;
        End = vma.End;
        PageOffset = vma.PageOffset;
        Inode = vma.File?.Inode ?? 0;
        Id = (uint)vma.Id;
        AnonVma = (uint)vma.AnonVma;
        Permissions = PermissionsOf(vma.Flags);
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
