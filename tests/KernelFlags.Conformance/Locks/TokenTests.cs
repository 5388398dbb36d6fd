using KernelFlags.Vma;

namespace KernelFlags.Conformance.Locks;

/// <summary>What the compiler can't see of a token is refused at run time: a default value, one that was released, one of another address space.</summary>
public sealed class TokenTests
{
    private const ulong Start = 0x10_0000;
    private const ulong Length = 4 << 12;

    private readonly AddressSpace<VmaFlags> _space = NewSpace();

    private delegate void Use(AddressSpace<VmaFlags> space);

    [Fact]
    public void DefaultTokens_AreRefused()
    {
        Refused<ArgumentException>(space => space.SetAtomic(default(VmaReadLock<VmaFlags>), VmaFlags.Atomic.MaybeGuard));
        Refused<ArgumentException>(space => space.SetAtomic(default(MmapReadLock<VmaFlags>), Vma(space), VmaFlags.Atomic.MaybeGuard));
        Refused<ArgumentException>(space => space.SetFlags(default, Vma(space), VmaFlags.Exec));
        Refused<ArgumentException>(space => space.ClearFlags(default, Vma(space), VmaFlags.Write));
        Refused<ArgumentException>(space => space.ModifyRange(default, Start, Start + Length, VmaFlags.Exec, VmaFlags.None));
    }

    [Fact]
    public void ReleasedTokens_AreRefused()
    {
        Refused<InvalidOperationException>(space =>
        {
            Assert.True(space.TryLockVma(Start, out var token));
            token.Dispose();
            space.SetAtomic(token, VmaFlags.Atomic.MaybeGuard);
        });
        Refused<InvalidOperationException>(space =>
        {
            var token = space.LockForRead();
            token.Dispose();
            space.SetAtomic(token, Vma(space), VmaFlags.Atomic.MaybeGuard);
        });
        Refused<InvalidOperationException>(space =>
        {
            var token = space.LockForWrite();
            token.Dispose();
            space.SetFlags(token, Vma(space), VmaFlags.Exec);
        });
    }

    [Fact]
    public void CopiesOfReleasedTokens_AreRefused_EvenWhileTheLockIsHeldAgain()
    {
        Refused<InvalidOperationException>(space =>
        {
            var token = space.LockForWrite();
            var copy = token;
            token.Dispose();
            using var again = space.LockForWrite();
            space.SetFlags(copy, Vma(space), VmaFlags.Exec);
        });
        Refused<InvalidOperationException>(space =>
        {
            space.TryLockVma(Start, out var token);
            var copy = token;
            token.Dispose();
            Assert.True(space.TryLockVma(Start, out var again));
            using (again)
            {
                space.SetAtomic(copy, VmaFlags.Atomic.MaybeGuard);
            }
        });
    }

    [Fact]
    public void TokensOfAnotherAddressSpace_AreRefused()
    {
        var other = NewSpace();
        Refused<ArgumentException>(space =>
        {
            using var token = other.LockForWrite();
            space.SetFlags(token, Vma(space), VmaFlags.Exec);
        });
        Refused<ArgumentException>(space =>
        {
            using var token = other.LockForRead();
            space.SetAtomic(token, Vma(space), VmaFlags.Atomic.MaybeGuard);
        });
        Refused<ArgumentException>(space =>
        {
            Assert.True(other.TryLockVma(Start, out var token));
            using (token)
            {
                space.SetAtomic(token, VmaFlags.Atomic.MaybeGuard);
            }
        });
    }

