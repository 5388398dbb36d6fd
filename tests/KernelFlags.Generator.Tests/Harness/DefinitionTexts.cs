namespace KernelFlags.Generator.Tests.Harness;

/// <summary>Definitions as the compiler gets them: their texts, by path below their folder.</summary>
internal static class DefinitionTexts
{
    /// <summary>Those of the checkout.</summary>
    public static IReadOnlyDictionary<string, string> OfRepository { get; } = Texts(Repository.DefinitionFiles());

    /// <summary>Those of a sample, which is a root of its own.</summary>
    public static IReadOnlyDictionary<string, string> OfSample(string name) => Texts(Repository.FilesUnder(Repository.Find($"definitions/samples/{name}")));

    private static SortedDictionary<string, string> Texts(IEnumerable<DefinitionFile> files) =>
        new(files.ToDictionary(file => file.RelativePath, file => file.Text), StringComparer.Ordinal);
}
