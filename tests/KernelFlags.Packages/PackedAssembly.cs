using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text;

namespace KernelFlags.Packages;

/// <summary>An assembly of a package.</summary>
/// <param name="Path">Where it lies there.</param>
/// <param name="Bytes">The file.</param>
internal sealed record PackedAssembly(string Path, byte[] Bytes)
{
    /// <summary>Whether it is of this repository, and not what comes with it under a name of ours.</summary>
    public bool IsOurs => !Path.EndsWith("YamlDotNet.dll", StringComparison.Ordinal) && !Path.EndsWith("Scriban.dll", StringComparison.Ordinal);

    /// <summary>Those of a package.</summary>
    /// <param name="package">The package's file.</param>
    public static IReadOnlyList<PackedAssembly> Of(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        return [.. zip.Entries.Where(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)).Select(Read)];
    }

    /// <summary>The names of the source files in the symbols that it carries.</summary>
    public IReadOnlyList<string> Sources()
    {
        using var reader = new PEReader(new MemoryStream(Bytes));
        var entry = reader.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using var symbols = reader.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        var metadata = symbols.GetMetadataReader();
        return [.. metadata.Documents.Select(document => metadata.GetString(metadata.GetDocument(document).Name))];
    }

    /// <summary>Whether it has a text in it, outside of its symbols.</summary>
    public bool Says(string text) => Bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || Bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;

    private static PackedAssembly Read(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new PackedAssembly(entry.FullName, bytes.ToArray());
    }
}
