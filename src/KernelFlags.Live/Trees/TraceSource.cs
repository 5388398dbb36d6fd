using System.Text.RegularExpressions;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Sources;

namespace KernelFlags.Live.Trees;

/// <summary>The names that traces print, as <c>include/trace/events/mmflags.h</c> lists them.</summary>
public sealed partial class TraceSource
{
    /// <summary>The file that has them.</summary>
    public const string Path = "include/trace/events/mmflags.h";

    private const string TableName = "__def_vmaflag_names";

    private TraceSource(CFile file, CLine table)
    {
        (File, Table) = (file, table);
        Macros = [.. file.Lines.Take(table.Index).Select(MacroOf).OfType<TraceMacro>()];
        var known = Macros.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var body = TableStart().Match(table.Code);
        Rows = [.. Row().Matches(table.Code, body.Index + body.Length)
            .Where(m => m.Groups["flag"].Success || known.Contains(m.Groups["macro"].Value))
            .Select(m => RowOf(table, m))];
    }

    /// <summary>The file.</summary>
    public CFile File { get; }

    /// <summary>The macro that is the table: one line, with all that continue it.</summary>
    public CLine Table { get; }

    /// <summary>The rows, in the table's order.</summary>
    public IReadOnlyList<TraceRow> Rows { get; }

    /// <summary>The macros before the table, those that rows use and others. One that has several branches is there several times.</summary>
    public IReadOnlyList<TraceMacro> Macros { get; }

    /// <summary>Finds the table in a file.</summary>
    /// <param name="file">The file.</param>
    /// <returns>The table; null where the file has none.</returns>
    public static TraceSource? Parse(CFile file) =>
        file.Lines.FirstOrDefault(l => TableStart().IsMatch(l.Code)) is { } table ? new TraceSource(file, table) : null;

    /// <summary>Reads the table of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <returns>The table; null where the tree has none.</returns>
    /// <exception cref="HeaderException">The file can't be read, or is no file of the tree.</exception>
    public static TraceSource? Read(string tree) => CFile.Read(tree, Path) is { } file ? Parse(file) : null;

    /// <summary>The line, from 1, that a row stands in.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Its number.</returns>
    public int LineOf(TraceRow row) => File.Source.LineAt(row.Span.Start);

    private static TraceRow RowOf(CLine table, Match match) => new(
        match.Groups["flag"] is { Success: true } flag ? flag.Value : null,
        match.Groups["name"] is { Success: true } name ? name.Value : null,
        match.Groups["macro"] is { Success: true } macro ? macro.Value : null,
        match.Groups["comma"].Success,
        Span.Of(table, match),
        Span.Of(table, match.Groups["name"]));

    private static TraceMacro? MacroOf(CLine line)
    {
        var match = Macro().Match(line.Code);
        if (!match.Success || match.Groups["name"].Value == TableName)
        {
            return null;
        }

        var body = match.Groups["body"];
        var pair = Pair().Match(body.Value);
        return new TraceMacro(
            match.Groups["name"].Value,
            match.Groups["parameters"] is { Success: true } parameters ? parameters.Value : null,
            body.Value,
            pair.Success ? pair.Groups["flag"].Value : null,
            pair.Success ? pair.Groups["name"].Value : null,
            line,
            Span.Of(line, body));
    }

    [GeneratedRegex(@"^\s*#\s*define\s+__def_vmaflag_names\b")]
    private static partial Regex TableStart();

    [GeneratedRegex(@"\{\s*(?<flag>\w+)\s*,\s*""(?<name>\w+)""\s*\}(?:\s*(?<comma>,))?|(?<macro>\b[A-Za-z_]\w*)\s*\(\s*(?<flag>\w+)\s*,\s*""(?<name>\w+)""\s*\)|(?<macro>\b[A-Za-z_]\w*)\b(?:\s*(?<comma>,))?")]
    private static partial Regex Row();

    [GeneratedRegex(@"^\s*#\s*define\s+(?<name>\w+)(?:\((?<parameters>[^)]*)\))?(?=\s|$)\s*(?<body>.*?)\s*$", RegexOptions.Singleline)]
    private static partial Regex Macro();

    [GeneratedRegex(@"^\{\s*(?<flag>\w+)\s*,\s*""(?<name>\w+)""\s*\}")]
    private static partial Regex Pair();
}

/// <summary>A row of the trace table.</summary>
/// <param name="Flag">The flag's name in C: <c>VM_READ</c>; null where a macro alone says it.</param>
/// <param name="Name">The name that is printed: <c>read</c>; null where a macro alone says it.</param>
/// <param name="Macro">The macro that it goes through: <c>IF_HAVE_VM_SOFTDIRTY</c>, <c>__VM_ARCH_SPECIFIC_1</c>; null for a row of its own.</param>
/// <param name="HasComma">Whether a comma follows; none does after the last row, and after a macro that brings its own.</param>
/// <param name="Span">Where it stands, with its comma.</param>
/// <param name="NameSpan">Where the name stands, without the quotes; empty where a macro alone says it.</param>
public sealed record TraceRow(string? Flag, string? Name, string? Macro, bool HasComma, Span Span, Span NameSpan);

/// <summary>A macro that stands before the trace table.</summary>
/// <param name="Name">Its name: <c>IF_HAVE_VM_SOFTDIRTY</c>.</param>
/// <param name="Parameters">Its parameters, as they are written; null for one without.</param>
/// <param name="Body">What it stands for; empty where it takes the row away.</param>
/// <param name="Flag">The flag of the row that it is by itself: <c>VM_SAO</c>; null where it is none.</param>
/// <param name="PrintedName">The name of that row.</param>
/// <param name="Line">The line, with the conditionals that it stands in.</param>
/// <param name="BodySpan">Where what it stands for is written.</param>
public sealed record TraceMacro(string Name, string? Parameters, string Body, string? Flag, string? PrintedName, CLine Line, Span BodySpan);
