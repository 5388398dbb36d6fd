using System.Globalization;
using KernelFlags.Definitions.Problems;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KernelFlags.Definitions.Syntax;

/// <summary>
/// Builds the nodes of a file from the parser's events, and the tree of their places beside it. Nothing here recurses deeper than
/// <see cref="DefinitionParser.MaxDepth"/>, whatever the file holds.
/// </summary>
internal sealed class NodeReader
{
    private const int MaxNodes = 1_000_000;

    private readonly Parser _events;
    private readonly ReadText _text;
    private int _nodes;
    private bool _stopped;
    private int _openFlow = -1;

    private NodeReader(ReadText text)
    {
        _text = text;
        _events = new Parser(new StringReader(text.Yaml));
    }

    /// <summary>Reads a file.</summary>
    /// <returns>What was understood; that is all of it unless there are problems.</returns>
    public static ReadResult Read(string text)
    {
        var checkedText = ReadText.Check(text);
        if (checkedText.IsRefused)
        {
            return new ReadResult(null, null, checkedText.Problems, false);
        }

        var reader = new NodeReader(checkedText);
        var root = reader.ReadDocument(out var spans);
        return new ReadResult(root, spans, checkedText.Problems, checkedText.Problems.Count == 0);
    }

    private Node? ReadDocument(out NodeSpans? spans)
    {
        spans = null;
        while (Next() is { } next)
        {
            if (next is StreamStart or DocumentStart)
            {
                continue;
            }

            if (next is StreamEnd)
            {
                return null;
            }

            var root = ReadNode(next, 1, out spans);
            CheckEnd();
            return root is Node.Scalar { IsPlain: true, Text: "" } ? null : root;
        }

        return null;
    }

    private void CheckEnd()
    {
        while (!_stopped && Next() is { } next)
        {
            if (next is DocumentStart)
            {
                Report(SpanOf(next), ProblemRules.SeveralDocuments);
                return;
            }
        }
    }

    /// <summary>Reads the node that begins with <paramref name="start"/>.</summary>
    /// <returns>The node; null when the file broke off within it and what there is of it can't be used.</returns>
    private Node? ReadNode(ParsingEvent start, int depth, out NodeSpans spans)
    {
        spans = new NodeSpans { Shown = SpanOf(start) };
        if (++_nodes > MaxNodes)
        {
            return Stop(spans.Shown, ProblemRules.TooLarge, "a million values");
        }

        CheckProperties(start, spans.Shown);
        switch (start)
        {
            case Scalar scalar:
                spans.IsPlain = scalar.Style == ScalarStyle.Plain && scalar.Value.Length == spans.Shown.Length;
                return new Node.Scalar(scalar.Value, scalar.Style == ScalarStyle.Plain);
            case AnchorAlias alias:
                Report(spans.Shown, ProblemRules.Anchor, "*" + alias.Value);
                return new Node.Invalid();
            case SequenceStart or MappingStart when depth > DefinitionParser.MaxDepth:
                return Stop(spans.Shown, ProblemRules.TooDeep, DefinitionParser.MaxDepth.ToString(CultureInfo.InvariantCulture));
            case SequenceStart sequence:
                return ReadSequence(sequence, depth, spans);
            case MappingStart mapping:
                return ReadMapping(mapping, depth, spans);
            default:
                return new Node.Invalid();
        }
    }

    private Node.Sequence? ReadSequence(SequenceStart start, int depth, NodeSpans spans)
    {
        var items = new List<Node>();
        var outer = Open(start, start.Style == SequenceStyle.Flow);
        while (Next() is { } next)
        {
            if (next is SequenceEnd)
            {
                Close(outer, next, start.Style == SequenceStyle.Flow, spans);
                return new Node.Sequence(items.ToEquatableArray());
            }

            if (ReadNode(next, depth + 1, out var itemSpans) is { } item)
            {
                items.Add(item);
                spans.Children.Add(itemSpans);
            }
        }

        return depth <= KeptDepth ? new Node.Sequence(items.ToEquatableArray()) : null;
    }

