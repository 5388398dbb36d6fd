using KernelFlags.Definitions.Problems;

namespace KernelFlags.Cli.Input;

/// <summary>Names that a user may have meant.</summary>
internal static class Names
{
    /// <summary>What to write instead of a name that there is not.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="valid">What would be right.</param>
    /// <returns>The end of a sentence: the nearest valid name, or all of them.</returns>
    public static string Hint(string name, IReadOnlyCollection<string> valid) => NearestName.Of(name, valid) is { } nearest
        ? $"; did you mean '{nearest}'?"
        : $"; there are {string.Join(", ", valid)}";
}
