using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Locked memory: the kernel's selftest of mlock2(2).</summary>
public sealed class Mlock2Tests
{
    private static readonly VmaFlags LockedOnFault = VmaFlags.Locked | VmaFlags.LockOnFault;

    private readonly Process _p = new();

    [Fact]
    [KernelTest(Mlock2, nameof(test_mlock_lock))]
    public void test_mlock_lock()
    {
        _p.Map(0, 2);
        _p.Lock(0, 2);
        Assert.Equal(VmaFlags.Locked, _p.Flags(0) & LockedOnFault);
        var usage = _p.Space.Usage(_p.Vma(0));
        Assert.Equal((Process.Length(2), Process.Length(2)), (usage.Rss, usage.Locked));
        _p.Unlock(0, 2);
        Assert.False(_p.Flags(0).TestAny(LockedOnFault));
        Assert.Equal(0UL, _p.Space.Usage(_p.Vma(0)).Locked);
    }

    [Fact]
    [KernelTest(Mlock2, nameof(test_mlock_onfault))]
    public void test_mlock_onfault()
    {
        _p.Map(0, 2);
        _p.Lock(0, 2, onFault: true);
        Assert.True(_p.Flags(0).TestAll(LockedOnFault));
        Assert.Equal("--", _p.Pages(0, 2));
        _p.Write(0);
        Assert.Equal("a-", _p.Pages(0, 2));
        _p.Unlock(0, 2);
        Assert.False(_p.Flags(0).TestAny(LockedOnFault));
    }

    [Fact]
    [KernelTest(Mlock2, nameof(test_lock_onfault_of_present))]
    public void test_lock_onfault_of_present()
    {
        _p.Map(0, 2);
        _p.Write(0);
        _p.Lock(0, 2, onFault: true);
        Assert.True(_p.Flags(0).TestAll(LockedOnFault));
        Assert.Equal("a-", _p.Pages(0, 2));
        var usage = _p.Space.Usage(_p.Vma(0));
        Assert.Equal((Process.Length(1), Process.Length(1)), (usage.Rss, usage.Locked));
    }

    /// <summary>The engine has no mlockall(2): MCL_FUTURE is the space's default flags, MCL_CURRENT a lock of what is there.</summary>
    [Fact]
    [KernelTest(Mlock2, nameof(test_munlockall0))]
    public void test_munlockall0()
    {
        _p.Map(0, 2);
        _p.Lock(0, 2);
        _p.Space.DefaultFlags = VmaFlags.Locked;
        _p.Map(4, 6);
        Assert.True(_p.Flags(0).TestAny(VmaFlags.Locked) && _p.Flags(4).TestAny(VmaFlags.Locked));
        Assert.Equal("aa", _p.Pages(4, 6));
        _p.Space.DefaultFlags = VmaFlags.None;
        _p.Unlock(0, 2);
        _p.Unlock(4, 6);
        _p.Map(8, 10);
        Assert.All(new ulong[] { 0, 4, 8 }, page => Assert.False(_p.Flags(page).TestAny(LockedOnFault)));
        Assert.Equal("--", _p.Pages(8, 10));
    }

    [Fact]
    [KernelTest(Mlock2, nameof(test_munlockall1))]
    public void test_munlockall1()
    {
        _p.Space.DefaultFlags = LockedOnFault;
        _p.Map(0, 2);
        Assert.True(_p.Flags(0).TestAll(LockedOnFault));
        Assert.Equal("--", _p.Pages(0, 2));
        _p.Write(0);
        _p.Unlock(0, 2);
        Assert.False(_p.Flags(0).TestAny(LockedOnFault));

        _p.Space.DefaultFlags = VmaFlags.Locked;
        _p.Map(4, 6);
        Assert.Equal(VmaFlags.Locked, _p.Flags(4) & LockedOnFault);
        _p.Unlock(4, 6);
        Assert.False(_p.Flags(4).TestAny(LockedOnFault));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [KernelTest(Mlock2, nameof(test_vma_management))]
    public void test_vma_management(bool underMlockall)
    {
        _p.Space.DefaultFlags = underMlockall ? LockedOnFault : VmaFlags.None;
        _p.Map(0, 3);
        if (!underMlockall)
        {
            _p.Lock(0, 3, onFault: true);
        }

        Assert.Equal("[0,3)", _p.Vmas());
        _p.Unlock(1, 2);
        Assert.Equal("[0,1) [1,2) [2,3)", _p.Vmas());
        Assert.Equal((true, false, true), (_p.Flags(0).TestAll(LockedOnFault), _p.Flags(1).TestAny(LockedOnFault), _p.Flags(2).TestAll(LockedOnFault)));
        _p.Unlock(0, 3);
        Assert.Equal("[0,3)", _p.Vmas());
    }

    [Fact]
    [KernelTest(Mlock2, nameof(mlock_droppable))]
    public void mlock_droppable()
    {
        _p.Map(0, 2, flags: MapFlags.Droppable);
        _p.Lock(0, 2);
        Assert.False(_p.Flags(0).TestAny(LockedOnFault));
    }

    [Fact]
    [KernelTest(Mlock2, nameof(mlockall_future_droppable))]
    public void mlockall_future_droppable()
    {
        _p.Space.DefaultFlags = VmaFlags.Locked;
        _p.Map(0, 2, flags: MapFlags.Droppable);
        Assert.False(_p.Flags(0).TestAny(LockedOnFault));
    }
}
