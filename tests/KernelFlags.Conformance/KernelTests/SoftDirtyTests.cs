using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls;

using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Soft-dirty tracking is sticky: the VMA says of all of its pages that they may have been written.</summary>
public sealed class SoftDirtyTests
{
    [Fact]
    [KernelTest(SoftDirty, nameof(test_merge))]
    public void test_merge()
    {
        // A clean VMA is what writing to clear_refs leaves behind; the engine has no such call, so it is put there.
        var flags = UnitSpace.RW | VmaFlags.MayExec | VmaFlags.Account;
        var p = new Process();
        p.Space.Mm.Put(Record(0, 1, flags));
        p.Map(1, 2);
        Assert.Equal("[0,2)", p.Vmas());
        Assert.True(p.Flags(0).TestAny(VmaFlags.SoftDirty));

        p = new Process();
        p.Space.Mm.Put(Record(0, 1, flags));
        p.Map(1, 2, "rwx");
        Assert.Equal("[0,1) [1,2)", p.Vmas());
        Assert.False(p.Flags(0).TestAny(VmaFlags.SoftDirty));
        p.Protect(1, 2, "rw");
        Assert.Equal("[0,2)", p.Vmas());
        Assert.True(p.Flags(0).TestAny(VmaFlags.SoftDirty));
    }

    private static VmaRecord<VmaFlags> Record(ulong from, ulong to, VmaFlags flags) => new()
    {
        Start = Process.Address(from),
        End = Process.Address(to),
        Flags = flags,
        PageOffset = Process.Address(from) >> TestPage.Shift,
    };
}
