using System.Runtime.InteropServices;
using KernelFlags.Vma;
using KernelFlags.Vma.Readers;

using VmaFlags = KernelFlags.Linux.Linux61844.VmaFlags;

namespace KernelFlags.Live.Tests.Readers;

/// <summary>One range of addresses of this very process and of an address space of the engine, in which each call is made on both.</summary>
internal sealed unsafe class BothSides : IDisposable
{
    public const ulong PageSize = 4096;

    /// <summary>As long as one page middle directory maps, and as much again so that the place can start where one does.</summary>
    private const ulong Half = 2 << 20;
    private const int SharedAnonymousNoReserve = 0x4021;
    private const int Fixed = 0x10;

    private readonly List<int> _files = [];

    public BothSides()
    {
        // Shared memory merges with nothing, so that the neighbourhood plays no part.
        First = (ulong)LibC.Mmap(0, 3 * Half, 0, SharedAnonymousNoReserve, -1, 0);
        LibC.Check((long)First);
        Start = (First + Half - 1) & ~(Half - 1);
        var machine = new Machine(VmaFlags.Capabilities) { TransparentHugePages = HugePages.Madvise, ZeroPage = HasZeroPage() };
        Engine = new AddressSpace<VmaFlags>(new() { Machine = machine });
        Succeed(Engine.Mmap(First, 3 * Half, Protection.None, (MapFlags)(SharedAnonymousNoReserve | Fixed)));
    }

    /// <summary>The first byte of what is reserved, which the engine knows too.</summary>
    public ulong First { get; }

    /// <summary>The byte after the last one that is reserved.</summary>
    public ulong Behind => First + (3 * Half);

    /// <summary>The first byte of it that one page middle directory maps.</summary>
    public ulong Start { get; }

    public ulong End => Start + (2 * Half);

    public AddressSpace<VmaFlags> Engine { get; }

    public ulong At(ulong page) => Start + (page * PageSize);

    public void Map(ulong page, ulong pages, int flags, int file = -1, VmaFile? engineFile = null, Protection protection = Protection.Read | Protection.Write)
    {
        LibC.Check((long)LibC.Mmap(At(page), pages * PageSize, (int)protection, flags | Fixed, file, 0));
        Succeed(Engine.Mmap(At(page), pages * PageSize, protection, (MapFlags)(flags | Fixed), engineFile, 0));
    }

    public void Protect(ulong page, ulong pages, Protection protection)
    {
        LibC.Check(LibC.Mprotect(At(page), pages * PageSize, (int)protection));
        Succeed(Engine.Mprotect(At(page), pages * PageSize, protection));
    }

    public void Advise(ulong page, ulong pages, Advice advice)
    {
        LibC.Check(LibC.Madvise(At(page), pages * PageSize, (int)advice));
        Succeed(Engine.Madvise(At(page), pages * PageSize, advice));
    }

    public void Lock(ulong page, ulong pages)
    {
        LibC.Check(LibC.Mlock(At(page), pages * PageSize));
        Succeed(Engine.Mlock(At(page), pages * PageSize));
    }

    public void Touch(ulong page, ulong pages, bool write)
    {
        for (var at = At(page); at < At(page + pages); at += PageSize)
        {
            var there = (byte*)at;
            if (write)
            {
                *there = 1;
            }
            else
            {
                _ = Volatile.Read(ref *there);
            }
        }

        Succeed(Engine.Touch(At(page), pages * PageSize, write));
    }

    public (int File, VmaFile Engine) Memfd(string name, ulong pages)
    {
        var file = LibC.MemfdCreate(name, 0);
        LibC.Check(file);
        LibC.Check(LibC.Ftruncate(file, (long)(pages * PageSize)));
        _files.Add(file);
        return (file, new VmaFile(FileKind.Memfd, pages * PageSize, new() { IsCached = false, Name = $"/memfd:{name} (deleted)" }));
    }

    /// <summary>Registers for write protection, noted without a question where that is asked for, and protects.</summary>
    public void WriteProtect(ulong page, ulong pages, bool unasked)
    {
        var features = UffdFeatures.PagefaultFlagWp | UffdFeatures.WpUnpopulated | (unasked ? UffdFeatures.WpAsync : 0);
        var uffd = LibC.Syscall(LibC.Userfaultfd, 0);
        LibC.Check(uffd);
        _files.Add(uffd);
        var api = stackalloc ulong[] { 0xaa, (ulong)features, 0 };
        LibC.Check(LibC.Ioctl(uffd, 0xc018aa3f, api));
        var register = stackalloc ulong[] { At(page), pages * PageSize, (ulong)UffdMode.WriteProtect, 0 };
        LibC.Check(LibC.Ioctl(uffd, 0xc020aa00, register));
        var protect = stackalloc ulong[] { At(page), pages * PageSize, 1 };
        LibC.Check(LibC.Ioctl(uffd, 0xc018aa06, protect));
        Succeed(Engine.UffdRegister(At(page), pages * PageSize, UffdMode.WriteProtect, new Userfaultfd(features)));
        Succeed(Engine.UffdWriteProtect(At(page), pages * PageSize, on: true));
    }

    /// <summary>The kernel's words, without the page frames that it tells root.</summary>
    public ulong[] KernelPagemap(ulong page, int pages) => KernelPagemapAt(At(page), pages);

    /// <summary>Whether this machine's kernel maps the zero page where untouched memory is read: no page that one process alone maps.</summary>
    private static bool HasZeroPage()
    {
        var address = LibC.Mmap(0, PageSize, (int)Protection.Read, (int)(MapFlags.Private | MapFlags.Anonymous), -1, 0);
        LibC.Check((long)address);
        _ = Volatile.Read(ref *(byte*)address);
        var word = (PagemapBits)KernelPagemapAt((ulong)address, 1)[0];
        LibC.Check(LibC.Munmap((ulong)address, PageSize));
        return !word.HasFlag(PagemapBits.MappedOnce);
    }

    private static ulong[] KernelPagemapAt(ulong address, int pages)
    {
        const ulong Frame = (1UL << 55) - 1;
        var words = new ulong[pages];
        using var pagemap = File.OpenHandle("/proc/self/pagemap");
        RandomAccess.Read(pagemap, MemoryMarshal.AsBytes(words.AsSpan()), (long)(address / PageSize * sizeof(ulong)));
        return [.. words.Select(w => w & ~Frame)];
    }

    public List<PageRegion> KernelScan(PageScan scan)
    {
        const int MaxRegions = 4096;
        var found = new ulong[3 * MaxRegions];
        using var pagemap = File.OpenHandle("/proc/self/pagemap");
        fixed (ulong* vector = found)
        {
            // struct pm_scan_arg: size, flags, start, end, walk_end, vec, vec_len, max_pages, and the four masks.
            var argument = stackalloc ulong[]
            {
                96, 0, Start, End, 0, (ulong)vector, MaxRegions, 0, (ulong)scan.Inverted, (ulong)scan.All, (ulong)scan.Any, (ulong)scan.Return,
            };
            var count = LibC.Ioctl((int)pagemap.DangerousGetHandle(), 0xc0606610, argument);
            LibC.Check(count);
            return [.. Enumerable.Range(0, count).Select(i => new PageRegion(found[3 * i], found[(3 * i) + 1], (PageCategories)found[(3 * i) + 2]))];
        }
    }

    public void Dispose()
    {
        _ = LibC.Munmap(First, 3 * Half);
        _files.ForEach(file => _ = LibC.Close(file));
    }

    private static void Succeed(SyscallResult result) => Assert.Equal(SyscallResult.Success(result.Value), result);
}
