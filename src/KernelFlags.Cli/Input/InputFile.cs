using System.Buffers;
using System.Text;

namespace KernelFlags.Cli.Input;

/// <summary>A file that the user names.</summary>
internal static class InputFile
{
    /// <summary>Opens it.</summary>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="file">The path, as the user wrote it.</param>
    /// <param name="expected">What would be right: as in <c>name a script</c>.</param>
    /// <exception cref="UnusableException">It can't be opened.</exception>
    public static FileStream Open(Terminal terminal, string file, string expected)
    {
        var path = terminal.FullPath(file);
        if (file.Length == 0 || Directory.Exists(path))
        {
            throw new UnusableException($"{(file.Length == 0 ? "an empty word is no file" : $"{file} is a folder")}; {expected}");
        }

        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnusableException($"there is no file {file}; {expected}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnusableException($"{file} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file of text, of a huge one no more than shows that it is too large.</summary>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="file">The path, as the user wrote it.</param>
    /// <param name="maxBytes">How many bytes it may have.</param>
    /// <param name="id">The id of what can be wrong with it.</param>
    /// <param name="expected">What would be right: as in <c>name a template</c>.</param>
    /// <returns>The text, without a byte order mark.</returns>
    /// <exception cref="UnusableException">It can't be opened, is too large, or is not UTF-8.</exception>
    public static string ReadText(Terminal terminal, string file, int maxBytes, string id, string expected)
    {
        using var stream = Open(terminal, file, expected);
        var buffer = new byte[maxBytes + 1];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length > maxBytes)
        {
            throw new UnusableException($"{file}:1:1: error {id}: the file has more than {maxBytes >> 10} KiB; {expected}");
        }

        ReadOnlySpan<byte> bytes = buffer.AsSpan(0, length);
        bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes[valid..], out _, out var used) == OperationStatus.Done)
        {
            valid += used;
        }

        if (valid < bytes.Length)
        {
            var before = bytes[..valid];
            throw new UnusableException(
                FormattableString.Invariant($"{file}:{before.Count((byte)'\n') + 1}:{valid - before.LastIndexOf((byte)'\n')}: error {id}: this byte is not UTF-8; save the file as UTF-8"));
        }

        return Encoding.UTF8.GetString(bytes);
    }
}
