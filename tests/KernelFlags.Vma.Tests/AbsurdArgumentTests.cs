using CsCheck;
using KernelFlags.Vma.Tests.Properties;

namespace KernelFlags.Vma.Tests;

/// <summary>Arguments that no sensible program passes: nothing throws, and each error is one that the call's manual page has.</summary>
public sealed class AbsurdArgumentTests
{
    private const ulong Page = 4096;
    private const ulong Mapped = 0x10_0000;

    /// <summary>Small, so that what reaches over all of it ends soon.</summary>
    private const ulong TaskSize = 0x100_0000;

    private static readonly Gen<ulong> Numbers = Gen.Select(
        Gen.Int[0, 9],
        Gen.ULong,
        (kind, random) => kind switch
        {
            0 => random,
            1 => ulong.MaxValue - (random % (3 * Page)),
            2 => (1UL << (int)(random % 64)) + (random >> 32 & 1),
            3 => TaskSize - Page + (random % (3 * Page)),
            4 => random % (3 * Page),
            5 => random % TaskSize,
            _ => random % (TaskSize / Page) * Page,
        });

    private static readonly Gen<int> Words = Gen.Select(Gen.Int[0, 3], Gen.Int, (kind, random) => kind switch
    {
        0 => random,
        1 => 1 << (random & 31),
        _ => random & 0x7f,
    });

    [Theory]
    [MemberData(nameof(Property.Tables), MemberType = typeof(Property))]
    public void AnyCall_WithAnyArguments_EndsWithAnErrorOfItsManualPage(string table) => Property.On(table, new Calls());

    [Theory]
    [InlineData("munmap", Mapped + 1, Page, Errno.EINVAL)]
    [InlineData("munmap", Mapped, 0UL, Errno.EINVAL)]
    [InlineData("munmap", Mapped, ulong.MaxValue, Errno.EINVAL)]
    [InlineData("munmap", ulong.MaxValue & ~(Page - 1), 2 * Page, Errno.EINVAL)]
    [InlineData("mprotect", Mapped + 1, Page, Errno.EINVAL)]
    [InlineData("mprotect", Mapped, 0UL, Errno.None)]
    [InlineData("mprotect", Mapped, ulong.MaxValue, Errno.ENOMEM)]
    [InlineData("mprotect", Mapped, ulong.MaxValue - Mapped, Errno.ENOMEM)]
    [InlineData("madvise", Mapped + 1, Page, Errno.EINVAL)]
    [InlineData("madvise", Mapped, 0UL, Errno.None)]
    [InlineData("madvise", Mapped, ulong.MaxValue, Errno.EINVAL)]
    [InlineData("mlock", Mapped, 1UL << 63, Errno.ENOMEM)]
    [InlineData("mlock", 1UL << 63, 1UL << 63, Errno.EINVAL)]
    [InlineData("mlock", Mapped + 1, 1UL, Errno.None)]
    [InlineData("munlock", TaskSize, Page, Errno.ENOMEM)]
    [InlineData("mseal", Mapped + 1, Page, Errno.EINVAL)]
    [InlineData("mseal", Mapped, ulong.MaxValue, Errno.EINVAL)]
    [InlineData("mbind", Mapped + 1, Page, Errno.EINVAL)]
    [InlineData("mbind", Mapped + Page, Page, Errno.EFAULT)]
    [InlineData("mmap", 0UL, 0UL, Errno.EINVAL)]
    [InlineData("mmap", 0UL, ulong.MaxValue, Errno.ENOMEM)]
    [InlineData("mmap", 0UL, TaskSize + Page, Errno.ENOMEM)]
    [InlineData("mmap fixed", Mapped + 1, Page, Errno.EINVAL)]
    [InlineData("mmap fixed", TaskSize, Page, Errno.ENOMEM)]
    [InlineData("mmap offset", ulong.MaxValue & ~(Page - 1), 1UL << 63, Errno.ENOMEM)]
    [InlineData("mmap offset", 1UL, Page, Errno.EINVAL)]
    [InlineData("mremap", Mapped + 1, Page, Errno.EINVAL)]
    [InlineData("mremap", Mapped, 0UL, Errno.EINVAL)]
    [InlineData("mremap", Mapped, ulong.MaxValue, Errno.EINVAL)]
    [InlineData("mremap", TaskSize, Page, Errno.EFAULT)]
    [InlineData("mremap all", Mapped, Page, Errno.EINVAL)]
    [InlineData("mremap fixed", Mapped, Page, Errno.EINVAL)]
    public void Call_WithAbsurdArguments_FailsAsItsManualPageSays(string call, ulong first, ulong second, Errno error)
    {
        var space = new AddressSpace<WordFlags>(new() { Machine = new(Linux.Linux72.VmaFlags.Capabilities), TaskSize = TaskSize, PlacementTop = TaskSize });
        space.Mmap(Mapped, Page, Protection.Read | Protection.Write, MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed);
        const MapFlags Anonymous = MapFlags.Private | MapFlags.Anonymous;
        var result = call switch
        {
            "munmap" => space.Munmap(first, second),
            "mprotect" => space.Mprotect(first, second, Protection.Read),
            "madvise" => space.Madvise(first, second, Advice.DontFork),
            "mlock" => space.Mlock(first, second),
            "munlock" => space.Munlock(first, second),
            "mseal" => space.Mseal(first, second),
            "mbind" => space.SetPolicy(first, second, new(MemoryPolicyMode.Bind, 0, 1)),
            "mmap" => space.Mmap(first, second, Protection.Read, Anonymous),
            "mmap fixed" => space.Mmap(first, second, Protection.Read, Anonymous | MapFlags.Fixed),
            "mmap offset" => space.Mmap(0, second, Protection.Read, MapFlags.Private, new(FileKind.Memfd, Page), first),
            "mremap all" => space.Mremap(first, ulong.MaxValue & ~(Page - 1), second, RemapFlags.MayMove),
            "mremap" => space.Mremap(first, Page, second, RemapFlags.MayMove),
            _ => space.Mremap(first, Page, second, RemapFlags.Fixed, first + Page),
        };
        Assert.Equal(error, result.Error);
    }

