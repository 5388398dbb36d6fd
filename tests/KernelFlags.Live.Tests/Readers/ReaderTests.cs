using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Live.Tests.Readers;

/// <summary>What readers of <c>/proc</c> see of the engine is, byte for byte, what they see of a process of which the same was asked.</summary>
public sealed partial class ReaderTests : IDisposable
{
    private const int Private = 0x22;
    private const int Shared = 0x21;
    private const int PrivateFile = 0x02;
    private const int SharedFile = 0x01;

    private const PageCategories AllCategories = (PageCategories)0x1ff;

    private readonly BothSides _sides;

    public ReaderTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "compares with the running kernel: run it on Linux");
        Assert.SkipUnless(
            File.ReadAllText("/proc/sys/kernel/osrelease").StartsWith("6.18.44", StringComparison.Ordinal),
            "compares with a running Linux 6.18.44, whose flags Linux61844 has: boot one");
        _sides = new();
    }

    public void Dispose() => _sides?.Dispose();

    [Fact]
    public void Smaps_OfAnonymousMemory_IsTheKernels()
    {
        _sides.Map(0, 16, Private);
        _sides.Touch(0, 4, write: true);
        _sides.Touch(4, 2, write: false);
        _sides.Advise(8, 2, Advice.GuardInstall);
        _sides.Protect(12, 2, Protection.Read);
        _sides.Map(32, 4, Private);
        _sides.Lock(32, 3);
        _sides.Map(64, 8, Shared);
        _sides.Touch(64, 2, write: true);
        _sides.Touch(66, 1, write: false);
        _sides.Map(80, 4, Private, protection: Protection.None);
        Same();
    }

    [Fact]
    public void Smaps_OfAFile_IsTheKernels()
    {
        var (file, engineFile) = _sides.Memfd("with a\nnew line", 16);
        _sides.Map(0, 16, SharedFile, file, engineFile);
        _sides.Touch(0, 3, write: true);
        _sides.Touch(8, 1, write: false);
        _sides.Map(32, 16, PrivateFile, file, engineFile);
        _sides.Touch(32, 2, write: false);
        _sides.Touch(34, 2, write: true);
        _sides.Advise(40, 4, Advice.GuardInstall);
        _sides.Protect(44, 2, Protection.Read | Protection.Exec);
        Same();
    }

    [Fact]
    public void Smaps_OfAHugePage_IsTheKernels()
    {
        _sides.Map(0, 512, Private);
        _sides.Touch(0, 512, write: true);
        _sides.Advise(0, 512, Advice.Collapse);
        _sides.Map(512, 4, Private);
        Same();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pagemap_OfWriteProtectedMemory_IsTheKernels(bool unasked)
    {
        _sides.Map(0, 16, Private);
        _sides.Touch(0, 4, write: true);
        _sides.Touch(4, 2, write: false);
        _sides.WriteProtect(2, 8, unasked);
        if (unasked)
        {
            _sides.Touch(3, 1, write: true);
        }

        Same();
    }

    [Fact]
    public void ScanPages_ForGuards_FindsEachSecondPage()
    {
        _sides.Map(0, 10, Private);
        for (var page = 0UL; page < 10; page += 2)
        {
            _sides.Advise(page, 1, Advice.GuardInstall);
        }

        var found = _sides.Engine.ScanPages(_sides.Start, _sides.End, new(PageCategories.Guard, All: PageCategories.Guard));
        Assert.Equal(
            [.. Enumerable.Range(0, 5).Select(i => new PageRegion(_sides.At(2 * (ulong)i), _sides.At((2 * (ulong)i) + 1), PageCategories.Guard))],
            found);
        Same();
    }

    private void Same()
    {
        var kernel = KernelSmaps(out var entries);
        foreach (var entry in entries.Where(e => e.Backing.Path.StartsWith("/memfd", StringComparison.Ordinal)))
        {
            // Which device and inode a file gets is the kernel's choice: it is shown, not modelled.
            var device = entry.Backing.Device.Split(':').Select(part => Convert.ToUInt32(part, 16)).ToArray();
            Assert.True(_sides.Engine.TryFind(entry.Start, out var vma));
            vma.File!.Device = (device[0], device[1]);
            vma.File.Inode = entry.Backing.Inode;
        }

        using var smaps = new StringWriter();
        _sides.Engine.WriteSmaps(smaps);
        Assert.Equal(kernel, AnyInode(smaps.ToString()));

        using var maps = new StringWriter();
        _sides.Engine.WriteMaps(maps);
        Assert.Equal(string.Concat(kernel.Split('\n').Where(IsAddressLine).Select(l => l + '\n')), AnyInode(maps.ToString()));

        SamePages();
    }

    private void SamePages()
    {
        var words = new ulong[(_sides.End - _sides.Start) / BothSides.PageSize];
        _sides.Engine.ReadPagemap(_sides.Start, words);
        var shown = _sides.KernelPagemap(0, words.Length);
        foreach (var (page, word) in words.Index())
        {
            Assert.True(shown[page] == word, $"page {page}: the kernel says {(PagemapBits)shown[page]}, the engine {(PagemapBits)word}");
        }

        PageScan[] scans =
        [
            new(AllCategories, All: PageCategories.Present),
            new(AllCategories, Any: PageCategories.Guard | PageCategories.ZeroPage),
            new(AllCategories, All: PageCategories.Written, Inverted: PageCategories.Written),
            new(PageCategories.Present | PageCategories.File, Any: PageCategories.Present | PageCategories.Swapped),
            new(AllCategories, All: PageCategories.WriteProtectAllowed | PageCategories.Written),
            new(PageCategories.Guard, All: PageCategories.Guard),
        ];
        foreach (var scan in scans)
        {
            Assert.Equal(_sides.KernelScan(scan), _sides.Engine.ScanPages(_sides.Start, _sides.End, scan));
        }
    }

    /// <summary>The lines of smaps for the range, those fields left out that the engine names as not modelled.</summary>
    private string KernelSmaps(out List<MapsEntry> entries)
    {
        var lines = new List<string>();
        var isShown = false;
        foreach (var line in File.ReadAllLines("/proc/self/smaps"))
        {
            if (IsAddressLine(line))
            {
                var start = Convert.ToUInt64(line.Split('-')[0], 16);
                isShown = start >= _sides.First && start < _sides.Behind;
            }

            if (isShown && !ProcText.SmapsFieldsNotModelled.Contains(line.Split(':')[0]))
            {
                lines.Add(line + '\n');
            }
        }

        var smaps = string.Concat(lines);
        using var reader = new MapsReader(new MemoryStream(Encoding.UTF8.GetBytes(smaps)));
        entries = reader.ReadAll();
        return AnyInode(smaps);
    }

    private static bool IsAddressLine(string line) => AddressLine().IsMatch(line);

    /// <summary>Shared anonymous memory is a file that the kernel numbers among all it ever made.</summary>
    private static string AnyInode(string smaps) => ZeroInode().Replace(smaps, "00:01 N /dev/zero");

    [GeneratedRegex("^[0-9a-f]+-[0-9a-f]+ ")]
    private static partial Regex AddressLine();

    [GeneratedRegex(@"00:01 [0-9]+ +/dev/zero")]
    private static partial Regex ZeroInode();
}
