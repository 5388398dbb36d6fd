using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.Backing;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>
/// Guard regions: the kernel's selftest of the same names, on each backing that it runs on. A <c>x</c> is a page that raises SIGSEGV, a dot
/// one that can be read and written. The engine has no contents of pages; where the kernel compares them, what stands in the page table is.
/// </summary>
public sealed partial class GuardRegionsTests
{
    private const string TenOk = "..........";
    private const string EvenGuarded = "x.x.x.x.x.";

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(basic))]
    public void basic(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        Assert.Equal("ok", p.TryTouch(0));
        p.Guard(0);
        Assert.Equal("x.........", p.Access(0, 10));
        p.Guard(9);
        Assert.Equal("x........x", p.Access(0, 10));
        p.Unguard(0, 1);
        Assert.Equal("ok", p.TryTouch(0));
        p.Unguard(9, 10);
        Assert.Equal("ok", p.TryTouch(9));
        p.Guard(0, 3);
        Assert.Equal("xxx.......", p.Access(0, 10));
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10));
        p.Unguard(0, 10);
        Assert.Equal(new string(fixture.Written, 10), p.Pages(0, 10));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(multi_vma))]
    public void multi_vma(Backing backing)
    {
        var fixture = new GuardRegionsFixture(backing);
        var p = fixture.Process;
        p.Map(0, 100, "");
        fixture.Map(0, 10);
        fixture.Map(50, 55);
        fixture.Map(80, 100);
        p.Unmap(10, 50);
        p.Unmap(55, 80);
        Assert.Equal(Errno.ENOMEM, p.TryAdvise(0, 100, Advice.GuardInstall).Error);
        Assert.Equal(new string('x', 35), p.Access(0, 10) + p.Access(50, 55) + p.Access(80, 100));
        Assert.Equal(Errno.ENOMEM, p.TryAdvise(0, 100, Advice.GuardRemove).Error);
        Assert.Equal(new string('.', 35), p.Access(0, 10) + p.Access(50, 55) + p.Access(80, 100));

        p.Map(10, 50, "rwx");
        p.Map(55, 80, "rwx");
        p.Guard(0, 100);
        Assert.Equal(new string('x', 100), p.Access(0, 100));
        p.Unguard(0, 100);
        Assert.Equal(new string('.', 100), p.Access(0, 100));
    }

    /// <summary>The engine has no vectored call: each part is one call, as process_madvise(2) makes them one after the other.</summary>
    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(process_madvise))]
    public void process_madvise(Backing backing)
    {
        var fixture = new GuardRegionsFixture(backing);
        var p = fixture.Process;
        fixture.Map(1, 11, flags: MapFlags.Populate);
        fixture.Map(50, 55);
        fixture.Map(79, 99);
        ulong[] ends = [1, 10, 50, 54, 79, 98];
        Assert.All(ends, page => p.Guard(page));
        Assert.Equal("x........x" + "x...x" + "x..................x", p.Access(1, 11) + p.Access(50, 55) + p.Access(79, 99));
        Assert.All(ends, page => p.Unguard(page, page + 1));
        Assert.All(ends, page => Assert.Equal("ok", p.TryTouch(page)));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(munmap))]
    public void munmap(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        p.Guard(0);
        p.Guard(9);
        p.Unmap(0, 1);
        p.Unmap(9, 10);
        fixture.Map(0, 1);
        fixture.Map(9, 10);
        Assert.Equal(TenOk, p.Access(0, 10));
        Assert.Equal(fixture.IsAnon ? "[0,10)" : "[9,10)", p[9]);
        Assert.Equal(fixture.IsAnon, p.Flags(9).TestAny(VmaFlags.MaybeGuard));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(mprotect))]
    public void mprotect(Backing backing)
    {
        var (_, p) = TenPages(backing);
        const string Guarded = ".....xx...";
        p.Guard(5, 7);
        Assert.Equal(Guarded, p.Access(0, 10, write: false));
        p.Protect(5, 7, "r");
        Assert.Equal(Guarded, p.Access(0, 10, write: false));
        p.Guard(5, 7);
        Assert.Equal(Guarded, p.Access(0, 10, write: false));
        Assert.Equal("[0,5) [5,7) [7,10)", p.Vmas());
        Assert.All(new ulong[] { 0, 5, 7 }, page => Assert.True(p.Flags(page).TestAny(VmaFlags.MaybeGuard)));
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10, write: false));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(split_merge))]
    public void split_merge(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        p.Guard(0, 10);
        ulong[] gone = [2, 5, 8];
        Assert.All(gone, page => p.Unmap(page, page + 1));
        Assert.All(Enumerable.Range(0, 10).Select(i => (ulong)i).Except(gone), page => Assert.Equal("segv", p.TryTouch(page)));

        Assert.All(gone, page => fixture.Map(page, page + 1));
        Assert.Equal("xx.xx.xx.x", p.Access(0, 10));
        Assert.Equal(fixture.IsAnon ? "[0,10)" : "[0,2) [2,3) [3,5) [5,6) [6,8) [8,9) [9,10)", p.Vmas());
        Assert.True(p.Flags(0).TestAny(VmaFlags.MaybeGuard));

        p.Guard(0, 10);
        p.Protect(0, 3, "r");
        p.Protect(7, 10, "r");
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10, write: false));
        p.Protect(0, 3, "rw");
        p.Protect(7, 10, "rw");
        Assert.Equal("xxxxxxxxxx", p.Access(0, 10));
        Assert.Equal(fixture.IsAnon, p[0] == "[0,10)");

        p.Protect(0, 3, "r");
        p.Protect(7, 10, "r");
        p.Unguard(0, 10);
        Assert.Equal(TenOk, p.Access(0, 10, write: false));
        p.Protect(0, 3, "rw");
        p.Protect(7, 10, "rw");
        Assert.Equal(TenOk, p.Access(0, 10));
        Assert.Equal(fixture.IsAnon, p[0] == "[0,10)");
        Assert.True(p.Flags(0).TestAny(VmaFlags.MaybeGuard));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(dontneed))]
    public void dontneed(Backing backing)
    {
        var (fixture, p) = TenPages(backing);
        p.Write(0, 10);
        GuardEven(p);
        p.Advise(0, 10, Advice.DontNeed);
        Assert.Equal("x-x-x-x-x-", p.Pages(0, 10));
        Assert.Equal(EvenGuarded, p.Access(0, 10, write: false));
        Assert.Equal(fixture.Clean, p.Pages(1, 2)[0]);
        Assert.Equal(EvenGuarded, p.Access(0, 10));
        Assert.Equal(fixture.Written, p.Pages(1, 2)[0]);
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(mlock))]
    public void mlock(Backing backing)
    {
        var (_, p) = TenPages(backing);
        p.Write(0, 10);
        p.Lock(0, 10);
        Assert.Equal(Errno.EINVAL, p.TryAdvise(0, 10, Advice.GuardInstall).Error);
        Assert.Equal(TenOk, p.Access(0, 10));
        p.Unlock(0, 10);
        p.Guard(0, 5);
        Assert.Equal("xxxxx.....", p.Access(0, 10));
        p.Lock(5, 10);
        p.Unguard(0, 10);
        Assert.True(p.Flags(5).TestAny(VmaFlags.Locked));
        Assert.Equal(TenOk, p.Access(0, 10));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(mremap_move))]
    public void mremap_move(Backing backing)
    {
        var fixture = new GuardRegionsFixture(backing);
        var p = fixture.Process;
        fixture.Map(0, 5);
        p.Guard(0);
        p.Guard(4);
        p.Map(20, 25, "");
        p.Move(0, 5, 20);
        Assert.Equal("x...x", p.Access(20, 25));
        Assert.True(p.Flags(20).TestAny(VmaFlags.MaybeGuard));
        Assert.Equal("-", p[0]);
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(mremap_expand))]
    public void mremap_expand(Backing backing)
    {
        var fixture = new GuardRegionsFixture(backing);
        var p = fixture.Process;
        fixture.Map(0, 5);
        p.Guard(0);
        p.Guard(4);
        p.Resize(0, 5, 10);
        Assert.Equal("x...x.....", p.Access(0, 10));
        Assert.Equal("[0,10)", p[0]);
        Process.Works(p.TryMove(0, 10, 50, newPages: 20));
        Assert.Equal("x...x...............", p.Access(50, 70));
        Assert.Equal("[50,70)", p[50]);
        Assert.True(p.Flags(50).TestAny(VmaFlags.MaybeGuard));
    }

    [Theory]
    [InlineData(Anon), InlineData(Shmem), InlineData(Backing.File)]
    [KernelTest(GuardRegions, nameof(mremap_shrink))]
    public void mremap_shrink(Backing backing)
    {
        var fixture = new GuardRegionsFixture(backing);
        var p = fixture.Process;
        fixture.Map(0, 5);
        p.Guard(0);
        p.Guard(4);
        p.Resize(0, 5, 3);
        Assert.Equal("x..", p.Access(0, 3));
        p.Resize(0, 3, 5);
        Assert.Equal("x....", p.Access(0, 5));
    }

    private static (GuardRegionsFixture Fixture, Process Process) TenPages(Backing backing)
    {
        var fixture = new GuardRegionsFixture(backing);
        fixture.Map(0, 10);
        return (fixture, fixture.Process);
    }

    private static void GuardEven(Process process, ulong pages = 10)
    {
        for (ulong page = 0; page < pages; page += 2)
        {
            process.Guard(page);
        }
    }
}
