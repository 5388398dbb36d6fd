using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Live.Processes;

/// <summary>Reads files that somebody else laid out: only regular ones, and only such as lie where they seem to.</summary>
public static partial class RegularFile
{
    /// <summary>Opens a file below a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="path">The absolute path of the file.</param>
    /// <returns>The file.</returns>
    /// <exception cref="IOException">It is none that may be read: a folder, a pipe, a device, or a link to what lies outside of the folder.</exception>
    public static FileStream OpenWithin(string root, string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenRead(path);
        }

#pragma warning disable CA2000 // The stream that is returned closes it.
        var handle = OpenWithoutWaiting(path);
#pragma warning restore CA2000
        try
        {
            var kind = KindOf(handle);
            if (kind != Kind.Regular)
            {
                throw new IOException($"it is {Described(kind)}; a regular file is expected");
            }

            if (!IsWithin(root, handle))
            {
                throw new IOException("it is a link to a file elsewhere; a file of this folder is expected");
            }

            return new FileStream(handle, FileAccess.Read, bufferSize: 0);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a file of text below a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="path">The absolute path of the file.</param>
    /// <param name="maxBytes">How many bytes it may have.</param>
    /// <returns>The text.</returns>
    /// <exception cref="IOException">It may not be read, or is larger.</exception>
    public static string ReadTextWithin(string root, string path, long maxBytes)
    {
        using var file = OpenWithin(root, path);
        if (file.Length > maxBytes)
        {
            throw new IOException($"it has more than {maxBytes >> 20} MiB");
        }

        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private enum Kind
    {
        Pipe = 1,
        CharacterDevice = 2,
        Folder = 4,
        BlockDevice = 6,
        Regular = 8,
        Socket = 12,
    }

    private static string Described(Kind kind) => kind switch
    {
        Kind.Folder => "a folder",
        Kind.Pipe => "a named pipe",
        Kind.CharacterDevice or Kind.BlockDevice => "a device",
        Kind.Socket => "a socket",
        _ => "no file",
    };

    /// <summary>Where the descriptor leads to says the kernel: no link on the way can be changed in between.</summary>
    private static bool IsWithin(string root, SafeFileHandle handle)
    {
        var target = new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget;
        return target is not null && target.StartsWith(RealPath(root).TrimEnd('/') + "/", StringComparison.Ordinal);
    }

    private static string RealPath(string folder)
    {
        using var handle = OpenWithoutWaiting(folder);
        return new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget ?? folder;
    }

    /// <summary>Opens anything: a pipe that nobody writes to as well.</summary>
    private static SafeFileHandle OpenWithoutWaiting(string path)
    {
        const int WithoutWaiting = 0x800; // O_NONBLOCK
        const int CloseOnExec = 0x80000; // O_CLOEXEC
        var handle = Open(path, WithoutWaiting | CloseOnExec);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        var error = Marshal.GetLastPInvokeErrorMessage();
        handle.Dispose();
        throw File.Exists(path) || Directory.Exists(path) ? new IOException(error) : new FileNotFoundException(error, path);
    }

    private static unsafe Kind KindOf(SafeFileHandle handle)
    {
        const int EmptyPath = 0x1000; // AT_EMPTY_PATH
        const uint TypeOnly = 1; // STATX_TYPE
        const int ModeOffset = 28;
        const int TypeShift = 12;
        var status = stackalloc byte[256];
        return StatX(handle, "", EmptyPath, TypeOnly, status) == 0
            ? (Kind)(*(ushort*)(status + ModeOffset) >> TypeShift)
            : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int StatX(SafeFileHandle folder, string path, int flags, uint mask, byte* status);
}
