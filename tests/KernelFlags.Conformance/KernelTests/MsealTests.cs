using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Sealed memory: the kernel's selftest of mseal(2). What is sealed is four pages, unless the test says otherwise.</summary>
public sealed partial class MsealTests
{
    private readonly Process _p = new();

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_addseal))]
    public void test_seal_addseal()
    {
        _p.Map(0, 4);
        _p.Seal(0, 4);
        Assert.True(IsSealed(0));
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_unmapped_start))]
    public void test_seal_unmapped_start() => RefusesHole(0, 2, sealable: (2, 4));

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_unmapped_middle))]
    public void test_seal_unmapped_middle()
    {
        RefusesHole(1, 3, sealable: (0, 1));
        _p.Seal(3, 4);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_unmapped_end))]
    public void test_seal_unmapped_end() => RefusesHole(2, 4, sealable: (0, 2));

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_two_vma_with_gap))]
    public void test_seal_two_vma_with_gap()
    {
        _p.Map(0, 4);
        _p.Protect(0, 1, "r");
        _p.Unmap(1, 2);
        Assert.Equal(Errno.ENOMEM, _p.TrySeal(0, 4).Error);
        Assert.False(IsSealed(0) || IsSealed(2));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_multiple_vmas))]
    public void test_seal_multiple_vmas()
    {
        _p.Map(0, 4);
        _p.Protect(1, 3, "r");
        Assert.Equal("[0,1) [1,3) [3,4)", _p.Vmas());
        _p.Seal(0, 4);
        Assert.True(IsSealed(0) && IsSealed(1) && IsSealed(3));
        Assert.Equal("[0,1) [1,3) [3,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_split_start))]
    public void test_seal_split_start()
    {
        _p.Map(0, 4);
        _p.Protect(0, 1, "r");
        _p.Seal(0, 2);
        Assert.Equal("[0,1) [1,2) [2,4)", _p.Vmas());
        Assert.Equal((true, true, false), (IsSealed(0), IsSealed(1), IsSealed(2)));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_split_end))]
    public void test_seal_split_end()
    {
        _p.Map(0, 4);
        _p.Protect(3, 4, "r");
        _p.Seal(2, 4);
        Assert.Equal("[0,2) [2,3) [3,4)", _p.Vmas());
        Assert.Equal((false, true, true), (IsSealed(0), IsSealed(2), IsSealed(3)));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_invalid_input))]
    public void test_seal_invalid_input()
    {
        _p.Map(0, 4);
        var (start, length) = (Process.Address(0), Process.Length(4));
        Assert.Equal(Errno.EINVAL, _p.Space.Mseal(start, length, flags: 1).Error);
        Assert.Equal(Errno.EINVAL, _p.Space.Mseal(start + 1, length).Error);
        Assert.Equal(Errno.ENOMEM, _p.Space.Mseal(start, Process.Length(5)).Error);
        Assert.Equal(Errno.EINVAL, _p.Space.Mseal(start, ulong.MaxValue).Error);
        Assert.False(IsSealed(0));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_zero_length))]
    public void test_seal_zero_length()
    {
        _p.Map(0, 4);
        _p.Seal(0, 0);
        Assert.False(IsSealed(0));
        _p.Protect(0, 4, "r");
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_unaligned_length))]
    public void test_seal_unaligned_length()
    {
        _p.Map(0, 4);
        Process.Works(_p.Space.Mseal(Process.Address(0), Process.Length(1) + 1));
        Assert.Equal("[0,2) [2,4)", _p.Vmas());
        Assert.Equal((true, false), (IsSealed(1), IsSealed(2)));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_zero_address))]
    public void test_seal_zero_address()
    {
        var space = new AddressSpace<VmaFlags>(new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) { PageSize = TestPage.Size }, LowestAddress = 0 });
        Process.Works(space.Mmap(0, Process.Length(4), Protection.Read, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed));
        Process.Works(space.Mseal(0, Process.Length(4)));
        Assert.Equal(Errno.EPERM, space.Mprotect(0, Process.Length(4), Protection.Read | Protection.Write).Error);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_twice))]
    public void test_seal_twice()
    {
        _p.Map(0, 4);
        _p.Seal(0, 4);
        _p.Seal(0, 4);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mprotect))]
    public void test_seal_mprotect()
    {
        Sealed();
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 4, "r").Error);
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 4, "rw").Error);
        Assert.True(_p.Flags(0).TestAny(VmaFlags.Write));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_start_mprotect))]
    public void test_seal_start_mprotect()
    {
        _p.Map(0, 4);
        _p.Seal(0, 1);
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 4, "r").Error);
        Assert.True(_p.Flags(1).TestAny(VmaFlags.Write));
        _p.Protect(1, 4, "r");
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_end_mprotect))]
    public void test_seal_end_mprotect()
    {
        _p.Map(0, 4);
        _p.Seal(3, 4);
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 4, "r").Error);
        Assert.False(_p.Flags(0).TestAny(VmaFlags.Write));
        Assert.True(_p.Flags(3).TestAny(VmaFlags.Write));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mprotect_two_vma))]
    public void test_seal_mprotect_two_vma()
    {
        _p.Map(0, 4);
        _p.Protect(0, 2, "rw");
        _p.Seal(0, 4);
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 2, "r").Error);
        Assert.Equal(Errno.EPERM, _p.TryProtect(2, 4, "r").Error);
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mprotect_two_vma_with_split))]
    public void test_seal_mprotect_two_vma_with_split()
    {
        _p.Map(0, 4);
        _p.Protect(0, 2, "r");
        _p.Seal(1, 3);
        _p.Protect(0, 1, "rw");
        Assert.Equal(Errno.EPERM, _p.TryProtect(1, 2, "rw").Error);
        Assert.Equal(Errno.EPERM, _p.TryProtect(2, 3, "r").Error);
        _p.Protect(3, 4, "r");
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mprotect_partial_mprotect))]
    public void test_seal_mprotect_partial_mprotect()
    {
        _p.Map(0, 4);
        _p.Protect(0, 1, "r");
        _p.Seal(0, 1);
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 4, "rx").Error);
        Assert.False(_p.Flags(1).TestAny(VmaFlags.Exec));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mprotect_partial_mprotect_tail))]
    public void test_seal_mprotect_partial_mprotect_tail()
    {
        _p.Map(0, 2);
        _p.Protect(1, 2, "r");
        _p.Seal(1, 2);
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 2, "rx").Error);
        Assert.True(_p.Flags(0).TestAny(VmaFlags.Exec));
        Assert.False(_p.Flags(1).TestAny(VmaFlags.Exec));
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mprotect_merge))]
    public void test_seal_mprotect_merge()
    {
        _p.Map(0, 4);
        _p.Protect(0, 2, "r");
        _p.Seal(0, 4);
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 2, "rw").Error);
        Assert.Equal("[0,2) [2,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_mprotect_split))]
    public void test_seal_mprotect_split()
    {
        Sealed();
        Assert.Equal(Errno.EPERM, _p.TryProtect(0, 2, "r").Error);
        Assert.Equal(Errno.EPERM, _p.TryProtect(2, 4, "r").Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mseal, nameof(test_seal_merge_and_split))]
    public void test_seal_merge_and_split()
    {
        _p.Map(0, 24, "");
        _p.Protect(1, 23, "r");
        void Expect(string vmas, ulong from, ulong to)
        {
            _p.Seal(from, to);
            Assert.Equal(vmas, _p.Vmas(1, 23));
        }

        Expect("[1,2) [2,23)", 1, 2);
        Expect("[1,2) [2,22) [22,23)", 22, 23);
        Expect("[1,3) [3,22) [22,23)", 2, 3);
        Expect("[1,3) [3,21) [21,23)", 21, 22);
        Expect("[1,5) [5,21) [21,23)", 2, 5);
        Expect("[1,5) [5,19) [19,23)", 19, 22);
        Expect("[1,23)", 1, 23);
        Assert.Equal("[0,1)", _p[0]);
        Assert.False(IsSealed(0) || IsSealed(23));
    }

    private void Sealed(string protection = "rw")
    {
        _p.Map(0, 4, protection);
        _p.Seal(0, 4);
    }

    private bool IsSealed(ulong page) => _p.Flags(page).TestAny(VmaFlags.Sealed);

    /// <summary>A hole anywhere: nothing is sealed, and what is mapped can be sealed by itself.</summary>
    private void RefusesHole(ulong from, ulong to, (ulong From, ulong To) sealable)
    {
        _p.Map(0, 4);
        _p.Unmap(from, to);
        Assert.Equal(Errno.ENOMEM, _p.TrySeal(0, 4).Error);
        Assert.False(IsSealed(sealable.From));
        _p.Seal(sealable.From, sealable.To);
        Assert.True(IsSealed(sealable.From));
    }
}
