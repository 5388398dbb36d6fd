using KernelFlags.Conformance.Schedules;
using KernelFlags.Vma;

namespace KernelFlags.Conformance.Locks;

/// <summary>Threads that really run at the same time do all there is to do on one address space.</summary>
public sealed class StressTests
{
    private const int Operations = 4000;
    private const ulong PageSize = 4096;
    private const ulong Pages = 96;

    /// <summary>Two page tables meet in the middle of it.</summary>
    private const ulong Start = 0x10_0000_0000 + ((512 - (Pages / 2)) * PageSize);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Calls_OnOneAddressSpace_KeepItWhole(int seed)
    {
        var space = new AddressSpace<VmaFlags>(new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) });
        var file = new VmaFile(FileKind.Memfd, Pages * PageSize);
        using var done = new CancellationTokenSource();
        Task Run(int number, Action<Random> one) => Task.Run(
            () =>
            {
                var random = new Random((seed * 16) + number);
                for (var i = 0; i < Operations; i++)
                {
                    one(random);
                }
            },
            TestContext.Current.CancellationToken);
        var watcher = Task.Run(() => Watch(space, done.Token), TestContext.Current.CancellationToken);
        await Task.WhenAll(
            Run(1, random => Change(space, file, random)),
            Run(2, random => Use(space, random)),
            Run(3, random => Use(space, random)),
            Run(4, random => Look(space, random)));
        await done.CancelAsync();
        Assert.True(await watcher > 0);

        Invariants.Hold(space.Mm);
        space.Exit();
        Assert.Equal(0, space.Count);
        Assert.Equal(0, space.Machine.AnonPages.Used);
    }

    /// <summary>What takes the mmap lock for writing.</summary>
    private static void Change(AddressSpace<VmaFlags> space, VmaFile file, Random random)
    {
        var (address, length) = Range(random, 32);
        var protection = random.Next(4) == 0 ? Protection.Read : Protection.Read | Protection.Write;
        switch (random.Next(10))
        {
            case 0:
                space.Munmap(address, length);
                break;
            case 1:
                space.Mmap(address, length, protection, MapFlags.Fixed | MapFlags.Shared, file, address - Start);
                break;
            case < 4:
                space.Mmap(address, length, protection, MapFlags.Fixed | MapFlags.Private | MapFlags.Anonymous);
                break;
            case 4:
                var (target, _) = Range(random, 1);
                space.Mremap(address, length, length, RemapFlags.MayMove | RemapFlags.Fixed, target);
                break;
            case 5:
                space.Fork().Exit();
                break;
            default:
                space.Mprotect(address, length, protection);
                break;
        }
    }

    /// <summary>What does with the lock of a VMA, or the mmap lock for reading.</summary>
    private static void Use(AddressSpace<VmaFlags> space, Random random)
    {
        var (address, length) = Range(random, 8);
        var result = random.Next(8) switch
        {
            0 => space.Madvise(address, length, Advice.GuardInstall),
            1 => space.Madvise(address, length, Advice.GuardRemove),
            2 => space.Madvise(address, length, Advice.DontNeed),
            3 => space.Madvise(address, length, Advice.Remove),
            4 => space.Madvise(address, length, Advice.PopulateWrite),
            _ => space.Touch(address, length, write: random.Next(2) == 0),
        };
        Assert.NotEqual(SyscallOutcome.Hang, result.Outcome);
    }

    /// <summary>What takes no lock, or keeps one for a look.</summary>
    private static void Look(AddressSpace<VmaFlags> space, Random random)
    {
        var (address, _) = Range(random, 1);
        if (space.TryFind(address, out var vma))
        {
            Assert.InRange(address, vma.Start, vma.End - 1);
        }

        if (space.TryLockVma(address, out var token))
        {
            using (token)
            {
                Assert.InRange(address, token.Vma.Start, token.Vma.End - 1);
                Assert.True(space.TryFind(address, out var same));
                Assert.Equal((token.Vma.Id, token.Vma.Start, token.Vma.End), (same.Id, same.Start, same.End));
                if (random.Next(4) == 0)
                {
                    space.SetAtomic(token, VmaFlags.Atomic.MaybeGuard);
                }
            }
        }

        var end = 0UL;
        foreach (var one in space)
        {
            Assert.True(one.Start >= end && one.End > one.Start, "The walk went back.");
            end = one.End;
        }
    }

    private static int Watch(AddressSpace<VmaFlags> space, CancellationToken stop)
    {
        var looks = 0;
        do
        {
            using var token = space.LockForRead();
            Invariants.Hold(space.Mm);
            looks++;
        }
        while (!stop.IsCancellationRequested);
        return looks;
    }

    private static (ulong Address, ulong Length) Range(Random random, int longest)
    {
        var length = (ulong)random.Next(1, longest + 1);
        return (Start + ((ulong)random.NextInt64((long)(Pages - length)) * PageSize), length * PageSize);
    }
}
