using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace KernelFlags.Generator.Tests.Harness;

/// <summary>A definition as the compiler hands it over.</summary>
internal sealed class InMemoryText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
}

/// <summary>
/// The metadata that the package's props give to definitions: here the folder, from a path below <paramref name="root"/>, and that one
/// below <paramref name="overlay"/> lies over those.
/// </summary>
internal sealed class DefinitionMetadata(string root, string? overlay = null) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(null, false);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) =>
        textFile.Path.StartsWith(root, StringComparison.Ordinal) ? new Options(Folder(textFile.Path[root.Length..]), false)
        : overlay is not null && textFile.Path.StartsWith(overlay, StringComparison.Ordinal) ? new Options(Folder(textFile.Path[overlay.Length..]), true)
        : GlobalOptions;

    private static string Folder(string path) => path[..(path.LastIndexOf('/') + 1)];

    private sealed class Options(string? folder, bool isOverlay) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = folder is null ? null : key switch
            {
                "build_metadata.AdditionalFiles.KernelFlagsDefinition" => "true",
                "build_metadata.AdditionalFiles.KernelFlagsTable" => folder,
                "build_metadata.AdditionalFiles.KernelFlagsOverlay" => isOverlay ? "true" : null,
                _ => null,
            };
            return value is not null;
        }
    }
}
