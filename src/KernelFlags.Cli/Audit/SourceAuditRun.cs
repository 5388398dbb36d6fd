using System.Text.Json.Nodes;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Audit;
using KernelFlags.Live.Audit.Tables;

namespace KernelFlags.Cli.Audit;

/// <summary>Audits the sources that a call names, and prints what is found.</summary>
internal sealed class SourceAuditRun
{
    private readonly Terminal _terminal;
    private readonly SourceAudit _audit;
    private readonly List<PlacedFinding> _findings = [];
    private readonly List<(string Path, SourceTable Table)> _tables = [];
    private readonly List<string> _unread = [];
    private readonly List<string> _notes = [];
    private int _files;

    public SourceAuditRun(Terminal terminal, SourceAudit audit) => (_terminal, _audit) = (terminal, audit);

    /// <summary>Audits what is named.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="format">How to print the result.</param>
    /// <returns>The exit status.</returns>
    public int Run(IReadOnlyList<string> paths, string format)
    {
        foreach (var path in paths)
        {
            var before = _tables.Count;
            AuditPath(path);
            if (_tables.Count == before && paths.Count > 1)
            {
                _notes.Add($"{path}: no table found");
            }
        }

        Write(format);
        return _unread.Count > 0 ? ExitCode.Unusable : _findings.Count > 0 ? ExitCode.Found : ExitCode.Done;
    }

    private void AuditPath(string path)
    {
        foreach (var file in SourceFiles.Read(path, _terminal))
        {
            if (file.Text is null)
            {
                _unread.Add($"{file.Path} can't be read: {file.Problem}");
                continue;
            }

            _files++;
            _terminal.ShowProgress($"{Lines.Count(_files, "file")}");
            var report = _audit.Audit(file.Text);
            _tables.AddRange(report.Tables.Select(table => (file.Path, table)));
            _findings.AddRange(report.Findings.Select(finding => new PlacedFinding(file.Path, finding)));
        }

        _terminal.EndProgress();
    }

    private void Write(string format)
    {
        _unread.ForEach(_terminal.Error.WriteLine);
        switch (format)
        {
            case FormatOption.Json:
                JsonDocumentWriter.Write(_terminal.Output, Document());
                return;
            case FormatOption.Sarif:
                AuditReport.WriteSarif(_terminal, AuditRule.OfSources, _findings);
                break;
            default:
                AuditReport.WriteText(_terminal, _findings);
                break;
        }

        WriteAside();
    }

    private void WriteAside()
    {
        foreach (var (path, table) in _tables)
        {
            var what = FormattableString.Invariant($"note: {path}:{table.Line}: a table of {table.Entries} {(table.Kind == TableKind.Bits ? "flags" : "mnemonics")}");
            if (table.HasOwnNumbers)
            {
                _terminal.Error.WriteLine($"{what} with numbers of its own, which were not compared with bits");
            }

            if (table.LeftOut.Count > 0)
            {
                _terminal.Error.WriteLine($"{what}, a choice, which leaves out {string.Join(", ", table.LeftOut)}");
            }
        }

        _notes.ForEach(_terminal.Error.WriteLine);
        var files = Lines.Count(_files, "file");
        _terminal.Error.WriteLine(_tables.Count == 0
            ? $"no table of mnemonics or of flag bits found in {files}"
            : $"{Lines.Count(_tables.Count, "table")} in {files}, {Lines.Count(_findings.Count, "finding")}");
    }

    private JsonObject Document() => new()
    {
        ["files"] = _files,
        ["tables"] = JsonDocumentWriter.Array(_tables, placed => new JsonObject
        {
            ["path"] = JsonDocumentWriter.Text(placed.Path),
            ["line"] = placed.Table.Line,
            ["endLine"] = placed.Table.EndLine,
            ["kind"] = placed.Table.Kind == TableKind.Bits ? "bits" : "mnemonics",
            ["entries"] = placed.Table.Entries,
            ["own_numbers"] = placed.Table.HasOwnNumbers,
            ["left_out"] = JsonDocumentWriter.Array(placed.Table.LeftOut),
        }),
        ["findings"] = AuditReport.ToJson(_findings),
    };
}
