using System.Runtime.InteropServices;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Mappings;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Live.Running;

/// <summary>Looks from outside at a window of a process's address space: proc_pid_smaps(5) and proc_pid_pagemap(5).</summary>
internal sealed class ProcessView : IDisposable
{
    private const int PageSize = 4096;
    private const int UffdWriteProtectedBit = 57;
    private const int GuardBit = 58;
    private const int PresentBit = 63;

    private readonly TraceRange _window;
    private readonly Func<MapsEntry, int> _fileOf;
    private readonly bool _tellsOfGuards;
    private readonly FileStream _file;
    private readonly MapsReader _smaps;
    private readonly SafeFileHandle _pagemap;
    private readonly ulong[] _entries;

    /// <summary>A view.</summary>
    /// <param name="fileOf">The number of the file that an entry maps; 0 for none of them.</param>
    /// <param name="tellsOfGuards">Whether pagemap tells of guards.</param>
    public ProcessView(int pid, TraceRange window, Func<MapsEntry, int> fileOf, bool tellsOfGuards)
    {
        (_window, _fileOf, _tellsOfGuards) = (window, fileOf, tellsOfGuards);
        _entries = new ulong[(window.End - window.Start) / PageSize];
        _file = new FileStream($"/proc/{pid}/smaps", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        _smaps = new MapsReader(_file, isSaved: false);
        _pagemap = File.OpenHandle($"/proc/{pid}/pagemap");
    }

    /// <summary>Looks.</summary>
    /// <param name="snapshot">What is filled, but for its number and address space.</param>
    public void Take(TraceSnapshot snapshot)
    {
        _smaps.Restart();
        while (_smaps.TryRead(out var entry))
        {
            if (entry.End <= _window.Start || entry.Start >= _window.End)
            {
                continue;
            }

            if (entry.Start < _window.Start || entry.End > _window.End)
            {
                throw new RunningKernelException(
                    $"the mapping {entry.Start:x}-{entry.End:x} crosses the border of the window {_window.Start:x}-{_window.End:x}");
            }

            snapshot.Vmas.Add(Show(entry));
        }

        var bytes = MemoryMarshal.AsBytes(_entries.AsSpan());
        var first = (long)(_window.Start / PageSize * sizeof(ulong));
        for (var read = 0; read < bytes.Length;)
        {
            var more = RandomAccess.Read(_pagemap, bytes[read..], first + read);
            read += more > 0 ? more : throw new RunningKernelException("pagemap ends before the window does");
        }

        snapshot.HasGuard = _tellsOfGuards;
        if (_tellsOfGuards)
        {
            AddRanges(GuardBit, snapshot.Guard);
        }

        AddRanges(PresentBit, snapshot.Present);
        AddRanges(UffdWriteProtectedBit, snapshot.UffdWriteProtected);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _smaps.Dispose();
        _file.Dispose();
        _pagemap.Dispose();
    }

    private TraceVma Show(MapsEntry entry) => new(
        entry.Start,
        entry.End,
        entry.Perm,
        entry.Offset,
        _fileOf(entry),
        entry.VmFlags ?? "",
        entry.Backing.AnonymousName,
        entry.Rss ?? 0,
        entry.Anonymous ?? 0,
        entry.Locked ?? 0,
        entry.Huge ?? 0,
        entry.ProtectionKey);

    private void AddRanges(int bit, List<TraceRange> ranges)
    {
        var mask = 1ul << bit;
        for (var i = 0; i < _entries.Length; i++)
        {
            var start = i;
            while (i < _entries.Length && (_entries[i] & mask) != 0)
            {
                i++;
            }

            if (i > start)
            {
                ranges.Add(new TraceRange(_window.Start + ((ulong)start * PageSize), _window.Start + ((ulong)i * PageSize)));
            }
        }
    }
}
