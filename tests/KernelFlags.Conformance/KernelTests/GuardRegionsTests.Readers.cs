using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.Backing;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <content>Forks, advice, files and what readers see.</content>
public sealed partial class GuardRegionsTests
{
    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(fork))]
    public void fork(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        p.Guard(0, 5);
        Assert.Equal(fixture.IsAnon, p.Vma(0).AnonVma != 0);
        var child = p.Fork();
        Assert.Equal("xxxxx.....", child.Access(0, 10));
        child.Unguard(0, 10);
        Assert.Equal(TenOk, child.Access(0, 10));
        Assert.Equal("xxxxx.....", p.Access(0, 10));
    }

    [Fact]
    [KernelTest(GuardRegions, nameof(fork_cow))]
    public void fork_cow()
    {
        var (_, p) = TenPages(Anon);
        p.Write(0, 10);
        var child = p.Fork();
        child.Read(0, 10);
        Assert.Equal("aaaaaaaaaa", child.Pages(0, 10));
        child.Guard(0, 10);
        child.Unguard(0, 10);
        Assert.Equal("----------", child.Pages(0, 10));
        child.Read(0, 10);
        Assert.Equal("zzzzzzzzzz", child.Pages(0, 10));
        Assert.Equal("aaaaaaaaaa", p.Pages(0, 10));
    }

    [Fact]
    [KernelTest(GuardRegions, nameof(fork_wipeonfork))]
    public void fork_wipeonfork()
    {
        var (_, p) = TenPages(Anon);
        p.Advise(0, 10, Advice.WipeOnFork);
        p.Guard(0, 5);
        var child = p.Fork();
        Assert.Equal(TenOk, child.Access(0, 10));
        Assert.Equal("xxxxx.....", p.Access(0, 10));
    }

    [Fact]
    [KernelTest(GuardRegions, nameof(lazyfree))]
    public void lazyfree()
    {
        var (_, p) = TenPages(Anon);
        p.Guard(0, 10);
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
        p.Advise(0, 10, Advice.Free);
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(populate))]
    public void populate(Backing backing)
    {
        var (_, p) = TenPages(backing);
        p.Guard(0, 10);
        Assert.Equal(Errno.EFAULT, p.TryAdvise(0, 10, Advice.PopulateRead).Error);
        Assert.Equal(Errno.EFAULT, p.TryAdvise(0, 10, Advice.PopulateWrite).Error);
        Assert.Equal("xxxxxxxxxx", p.Pages(0, 10));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(cold_pageout))]
    public void cold_pageout(Backing backing)
    {
        var (_, p) = TenPages(backing);
        p.Guard(0, 10);
        p.Advise(0, 10, Advice.Cold);
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
        p.Advise(0, 10, Advice.PageOut);
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
    }

    /// <summary>That no event comes shows in the signal: a userfaultfd of the engine answers by SIGBUS, and a guard beats it.
    /// The pages of the memfd are in the page cache, so none is missing.</summary>
    [Theory]
    [InlineData(Anon), InlineData(Shmem)]
    [KernelTest(GuardRegions, nameof(uffd))]
    public void uffd(Backing backing)
    {
        var (_, p) = TenPages(backing);
        var uffd = new Userfaultfd(UffdFeatures.Sigbus);
        Process.Works(p.Space.UffdRegister(Process.Address(0), Process.Length(10), UffdMode.Missing, uffd));
        Assert.Equal(backing == Anon ? "sigbus" : "ok", p.TryTouch(0));
        p.Guard(0, 10);
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
        Process.Works(p.Space.UffdUnregister(Process.Address(0), Process.Length(10), uffd));
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
    }

    [Theory]
    [InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(madvise_sequential))]
    public void madvise_sequential(Backing backing)
    {
        var (_, p) = TenPages(backing);
        p.Write(0, 10);
        p.Advise(0, 10, Advice.Sequential);
        GuardEven(p);
        p.Advise(0, 10, Advice.PageOut);
        Assert.Equal(EvenGuarded, p.Access(0, 10, write: false));
        Assert.Equal("xfxfxfxfxf", p.Pages(0, 10));
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10));
        Assert.Equal("ffffffffff", p.Pages(0, 10));
    }

    [Theory]
    [InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(map_private))]
    public void map_private(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        p.Map(50, 60, file: fixture.File);
        p.Write(0, 10);
        GuardEven(p);
        Assert.Equal(EvenGuarded, p.Access(0, 10));
        Assert.Equal(TenOk, p.Access(50, 60, write: false));

        for (ulong page = 50; page < 60; page += 2)
        {
            p.Guard(page);
        }

        Assert.Equal(EvenGuarded, p.Access(50, 60, write: false));
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10));
        Assert.Equal(EvenGuarded, p.Access(50, 60, write: false));
        p.Unguard(50, 60);
        Assert.Equal(TenOk, p.Access(50, 60, write: false));
        Assert.Equal("ffffffffff", p.Pages(50, 60));

        for (ulong page = 50; page < 60; page += 2)
        {
            p.Write(page);
        }

        Assert.Equal("afafafafaf", p.Pages(50, 60));
        p.Guard(50, 55);
        Assert.Equal("xxxxx.....", p.Access(50, 60, write: false));
        Assert.Equal(TenOk, p.Access(0, 10));
        p.Unguard(50, 60);
        Assert.Equal(TenOk, p.Access(50, 60, write: false));
        Assert.Equal("ffffffafaf", p.Pages(50, 60));
    }

    [Fact]
    [KernelTest(GuardRegions, nameof(readonly_file))]
    public void readonly_file()
    {
        var fixture = new GuardRegionsFixture(Backing.File);
        var p = fixture.Process;
        p.Map(0, 10, "r", file: fixture.File!.Reopen(writable: false), isShared: true);
        Assert.False(p.Flags(0).TestAny(VmaFlags.MayWrite));
        GuardEven(p);
        Assert.Equal(EvenGuarded, p.Access(0, 10, write: false));
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10, write: false));
        Assert.Equal("ffffffffff", p.Pages(0, 10));
    }

    [Theory]
    [InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(fault_around))]
    public void fault_around(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        p.Write(0, 10);
        p.Advise(0, 10, Advice.PageOut);
        p.Unmap(0, 10);
        fixture.Map(0, 10);
        GuardEven(p);
        for (ulong page = 1; page < 10; page += 2)
        {
            p.Read(page);
        }

        Assert.Equal("xfxfxfxfxf", p.Pages(0, 10));
        Assert.Equal(EvenGuarded, p.Access(0, 10));
    }

    [Theory]
    [InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(truncation))]
    public void truncation(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        p.Write(0, 10);
        GuardEven(p);
        Assert.Equal(EvenGuarded, p.Access(0, 10));
        fixture.File!.Truncate(Process.Length(10));
        Assert.Equal(EvenGuarded, p.Access(0, 10));
        fixture.File.Truncate(Process.Length(5));
        Assert.Equal("x-x-x", p.Pages(4, 9));
        Assert.Equal("sigbus", p.TryTouch(7));
        fixture.File.Truncate(Process.Length(10));
        Assert.Equal(EvenGuarded, p.Access(0, 10));
    }

    [Theory]
    [InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(hole_punch))]
    public void hole_punch(Backing backing)
    {
        var (_, p) = TenPages(backing);
        p.Write(0, 10);
        p.Guard(3, 7);
        Assert.Equal("...xxxx...", p.Access(0, 10));
        p.Advise(3, 7, Advice.Remove);
        Assert.Equal("...xxxx...", p.Access(0, 10));
        p.Unguard(0, 10);
        Assert.Equal("fff----fff", p.Pages(0, 10));
        Assert.Equal(TenOk, p.Access(0, 10));
    }

    /// <summary>A sealed memfd is one that can't be written: mapped as shared it lacks MAYWRITE.</summary>
    [Fact]
    [KernelTest(GuardRegions, nameof(memfd_write_seal))]
    public void memfd_write_seal()
    {
        var fixture = new GuardRegionsFixture(Shmem);
        var p = fixture.Process;
        p.Map(0, 10, "r", file: fixture.File!.Reopen(writable: false), isShared: true);
        GuardEven(p);
        Assert.Equal(EvenGuarded, p.Access(0, 10, write: false));
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10, write: false));
        Assert.Equal("ffffffffff", p.Pages(0, 10));
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
        Assert.Equal(Errno.EACCES, p.TryProtect(0, 10, "rw").Error);
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem)]
    [KernelTest(GuardRegions, nameof(anon_zeropage))]
    public void anon_zeropage(Backing backing)
    {
        var fixture = new GuardRegionsFixture(backing);
        var p = fixture.Process;
        fixture.Map(0, 10, "r");
        GuardEven(p);
        Assert.Equal(EvenGuarded, p.Access(0, 10, write: false));
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10, write: false));
        Assert.Equal(new string(fixture.Clean, 10), p.Pages(0, 10));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(pagemap))]
    public void pagemap(Backing backing)
    {
        var (_, p) = TenPages(backing);
        Assert.Equal("----------", p.Pages(0, 10));
        GuardEven(p);
        Assert.Equal("x-x-x-x-x-", p.Pages(0, 10));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(pagemap_scan))]
    public void pagemap_scan(Backing backing)
    {
        var (_, p) = TenPages(backing);
        Assert.Empty(p.Space.GuardRanges());
        GuardEven(p);
        Assert.Equal(
            new ulong[] { 0, 2, 4, 6, 8 }.Select(page => new AddressRange(Process.Address(page), Process.Address(page + 1))),
            p.Space.GuardRanges());
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(collapse))]
    public void collapse(Backing backing)
    {
        const ulong Pages = 1024;
        var fixture = new GuardRegionsFixture(backing, Pages);
        var p = fixture.Process;
        fixture.Map(0, Pages, "r");
        p.Advise(0, Pages, Advice.NoHugePage);
        p.Advise(0, Pages, Advice.PopulateRead);
        GuardEven(p, Pages);
        p.Advise(0, Pages, Advice.HugePage);
        Assert.Equal(Errno.EINVAL, p.TryAdvise(0, Pages, Advice.Collapse).Error);
        Assert.Equal((int)(Pages / 2), p.Space.GuardRanges().Count);
        Assert.Equal("x.x.x", p.Access(510, 515, write: false));
        Assert.Equal(0UL, p.Space.Usage(p.Vma(0)).Huge);
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(smaps))]
    public void smaps(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        bool ShowsGuard(ulong page) => p.Flags(page).TestAny(VmaFlags.MaybeGuard);
        Assert.False(ShowsGuard(0));
        p.Guard(0);
        Assert.True(ShowsGuard(0));
        p.Unguard(0, 1);
        Assert.True(ShowsGuard(0));
        for (ulong page = 0; page < 10; page++)
        {
            p.Guard(page);
            Assert.True(ShowsGuard(0));
        }

        p.Unmap(4, 5);
        Assert.True(ShowsGuard(0) && ShowsGuard(5));
        fixture.Map(4, 5, offset: fixture.IsAnon ? 0UL : 4);
        Assert.Equal("[0,10)", p.Vmas());
        Assert.True(ShowsGuard(0));
    }
}
