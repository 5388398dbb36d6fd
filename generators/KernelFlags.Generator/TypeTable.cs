using KernelFlags.Rendering.CSharp;

namespace KernelFlags.Generator;

/// <summary>A type and the table that completes it.</summary>
/// <param name="Table">The table, for the type's kernel.</param>
internal sealed record TypeTable(FlagType Type, ResolvedTable Table, EquatableArray<string> Capabilities)
{
    /// <summary>
    /// Resolves the table of a type. Where there is no such table, or no such profile, the analyzer reports that; the type gets no flags, or those
    /// of another kernel, so that what uses it does not have errors of its own beside that one.
    /// </summary>
    /// <returns>The table; null where the type can't be written in the project's C#, or is of words.</returns>
    public static TypeTable? Resolve(FlagType type, DefinitionModel? model, LanguageCheck language)
    {
        if (!language.IsEnough || model is null || model.FindTable(type.Table) is { IsWords: true })
        {
            return null;
        }

        var table = model.FindTable(type.Table) ?? NoFlags(type.Table);
        var profile = ProfileOf(model, type.Profile) ?? model.FindDefaultProfile() ?? (model.Profiles.IsEmpty ? null : model.Profiles[0]);
        if (profile is null)
        {
            return null;
        }

        var kernel = KernelSelector.Of(model, profile);
        return new TypeTable(type, TableResolver.Resolve(table, kernel), TableResolver.Capabilities(model, kernel));
    }

    /// <summary>A table in the place of one that is not there.</summary>
    private static FlagTable NoFlags(string name) => new(
        name,
        new TableSettings(EquatableArray.Of(new Case<int>(64, Condition.Always)), string.Empty, string.Empty, VmaContract.Name, Condition.Always, default, string.Empty),
        default,
        default,
        default);

    /// <summary>The profile that an attribute means.</summary>
    /// <param name="name">The name that it gives; null for none.</param>
    public static Profile? ProfileOf(DefinitionModel model, string? name) => name is null ? model.FindDefaultProfile() : model.FindProfile(name);

    /// <summary>The files of the type.</summary>
    public EquatableArray<CSharpFile> Files() => CSharpFiles.Of(Table, Type.Type, Capabilities);
}
