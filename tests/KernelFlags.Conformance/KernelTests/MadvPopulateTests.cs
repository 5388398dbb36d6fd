using KernelFlags.Vma;

using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Populating memory, and mapping only where nothing is.</summary>
public sealed class MadvPopulateTests
{
    private readonly Process _p = new();

    [Fact]
    [KernelTest(MadvPopulate, nameof(test_prot_read))]
    public void test_prot_read()
    {
        _p.Map(0, 4, "r");
        _p.Advise(0, 4, Advice.PopulateRead);
        Assert.Equal(Errno.EINVAL, _p.TryAdvise(0, 4, Advice.PopulateWrite).Error);
    }

    [Fact]
    [KernelTest(MadvPopulate, nameof(test_prot_write))]
    public void test_prot_write()
    {
        _p.Map(0, 4, "w");
        Assert.Equal(Errno.EINVAL, _p.TryAdvise(0, 4, Advice.PopulateRead).Error);
        _p.Advise(0, 4, Advice.PopulateWrite);
    }

    [Fact]
    [KernelTest(MadvPopulate, nameof(test_holes))]
    public void test_holes()
    {
        foreach (var advice in new[] { Advice.PopulateRead, Advice.PopulateWrite })
        {
            var p = new Process();
            p.Map(0, 6);
            p.Unmap(2, 4);
            Assert.Equal(Errno.ENOMEM, p.TryAdvise(0, 6, advice).Error);
            Assert.Equal(Errno.ENOMEM, p.TryAdvise(0, 4, advice).Error);
            Assert.Equal(Errno.ENOMEM, p.TryAdvise(2, 6, advice).Error);
            Assert.Equal("--", p.Pages(4, 6));
        }
    }

    [Fact]
    [KernelTest(MadvPopulate, nameof(test_populate_read))]
    public void test_populate_read()
    {
        _p.Map(0, 4);
        Assert.Equal("----", _p.Pages(0, 4));
        _p.Advise(0, 4, Advice.PopulateRead);
        Assert.Equal("zzzz", _p.Pages(0, 4));
    }

    [Fact]
    [KernelTest(MadvPopulate, nameof(test_populate_write))]
    public void test_populate_write()
    {
        _p.Map(0, 4);
        Assert.Equal("----", _p.Pages(0, 4));
        _p.Advise(0, 4, Advice.PopulateWrite);
        Assert.Equal("aaaa", _p.Pages(0, 4));
    }

    [Fact]
    [KernelTest(MapFixedNoReplace, nameof(map_fixed_noreplace))]
    public void map_fixed_noreplace()
    {
        SyscallResult Try(ulong from, ulong to) => _p.TryMap(from, to, flags: MapFlags.FixedNoReplace);
        Process.Works(Try(1, 4));
        Assert.All(new (ulong, ulong)[] { (0, 5), (2, 3), (3, 5), (0, 2) }, range => Assert.Equal(Errno.EEXIST, Try(range.Item1, range.Item2).Error));
        Assert.Equal("[1,4)", _p.Vmas());
        Process.Works(Try(0, 1));
        Process.Works(Try(4, 5));
        Assert.Equal("[0,5)", _p.Vmas());
    }
}
