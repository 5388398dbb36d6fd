using KernelFlags.Linux;
using KernelFlags.Vma.Snapshots;

namespace KernelFlags.Vma.Tests;

public sealed class SnapshotTests
{
    private const ulong Page = 4096;
    private const ulong Start = 0x1000_0000;
    private const Protection ReadWrite = Protection.Read | Protection.Write;
    private const MapFlags Private = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;

    private readonly AddressSpace<Linux72.VmaFlags> _space = new(new() { BreakStart = Start - (4 * Page) });

    public SnapshotTests() => _space.Mmap(Start, 8 * Page, ReadWrite, Private);

    [Fact]
    public void Diff_AfterOneMprotectOfAWholeVma_IsThatVma()
    {
        var before = _space.Snapshot();
        _space.Mprotect(Start, 8 * Page, Protection.Read);
        var difference = Assert.Single(AddressSpaceSnapshot.Diff(before, _space.Snapshot()));
        Assert.Equal(VmaDifferenceKind.Changed, difference.Kind);
        Assert.Equal("-10000000-10008000 rw-p 00000000 00:00 0\n+10000000-10008000 r--p 00000000 00:00 0", difference.ToString());
    }

    [Fact]
    public void Diff_AfterOneMprotectOfAPart_IsTheVmaAndItsParts()
    {
        _space.Mmap(Start + (16 * Page), Page, ReadWrite, Private);
        var before = _space.Snapshot();
        _space.Mprotect(Start + Page, Page, Protection.Read);
        var difference = Assert.Single(AddressSpaceSnapshot.Diff(before, _space.Snapshot()));
        Assert.Equal((VmaDifferenceKind.Split, 1, 3), (difference.Kind, difference.Before.Count, difference.After.Count));
        Assert.Equal(new AddressRange(Start, Start + (8 * Page)), difference.Range);
        Assert.Equal(VmaDifferenceKind.Merged, difference.Reversed().Kind);
    }

    [Fact]
    public void Diff_OfUnmappedAndMapped_IsADifferenceEach()
    {
        var before = _space.Snapshot();
        _space.Munmap(Start, 8 * Page);
        _space.Mmap(Start + (8 * Page), Page, ReadWrite, Private);
        Assert.Equal(
            [VmaDifferenceKind.Unmapped, VmaDifferenceKind.Mapped],
            AddressSpaceSnapshot.Diff(before, _space.Snapshot()).Select(d => d.Kind));
    }

    [Fact]
    public void Apply_ToWhatIsNotTheSame_Throws()
    {
        var before = _space.Snapshot();
        _space.Mprotect(Start, Page, Protection.Read);
        var after = _space.Snapshot();
        var differences = AddressSpaceSnapshot.Diff(before, after);
        Assert.Contains("10000000-10008000", Assert.Throws<ArgumentException>(() => after.Apply(differences)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new AddressSpace<Linux72.VmaFlags>().Snapshot().Apply(differences));
    }

    [Fact]
    public void Equals_AfterTheSameCalls_AsIfByHash()
    {
        var clone = _space.Clone();
        foreach (var space in new[] { _space, clone })
        {
            space.Touch(Start, Page, write: true);
            space.Mprotect(Start, 4 * Page, Protection.None);
        }

        Assert.Equal(_space.Snapshot(), clone.Snapshot());
        Assert.Equal(_space.Snapshot().GetHashCode(), clone.Snapshot().GetHashCode());
        clone.Munmap(Start, Page);
        Assert.NotEqual(_space.Snapshot(), clone.Snapshot());
    }

    [Fact]
    public void Clone_KeepsWhatForkTakes()
    {
        _space.Touch(Start, 8 * Page, write: true);
        _space.Mlock(Start, Page);
        _space.Madvise(Start + Page, Page, Advice.DontFork);
        _space.Madvise(Start + (2 * Page), Page, Advice.WipeOnFork);
        _space.Brk(Start - Page);
        var clone = _space.Clone();
        Assert.Equal(_space.Snapshot(), clone.Snapshot());
        Assert.Equal(_space.PresentRanges(), clone.PresentRanges());
        Assert.Equal(Start - Page, clone.Brk(0).Value);
        Assert.Equal(Start - (4 * Page), clone.Brk(Start - (4 * Page)).Value);
        Assert.NotEqual(_space.Snapshot(), _space.Fork().Snapshot());
    }

    [Fact]
    public void Clone_LeavesTheOriginalsPagesItsOwn()
    {
        _space.Touch(Start, Page, write: true);
        var entry = _space.Mm.Pages.Table.Get(Start / Page);
        _ = _space.Clone();
        Assert.Equal(entry, _space.Mm.Pages.Table.Get(Start / Page));
        Assert.True(_space.Machine.AnonPages.IsExclusive(entry.Page));
    }

    [Fact]
    public void Space_IsGoneThroughWithLinq()
    {
        _space.Mprotect(Start, Page, Protection.Read);
        Assert.Equal(2, _space.Count(v => v.File is null));
        Assert.Equal(Start + Page, _space.First(v => v.Flags.TestAny(Linux72.VmaFlags.Write)).Start);
        Assert.True(_space.Snapshot() is [{ Length: Page }, { File: null, Name: null }]);
    }

    [Fact]
    public void Vma_PrintsAsMapsDoes()
    {
        var file = new VmaFile(FileKind.Regular, 4 * Page, new() { Name = "/lib/a\nb" }) { Device = (0x103, 2), Inode = 77 };
        _space.Mmap(Start, Page, Protection.Read, MapFlags.Shared | MapFlags.Fixed, file, 3 * Page);
        using var maps = new StringWriter();
        _space.WriteMaps(maps);
        Assert.Equal(maps.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd()), _space.Select(v => v.ToString()));
        Assert.Equal(@"10000000-10001000 r--s 00003000 103:02 77                                /lib/a\012b", _space.First().ToString());
        Assert.Equal("10000000-10001000", new AddressRange(Start, Start + Page).ToString());
    }
}
