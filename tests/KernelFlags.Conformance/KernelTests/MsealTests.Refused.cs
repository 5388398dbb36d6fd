using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <content>What sealed memory refuses: to go, to move, to be replaced, and to lose what can't be written.</content>
public sealed partial class MsealTests
{
    [Fact]
    [KernelTest(Mseal, nameof(test_seal_munmap))]
    public void test_seal_munmap()
    {
        Sealed();
        RefusesUnmap(0, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_munmap_two_vma))]
    public void test_seal_munmap_two_vma()
    {
        _p.Map(0, 4);
        _p.Protect(0, 2, "r");
        _p.Seal(0, 4);
        RefusesUnmap(0, 4);
        RefusesUnmap(0, 2);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_munmap_vma_with_gap))]
    public void test_seal_munmap_vma_with_gap()
    {
        _p.Map(0, 4);
        _p.Unmap(1, 3);
        _p.Seal(0, 1);
        _p.Seal(3, 4);
        RefusesUnmap(0, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_munmap_partial_across_vmas))]
    public void test_seal_munmap_partial_across_vmas()
    {
        _p.Map(0, 4);
        _p.Seal(2, 4);

        // Nothing is unmapped, but the split at the start was made before the sealed VMA was seen, and it stays.
        Assert.Equal(Errno.EPERM, _p.TryUnmap(1, 3).Error);
        Assert.Equal("[0,1) [1,2) [2,4)", _p.Vmas());
        _p.Unmap(0, 2);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_munmap_start_freed))]
    public void test_munmap_start_freed()
    {
        _p.Map(0, 4);
        _p.Unmap(0, 1);
        _p.Seal(1, 4);
        RefusesUnmap(0, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_munmap_middle_freed))]
    public void test_munmap_middle_freed()
    {
        _p.Map(0, 4);
        _p.Unmap(1, 3);
        _p.Seal(3, 4);
        RefusesUnmap(0, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_munmap_end_freed))]
    public void test_munmap_end_freed()
    {
        _p.Map(0, 4);
        _p.Unmap(2, 4);
        _p.Seal(0, 2);
        RefusesUnmap(0, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_shrink))]
    public void test_seal_mremap_shrink()
    {
        Sealed();
        Assert.Equal(Errno.EPERM, _p.TryResize(0, 4, 2).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_expand))]
    public void test_seal_mremap_expand()
    {
        Sealed();
        Assert.Equal(Errno.EPERM, _p.TryResize(0, 4, 6).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_move))]
    public void test_seal_mremap_move()
    {
        Sealed();
        Assert.Equal(Errno.EPERM, _p.TryMove(0, 4, 20).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_shrink_fixed))]
    public void test_seal_mremap_shrink_fixed()
    {
        Sealed();
        Assert.Equal(Errno.EPERM, _p.TryMove(0, 4, 20, newPages: 2).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_expand_fixed))]
    public void test_seal_mremap_expand_fixed() => RefusesTarget(newPages: 4);

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_move_fixed))]
    public void test_seal_mremap_move_fixed() => RefusesTarget(newPages: 2);

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_move_dontunmap))]
    public void test_seal_mremap_move_dontunmap()
    {
        Sealed();
        var (start, length) = (Process.Address(0), Process.Length(4));
        Assert.Equal(Errno.EPERM, _p.Space.Mremap(start, length, length, RemapFlags.MayMove | RemapFlags.DontUnmap).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_move_dontunmap_anyaddr))]
    public void test_seal_mremap_move_dontunmap_anyaddr()
    {
        Sealed();
        var (start, length) = (Process.Address(0), Process.Length(4));
        var flags = RemapFlags.MayMove | RemapFlags.DontUnmap;
        Assert.Equal(Errno.EPERM, _p.Space.Mremap(start, length, length, flags, 0xdead_0000).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mremap_move_fixed_zero))]
    public void test_seal_mremap_move_fixed_zero()
    {
        var space = new AddressSpace<VmaFlags>(new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) { PageSize = TestPage.Size }, LowestAddress = 0 });
        var length = Process.Length(4);
        Process.Works(space.Mmap(length, length, Protection.Read, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed));
        Process.Works(space.Mseal(length, length));
        Assert.Equal(Errno.EPERM, space.Mremap(length, length, length, RemapFlags.MayMove | RemapFlags.Fixed).Error);
        Assert.False(space.TryFind(0, out _));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mmap_overwrite_prot))]
    public void test_seal_mmap_overwrite_prot() => RefusesMap(0, 4);

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mmap_expand))]
    public void test_seal_mmap_expand() => RefusesMap(0, 6);

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mmap_shrink))]
    public void test_seal_mmap_shrink() => RefusesMap(0, 2);

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_discard_ro_anon))]
    public void test_seal_discard_ro_anon()
    {
        Sealed("r");
        Assert.Equal(Errno.EPERM, _p.TryAdvise(0, 4, Advice.DontNeed).Error);
        RefusesUnmap(0, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_discard_across_vmas))]
    public void test_seal_discard_across_vmas()
    {
        _p.Map(0, 4);
        _p.Write(0, 4);
        _p.Protect(2, 4, "r");
        _p.Seal(2, 4);
        Assert.Equal(Errno.EPERM, _p.TryAdvise(0, 4, Advice.DontNeed).Error);
        Assert.Equal("aa", _p.Pages(2, 4));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_discard_ro_anon_on_rw))]
    public void test_seal_discard_ro_anon_on_rw()
    {
        Sealed();
        _p.Write(0, 4);
        _p.Advise(0, 4, Advice.DontNeed);
        Assert.Equal("----", _p.Pages(0, 4));
        RefusesUnmap(0, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_discard_ro_anon_on_shared))]
    public void test_seal_discard_ro_anon_on_shared() => DiscardsFile(isShared: true, file: null);

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_discard_ro_anon_on_filebacked))]
    public void test_seal_discard_ro_anon_on_filebacked() =>
        DiscardsFile(isShared: false, new VmaFile(FileKind.Memfd, Process.Length(4)));

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_madvise_nodiscard))]
    public void test_seal_madvise_nodiscard()
    {
        Sealed("r");
        _p.Advise(0, 4, Advice.Random);
        Assert.True(_p.Flags(0).TestAny(VmaFlags.RandRead));
        RefusesUnmap(0, 4);
    }

    private void RefusesUnmap(ulong from, ulong to)
    {
        var before = _p.Vmas();
        Assert.Equal(Errno.EPERM, _p.TryUnmap(from, to).Error);
        Assert.Equal(before, _p.Vmas());
    }

    private void RefusesTarget(ulong newPages)
    {
        Sealed();
        _p.Map(20, 22);
        Assert.Equal(Errno.EPERM, _p.TryMove(20, 22, 0, newPages: newPages).Error);
        Assert.Equal("[0,4) [20,22)", _p.Vmas());
    }

    private void RefusesMap(ulong from, ulong to)
    {
        Sealed("r");
        Assert.Equal(Errno.EPERM, _p.TryMap(from, to).Error);
        Assert.Equal("[0,4)", _p.Vmas());
        Assert.False(_p.Flags(0).TestAny(VmaFlags.Write));
    }

    private void DiscardsFile(bool isShared, VmaFile? file)
    {
        _p.Map(0, 4, "r", file: file, isShared: isShared);
        _p.Seal(0, 4);
        _p.Read(0, 4);
        _p.Advise(0, 4, Advice.DontNeed);
        Assert.Equal("----", _p.Pages(0, 4));
        RefusesUnmap(0, 4);
    }
}
