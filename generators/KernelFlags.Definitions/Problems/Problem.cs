namespace KernelFlags.Definitions.Problems;

/// <summary>How bad a problem is.</summary>
public enum Severity
{
    /// <summary>The definition can't be taken as it stands.</summary>
    Error,

    /// <summary>It can, and is likely not what was meant.</summary>
    Warning,
}

/// <summary>A problem at its place in a file.</summary>
/// <param name="Path">The file's path, as it was given.</param>
/// <param name="Line">The line that it starts in, from 1.</param>
/// <param name="Column">The column that it starts in, from 1, in UTF-16 units.</param>
/// <param name="EndLine">The line that it ends in.</param>
/// <param name="EndColumn">The column behind its last character.</param>
/// <param name="Start">The offset of its first character in the text, in UTF-16 units.</param>
/// <param name="Length">Its length, in UTF-16 units.</param>
/// <param name="Id">The diagnostic's id: <c>KF2001</c>.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong, and what would be right; one line.</param>
/// <param name="Suggestion">The nearest valid name; null where there is none.</param>
public sealed record Problem(
    string Path,
    int Line,
    int Column,
    int EndLine,
    int EndColumn,
    int Start,
    int Length,
    string Id,
    Severity Severity,
    string Message,
    string? Suggestion);

/// <summary>A problem that is located by a path into the definitions, which does not change when lines move.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Message">What is wrong, and what would be right; one line.</param>
/// <param name="Suggestion">The nearest valid name; null where there is none.</param>
public sealed record BoundProblem(
    string File, NodePath Node, string Id, Severity Severity, string Message, string? Suggestion);

/// <summary>A path from a file's root to a node.</summary>
/// <param name="Steps">The index of the entry or item, on each level.</param>
/// <param name="IsKey">Whether the last entry's key is meant, and not its value.</param>
/// <param name="Offset">Where in the text of a plain scalar, for a part of it.</param>
/// <param name="Length">The length of that part; 0 for all of it.</param>
public sealed record NodePath(EquatableArray<int> Steps, bool IsKey, int Offset = 0, int Length = 0);
