using KernelFlags.Definitions.Binding;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions;

/// <summary>What a root says, and what is wrong with it.</summary>
/// <param name="Model">The definitions. What has an error is left out of it, everything else is in.</param>
/// <param name="Problems">All problems, by path, line and column.</param>
public sealed record LoadResult(DefinitionModel Model, EquatableArray<Problem> Problems)
{
    /// <summary>Whether one of the problems is an error.</summary>
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}

/// <summary>Reads definitions from text to model: parse, bind and check, and find the place of every problem.</summary>
public static class DefinitionLoader
{
    /// <summary>Reads the files of a root. It never throws: what can't be read is a problem.</summary>
    /// <param name="files">The files, in any order.</param>
    /// <returns>The model and the problems.</returns>
    public static LoadResult Load(IEnumerable<DefinitionFile> files)
    {
        var sources = files.ToList();
        var parsed = OtherFiles.LeftOut(sources.Select(DefinitionParser.Parse), result => result.File).ToList();
        var bound = DefinitionBinder.Bind(parsed.Select(p => p.File).ToEquatableArray());
        return new LoadResult(bound.Model, Located(sources, parsed, bound.Problems));
    }

    /// <summary>Problems in the order in which they are shown: by path, line and column.</summary>
    /// <returns>The same, sorted, each once.</returns>
    public static EquatableArray<Problem> Sorted(IEnumerable<Problem> problems) => problems
        .Distinct()
        .OrderBy(p => p.Path, StringComparer.Ordinal)
        .ThenBy(p => p.Start)
        .ThenBy(p => p.Id, StringComparer.Ordinal)
        .ThenBy(p => p.Message, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>Gives every problem its place. A file without one is not looked at again.</summary>
    /// <param name="sources">The files.</param>
    /// <param name="parsed">What parsing them came to.</param>
    /// <param name="bound">What binding found wrong with them.</param>
    /// <returns>All problems, in the order in which they are shown.</returns>
    public static EquatableArray<Problem> Located(
        IReadOnlyCollection<DefinitionFile> sources, IEnumerable<ParseResult> parsed, EquatableArray<BoundProblem> bound) =>
        Sorted(parsed.SelectMany(p => p.Problems).Concat(Located(sources, bound)));

    private static IEnumerable<Problem> Located(IReadOnlyCollection<DefinitionFile> sources, EquatableArray<BoundProblem> problems)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            texts[source.Path] = source.Text;
        }

        foreach (var file in problems.GroupBy(p => p.File, StringComparer.Ordinal))
        {
            var map = SourceMap.Of(file.Key, texts[file.Key]);
            foreach (var problem in file)
            {
                yield return map.Locate(problem);
            }
        }
    }
}
