using System.Runtime.InteropServices;
using KernelFlags.Proc.Processes;
using KernelFlags.Vma;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Proc;

/// <summary>Reads <c>/proc/PID/pagemap</c> (proc_pid_pagemap(5)): a word a page.</summary>
/// <remarks>Not for several threads at once.</remarks>
public sealed class Pagemap : IDisposable
{
    private readonly FileStream _file;
    private readonly ulong _pageSize;
    private readonly GuardScanner _guards;

    private Pagemap(FileStream file)
    {
        _file = file;
        _pageSize = (ulong)Environment.SystemPageSize;
        _guards = new(file);
    }

    /// <summary>Opens it for a process.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>The reader, to be disposed.</returns>
    /// <exception cref="ProcessException">There is no such process, the caller may not read it, or the kernel lacks it.</exception>
    public static Pagemap Read(int pid)
    {
        var folder = new ProcessFolder(ProcessFolder.Mount, pid);
        return new(folder.OpenPagemap() ?? throw folder.WithoutPagemap());
    }

    /// <summary>Reads the words of pages that follow one another. Nothing is allocated.</summary>
    /// <param name="address">The first page, in bytes; rounded down to a page.</param>
    /// <param name="words">The words; page frames are 0 for a reader without <c>CAP_SYS_ADMIN</c>.</param>
    /// <returns>How many words were read: fewer where the address space ends.</returns>
    public int Read(ulong address, Span<PagemapBits> words)
    {
        var bytes = MemoryMarshal.AsBytes(words);
        var read = 0;
        while (read < bytes.Length
            && RandomAccess.Read(_file.SafeFileHandle, bytes[read..], (long)(address / _pageSize * sizeof(ulong)) + read) is > 0 and var length)
        {
            read += length;
        }

        return read / sizeof(ulong);
    }

    /// <summary>Adds the guard regions of a range (<c>MADV_GUARD_INSTALL</c>, madvise(2)).</summary>
    /// <param name="range">The range.</param>
    /// <param name="guards">Where they are added, in order; regions that touch are one.</param>
    /// <returns>False where that can't be told: a kernel without <c>PAGEMAP_SCAN</c> is asked page by page, for a range of a bounded length.</returns>
    public bool FindGuards(AddressRange range, List<AddressRange> guards)
    {
        ArgumentNullException.ThrowIfNull(guards);
        var skipped = _guards.Skipped;
        _guards.Find(range.Start, range.End, guards);
        return _guards.Skipped == skipped;
    }

    /// <inheritdoc/>
    public void Dispose() => _guards.Dispose();
}
