using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The flags that Rust code can name. One that is no longer there can't be; which new ones are wanted there is not known.</summary>
internal sealed class RustEditor(TreeCopy copy)
{
    /// <summary>Takes flags that are gone out of the list, with what is said of them.</summary>
    /// <param name="isGone">Whether a flag is gone, by its name in C.</param>
    public void Remove(Func<string, bool> isGone)
    {
        if (copy.Read(RustSource.Path) is not { } source)
        {
            return;
        }

        var lines = new HashSet<int>();
        foreach (var flag in RustSource.Parse(source).Flags.Where(f => isGone(f.Flag)))
        {
            var first = flag.Line;
            while (first > 1 && source.Line(first - 1).TrimStart().StartsWith("///", StringComparison.Ordinal))
            {
                first--;
            }

            first -= first > 1 && string.IsNullOrWhiteSpace(source.Line(first - 1)) ? 1 : 0;
            lines.UnionWith(Enumerable.Range(first, source.LineAt(flag.Span.End) - first + 1));
        }

        if (lines.Count > 0)
        {
            copy.Write(RustSource.Path, LineEdit.Remove(source, lines));
        }
    }
}
