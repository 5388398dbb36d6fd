using KernelFlags.Definitions.Problems;

namespace KernelFlags.Definitions.Syntax;

/// <summary>Where the nodes of one file stand in its text. It is made only when there is a problem to be shown.</summary>
public sealed class SourceMap
{
    private readonly string _path;
    private readonly NodeSpans? _root;
    private readonly TextLines _lines;

    private SourceMap(string path, string text, NodeSpans? root)
    {
        _path = path;
        _root = root;
        _lines = new TextLines(text);
    }

    /// <summary>Reads where the nodes of a file are.</summary>
    /// <param name="text">The text that was parsed.</param>
    /// <returns>The map.</returns>
    public static SourceMap Of(string path, string text) => new(path, text, NodeReader.Read(text).Spans);

    /// <summary>Gives a problem its place.</summary>
    /// <param name="problem">A problem of this file.</param>
    /// <returns>The problem, with line and column.</returns>
    public Problem Locate(BoundProblem problem) => _lines.Locate(
        Find(problem.Node), _path, problem.Id, problem.Severity, problem.Message, problem.Suggestion);

    private Span Find(NodePath path)
    {
        if (_root is null)
        {
            return default;
        }

        var node = _root;
        foreach (var step in path.Steps)
        {
            if (step >= node.Children.Count)
            {
                return node.Shown;
            }

            node = node.Children[step];
        }

        var span = path.IsKey ? node.Key : node.Shown;
        return path.Length > 0 && node.IsPlain && path.Offset + path.Length <= span.Length
            ? new Span(span.Start + path.Offset, path.Length)
            : span;
    }
}

/// <summary>Where a node, its key and what is in it stand.</summary>
internal sealed class NodeSpans
{
    /// <summary>What is underlined for it: a scalar, a flow collection of one line, or what comes first in a longer one.</summary>
    public Span Shown { get; set; }

    /// <summary>Its key in the mapping that it is in.</summary>
    public Span Key { get; set; }

    /// <summary>Whether it is a scalar whose text stands in the file as it is, on one line.</summary>
    public bool IsPlain { get; set; }

    public List<NodeSpans> Children { get; } = [];
}
