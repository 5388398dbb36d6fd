using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Syntax;

/// <summary>
/// A node of a definition file. It holds what is said and not where: two files that differ in comments or layout have equal nodes.
/// </summary>
public abstract record Node
{
    private Node()
    {
    }

    /// <summary>A word, a number or a text.</summary>
    /// <param name="Text">The text, quotes and escapes undone.</param>
    /// <param name="IsPlain">Whether it stands without quotes, and so may be a number or <c>true</c>.</param>
    public sealed record Scalar(string Text, bool IsPlain) : Node;

    /// <summary>A list.</summary>
    /// <param name="Items">The items, in order.</param>
    public sealed record Sequence(EquatableArray<Node> Items) : Node;

    /// <summary>Keys and values.</summary>
    /// <param name="Entries">The entries, in order; a key may occur twice.</param>
    public sealed record Mapping(EquatableArray<Entry> Entries) : Node;

    /// <summary>Something that the parser has already reported.</summary>
    public sealed record Invalid : Node;
}

/// <summary>An entry of a mapping.</summary>
public sealed record Entry(string Key, Node Value);

/// <summary>What a definition file says.</summary>
/// <param name="Path">The file's path, as it was given.</param>
/// <param name="RelativePath">Its path from the root, with forward slashes: <c>vma/access.yaml</c>. The first folder is the table.</param>
/// <param name="Root">The root; null for a file that says nothing.</param>
/// <param name="IsComplete">Whether all of the file was understood. What an incomplete one would define may be missing.</param>
public sealed record ParsedFile(string Path, string RelativePath, Node? Root, bool IsComplete)
{
    /// <summary>The layer that it is in: 0 for the definitions themselves, from 1 for what lies over them.</summary>
    public int Layer { get; init; }
}

/// <summary>A definition file as it is read.</summary>
/// <param name="Problems">What is wrong with it as YAML, in order.</param>
public sealed record ParseResult(ParsedFile File, EquatableArray<Problem> Problems);
