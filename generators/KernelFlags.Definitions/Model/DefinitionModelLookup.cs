namespace KernelFlags.Definitions.Model;

/// <summary>Finds things of a model by name.</summary>
public static class DefinitionModelLookup
{
    /// <summary>The table of a name.</summary>
    /// <param name="name">The name of its folder: <c>vma</c>.</param>
    /// <returns>The table; null when there is none.</returns>
    public static FlagTable? FindTable(this DefinitionModel model, string name) => model.Tables.FirstOrDefault(t => t.Name == name);

    /// <summary>The profile of a name.</summary>
    /// <param name="name">Its name: <c>linux-7.2-x86_64</c>.</param>
    /// <returns>The profile; null when there is none.</returns>
    public static Profile? FindProfile(this DefinitionModel model, string name) => model.Profiles.FirstOrDefault(p => p.Name == name);

    /// <summary>The profile that is taken where nothing names a kernel.</summary>
    /// <returns>The profile; null where there is none.</returns>
    public static Profile? FindDefaultProfile(this DefinitionModel model) => model.DefaultProfile is { } name ? model.FindProfile(name) : null;
}
