using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Growing, shrinking and moving, over one mapping and over several.</summary>
public sealed class MremapTests
{
    private readonly Process _p = new();

    [Fact]
    [KernelTest(Mremap, nameof(mremap_expand_merge))]
    public void mremap_expand_merge()
    {
        _p.Map(0, 3);
        _p.Unmap(1, 2);
        _p.Resize(0, 1, 2);
        Assert.Equal("[0,3)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mremap, nameof(mremap_expand_merge_offset))]
    public void mremap_expand_merge_offset()
    {
        _p.Map(0, 4);
        _p.Unmap(2, 3);
        _p.Resize(1, 2, 3);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Mremap, nameof(mremap_shrink_multiple_vmas))]
    public void mremap_shrink_multiple_vmas(bool moves)
    {
        EveryOther();
        if (moves)
        {
            Process.Works(_p.TryMove(0, 10, 30, newPages: 1));
            Assert.Equal("[30,31)", _p.Vmas());
        }
        else
        {
            _p.Resize(0, 10, 1);
            Assert.Equal("[0,1)", _p.Vmas());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Mremap, nameof(mremap_move_multiple_vmas))]
    public void mremap_move_multiple_vmas(bool keepsSource)
    {
        MapAndWrite();
        _p.Move(0, 11, 30, keepsSource);
        const string Moved = "a-a-aaa-a-a";
        Assert.Equal(Moved, _p.Pages(30, 41));
        Assert.Equal("-----------", _p.Pages(0, 11));
        Assert.Equal(keepsSource ? "[0,1) [2,3) [4,7) [8,9) [10,11)" : "", _p.Vmas(0, 11));
        _p.Unmap(0, 11);

        _p.Move(30, 41, 41, keepsSource);
        Assert.Equal(Moved, _p.Pages(41, 52));
        _p.Unmap(30, 41);
        _p.Map(0, 11, "");
        _p.Move(41, 52, 0, keepsSource);
        Assert.Equal(Moved, _p.Pages(0, 11));
        Assert.All(new ulong[] { 0, 2, 4, 5, 6, 8, 10 }, page => Assert.Equal("ok", _p.TryTouch(page)));
        Assert.All(new ulong[] { 1, 3, 7, 9 }, page => Assert.Equal("segv", _p.TryTouch(page)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Mremap, nameof(mremap_move_multiple_vmas_split))]
    public void mremap_move_multiple_vmas_split(bool keepsSource)
    {
        _p.Map(0, 10);
        _p.Unmap(5, 6);
        _p.Write(0, 5);
        _p.Write(6, 10);
        _p.Move(2, 9, 40, keepsSource);
        Assert.Equal("[40,43) [44,47)", _p.Vmas(40));
        Assert.Equal("aaa-aaa", _p.Pages(40, 47));
        Assert.Equal(keepsSource ? "[0,5) [6,10)" : "[0,2) [9,10)", _p.Vmas(0, 10));
        Assert.Equal("aa-------a", _p.Pages(0, 10));
    }

    [Fact]
    [KernelTest(Mremap, nameof(mremap_move_multi_invalid_vmas))]
    public void mremap_move_multi_invalid_vmas()
    {
        var uffd = Registered();
        Assert.Equal(Errno.EFAULT, _p.TryMove(0, 10, 30).Error);
        Assert.Equal("", _p.Vmas(30));
        Assert.Equal("[0,1) [2,3) [4,5) [6,7) [8,9)", _p.Vmas(0, 10));
        _p.Move(0, 1, 30);
        Assert.False(_p.Flags(30).TestAny(VmaFlags.UffdMissing));
        _p.Unmap(30, 31);

        // Only the first is plain: it moves, and the next one stops it.
        _p.Map(0, 1);
        Assert.Equal(Errno.EFAULT, _p.TryMove(0, 10, 30).Error);
        Assert.Equal("[30,31)", _p.Vmas(30));
        Assert.Equal("[2,3) [4,5) [6,7) [8,9)", _p.Vmas(0, 10));
        _p.Unmap(30, 31);

        _p.Unmap(0, 10);
        EveryOther();
        Process.Works(_p.Space.UffdRegister(Process.Address(8), Process.Length(1), UffdMode.Missing, uffd));
        Assert.Equal(Errno.EFAULT, _p.TryMove(0, 10, 30).Error);
        Assert.Equal("[30,31) [32,33) [34,35) [36,37)", _p.Vmas(30));
        Assert.Equal("[8,9)", _p.Vmas(0, 10));
    }

    [Fact]
    [KernelTest(Mremap, nameof(mremap_overlap))]
    public void mremap_overlap()
    {
        _p.Map(0, 4);
        Assert.Equal(Errno.EINVAL, _p.TryMove(0, 4, 2).Error);
        Assert.Equal(Errno.EINVAL, _p.TryMove(0, 4, 0).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mremap, nameof(mremap_misaligned))]
    public void mremap_misaligned()
    {
        const RemapFlags Fixed = RemapFlags.MayMove | RemapFlags.Fixed;
        _p.Map(0, 4);
        var (source, target, length) = (Process.Address(0), Process.Address(20), Process.Length(1));
        Assert.Equal(Errno.EINVAL, _p.Space.Mremap(source, length, length, Fixed, target + 8).Error);
        Assert.Equal(Errno.EINVAL, _p.Space.Mremap(source + 8, length, length, Fixed, target).Error);
        Assert.Equal("[0,4)", _p.Vmas());
    }

    /// <summary>Every alignment to the borders of page tables: what moved is there, and neighbours keep what they had.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(511, 3)]
    [InlineData(512, 512)]
    [InlineData(700, 1024)]
    [InlineData(262143, 5)]
    [KernelTest(Mremap, nameof(mremap_move_within_range))]
    public void mremap_move_within_range(int start, int length)
    {
        var (from, to) = ((ulong)start, (ulong)(start + length));
        const ulong Target = 600_000;
        _p.Map(from - 1, to + 1);
        _p.Write(from - 1, to + 1);
        _p.Map(Target - 1, Target + (to - from) + 1);
        _p.Write(Target - 1);
        _p.Write(Target + (to - from));
        _p.Move(from, to, Target);
        Assert.All(new[] { Target, Target + ((to - from) / 2), Target + (to - from) - 1 }, page => Assert.Equal("a", _p.Pages(page, page + 1)));
        Assert.All(new[] { from - 1, to, Target - 1, Target + (to - from) }, page => Assert.Equal("a", _p.Pages(page, page + 1)));
        Assert.Equal("-", _p[from]);
        Assert.Equal((to - from) + 4, (ulong)_p.Space.PresentRanges().Sum(r => (long)(r.Length >> TestPage.Shift)));
    }

    private void EveryOther()
    {
        for (ulong page = 0; page < 10; page += 2)
        {
            _p.Map(page, page + 1);
        }
    }

    private Userfaultfd Registered()
    {
        EveryOther();
        var uffd = new Userfaultfd(UffdFeatures.Sigbus);
        for (ulong page = 0; page < 10; page += 2)
        {
            Process.Works(_p.Space.UffdRegister(Process.Address(page), Process.Length(1), UffdMode.Missing, uffd));
        }

        return uffd;
    }

    private void MapAndWrite()
    {
        foreach (var (from, to) in new (ulong, ulong)[] { (0, 1), (2, 3), (4, 6), (6, 7), (8, 9), (10, 11) })
        {
            _p.Map(from, to);
            _p.Write(from, to);
        }
    }
}
