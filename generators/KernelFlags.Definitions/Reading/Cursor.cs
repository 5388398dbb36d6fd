using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;

namespace KernelFlags.Definitions.Reading;

/// <summary>A node, and the way to it from the root of its file. What a problem is reported at.</summary>
internal sealed class Cursor
{
    private readonly Cursor? _parent;
    private readonly int _step;

    private Cursor(ParsedFile file, BindContext context, Node node, Cursor? parent, int step)
    {
        File = file;
        Context = context;
        Node = node;
        _parent = parent;
        _step = step;
    }

    public ParsedFile File { get; }

    /// <summary>What the binding knows by now, and where problems go.</summary>
    public BindContext Context { get; }

    public Node Node { get; }

    /// <summary>The text of a scalar; null for anything else.</summary>
    public string? Text => (Node as Node.Scalar)?.Text;

    public static Cursor RootOf(ParsedFile file, BindContext context) => new(file, context, file.Root ?? new Node.Invalid(), null, 0);

    /// <summary>The items of a list, or the values of a mapping, in order.</summary>
    public IEnumerable<Cursor> Children() => Node switch
    {
        Node.Sequence sequence => sequence.Items.Select((item, i) => new Cursor(File, Context, item, this, i)),
        Node.Mapping mapping => mapping.Entries.Select((entry, i) => new Cursor(File, Context, entry.Value, this, i)),
        _ => [],
    };

    /// <summary>The entries of a mapping, in order.</summary>
    public IEnumerable<CursorEntry> Entries() => Node is Node.Mapping mapping
        ? mapping.Entries.Select((entry, i) => new CursorEntry(entry.Key, new Cursor(File, Context, entry.Value, this, i)))
        : [];

    /// <summary>Reports a problem of the node.</summary>
    public void Report(ProblemRule rule, params string[] arguments) => Here.Report(rule, arguments);

    /// <summary>Reports that the node's text is not one of <paramref name="candidates"/>, with the nearest that is.</summary>
    public void ReportName(ProblemRule rule, string name, IEnumerable<string> candidates, params string[] arguments) =>
        Here.ReportName(rule, name, candidates, arguments);

    /// <summary>The place of the node itself.</summary>
    public Place Here => new(this, false, 0, 0);

    /// <summary>The place of its key in the mapping that it is in.</summary>
    public Place Key => new(this, true, 0, 0);

    /// <summary>The place of a part of a scalar's text.</summary>
    public Place Part(int offset, int length) => new(this, false, offset, length);

    public NodePath Path(bool isKey, int offset, int length)
    {
        var steps = new List<int>();
        for (var at = this; at._parent is { } parent; at = parent)
        {
            steps.Add(at._step);
        }

        steps.Reverse();
        return new NodePath(steps.ToEquatableArray(), isKey, offset, length);
    }
}
