using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags;

namespace KernelFlags.Vma.Tests;

/// <summary>What an address space is made with, and what it does without being told.</summary>
public sealed class AddressSpaceOptionsTests
{
    private const ulong Page = 4096;

    [Fact]
    public void ASpaceOfNoMachine_DoesWhatTheKernelOfItsFlagTypeDoes()
    {
        var space = new AddressSpace<VmaFlags>();
        Assert.Equal(VmaFlags.Capabilities, space.Machine.Capabilities);
        var start = space.Mmap(0, 4 * Page, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous).Value;
        Assert.Equal(Errno.None, space.Madvise(start, Page, Advice.GuardInstall).Error);
        Assert.True(space.TryFind(start, out var vma) && vma.Flags.TestAny(VmaFlags.MaybeGuard));
        Assert.Equal(SyscallResult.Segv(start), space.Touch(start, Page, write: false));

        // A type whose author said nothing of its kernel is of one that does nothing special.
        Assert.Equal(default, new AddressSpace<WordFlags>().Machine.Capabilities);
    }

    [Fact]
    public void AChild_LivesOnItsParentsMachine_WhichNobodyGave()
    {
        var space = new AddressSpace<VmaFlags>();
        var start = space.Mmap(0, Page, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous).Value;
        Assert.True(space.Touch(start, Page, write: true).Succeeded);
        var child = space.Fork();
        Assert.Same(space.Machine, child.Machine);
        child.Exit();
        space.Exit();
        Assert.Equal(0, space.Machine.AnonPages.Used);
    }

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void ATaskSizeOf2To63_IsRefused(ulong size)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new AddressSpaceOptions { TaskSize = size });
        Assert.Contains("below 2^63", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLargestTaskSize_LosesNothingUpToItsLastPage()
    {
        var space = new AddressSpace<VmaFlags>(new() { TaskSize = long.MaxValue, PlacementTop = ulong.MaxValue });
        const ulong Last = 0x7fff_ffff_ffff_e000;
        Assert.Equal(Last, space.Mmap(0, Page, Protection.Read, MapFlags.Private | MapFlags.Anonymous).Value);
        Assert.True(space.TryFind(Last + Page - 1, out var vma));
        Assert.Equal((Last, Last + Page), (vma.Start, vma.End));
        Assert.False(space.TryFind(Last + Page, out _));
        Assert.False(space.TryFindNext(ulong.MaxValue, out _));
        Assert.Equal(SyscallResult.Success(), space.Touch(Last, Page, write: false));
        Assert.Equal(Errno.ENOMEM, space.Mmap(Last + Page, Page, Protection.Read, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed).Error);
        Assert.Equal(Errno.None, space.Munmap(Last, Page).Error);
        Assert.Equal(0, space.Count);
    }
}
