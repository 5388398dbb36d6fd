using System.Globalization;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Input;

/// <summary>A definition file as it was found: what it says, or why it can't be read.</summary>
/// <param name="File">The file; null when it can't be read.</param>
/// <param name="Problem">The reason, as a problem at its first character; null when it was read.</param>
internal sealed record ReadDefinition(DefinitionFile? File, Problem? Problem)
{
    private const string UnreadableId = "KF1024";

    /// <summary>Reads a file, of a huge one no more than shows that it is too large, and none that lies elsewhere.</summary>
    /// <param name="root">The root of the definitions.</param>
    /// <param name="fullPath">Where it is.</param>
    /// <param name="shownPath">What problems call it.</param>
    /// <param name="relativePath">Its path from the root.</param>
    public static ReadDefinition From(string root, string fullPath, string shownPath, string relativePath)
    {
        try
        {
            using var stream = RegularFile.OpenWithin(root, fullPath);
            return From(stream, shownPath, relativePath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Refused(shownPath, exception.Message);
        }
    }

    /// <summary>Reads a file from a stream.</summary>
    /// <param name="stream">Its bytes.</param>
    /// <param name="shownPath">What problems call it.</param>
    /// <param name="relativePath">Its path from the root.</param>
    public static ReadDefinition From(Stream stream, string shownPath, string relativePath)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        while (bytes.Length <= DefinitionParser.MaxBytes && stream.Read(buffer) is > 0 and var read)
        {
            bytes.Write(buffer, 0, read);
        }

        return new ReadDefinition(DefinitionFile.FromBytes(shownPath, relativePath, bytes.ToArray()), null);
    }

    /// <summary>The same file, in a layer.</summary>
    /// <param name="layer">0 for the definitions themselves, from 1 for what lies over them.</param>
    public ReadDefinition InLayer(int layer) => this with { File = File is null ? null : File with { Layer = layer } };

    /// <summary>A file that can't be read, or must not be.</summary>
    /// <param name="shownPath">What problems call it.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The problem at its first character.</returns>
    public static ReadDefinition Refused(string shownPath, string reason)
    {
        var rule = ProblemRules.All.First(rule => rule.Id == UnreadableId);
        var message = string.Format(CultureInfo.InvariantCulture, rule.Format, reason);
        return new ReadDefinition(null, new Problem(shownPath, 1, 1, 1, 1, 0, 0, rule.Id, rule.Severity, message, null));
    }
}
