using KernelFlags.Vma;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>What stands behind the memory of a guard test: the three variants of the kernel's fixture.</summary>
public enum Backing
{
    /// <summary>Private anonymous memory.</summary>
    Anon,

    /// <summary>A memfd of 100 pages, shared.</summary>
    Shmem,

    /// <summary>A regular file of 100 pages, shared.</summary>
    File,
}

/// <summary>A process whose memory has a backing.</summary>
internal sealed class GuardRegionsFixture
{
    private const ulong FilePages = 100;

    public GuardRegionsFixture(Backing backing, ulong filePages = FilePages)
    {
        Backing = backing;
        File = backing == Backing.Anon
            ? null
            : new VmaFile(backing == Backing.Shmem ? FileKind.Memfd : FileKind.Regular, Process.Length(filePages));
    }

    public Backing Backing { get; }

    public VmaFile? File { get; }

    public Process Process { get; } = new();

    public bool IsAnon => Backing == Backing.Anon;

    /// <summary>Maps the backing, from its start unless another page is given.</summary>
    public void Map(ulong from, ulong to, string protection = "rw", ulong offset = 0, MapFlags flags = MapFlags.None) =>
        Process.Map(from, to, protection, flags, File, offset, isShared: !IsAnon);

    /// <summary>What a page holds when it was read and not written.</summary>
    public char Clean => IsAnon ? 'z' : 'f';

    /// <summary>What a page holds when it was written.</summary>
    public char Written => IsAnon ? 'a' : 'f';
}