    private sealed class Calls : ITableAction
    {
        private static readonly Errno[] Mapping =
        [
            Errno.EACCES, Errno.EAGAIN, Errno.EBADF, Errno.EEXIST, Errno.EINVAL, Errno.ENODEV, Errno.ENOMEM, Errno.EOVERFLOW, Errno.EPERM,
            Errno.EOPNOTSUPP,
        ];

        private static readonly Errno[] Range = [Errno.EINVAL, Errno.ENOMEM, Errno.EPERM];
        private static readonly Errno[] Access = [.. Range, Errno.EACCES];
        private static readonly Errno[] Advising = [.. Range, Errno.EACCES, Errno.EAGAIN, Errno.EBADF, Errno.EBUSY, Errno.EFAULT];
        private static readonly Errno[] Moving = [.. Range, Errno.EAGAIN, Errno.EFAULT];
        private static readonly Errno[] Locking = [.. Range, Errno.EAGAIN];
        private static readonly Errno[] Naming = [.. Range, Errno.EAGAIN, Errno.EBADF];
        private static readonly Errno[] Watching = [.. Range, Errno.EBUSY, Errno.ENOENT];

        public void Run<TFlags>(KernelCapabilities capabilities)
            where TFlags : unmanaged, IVmaFlags<TFlags> => Gen.Select(Gen.Int[0, 16], Numbers, Numbers, Numbers, Words, Words)
            .Array[1, 40].Sample(
                calls =>
                {
                    var space = new AddressSpace<TFlags>(
                        new() { Machine = new(capabilities), TaskSize = TaskSize, PlacementTop = TaskSize, BreakStart = Mapped, LowestAddress = Page });
                    var file = new VmaFile(FileKind.Memfd, 4 * Page);
                    var uffd = new Userfaultfd(UffdFeatures.Sigbus | UffdFeatures.WpAsync);
                    foreach (var (call, a, b, c, x, y) in calls)
                    {
                        var (result, errors) = Make(space, file, uffd, call, a, b, c, x, y);
                        Assert.True(result.Error == Errno.None || errors.Contains(result.Error), $"call {call}: {result}");
                        Check(space, $"{(call, a, b, c, x, y)}: {result}");
                    }
                },
                iter: Property.Times(150),
                threads: 1);

        private static (SyscallResult Result, Errno[] Errors) Make<TFlags>(
            AddressSpace<TFlags> space, VmaFile file, Userfaultfd uffd, int call, ulong a, ulong b, ulong c, int x, int y)
            where TFlags : unmanaged, IVmaFlags<TFlags> => call switch
            {
                0 => (space.Mmap(a, b, (Protection)x, (MapFlags)y, file, c), Mapping),
                1 => (space.Mmap(a, b, (Protection)x, (MapFlags)y | MapFlags.Anonymous, null, c), Mapping),
                2 or 3 => (space.Mmap(a, b, (Protection)(x & 7), MapFlags.Private | MapFlags.Anonymous, null, c), Mapping),
                4 => (space.Munmap(a, b), Range),
                5 => (space.Mprotect(a, b, (Protection)x), Access),
                6 => (space.Madvise(a, b, x), Advising),
                7 => (space.Mlock(a, b), Locking),
                8 => (space.Mlock2(a, b, onFault: (x & 1) == 0), Locking),
                9 => (space.Munlock(a, b), Range),
                10 => (space.Mremap(a, b, c, (RemapFlags)x, a ^ c), Moving),
                11 => (space.Mseal(a, b, (ulong)(x & 1)), [.. Range, Errno.ENOSYS]),
                12 => (space.SetAnonName(a, b, x % 3 == 0 ? null : new string((char)(y & 0xff), x & 0x7f)), Naming),
                13 => (space.SetPolicy(a, b, x % 3 == 0 ? null : new((MemoryPolicyMode)(x & 15), y, c)), [.. Range, Errno.EFAULT]),
                14 => (space.Brk(a), []),
                15 => (y % 2 == 0 ? space.UffdRegister(a, b, (UffdMode)x, uffd) : space.UffdUnregister(a, b, uffd), Watching),
                _ => (y % 2 == 0 ? space.UffdWriteProtect(a, b, on: x % 2 == 0) : space.Touch(a, b, write: x % 2 == 0), Watching),
            };

        /// <summary>VMAs lie in order, in whole pages, and inside of the address space.</summary>
        private static void Check<TFlags>(AddressSpace<TFlags> space, string after)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var (end, count) = (0UL, 0);
            foreach (var vma in space)
            {
                Assert.True(
                    vma.Start >= end && vma.Start < vma.End && vma.End <= TaskSize && (vma.Start | vma.End) % Page == 0,
                    $"{after} leaves {vma.Start:x}-{vma.End:x} behind {end:x}");
                (end, count) = (vma.End, count + 1);
            }

            Assert.Equal(count, space.Count);
        }
    }
}
