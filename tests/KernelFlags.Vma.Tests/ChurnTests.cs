using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas;

using VmaFlags = KernelFlags.Linux.Linux72.VmaFlags;

namespace KernelFlags.Vma.Tests;

/// <summary>What comes and goes leaves nothing behind, however often.</summary>
public sealed class ChurnTests
{
    private const ulong Page = 4096;
    private const ulong Start = 0x1000_0000_0000;
    private const int Rounds = 20_000;
    private const int FewAttributes = 200;
    private const Protection ReadWrite = Protection.Read | Protection.Write;
    private const MapFlags Shared = MapFlags.Shared | MapFlags.Anonymous | MapFlags.Fixed;
    private const MapFlags Private = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;

    private readonly AddressSpace<VmaFlags> _space = new(new() { Machine = new(VmaFlags.Capabilities.With(KernelCapability.AnonVmaName)) });

    [Fact]
    public void Attributes_ThatNoVmaHas_AreForgotten_AndThoseThatOneHasStay()
    {
        const int Kept = 50;
        static ulong At(int i) => Start - ((ulong)(i + 1) * 2 * Page);
        var kept = Enumerable.Range(0, Kept).Select(_ => new VmaFile(FileKind.Memfd, Page)).ToArray();
        _space.Mmap(Start, 4 * Page, ReadWrite, Private);
        for (var i = 0; i < Rounds; i++)
        {
            _space.Mmap(Start + (8 * Page), Page, ReadWrite, Shared);
            _space.SetAnonName(Start, Page, $"name {i}");
            var uffd = new Userfaultfd(UffdFeatures.None);
            _space.UffdRegister(Start + (2 * Page), Page, UffdMode.Missing, uffd);
            _space.UffdUnregister(Start + (2 * Page), Page, uffd);
            _space.Mmap(At(i % Kept), Page, ReadWrite, MapFlags.Shared | MapFlags.Fixed, kept[i % Kept]);
            Assert.InRange(_space.Mm.Areas.Attributes.Count, 1, FewAttributes);
            Assert.True(i < Kept || (_space.TryFind(At(i * 7 % Kept), out var file) && file.File == kept[i * 7 % Kept]));
            Assert.Equal(0, _space.Mm.Areas.Attributes.Number(VmaAttributes.Plain));
        }

        Assert.True(_space.TryFind(Start, out var named) && named.Name == $"name {Rounds - 1}");
        Assert.InRange(_space.Fork().Mm.Areas.Attributes.Count, 1, FewAttributes);
    }

    [Fact]
    public void AFile_ForgetsTheAddressSpaceThatMappedIt()
    {
        var file = new VmaFile(FileKind.Memfd, Page);
        var mapper = MapOnce(file);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.False(mapper.IsAlive);
        GC.KeepAlive(file);
    }

    [Fact]
    public void PageTables_OfWhatWasUnmapped_AreForgotten()
    {
        for (var i = 0UL; i < 100; i++)
        {
            var address = Start + (i << 31);
            _space.Mmap(address, Page, ReadWrite, Private);
            Assert.True(_space.Touch(address, Page, write: true).Succeeded);
            Assert.True(!_space.Mm.Pages.Table.IsEmpty);
            _space.Munmap(address, Page);
            Assert.False(!_space.Mm.Pages.Table.IsEmpty);
        }
    }

    [Fact]
    public void Touches_FarApart_CostByTheirNumber()
    {
        _space.Mmap(Start, 1UL << 46, ReadWrite, Private | MapFlags.NoReserve);
        long AllocatedBy(int from, int to)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = from; i < to; i++)
            {
                _space.Touch(Start + ((ulong)i << 30), Page, write: true);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A table that is copied for each touch makes the last ones cost many times what the first ones did.
        AllocatedBy(0, 100);
        var first = AllocatedBy(100, 2_000);
        var last = AllocatedBy(18_100, 20_000);
        Assert.InRange(last, 0, 2 * first);
        Assert.Equal(100 + 1_900 + 1_900, _space.PresentRanges().Count);
    }

    [Fact]
    public void HolesOfAFile_LeaveNothingOfWhatWasThere()
    {
        const ulong Block = 512 * Page;
        var file = new VmaFile(FileKind.Memfd, 1UL << 40, new() { IsCached = false });
        _space.Mmap(Start, 1UL << 40, ReadWrite, MapFlags.Shared | MapFlags.Fixed, file);
        for (var i = 0UL; i < 100; i++)
        {
            Assert.True(_space.Touch(Start + (i * Block), Page, write: true).Succeeded);
            Assert.Equal(1, file.Pages.BlockCount);
            Assert.Equal(1, file.Pages.MapCount(i * 512));
            Assert.Equal(Errno.None, _space.Madvise(Start, 1UL << 40, Advice.Remove).Error);
            Assert.Equal(0, file.Pages.BlockCount);
            Assert.False(file.Pages.IsCached(i * 512));
        }
    }

    [Fact]
    public async Task WhoLooksWithoutALock_SeesTheFileThatIsThere_ThoughItsNumberIsUsedAgain()
    {
        const int Slots = 8;
        var files = Enumerable.Range(0, Slots).Select(i => new VmaFile(FileKind.Memfd, 64 * Page, new() { Name = $"{i}" })).ToArray();
        using var done = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                for (var i = 0; !done.IsCancellationRequested; i++)
                {
                    // Each opening has attributes of its own, which soon are enough to look for those that are used no more.
                    var slot = Start + ((ulong)(i % Slots) * 2 * Page);
                    _space.Mmap(slot, Page, ReadWrite, MapFlags.Shared | MapFlags.Fixed, files[i % Slots].Reopen(writable: true));
                    _space.Munmap(Start + ((ulong)((i + 3) % Slots) * 2 * Page), Page);
                }
            },
            TestContext.Current.CancellationToken);
        try
        {
            for (var seen = 0; seen < 100_000;)
            {
                foreach (var vma in _space)
                {
                    Assert.Equal($"{(vma.Start - Start) / (2 * Page)}", vma.File?.Name);
                    seen++;
                }

                if (_space.TryFind(Start, out var found) || _space.TryFindNext(Start, out found))
                {
                    Assert.Equal($"{(found.Start - Start) / (2 * Page)}", found.File?.Name);
                    seen++;
                }
            }
        }
        finally
        {
            await done.CancelAsync();
            await writer;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MapOnce(VmaFile file)
    {
        var space = new AddressSpace<VmaFlags>();
        space.Mmap(Start, Page, ReadWrite, MapFlags.Shared | MapFlags.Fixed, file);
        space.Munmap(Start, Page);
        for (var i = 0; i < FewAttributes; i++)
        {
            space.Mmap(Start, Page, ReadWrite, Shared);
        }

        return new WeakReference(space);
    }
}
