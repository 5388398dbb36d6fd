using System.Text;
using KernelFlags.Cli.Input;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Audit;

/// <summary>A source that an audit reads.</summary>
/// <param name="Path">Its path, as the user wrote it or with that of the folder before it.</param>
/// <param name="Text">Its text; null where it can't be read.</param>
/// <param name="Problem">Why it can't be read; null where it can.</param>
internal sealed record SourceFile(string Path, string? Text, string? Problem);

/// <summary>The sources that a call names: files, and what is in folders.</summary>
internal static class SourceFiles
{
    /// <summary>No hand-kept table is in a file of this size; what is larger was made by a program.</summary>
    private const int MaxBytes = 4 << 20;

    private const int ChunkBytes = 64 << 10;

    /// <summary>A file with a zero byte among so many of its first is no text.</summary>
    private const int BytesThatTell = 8000;

    /// <summary>Reads the sources of a path. Hidden files and folders, links, and what is no text are left out of a folder.</summary>
    /// <param name="path">A file or a folder, as the user wrote it.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <returns>The sources, in ordinal order of their paths.</returns>
    /// <exception cref="UnusableException">There is no such file or folder, or the file can't be read.</exception>
    public static IEnumerable<SourceFile> Read(string path, Terminal terminal)
    {
        var full = terminal.FullPath(path);
        if (Directory.Exists(full))
        {
            return Below(full, path.TrimEnd('/') is { Length: > 0 } shown ? shown : "/").OrderBy(file => file.Shown, StringComparer.Ordinal)
                .Select(file => ReadWithin(full, file.Full, file.Shown)).OfType<SourceFile>();
        }

        using var stream = InputFile.Open(terminal, path, "name a source or a folder of sources");
        return [Text(path, stream) ?? throw new UnusableException($"{path} is no text; name a source")];
    }

    private static IEnumerable<(string Full, string Shown)> Below(string folder, string shown)
    {
        foreach (var entry in Entries(folder, shown).Where(entry => !entry.Name.StartsWith('.') && entry.LinkTarget is null))
        {
            var path = Path.Join(shown, entry.Name);
            if (entry is not DirectoryInfo)
            {
                yield return (entry.FullName, path);
                continue;
            }

            foreach (var file in Below(entry.FullName, path))
            {
                yield return file;
            }
        }
    }

    private static FileSystemInfo[] Entries(string folder, string shown)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{shown} can't be read: {exception.Message}", exception);
        }
    }

    private static SourceFile? ReadWithin(string root, string full, string shown)
    {
        try
        {
            using var stream = RegularFile.OpenWithin(root, full);
            return Text(shown, stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new SourceFile(shown, null, exception.Message);
        }
    }

    private static SourceFile? Text(string shown, Stream stream)
    {
        // A pipe tells no length, and a file of the kernel's none that is true.
        using var read = new MemoryStream(stream is { CanSeek: true, Length: > 0 and <= MaxBytes } ? (int)stream.Length : 0);
        var chunk = new byte[ChunkBytes];
        for (int count; read.Length <= MaxBytes && (count = stream.Read(chunk)) > 0;)
        {
            read.Write(chunk, 0, count);
        }

        var bytes = read.GetBuffer();
        var length = (int)read.Length;
        if (bytes.AsSpan(0, Math.Min(length, BytesThatTell)).Contains((byte)0))
        {
            return null;
        }

        return length > MaxBytes
            ? new SourceFile(shown, null, $"it has more than {MaxBytes >> 20} MiB")
            : new SourceFile(shown, Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF'), null);
    }
}
