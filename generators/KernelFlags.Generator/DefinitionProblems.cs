using System.Collections.Immutable;
using KernelFlags.Definitions.Binding;

namespace KernelFlags.Generator;

/// <summary>Everything that is wrong with the definitions, as the command line would say it.</summary>
/// <param name="Problems">The problems, in the order in which they are shown.</param>
internal sealed record DefinitionProblems(EquatableArray<Problem> Problems)
{
    /// <summary>Gives every problem its place.</summary>
    public static DefinitionProblems Locate(ImmutableArray<DefinitionFile> files, ImmutableArray<ParseResult> parsed, BindResult? bound) =>
        new(DefinitionLoader.Located(files, OtherFiles.LeftOut(parsed, result => result.File), bound?.Problems ?? default));
}
