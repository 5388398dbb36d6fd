using System.Collections.Immutable;

namespace KernelFlags.Generator;

/// <summary>Everything that is wrong with the definitions, as the command line would say it.</summary>
/// <param name="Problems">The problems, in the order in which they are shown.</param>
internal sealed record DefinitionProblems(EquatableArray<Problem> Problems)
{
    /// <summary>Gives every problem its place. Files without one are not looked at again.</summary>
    public static DefinitionProblems Locate(
        ImmutableArray<DefinitionFile> files, ImmutableArray<ParseResult> parsed, BindResult? bound)
    {
        var problems = new List<Problem>(parsed.SelectMany(result => result.Problems));
        foreach (var group in (bound?.Problems ?? default).GroupBy(problem => problem.File, StringComparer.Ordinal))
        {
            var map = SourceMap.Of(group.Key, files.First(file => file.Path == group.Key).Text);
            problems.AddRange(group.Select(map.Locate));
        }

        return new DefinitionProblems(DefinitionLoader.Sorted(problems));
    }
}
