using KernelFlags.Vma.Readers;

namespace KernelFlags.Vma.Tests;

/// <summary>Memory that may be executed only has a protection key of its own where the processor has keys, pkeys(7).</summary>
public sealed class ProtectionKeyTests
{
    private const ulong Page = 4096;
    private const ulong At = 0x100000000000;
    private const MapFlags Private = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;

    [Fact]
    public void ExecuteOnly_HasAKey_AndCantBeRead()
    {
        var space = Create(keys: true);
        space.Mmap(At, 4 * Page, Protection.Exec, Private);
        Assert.Equal(1, KeyAt(space, At));
        Assert.Equal(SyscallOutcome.Segv, space.Touch(At, Page, write: false).Outcome);
        Assert.Equal(Errno.ENOMEM, space.Mlock(At, Page).Error);
    }

    [Fact]
    public void ExecuteOnly_WithoutKeys_CanBeRead()
    {
        var space = Create(keys: false);
        space.Mmap(At, 4 * Page, Protection.Exec, Private);
        Assert.Equal(0, KeyAt(space, At));
        Assert.Equal(SyscallOutcome.Success, space.Touch(At, Page, write: false).Outcome);
    }

    [Fact]
    public void Key_KeepsVmasApart_AndGoesWithTheAccess()
    {
        var space = Create(keys: true);
        space.Mmap(At, 4 * Page, Protection.Read, Private);
        space.Mprotect(At + Page, Page, Protection.Exec);
        Assert.Equal(1, KeyAt(space, At + Page));
        space.Mprotect(At + Page, Page, Protection.Read | Protection.Exec);
        Assert.Equal(0, KeyAt(space, At + Page));
        space.Mprotect(At + Page, Page, Protection.Exec);
        space.Mprotect(At + Page, Page, Protection.Read);
        Assert.Equal(1, space.Count);
    }

    private static AddressSpace<WordFlags> Create(bool keys) =>
        new(new AddressSpaceOptions { Machine = new Machine(KernelCapabilities.Of()) { ProtectionKeys = keys } });

    private static int KeyAt(AddressSpace<WordFlags> space, ulong address)
    {
        Assert.True(space.TryFind(address, out var vma));
        return ProcText.ProtectionKey(vma.Flags);
    }
}
