using KernelFlags.Vma;

using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Moving pages and leaving the mapping: what holds the pages afterwards stands for the contents that the kernel's test compares.</summary>
public sealed class MremapDontunmapTests
{
    private readonly Process _p = new();

    [Fact]
    [KernelTest(MremapDontunmap, nameof(mremap_dontunmap_simple))]
    public void mremap_dontunmap_simple()
    {
        _p.Map(0, 5);
        _p.Write(0, 5);
        _p.Move(0, 5, 20, keepSource: true);
        Assert.Equal("aaaaa", _p.Pages(20, 25));
        Assert.Equal("-----", _p.Pages(0, 5));
        Assert.Equal(0, _p.Vma(0).AnonVma);
        _p.Read(0, 5);
        Assert.Equal("zzzzz", _p.Pages(0, 5));
    }

    [Fact]
    [KernelTest(MremapDontunmap, nameof(mremap_dontunmap_simple_shmem))]
    public void mremap_dontunmap_simple_shmem()
    {
        var file = new VmaFile(FileKind.Memfd, Process.Length(5));
        _p.Map(0, 5, file: file, isShared: true);
        _p.Write(0, 5);
        _p.Move(0, 5, 20, keepSource: true);
        Assert.Equal("fffff", _p.Pages(20, 25));
        Assert.Equal("-----", _p.Pages(0, 5));
        _p.Read(0, 5);
        Assert.Equal("fffff", _p.Pages(0, 5));
    }

    [Fact]
    [KernelTest(MremapDontunmap, nameof(mremap_dontunmap_simple_fixed))]
    public void mremap_dontunmap_simple_fixed()
    {
        _p.Map(20, 25, "rwx");
        _p.Write(20, 25);
        _p.Map(0, 5);
        _p.Write(0, 5);
        var moved = _p.Vma(0).AnonVma;
        _p.Move(0, 5, 20, keepSource: true);
        Assert.Equal((moved, false), (_p.Vma(20).AnonVma, _p.Flags(20).TestAny(VmaFlags.Exec)));
        Assert.Equal("aaaaa", _p.Pages(20, 25));
        Assert.Equal("-----", _p.Pages(0, 5));
    }

    [Fact]
    [KernelTest(MremapDontunmap, nameof(mremap_dontunmap_partial_mapping))]
    public void mremap_dontunmap_partial_mapping()
    {
        _p.Map(0, 10);
        _p.Write(0, 10);
        _p.Move(5, 10, 20, keepSource: true);
        Assert.Equal("[0,10)", _p[0]);
        Assert.Equal("aaaaa-----", _p.Pages(0, 10));
        Assert.Equal("aaaaa", _p.Pages(20, 25));
    }

    [Fact]
    [KernelTest(MremapDontunmap, nameof(mremap_dontunmap_partial_mapping_overwrite))]
    public void mremap_dontunmap_partial_mapping_overwrite()
    {
        _p.Map(0, 5);
        _p.Write(0, 5);
        _p.Map(20, 30);
        _p.Write(20, 30);
        var target = _p.Vma(20).AnonVma;
        var source = _p.Vma(0).AnonVma;
        _p.Move(0, 5, 20, keepSource: true);
        Assert.Equal("-----", _p.Pages(0, 5));
        Assert.Equal("aaaaaaaaaa", _p.Pages(20, 30));
        Assert.Equal((source, target), (_p.Vma(20).AnonVma, _p.Vma(25).AnonVma));
    }
}
