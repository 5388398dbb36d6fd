using KernelFlags.Vma;
using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Whole mappings and copies of VMAs, as the kernel's unit tests ask for them.</summary>
public sealed class VmaMmapTests
{
    [Fact]
    [KernelTest(VmaMmap, nameof(mmap_region_basic))]
    public void mmap_region_basic()
    {
        var space = new UnitSpace();
        foreach (var page in new ulong[] { 0x300, 0x250, 0x303, 0x24d })
        {
            var mapped = space.Space.Mmap(
                page << TestPage.Shift, 3 * TestPage.Size, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed);
            Assert.Equal(SyscallResult.Success(page << TestPage.Shift), mapped);
        }

        Assert.Equal($"[{0x24d},{0x253})@{0x24d} [{0x300},{0x306})@{0x300}", space.Vmas());
    }

    [Fact]
    [KernelTest(VmaVma, nameof(copy_vma))]
    public void copy_vma()
    {
        var space = new UnitSpace();
        var source = space.Put(3, 5);
        Assert.Equal(SyscallResult.Success(0), Move(space, from: 3, to: 0));
        Assert.Equal("[0,2)@0", space.Vmas());
        Assert.NotEqual(source.Id, space[0].Id);

        // What was never faulted takes its offset with it to the new place, and so merges there.
        space = new UnitSpace();
        space.Put(0, 2);
        var n = space.Put(6, 8);
        Assert.Equal(SyscallResult.Success(4 * TestPage.Size), Move(space, from: 0, to: 4));
        Assert.Equal("[4,8)@4", space.Vmas());
        Assert.Equal(n.Id, space[4].Id);
    }

    private static SyscallResult Move(UnitSpace space, ulong from, ulong to) =>
        space.Space.Mremap(from << TestPage.Shift, 2 * TestPage.Size, 2 * TestPage.Size, RemapFlags.MayMove | RemapFlags.Fixed, to << TestPage.Shift);
}
