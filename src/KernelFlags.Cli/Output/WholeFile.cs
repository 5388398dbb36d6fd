using System.Text;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Output;

/// <summary>Writes files whole or not at all, and only when they change.</summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The absolute path of a file that the user names to be written.</summary>
    /// <exception cref="UnusableException">It is <c>-</c>, which elsewhere is no file.</exception>
    public static string Named(Terminal terminal, string file) => file == "-"
        ? throw new UnusableException("a file is written whole, which standard output is not; name a file, or ./- if that is its name")
        : terminal.FullPath(file);

    /// <summary>Writes a file by way of one beside it, which then takes its name: nobody ever sees half of it.</summary>
    /// <param name="path">The absolute path; its folder is made where it is missing. A symbolic link stays one.</param>
    /// <param name="text">What it is to hold.</param>
    /// <returns>Whether it was written; false when it already held this.</returns>
    /// <exception cref="UnusableException">It can't be written.</exception>
    public static bool Write(string path, string text) => Guarded(path, () => WriteAt(path, Utf8.GetBytes(text)));

    /// <summary>Writes a file in the same way, as its bytes come.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="write">Writes what it is to hold.</param>
    /// <exception cref="UnusableException">It can't be written.</exception>
    public static void Write(string path, Action<Stream> write) => Guarded(path, () =>
    {
        if (IsNoPlainFile(path))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(file);
            return true;
        }

        Replace(path, temporary =>
        {
            using var file = new FileStream(temporary, FileMode.Truncate, FileAccess.Write, FileShare.None);
            write(file);
        });
        return true;
    });

    /// <summary>Checks that a file could be written to a folder, before much work is done for it.</summary>
    /// <param name="folder">The absolute path of the folder, which need not exist yet.</param>
    /// <param name="shown">Its path, as the user wrote it.</param>
    /// <exception cref="UnusableException">It is a file, or can't be written to.</exception>
    public static void CheckFolder(string folder, string shown)
    {
        while (!Directory.Exists(folder))
        {
            folder = File.Exists(folder) ? throw new UnusableException($"{shown} is no folder: {folder} is a file; name a folder") : Path.GetDirectoryName(folder)!;
        }

        try
        {
            using var probe = Leftovers.File(Path.Combine(folder, $".kflags.{Guid.NewGuid():N}"));
            File.WriteAllBytes(probe.Value, []);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnusableException($"no permission to write to {shown}; name a folder of your own", exception);
        }
        catch (IOException exception)
        {
            throw new UnusableException($"{shown} can't be written to: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a file holds exactly a text.</summary>
    /// <returns>False when it differs or does not exist.</returns>
    public static bool Holds(string path, string text) => Holds(path, Utf8.GetBytes(text));

    private static bool Guarded(string path, Func<bool> write)
    {
        if (Directory.Exists(path))
        {
            throw new UnusableException($"{path} is a folder; name a file");
        }

        try
        {
            return write();
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnusableException($"no permission to write {path}; name a file in a folder of your own", exception);
        }
        catch (IOException exception)
        {
            throw new UnusableException($"{path} can't be written: {exception.Message}", exception);
        }
    }

    private static bool WriteAt(string path, byte[] bytes)
    {
        if (IsNoPlainFile(path))
        {
            File.WriteAllBytes(path, bytes);
            return true;
        }

        if (Holds(Target(path), bytes))
        {
            return false;
        }

        Replace(path, temporary => File.WriteAllBytes(temporary, bytes));
        return true;
    }

    /// <summary>Puts a file in the place of another, or of none.</summary>
    /// <param name="write">Writes it; it is there, and empty.</param>
    private static void Replace(string path, Action<string> write)
    {
        path = Target(path);
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        using var temporary = Leftovers.File(Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}"));
        write(temporary.Value);
        File.Move(temporary.Value, path, overwrite: true);
    }

    /// <summary>The file itself, where a path is a symbolic link.</summary>
    private static string Target(string path) => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Whether a path is a device's or a descriptor's: another file must not take its place.</summary>
    private static bool IsNoPlainFile(string path) =>
        (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal)) || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static bool Holds(string path, byte[] bytes) =>
        new FileInfo(path) is { Exists: true } file && file.Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
}
