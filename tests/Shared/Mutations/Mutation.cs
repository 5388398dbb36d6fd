namespace KernelFlags.Tests.Shared.Mutations;

/// <summary>A mistake that is planted in the sources, to see which tests find it.</summary>
/// <param name="Name">What goes wrong, in a few words.</param>
/// <param name="File">The file that has it: one of the engine, by its name, or one that a flag type is rendered to.</param>
/// <param name="From">The text that is replaced; it must be there once.</param>
/// <param name="To">What stands in its place.</param>
internal sealed record Mutation(string Name, string File, string From, string To)
{
    public override string ToString() => Name;

    /// <summary>Plants the mistake.</summary>
    /// <param name="text">The file as it is.</param>
    /// <returns>The file with the mistake.</returns>
    /// <exception cref="InvalidOperationException">The text to replace is not there, or more than once: the file has moved on, and the
    /// mistake must follow it.</exception>
    public string Apply(string text)
    {
        var at = text.IndexOf(From, StringComparison.Ordinal);
        return at < 0 ? throw new InvalidOperationException($"{File} does not have what '{Name}' replaces: {From}")
            : text.IndexOf(From, at + 1, StringComparison.Ordinal) >= 0
                ? throw new InvalidOperationException($"{File} has more than once what '{Name}' replaces: {From}")
                : text[..at] + To + text[(at + From.Length)..];
    }
}
