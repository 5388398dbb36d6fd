using KernelFlags.Rendering.CSharp;

namespace KernelFlags.Generator;

/// <summary>A type and the table that completes it.</summary>
/// <param name="Table">The table, for the type's kernel.</param>
internal sealed record TypeTable(FlagType Type, ResolvedTable Table, EquatableArray<string> Capabilities)
{
    /// <summary>Resolves the table of a type.</summary>
    /// <returns>The table; null where there is none, which the analyzer reports.</returns>
    public static TypeTable? Resolve(FlagType type, DefinitionModel? model, LanguageCheck language)
    {
        if (!language.IsEnough || model?.FindTable(type.Table) is not { IsWords: false } table || ProfileOf(model, type.Profile) is not { } profile)
        {
            return null;
        }

        var kernel = KernelSelector.Of(model, profile);
        return new TypeTable(type, TableResolver.Resolve(table, kernel), TableResolver.Capabilities(model, kernel));
    }

    /// <summary>The profile that an attribute means.</summary>
    /// <param name="name">The name that it gives; null for none.</param>
    public static Profile? ProfileOf(DefinitionModel model, string? name) => name is null ? model.FindDefaultProfile() : model.FindProfile(name);

    /// <summary>The files of the type.</summary>
    public EquatableArray<CSharpFile> Files() => CSharpFiles.Of(Table, Type.Type, Capabilities);
}
