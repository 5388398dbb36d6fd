using KernelFlags.Vma;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>
/// A process of a selftest: system calls on ranges of pages, counted from a place in the middle of nowhere. Calls that are expected to work
/// are checked; <c>Try…</c> gives the error.
/// </summary>
internal sealed class Process
{
    private const ulong Base = 0x10_0000_0000;

    public Process()
        : this(new AddressSpace<VmaFlags>(new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) { PageSize = TestPage.Size } }))
    {
    }

    private Process(AddressSpace<VmaFlags> space) => Space = space;

    public AddressSpace<VmaFlags> Space { get; }

    public static ulong Address(ulong page) => Base + (page << TestPage.Shift);

    public static ulong Length(ulong pages) => pages << TestPage.Shift;

    /// <summary>The VMAs of a range of pages: <c>[0,3) [4,5)</c>.</summary>
    public string Vmas(ulong from = 0, ulong to = 1000)
    {
        var texts = new List<string>();
        foreach (var vma in Space)
        {
            if (vma.Start < Address(to) && vma.End > Address(from))
            {
                texts.Add(Text(vma));
            }
        }

        return string.Join(' ', texts);
    }

    /// <summary>The VMA of a page, as text; <c>-</c> where there is none.</summary>
    public string this[ulong page] => Space.TryFind(Address(page), out var vma) ? Text(vma) : "-";

    public Vma<VmaFlags> Vma(ulong page) =>
        Space.TryFind(Address(page), out var vma) ? vma : throw new InvalidOperationException($"No VMA has page {page}.");

    public VmaFlags Flags(ulong page) => Vma(page).Flags;

    public void Map(ulong from, ulong to, string protection = "rw", MapFlags flags = MapFlags.None, VmaFile? file = null, ulong offset = 0, bool isShared = false) =>
        Works(TryMap(from, to, protection, flags, file, offset, isShared));

    public SyscallResult TryMap(
        ulong from, ulong to, string protection = "rw", MapFlags flags = MapFlags.None, VmaFile? file = null, ulong offset = 0, bool isShared = false)
    {
        var type = isShared ? MapFlags.Shared : (flags & MapFlags.TypeMask) != 0 ? MapFlags.None : MapFlags.Private;
        var where = (flags & MapFlags.FixedNoReplace) != 0 ? MapFlags.None : MapFlags.Fixed;
        return Space.Mmap(
            Address(from), Length(to - from), Protect(protection), flags | type | where | (file is null ? MapFlags.Anonymous : 0), file, Length(offset));
    }

    public void Unmap(ulong from, ulong to) => Works(TryUnmap(from, to));

    public SyscallResult TryUnmap(ulong from, ulong to) => Space.Munmap(Address(from), Length(to - from));

    public void Protect(ulong from, ulong to, string protection) => Works(TryProtect(from, to, protection));

    public SyscallResult TryProtect(ulong from, ulong to, string protection) => Space.Mprotect(Address(from), Length(to - from), Protect(protection));

    public void Advise(ulong from, ulong to, Advice advice) => Works(TryAdvise(from, to, advice));

    public SyscallResult TryAdvise(ulong from, ulong to, Advice advice) => Space.Madvise(Address(from), Length(to - from), advice);

    public void Guard(ulong from, ulong to) => Advise(from, to, Advice.GuardInstall);

    public void Guard(ulong page) => Guard(page, page + 1);

    public void Unguard(ulong from, ulong to) => Advise(from, to, Advice.GuardRemove);

    public void Lock(ulong from, ulong to, bool onFault = false) => Works(TryLock(from, to, onFault));

    public SyscallResult TryLock(ulong from, ulong to, bool onFault = false) => Space.Mlock2(Address(from), Length(to - from), onFault);

    public void Unlock(ulong from, ulong to) => Works(Space.Munlock(Address(from), Length(to - from)));

    public void Seal(ulong from, ulong to) => Works(TrySeal(from, to));

    public SyscallResult TrySeal(ulong from, ulong to) => Space.Mseal(Address(from), Length(to - from));

    /// <summary>Moves a range to just another place.</summary>
    public void Move(ulong from, ulong to, ulong target, bool keepSource = false)
    {
        var result = TryMove(from, to, target, keepSource);
        Assert.Equal(SyscallResult.Success(Address(target)), result);
    }

    public SyscallResult TryMove(ulong from, ulong to, ulong target, bool keepSource = false, ulong? newPages = null) => Space.Mremap(
        Address(from),
        Length(to - from),
        Length(newPages ?? (to - from)),
        RemapFlags.MayMove | RemapFlags.Fixed | (keepSource ? RemapFlags.DontUnmap : RemapFlags.None),
        Address(target));

    /// <summary>Resizes in place.</summary>
    public void Resize(ulong from, ulong to, ulong newTo) => Works(TryResize(from, to, newTo));

    public SyscallResult TryResize(ulong from, ulong to, ulong newTo) =>
        Space.Mremap(Address(from), Length(to - from), Length(newTo - from), RemapFlags.None);

    public void Write(ulong page) => Assert.Equal("ok", TryTouch(page, write: true));

    public void Write(ulong from, ulong to) => Each(from, to, Write);

    public void Read(ulong page) => Assert.Equal("ok", TryTouch(page, write: false));

    public void Read(ulong from, ulong to) => Each(from, to, Read);

    /// <summary>A read, then a write: <c>ok</c>, <c>segv</c> or <c>sigbus</c> if either raises it.</summary>
    public string TryTouch(ulong page)
    {
        var read = TryTouch(page, write: false);
        return read == "ok" ? TryTouch(page, write: true) : read;
    }

    public string TryTouch(ulong page, bool write) => Space.Touch(Address(page), Length(1), write).Outcome switch
    {
        SyscallOutcome.Success => "ok",
        SyscallOutcome.Segv => "segv",
        SyscallOutcome.Sigbus => "sigbus",
        var outcome => outcome.ToString(),
    };

    /// <summary>The pages of a range that can be read and written: a dot each, an <c>x</c> for one that raises SIGSEGV.</summary>
    public string Access(ulong from, ulong to, bool write = true)
    {
        var text = new char[to - from];
        for (var page = from; page < to; page++)
        {
            text[page - from] = (write ? TryTouch(page) : TryTouch(page, write: false)) switch { "ok" => '.', "segv" => 'x', _ => '!' };
        }

        return new string(text);
    }

    /// <summary>What stands in the page table: <c>-</c> nothing, <c>x</c> a guard, <c>a</c> anonymous, <c>f</c> of the file, <c>z</c> the zero
    /// page, <c>w</c> the marker of a userfaultfd.</summary>
    public string Pages(ulong from, ulong to)
    {
        var text = new char[to - from];
        for (var page = from; page < to; page++)
        {
            text[page - from] = Kind(page);
        }

        return new string(text);
    }

    public Process Fork() => new(Space.Fork());

    public static void Works(SyscallResult result) => Assert.True(result.Succeeded, result.ToString());

    private char Kind(ulong page)
    {
        if (Contains(Space.GuardRanges(), page))
        {
            return 'x';
        }

        if (!Contains(Space.PresentRanges(), page))
        {
            return Contains(Space.UffdWriteProtectedRanges(), page) ? 'w' : '-';
        }

        var present = new PageScan(PageCategories.File | PageCategories.ZeroPage, All: PageCategories.Present);
        var what = Assert.Single(Space.ScanPages(Address(page), Address(page + 1), present)).Categories;
        return what.HasFlag(PageCategories.ZeroPage) ? 'z' : what.HasFlag(PageCategories.File) ? 'f' : 'a';
    }

    private static bool Contains(IReadOnlyList<AddressRange> ranges, ulong page) => ranges.Any(r => r.Start <= Address(page) && Address(page) < r.End);

    private static void Each(ulong from, ulong to, Action<ulong> action)
    {
        for (var page = from; page < to; page++)
        {
            action(page);
        }
    }

    private static Protection Protect(string letters) => letters.Aggregate(
        Protection.None, (all, letter) => all | letter switch { 'r' => Protection.Read, 'w' => Protection.Write, _ => Protection.Exec });

    private static string Text(Vma<VmaFlags> vma) => $"[{(vma.Start - Base) >> TestPage.Shift},{(vma.End - Base) >> TestPage.Shift})";
}
