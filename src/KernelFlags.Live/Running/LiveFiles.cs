using System.Runtime.InteropServices;
using KernelFlags.Live.Traces;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Live.Running;

/// <summary>The files that the operations map: one on a disk, one in memory, and one on a disk that is opened for reading only.</summary>
internal sealed class LiveFiles : IDisposable
{
    private const int PieceSize = 65536;

    private readonly List<SafeFileHandle> _handles = [];

    /// <summary>Makes the files. Those in a folder have no name by the time this returns.</summary>
    /// <param name="size">The size of each in bytes.</param>
    /// <exception cref="IOException">The folder can't be written to, or is full.</exception>
    public LiveFiles(string folder, ulong size)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"there is no folder {folder} for the files that are mapped; make it, or name another");
        }

        try
        {
            var format = new DriveInfo(folder).DriveFormat;
            var kind = format is "tmpfs" or "ramfs" ? format : "regular";
            _handles.Add(OnDisk(folder, size, isWritable: true));
            _handles.Add(InMemory(size));
            _handles.Add(OnDisk(folder, size, isWritable: false));
            Described = [new(1, kind, true, size), new(2, "memfd", true, size), new(3, kind, false, size)];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The files, as a trace's header tells of them.</summary>
    public IReadOnlyList<TraceFile> Described { get; }

    /// <summary>The open files, in the order of <see cref="Described"/>.</summary>
    public IReadOnlyList<SafeFileHandle> Handles => _handles;

    /// <inheritdoc/>
    public void Dispose() => _handles.ForEach(h => h.Dispose());

    private static SafeFileHandle OnDisk(string folder, ulong size, bool isWritable)
    {
        var path = Path.Combine(folder, $".kflags-{Environment.ProcessId}-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        try
        {
            using var created = new FileStream(path, options);
            Fill(created.SafeFileHandle, size);
            created.Flush(flushToDisk: true);
            return File.OpenHandle(
                path, FileMode.Open, isWritable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static SafeFileHandle InMemory(ulong size)
    {
        var fd = LibC.MemfdCreate("trace", 1);
        if (fd < 0)
        {
            throw RunningKernelException.Of("memfd_create", Marshal.GetLastPInvokeError());
        }

        var handle = new SafeFileHandle(fd, ownsHandle: true);
        Fill(handle, size);
        return handle;
    }

    /// <summary>Writes every page, so that all of them are in the page cache; the size of a piece decides how large their folios are.</summary>
    private static void Fill(SafeFileHandle file, ulong size)
    {
        var piece = new byte[PieceSize];
        for (var i = 0; i < piece.Length; i++)
        {
            piece[i] = (byte)((i * 7) + (i >> 12) + 1);
        }

        for (ulong offset = 0; offset < size; offset += PieceSize)
        {
            RandomAccess.Write(file, piece.AsSpan(0, (int)Math.Min(PieceSize, size - offset)), (long)offset);
        }
    }
}
