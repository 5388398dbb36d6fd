namespace KernelFlags.Generator;

/// <summary>The names of the pipeline's steps, by which tests find them.</summary>
public static class TrackingNames
{
    /// <summary>A definition file's text.</summary>
    public const string ReadDefinition = nameof(ReadDefinition);

    /// <summary>What the text says, and what is wrong with it as YAML.</summary>
    public const string ParseDefinition = nameof(ParseDefinition);

    /// <summary>What the text says.</summary>
    public const string SelectFile = nameof(SelectFile);

    /// <summary>All files as one model, and what is wrong with it.</summary>
    public const string BindDefinitions = nameof(BindDefinitions);

    /// <summary>The model.</summary>
    public const string SelectModel = nameof(SelectModel);

    /// <summary>Everything that is wrong, at its place.</summary>
    public const string SelectProblems = nameof(SelectProblems);

    /// <summary>A type that asks for a table. The only step that reads C#.</summary>
    public const string SelectAttribute = nameof(SelectAttribute);

    /// <summary>The types, each once, under a name that its files can have.</summary>
    public const string SelectType = nameof(SelectType);

    /// <summary>Whether the project's C# is new enough.</summary>
    public const string SelectLanguage = nameof(SelectLanguage);

    /// <summary>The table of a type, for its kernel.</summary>
    public const string ResolveTable = nameof(ResolveTable);

    /// <summary>A file that is to be rendered, and all that its text depends on.</summary>
    public const string SelectFiles = nameof(SelectFiles);
}