    [Fact]
    public void AVmaThatIsNoLongerThere_IsRefused()
    {
        var before = Vma(_space);
        Assert.True(_space.Mprotect(Start, 1 << 12, Protection.Read).Succeeded);
        var refused = Assert.Throws<ArgumentException>(() =>
        {
            using var token = _space.LockForRead();
            _space.SetAtomic(token, before, VmaFlags.Atomic.MaybeGuard);
        });
        Assert.Contains("no longer", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReleasingTwice_ReleasesOnce()
    {
        var token = _space.LockForRead();
        token.Dispose();
        token.Dispose();
        using (_space.LockForWrite())
        {
            token.Dispose();
        }

        Assert.True(_space.Munmap(Start, Length).Succeeded);
    }

    [Fact]
    public void ACallWithATokenHeld_IsRefusedInsteadOfWaitingForEver()
    {
        Refused<InvalidOperationException>(space =>
        {
            using var token = space.LockForRead();
            space.Munmap(Start, Length);
        });
        Refused<InvalidOperationException>(space =>
        {
            using var token = space.LockForWrite();
            space.Touch(Start, 1, write: true);
        });
        Refused<InvalidOperationException>(space =>
        {
            space.TryLockVma(Start, out var token);
            using (token)
            {
                space.Madvise(Start, Length, Advice.GuardInstall);
            }
        });
        Assert.True(_space.Touch(Start, 1, write: true).Succeeded);
    }

    [Fact]
    public void WhoHoldsTheMmapLock_MayLook()
    {
        using var token = _space.LockForRead();
        Assert.Equal(0UL, _space.Usage(Vma(_space)).Rss);
        Assert.Empty(_space.GuardRanges());
    }

    [Fact]
    public void ATokenSetsFlags_AndTheyStay()
    {
        Assert.True(_space.TryLockVma(Start, out var token));
        _space.SetAtomic(token, VmaFlags.Atomic.MaybeGuard);
        token.Dispose();
        Assert.True(Vma(_space).Flags.TestAll(VmaFlags.MaybeGuard));
        using (var write = _space.LockForWrite())
        {
            var vma = _space.ModifyFlags(write, Vma(_space), VmaFlags.Exec, VmaFlags.Write);
            Assert.Equal(Vma(_space), vma);
        }

        Assert.True(Vma(_space).Flags.TestAll(VmaFlags.MaybeGuard | VmaFlags.Exec));
        Assert.False(Vma(_space).Flags.TestAny(VmaFlags.Write));
    }

    [Fact]
    public async Task AVmaIsNotLocked_WhileAnotherThreadChangesIt()
    {
        using var changing = new ManualResetEventSlim();
        using var seen = new ManualResetEventSlim();
        var writer = Task.Run(
            () =>
            {
                using var token = _space.LockForWrite();
                _space.SetFlags(token, Vma(_space), VmaFlags.Exec);
                changing.Set();
                seen.Wait(TestContext.Current.CancellationToken);
            },
            TestContext.Current.CancellationToken);
        changing.Wait(TestContext.Current.CancellationToken);
        var isLocked = _space.TryLockVma(Start, out _);
        seen.Set();
        await writer;
        Assert.False(isLocked);
    }

    [Fact]
    public void LockingAndSetting_AllocatesNothing()
    {
        SetOften();
        var before = GC.GetAllocatedBytesForCurrentThread();
        SetOften();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void SetOften()
    {
        for (var i = 0; i < 100; i++)
        {
            if (_space.TryLockVma(Start, out var token))
            {
                _space.SetAtomic(token, VmaFlags.Atomic.MaybeGuard);
                token.Dispose();
            }

            using var read = _space.LockForRead();
        }
    }

    private void Refused<TException>(Use use)
        where TException : Exception
    {
        var before = Vma(_space);
        Assert.Throws<TException>(() => use(_space));
        Assert.Equal(before, Vma(_space));
    }

    private static Vma<VmaFlags> Vma(AddressSpace<VmaFlags> space) =>
        space.TryFind(Start, out var vma) ? vma : throw new InvalidOperationException("It is not mapped.");

    private static AddressSpace<VmaFlags> NewSpace()
    {
        var space = new AddressSpace<VmaFlags>(new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) });
        const MapFlags Private = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;
        Assert.True(space.Mmap(Start, Length, Protection.Read | Protection.Write, Private).Succeeded);
        return space;
    }
}
