using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KernelFlags.Generator;

/// <summary>Finds the definition files among a project's additional files.</summary>
/// <remarks>
/// An item says so with the metadata <c>KernelFlagsDefinition</c>, which the package's props set, and its folder within the definitions
/// with <c>KernelFlagsTable</c>. Without them a <c>.yaml</c> file below a folder <c>definitions</c> is one. With <c>KernelFlagsOverlay</c>
/// it lies over the others, as <c>--overlay</c> does on the command line.
/// </remarks>
internal static class DefinitionSource
{
    private const string Metadata = "build_metadata.AdditionalFiles.";
    private const string IsDefinition = Metadata + "KernelFlagsDefinition";
    private const string Folder = Metadata + "KernelFlagsTable";
    private const string IsOverlay = Metadata + "KernelFlagsOverlay";
    private const string Root = "definitions/";

    /// <summary>Reads a file.</summary>
    /// <returns>The file; null when it is not a definition.</returns>
    public static DefinitionFile? Read(AdditionalText file, AnalyzerConfigOptions options, CancellationToken token)
    {
        var path = file.Path.Replace('\\', '/');
        var name = path.Substring(path.LastIndexOf('/') + 1);
        options.TryGetValue(IsDefinition, out var marked);
        options.TryGetValue(Folder, out var folder);
        options.TryGetValue(IsOverlay, out var overlay);
        var relativePath = string.IsNullOrEmpty(folder) ? BelowRoot(path) ?? name : folder!.Replace('\\', '/').TrimEnd('/') + "/" + name;
        return IsMarked(marked, path) && DefinitionFile.IsDefinition(relativePath) && file.GetText(token) is { } text
            ? Decode(file.Path, relativePath, text) with { Layer = IsTrue(overlay) ? 1 : 0 }
            : null;
    }

    /// <summary>The files, each once: a project may list what the package's props have listed already.</summary>
    public static EquatableArray<ParsedFile> Distinct(IEnumerable<ParsedFile> files) =>
        files.GroupBy(file => file.Path, StringComparer.Ordinal).Select(group => group.First()).ToEquatableArray();

    private static bool IsMarked(string? marked, string path) => string.IsNullOrEmpty(marked) ? BelowRoot(path) is not null : IsTrue(marked);

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static string? BelowRoot(string path)
    {
        var at = path.LastIndexOf("/" + Root, StringComparison.OrdinalIgnoreCase);
        return at >= 0 ? path.Substring(at + 1 + Root.Length)
            : path.StartsWith(Root, StringComparison.OrdinalIgnoreCase) ? path.Substring(Root.Length)
            : null;
    }

    /// <summary>The compiler reads what is not UTF-8 as something else, without a word. The command line reports it, so do we.</summary>
    private static DefinitionFile Decode(string path, string relativePath, SourceText text) =>
        text.Encoding is null or UTF8Encoding
            ? new DefinitionFile(path, relativePath, text.ToString())
            : DefinitionFile.FromBytes(path, relativePath, [.. text.Encoding.GetPreamble(), .. text.Encoding.GetBytes(text.ToString())]);
}
