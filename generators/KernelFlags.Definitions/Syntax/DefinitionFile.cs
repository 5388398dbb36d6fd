using System.Text;

namespace KernelFlags.Definitions.Syntax;

/// <summary>A definition file as it was read from wherever it lies.</summary>
/// <param name="Path">Its path, as problems show it.</param>
/// <param name="RelativePath">Its path from the root of the definitions: <c>vma/access.yaml</c>. The first folder is the table.</param>
/// <param name="Text">Its text. A byte order mark may precede it.</param>
public sealed record DefinitionFile(string Path, string RelativePath, string Text)
{
    /// <summary>A folder of a root that holds roots of their own, which show the language.</summary>
    private const string Samples = "samples";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The layer that it is in: 0 for the definitions themselves, from 1 for what lies over them. What a layer defines takes the place of
    /// what those below it define under the same name.
    /// </summary>
    public int Layer { get; init; }

    /// <summary>Whether a file of a root is one of its definitions.</summary>
    /// <param name="relativePath">Its path from the root, with <c>/</c>.</param>
    /// <returns>True for YAML that lies neither in the samples nor in a hidden folder.</returns>
    public static bool IsDefinition(string relativePath)
    {
        var parts = relativePath.Split('/');
        return parts[parts.Length - 1].EndsWith(".yaml", StringComparison.Ordinal)
            && !(parts.Length > 1 && parts[0] == Samples)
            && !parts.Any(part => part.StartsWith(".", StringComparison.Ordinal));
    }

    /// <summary>
    /// A file of bytes. Nothing is guessed: bytes that are not UTF-8 become U+FFFD, where parsing reports
    /// them; more than <see cref="DefinitionParser.MaxBytes"/> are not decoded, and parsing reports that.
    /// </summary>
    /// <param name="path">Its path, as problems show it.</param>
    /// <param name="relativePath">Its path from the root of the definitions.</param>
    /// <param name="bytes">What it holds; of a larger file the first <see cref="DefinitionParser.MaxBytes"/> + 1 bytes are enough.</param>
    /// <returns>The file.</returns>
    public static DefinitionFile FromBytes(string path, string relativePath, byte[] bytes)
    {
        if (bytes.Length > DefinitionParser.MaxBytes)
        {
            return new DefinitionFile(path, relativePath, new string(' ', DefinitionParser.MaxBytes + 1));
        }

        return new DefinitionFile(path, relativePath, Decode(bytes));
    }

    /// <summary>The text without a byte order mark: it is no character of the first line, for a compiler neither.</summary>
    private static string Decode(byte[] bytes)
    {
        var mark = Encoding.UTF8.GetPreamble();
        var start = bytes.Take(mark.Length).SequenceEqual(mark) ? mark.Length : 0;
        try
        {
            return Strict.GetString(bytes, start, bytes.Length - start);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.UTF8.GetString(bytes, start, bytes.Length - start);
        }
    }
}
