using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KernelFlags.Vma;
using KernelFlags.Vma.Readers;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Proc.Processes;

/// <summary>
/// Finds guard regions in the page tables of a process, page by page: by <c>PAGEMAP_SCAN</c> where the kernel's knows guards, else by the
/// words of <c>pagemap</c> (proc_pid_pagemap(5)).
/// </summary>
/// <param name="pagemap">The file <c>/proc/PID/pagemap</c>; closed with the scanner.</param>
public sealed partial class GuardScanner(FileStream pagemap) : IDisposable
{
    /// <summary>Longer ranges are not read word by word: 64 GiB are 128 MiB of words.</summary>
    private const ulong LongestByWords = 64UL << 30;

    private const ulong PagemapScanRequest = 0xC060_6610;
    private const int Regions = 256;

    private readonly PageRegionRaw[] _regions = new PageRegionRaw[Regions];
    private readonly ulong _pageSize = (ulong)Environment.SystemPageSize;
    private byte[] _words = [];

    /// <summary>Whether <c>PAGEMAP_SCAN</c> is asked; it is not once the kernel's was found not to know guards.</summary>
    public bool ScansByCategory { get; set; } = true;

    /// <summary>Ranges that were too long to be read word by word, and were left out.</summary>
    public int Skipped { get; private set; }

    /// <summary>Adds the guard regions of a range.</summary>
    /// <param name="start">The first byte of the range.</param>
    /// <param name="end">The byte after its last one.</param>
    /// <param name="guards">Where they are added, in order; regions that touch are one.</param>
    public void Find(ulong start, ulong end, List<AddressRange> guards)
    {
        if (!ScansByCategory || !TryScan(start, end, guards))
        {
            ScansByCategory = false;
            ReadWords(start, end, guards);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => pagemap.Dispose();

    private unsafe bool TryScan(ulong start, ulong end, List<AddressRange> guards)
    {
        fixed (PageRegionRaw* regions = _regions)
        {
            while (start < end)
            {
                var argument = new PageScanArgument
                {
                    Size = (ulong)sizeof(PageScanArgument),
                    Start = start,
                    End = end,
                    Regions = (ulong)regions,
                    RegionCount = Regions,
                    AnyOf = (ulong)PageCategories.Guard,
                    Return = (ulong)PageCategories.Guard,
                };
                var count = Ioctl(pagemap.SafeFileHandle, (nuint)PagemapScanRequest, &argument);
                if (count < 0)
                {
                    return false;
                }

                foreach (var region in _regions.AsSpan(0, count))
                {
                    Add(guards, region.Start, region.End);
                }

                if (argument.WalkEnd <= start)
                {
                    break;
                }

                start = argument.WalkEnd;
            }
        }

        return true;
    }

    private void ReadWords(ulong start, ulong end, List<AddressRange> guards)
    {
        if (end - start > LongestByWords)
        {
            Skipped++;
            return;
        }

        Array.Resize(ref _words, 64 << 10);
        while (start < end)
        {
            var wanted = (int)Math.Min((ulong)_words.Length, (end - start) / _pageSize * sizeof(ulong));
            var length = RandomAccess.Read(pagemap.SafeFileHandle, _words.AsSpan(0, wanted), (long)(start / _pageSize * sizeof(ulong)));
            if (length < sizeof(ulong))
            {
                return;
            }

            for (var i = 0; i + sizeof(ulong) <= length; i += sizeof(ulong), start += _pageSize)
            {
                if (((PagemapBits)BinaryPrimitives.ReadUInt64LittleEndian(_words.AsSpan(i)) & PagemapBits.Guard) != 0)
                {
                    Add(guards, start, start + _pageSize);
                }
            }
        }
    }

    private static void Add(List<AddressRange> guards, ulong start, ulong end)
    {
        if (guards is [.., var last] && last.End == start)
        {
            guards[^1] = last with { End = end };
        }
        else
        {
            guards.Add(new(start, end));
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Ioctl(SafeFileHandle file, nuint request, PageScanArgument* argument);

    /// <summary><c>struct pm_scan_arg</c>.</summary>
    private struct PageScanArgument
    {
        public ulong Size;
        public ulong Flags;
        public ulong Start;
        public ulong End;
        public ulong WalkEnd;
        public ulong Regions;
        public ulong RegionCount;
        public ulong MaxPages;
        public ulong Inverted;
        public ulong AllOf;
        public ulong AnyOf;
        public ulong Return;
    }

    /// <summary><c>struct page_region</c>.</summary>
    private struct PageRegionRaw
    {
        public ulong Start;
        public ulong End;
        public ulong Categories;
    }
}
