using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>The flags that the kernel's Rust code names, in <c>rust/kernel/mm/virt.rs</c>.</summary>
public sealed partial class RustSource
{
    /// <summary>The file that has them.</summary>
    public const string Path = "rust/kernel/mm/virt.rs";

    private RustSource(SourceText source)
    {
        Source = source;
        Flags = [.. Constant().Matches(source.Text).Select(m => new RustFlag(
            m.Groups["name"].Value, m.Groups["flag"].Value, source.LineAt(m.Groups["name"].Index), new Span(m.Index, m.Index + m.Length)))];
    }

    /// <summary>The file.</summary>
    public SourceText Source { get; }

    /// <summary>The flags, in the file's order.</summary>
    public IReadOnlyList<RustFlag> Flags { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="source">The file.</param>
    /// <returns>Its flags.</returns>
    public static RustSource Parse(SourceText source) => new(source);

    /// <summary>Reads the list of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns>The list; null where the tree has none.</returns>
    /// <exception cref="HeaderException">It can't be read, or is no file of the tree.</exception>
    public static RustSource? Read(string tree) => SourceText.Read(tree, Path) is { } source ? new RustSource(source) : null;

    [GeneratedRegex(@"^[ \t]*pub\s+const\s+(?<name>\w+)\s*:\s*vm_flags_t\s*=\s*bindings::(?<flag>\w+)[^;]*;", RegexOptions.Multiline)]
    private static partial Regex Constant();
}

/// <summary>A flag that Rust code can name.</summary>
/// <param name="Name">Its name there: <c>READ</c>.</param>
/// <param name="Flag">Its name in C: <c>VM_READ</c>.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Span">Where it stands.</param>
public sealed record RustFlag(string Name, string Flag, int Line, Span Span);
