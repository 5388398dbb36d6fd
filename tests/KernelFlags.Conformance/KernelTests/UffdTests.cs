using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.Backing;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>What the kernel's tests of userfaultfd say about VMAs and page tables: the engine answers no events, and copies no pages.</summary>
public sealed class UffdTests
{
    private const UffdFeatures Basic = UffdFeatures.PagefaultFlagWp | UffdFeatures.Sigbus | UffdFeatures.WpHugetlbfsShmem;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [KernelTest(Uffd, nameof(wp_unpopulated))]
    public void wp_unpopulated(bool hasFeature)
    {
        var (fixture, uffd) = Registered(Anon, UffdMode.WriteProtect, hasFeature ? Basic | UffdFeatures.WpUnpopulated : Basic);
        var p = fixture.Process;
        WriteProtect(p, uffd, on: true);
        Assert.Equal(hasFeature ? "wwww" : "----", p.Pages(0, 4));
        WriteProtect(p, uffd, on: false);
        Assert.Equal("----", p.Pages(0, 4));
        if (!hasFeature)
        {
            return;
        }

        WriteProtect(p, uffd, on: true);
        p.Advise(0, 1, Advice.DontNeed);
        Assert.Equal("-www", p.Pages(0, 4));
        p.Read(1);
        Assert.Equal("-zww", p.Pages(0, 4));
        Assert.Single(p.Space.UffdWriteProtectedRanges(), new AddressRange(Process.Address(1), Process.Address(4)));
        Assert.Equal("sigbus", p.TryTouch(1));
    }

    [Theory]
    [InlineData(Anon)]
    [InlineData(Shmem)]
    [KernelTest(Uffd, nameof(wp_fork))]
    public void wp_fork(Backing backing)
    {
        var (fixture, uffd) = Registered(backing, UffdMode.WriteProtect, Basic);
        var p = fixture.Process;
        p.Write(0, 4);
        WriteProtect(p, uffd, on: true);
        var child = p.Fork();
        Assert.False(child.Flags(0).TestAny(VmaFlags.UffdWp));
        Assert.Empty(child.Space.UffdWriteProtectedRanges());
        Assert.True(p.Flags(0).TestAny(VmaFlags.UffdWp));
        p.Advise(0, 4, Advice.DontNeed);
        Assert.Equal(backing == Anon ? "----" : "wwww", p.Pages(0, 4));
    }

    [Theory]
    [InlineData(Anon)]
    [InlineData(Shmem)]
    [KernelTest(Uffd, nameof(uffd_wp_mremap))]
    public void uffd_wp_mremap(Backing backing)
    {
        var (fixture, uffd) = Registered(backing, UffdMode.WriteProtect, Basic);
        var p = fixture.Process;
        p.Write(0, 4);
        WriteProtect(p, uffd, on: true);
        p.Move(0, 4, 20);
        Assert.False(p.Flags(20).TestAny(VmaFlags.UffdWp));
        Assert.Empty(p.Space.UffdWriteProtectedRanges());
        Assert.Equal("....", p.Access(20, 24));
    }

    [Fact]
    [KernelTest(Uffd, nameof(register_ioctls))]
    public void register_ioctls()
    {
        var p = new Process();
        var uffd = new Userfaultfd(Basic | UffdFeatures.MinorShmem);
        p.Map(0, 4);
        SyscallResult Register(UffdMode mode) => p.Space.UffdRegister(Process.Address(0), Process.Length(4), mode, uffd);
        Assert.Equal(Errno.EINVAL, Register(UffdMode.Minor).Error);
        Assert.Equal(Errno.EINVAL, Register(UffdMode.None).Error);
        Process.Works(Register(UffdMode.Missing));
        Assert.True(p.Flags(0).TestAny(VmaFlags.UffdMissing));
        Process.Works(Register(UffdMode.Missing | UffdMode.WriteProtect));
        Assert.True(p.Flags(0).TestAll(VmaFlags.UffdMissing | VmaFlags.UffdWp));
        var file = new VmaFile(FileKind.Memfd, Process.Length(4));
        p.Map(0, 4, file: file, isShared: true);
        Process.Works(Register(UffdMode.Minor));
        Assert.True(p.Flags(0).TestAny(VmaFlags.UffdMinor));
    }

    [Fact]
    [KernelTest(Uffd, nameof(sigbus))]
    public void sigbus()
    {
        var (fixture, uffd) = Registered(Anon, UffdMode.Missing, Basic);
        Assert.Equal("sigbus", fixture.Process.TryTouch(0));
        Process.Works(fixture.Process.Space.UffdUnregister(Process.Address(0), Process.Length(4), uffd));
        Assert.Equal("ok", fixture.Process.TryTouch(0));
    }

    /// <summary>A collapse through one mapping leaves the other one's pages to its userfaultfd: they are in the file and not mapped.</summary>
    [Fact]
    [KernelTest(Uffd, nameof(minor_collapse))]
    public void minor_collapse()
    {
        const ulong Pages = 512;
        const ulong Watched = 2 * Pages;
        var p = new Process();
        var file = new VmaFile(FileKind.Memfd, Process.Length(Pages));
        p.Map(0, Pages, file: file, isShared: true);
        p.Write(0, Pages);
        p.Map(Watched, Watched + Pages, file: file, isShared: true);
        Process.Works(p.Space.UffdRegister(Process.Address(Watched), Process.Length(Pages), UffdMode.Minor, new Userfaultfd(Basic)));
        p.Advise(0, Pages, Advice.Collapse);
        Assert.Equal(Process.Length(Pages), p.Space.Usage(p.Vma(0)).Huge);
        Assert.Equal(0UL, p.Space.Usage(p.Vma(Watched)).Rss);
        Assert.Equal("sigbus", p.TryTouch(Watched));
        Assert.Equal("ok", p.TryTouch(0));
    }

    private static (GuardRegionsFixture Fixture, Userfaultfd Uffd) Registered(Backing backing, UffdMode mode, UffdFeatures features)
    {
        var fixture = new GuardRegionsFixture(backing);
        var uffd = new Userfaultfd(features);
        fixture.Map(0, 4);
        Process.Works(fixture.Process.Space.UffdRegister(Process.Address(0), Process.Length(4), mode, uffd));
        return (fixture, uffd);
    }

    private static void WriteProtect(Process process, Userfaultfd uffd, bool on)
    {
        _ = uffd;
        Process.Works(process.Space.UffdWriteProtect(Process.Address(0), Process.Length(4), on));
    }
}
