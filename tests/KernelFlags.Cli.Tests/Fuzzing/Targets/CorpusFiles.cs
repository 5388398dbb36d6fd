using System.IO.Compression;
using System.Text;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary>Good inputs from the files that other tests read, cut so small that a million of their kind can be read.</summary>
internal static class CorpusFiles
{
    /// <summary>The files of a folder of the repository, and of the folders in it, in ordinal order.</summary>
    /// <param name="pattern">Their names, as <c>*.yaml</c>.</param>
    /// <returns>What they hold, unpacked.</returns>
    public static IEnumerable<byte[]> Of(string folder, string pattern) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(Read);

    /// <summary>Pieces of a file, evenly from all of it.</summary>
    /// <param name="file">What it holds.</param>
    /// <param name="lines">How many lines a piece has.</param>
    /// <param name="most">How many pieces at most.</param>
    public static IEnumerable<byte[]> Pieces(byte[] file, int lines, int most)
    {
        var pieces = Encoding.Latin1.GetString(file).Split('\n').Chunk(lines).Select(piece => Encoding.Latin1.GetBytes(string.Join('\n', piece) + "\n")).ToList();
        return pieces.Where((_, index) => index % Math.Max(1, pieces.Count / most) == 0).Take(most);
    }

    /// <summary>The first lines of a file.</summary>
    /// <param name="file">What it holds.</param>
    /// <param name="length">How many bytes they have at most.</param>
    public static byte[] Head(byte[] file, int length) => file.Length <= length ? file : file[..(file.AsSpan(0, length).LastIndexOf((byte)'\n') + 1)];

    private static byte[] Read(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
        {
            return File.ReadAllBytes(path);
        }

        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
