using KernelFlags.Live.Processes;

namespace KernelFlags.Live.Headers;

/// <summary>A file of a kernel tree.</summary>
internal static class TreeFile
{
    /// <summary>No file of a kernel tree that is read here has a tenth of it.</summary>
    private const long Largest = 16 << 20;

    /// <summary>Reads it.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="path">The file's path in it.</param>
    /// <returns>The text; null where there is no such file.</returns>
    /// <exception cref="HeaderException">It can't be read, or is no file of the tree.</exception>
    public static string? Read(string tree, string path)
    {
        var file = Path.Combine(tree, path);
        try
        {
            return RegularFile.ReadTextWithin(tree, file, Largest);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HeaderException($"{file}: can't be read: {e.Message}", e);
        }
    }
}
