using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees.Patching.Texts;

/// <summary>The files of a tree as they are to be. The tree itself is only read.</summary>
/// <param name="tree">The tree's folder.</param>
internal sealed class TreeCopy(string tree)
{
    private readonly SortedDictionary<string, string> _old = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _new = new(StringComparer.Ordinal);

    /// <summary>The tree's folder.</summary>
    public string Tree => tree;

    /// <summary>A file as it is now.</summary>
    /// <param name="path">Its path in the tree.</param>
    /// <returns>The file; null where the tree has none.</returns>
    public SourceText? Read(string path)
    {
        if (!_new.TryGetValue(path, out var text))
        {
            if (TreeFile.Read(tree, path) is not { } read)
            {
                return null;
            }

            if (read.Contains('\r', StringComparison.Ordinal))
            {
                throw new TreePatchException($"{path} has lines that end in CR LF, as a kernel's do not; check the tree out without core.autocrlf; nothing was changed");
            }

            _old[path] = _new[path] = text = read;
        }

        return new SourceText(path, text);
    }

    /// <summary>A C file as it is now.</summary>
    /// <inheritdoc cref="Read"/>
    public CFile? ReadC(string path) => Read(path) is { } source ? CFile.Parse(source) : null;

    /// <summary>A header as it is now.</summary>
    /// <inheritdoc cref="Read"/>
    public HeaderSource? ReadHeader(string path) => ReadC(path) is { } file ? HeaderSource.Parse(file) : null;

    /// <summary>Gives a file that was read another text.</summary>
    public void Write(string path, string text) => _new[path] = text;

    /// <summary>What differs from what was read or taken before, by path; it is taken then.</summary>
    public IReadOnlyList<FileChange> TakeChanges()
    {
        var changes = _old.Where(f => _new[f.Key] != f.Value).Select(f => new FileChange(f.Key, f.Value, _new[f.Key])).ToList();
        changes.ForEach(c => _old[c.Path] = c.New);
        return changes;
    }
}

/// <summary>A file of a tree that changes.</summary>
/// <param name="Path">Its path in the tree.</param>
/// <param name="Old">Its text.</param>
/// <param name="New">The text that it is to have.</param>
public sealed record FileChange(string Path, string Old, string New);
