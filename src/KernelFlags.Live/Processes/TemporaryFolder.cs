namespace KernelFlags.Live.Processes;

/// <summary>The folder for temporary files, <c>TMPDIR</c> or <c>/tmp</c>.</summary>
public static class TemporaryFolder
{
    /// <summary>Its path.</summary>
    /// <returns>An absolute path.</returns>
    /// <exception cref="DirectoryNotFoundException">It is missing.</exception>
    public static string Find()
    {
        var path = Path.GetTempPath();
        return Directory.Exists(path)
            ? path
            : throw new DirectoryNotFoundException($"there is no folder {path} for temporary files; make it, or set TMPDIR to one that can be written to");
    }
}
