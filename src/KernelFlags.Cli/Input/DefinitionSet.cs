using KernelFlags.Cli.Output.Findings;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Cli.Input;

/// <summary>The definitions of a root, read and checked.</summary>
/// <param name="Name">What messages call the root: a folder, or a revision.</param>
/// <param name="Model">What they say; what has an error is left out.</param>
/// <param name="Problems">What is wrong with them, sorted by path and position.</param>
internal sealed record DefinitionSet(string Name, DefinitionModel Model, EquatableArray<Problem> Problems)
{
    public bool HasErrors => Problems.Any(problem => problem.Severity == Severity.Error);

    /// <summary>Reads a root, and what lies over it.</summary>
    /// <param name="overlays">The folders that lie over it, the lowest first.</param>
    /// <returns>The definitions, with errors or without.</returns>
    public static DefinitionSet Load(DefinitionRoot root, params IReadOnlyList<DefinitionRoot> overlays) => Load(root.ShownFolder, root.Read(), overlays);

    /// <summary>Reads what lies over files that come from anywhere.</summary>
    /// <param name="name">What messages call the files together.</param>
    /// <param name="overlays">The folders that lie over them, the lowest first.</param>
    /// <returns>The definitions, with errors or without.</returns>
    public static DefinitionSet Load(string name, IReadOnlyList<ReadDefinition> files, IReadOnlyList<DefinitionRoot> overlays) => Load(
        string.Join(" with ", [name, .. overlays.Select(overlay => overlay.ShownFolder)]),
        [.. files, .. overlays.SelectMany((overlay, index) => overlay.Read(layer: index + 1))]);

    private static DefinitionSet Load(string name, IReadOnlyList<ReadDefinition> files)
    {
        var loaded = DefinitionLoader.Load(files.Select(file => file.File).OfType<DefinitionFile>());
        var unreadable = files.Select(file => file.Problem).OfType<Problem>();
        return new DefinitionSet(name, loaded.Model, DefinitionLoader.Sorted(loaded.Problems.Concat(unreadable)));
    }

    /// <summary>Refuses definitions with errors: what they would give is not what they were meant to.</summary>
    public DefinitionSet WithoutErrors() => HasErrors
        ? throw new UnusableException([.. Problems.Where(problem => problem.Severity == Severity.Error).Select(problem => ProblemLine.Of(problem))])
        : this;

    /// <summary>The table of a name.</summary>
    /// <param name="name">The name of its folder.</param>
    public FlagTable Table(string name)
    {
        var names = Model.Tables.Select(table => table.Name).ToList();
        return Model.FindTable(name) ?? throw new UnusableException(names.Count == 0
            ? $"{Name} defines no table"
            : $"{Name} has no table '{name}'{Names.Hint(name, names)}");
    }
}
