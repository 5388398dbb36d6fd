using System.Text;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Output;

/// <summary>Writes files whole or not at all, and only when they change.</summary>
internal static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a file by way of one beside it, which then takes its name: nobody ever sees half of it.</summary>
    /// <param name="path">The absolute path; its folder is made where it is missing. A symbolic link stays one.</param>
    /// <param name="text">What it is to hold.</param>
    /// <returns>Whether it was written; false when it already held this.</returns>
    /// <exception cref="UnusableException">It can't be written.</exception>
    public static bool Write(string path, string text)
    {
        if (Directory.Exists(path))
        {
            throw new UnusableException($"{path} is a folder; name a file");
        }

        try
        {
            return WriteAt(path, Utf8.GetBytes(text));
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

    private static bool WriteAt(string path, byte[] bytes)
    {
        if (IsNoPlainFile(path))
        {
            File.WriteAllBytes(path, bytes);
            return true;
        }

        path = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (Holds(path, bytes))
        {
            return false;
        }

        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        using var temporary = Leftovers.File(Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}"));
        File.WriteAllBytes(temporary.Value, bytes);
        File.Move(temporary.Value, path, overwrite: true);
        return true;
    }

    /// <summary>Whether a path is a device's or a descriptor's: another file must not take its place.</summary>
    private static bool IsNoPlainFile(string path) =>
        (path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal)) || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static bool Holds(string path, byte[] bytes) =>
        new FileInfo(path) is { Exists: true } file && file.Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);
}
