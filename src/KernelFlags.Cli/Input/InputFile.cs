namespace KernelFlags.Cli.Input;

/// <summary>A file that the user names.</summary>
internal static class InputFile
{
    /// <summary>Opens it.</summary>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="file">The path, as the user wrote it.</param>
    /// <param name="expected">What would be right: as in <c>name a script</c>.</param>
    /// <returns>The file.</returns>
    /// <exception cref="UnusableException">It can't be opened.</exception>
    public static FileStream Open(Terminal terminal, string file, string expected)
    {
        var path = terminal.FullPath(file);
        if (Directory.Exists(path))
        {
            throw new UnusableException($"{file} is a folder; {expected}");
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
}