    private Node.Mapping? ReadMapping(MappingStart start, int depth, NodeSpans spans)
    {
        var entries = new List<Entry>();
        var outer = Open(start, start.Style == MappingStyle.Flow);
        while (Next() is { } next)
        {
            if (next is MappingEnd)
            {
                Close(outer, next, start.Style == MappingStyle.Flow, spans);
                return new Node.Mapping(entries.ToEquatableArray());
            }

            var key = ReadNode(next, depth + 1, out var keySpans);
            if (key is null || Next() is not { } valueStart || ReadNode(valueStart, depth + 1, out var valueSpans) is not { } value)
            {
                continue;
            }

            if (key is Node.Scalar scalar)
            {
                valueSpans.Key = keySpans.Shown;
                entries.Add(new Entry(scalar.Text, value));
                spans.Children.Add(valueSpans);
            }
            else if (key is not Node.Invalid)
            {
                Report(keySpans.Shown, ProblemRules.ComplexKey);
            }
        }

        return depth == 1 ? new Node.Mapping(entries.ToEquatableArray()) : null;
    }

    /// <summary>Where a file breaks off, the entries before that place are kept: those of the lists right below the root.</summary>
    private const int KeptDepth = 2;

    /// <summary>Notes an open bracket, so that a file that ends without closing it can be told where it is.</summary>
    private int Open(ParsingEvent start, bool isFlow)
    {
        var outer = _openFlow;
        if (isFlow)
        {
            _openFlow = (int)start.Start.Index;
        }

        return outer;
    }

    /// <summary>A flow collection of one line is shown whole, any other by what comes first in it.</summary>
    private void Close(int outer, ParsingEvent end, bool isFlow, NodeSpans spans)
    {
        _openFlow = outer;
        var whole = Span.Between(spans.Shown.Start, _text.Offset(end.End));
        if (isFlow)
        {
            spans.Shown = _text.IsOneLine(whole) ? whole : new Span(spans.Shown.Start, 1);
        }
        else if (spans.Children.Count > 0)
        {
            var first = spans.Children[0];
            spans.Shown = first.Key.Length > 0 ? first.Key : first.Shown;
        }
    }

    private void CheckProperties(ParsingEvent start, Span span)
    {
        if (start is not NodeEvent node)
        {
            return;
        }

        if (!node.Anchor.IsEmpty && start is not AnchorAlias)
        {
            Report(span, ProblemRules.Anchor, "&" + node.Anchor.Value);
        }

        if (!node.Tag.IsEmpty)
        {
            Report(span, ProblemRules.Tag, node.Tag.IsNonSpecific ? "!" : node.Tag.Value);
        }
    }

    private ParsingEvent? Next()
    {
        if (_stopped)
        {
            return null;
        }

        try
        {
            return _events.MoveNext() ? _events.Current : null;
        }
        catch (YamlException exception)
        {
            Stop(_text.Clip(_text.Offset(exception.Start), _text.Offset(exception.End)), ProblemRules.Malformed, Reason(exception));
        }
        catch (InvalidOperationException)
        {
            // The scanner's answer to a bracket that is never closed.
            var at = _openFlow >= 0 ? _openFlow : (int)(_events.Current?.Start.Index ?? 0);
            Stop(_text.Clip(_text.Offset(at), _text.Offset(at) + 1), ProblemRules.Malformed, "a bracket or brace is not closed");
        }
        catch (ArgumentException)
        {
            // The parser's answer to a tag or an anchor that the scanner let through.
            var at = _text.Offset((int)(_events.Current?.End.Index ?? 0));
            Stop(_text.Clip(at, at + 1), ProblemRules.Malformed, "a tag or an anchor that follows here has no valid name; definitions need neither");
        }

        return null;
    }

    private static string Reason(YamlException exception)
    {
        var message = exception.Message.TrimEnd('.', ' ');
        return message.Length == 0 ? "it can't be read" : char.ToLowerInvariant(message[0]) + message.Substring(1);
    }

    private Node? Stop(Span span, ProblemRule rule, params string[] arguments)
    {
        _stopped = true;

        // The parser stumbles over a tab as well; one problem is enough for it.
        if (rule != ProblemRules.Malformed || _text.Problems.Count == 0)
        {
            Report(span, rule, arguments);
        }

        return null;
    }

    private void Report(Span span, ProblemRule rule, params string[] arguments) =>
        _text.Problems.Add(new SpanProblem(span, rule, arguments));

    private Span SpanOf(ParsingEvent start) => _text.Clip(_text.Offset(start.Start), _text.Offset(start.End));
}

/// <summary>What was read of a file.</summary>
internal sealed record ReadResult(Node? Root, NodeSpans? Spans, List<SpanProblem> Problems, bool IsComplete);
