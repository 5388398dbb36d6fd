using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Audit.Copies;

/// <summary>What an audit of a kernel tree found.</summary>
/// <param name="Path">The file's path in the tree.</param>
/// <param name="Finding">What was found there.</param>
public sealed record CopyFinding(string Path, AuditFinding Finding)
{
    /// <summary>What it says, wherever it stands: a finding that a tree had before its lines moved is the same.</summary>
    public string Key => string.Join('\n', Finding.Rule.Id, Path, Finding.Name, Finding.Message);

    /// <summary>A finding at a piece of a file.</summary>
    internal static CopyFinding At(AuditRule rule, SourceText source, Span span, string name, string message)
    {
        var place = source.Place(span.Start, span.End);
        var end = Math.Min(span.End, source.EndOf(place.Line));
        return new CopyFinding(source.Path, new AuditFinding(rule, place.Line, place.Column, place.Column + Math.Max(end - place.Start, 1), name, null, message));
    }

    /// <summary>A finding at a line.</summary>
    internal static CopyFinding At(AuditRule rule, SourceText source, int line, string name, string message)
    {
        var text = source.Line(line);
        var blanks = text.Length - text.TrimStart().Length;
        return At(rule, source, new Span(source.StartOf(line) + blanks, source.StartOf(line) + text.TrimEnd().Length), name, message);
    }
}
