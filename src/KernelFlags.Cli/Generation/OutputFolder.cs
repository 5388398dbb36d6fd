using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Generation;

/// <summary>The folder that <c>gen</c> writes to.</summary>
internal sealed class OutputFolder
{
    private readonly string _shown;
    private readonly Terminal _terminal;
    private readonly string? _template;

    /// <summary>A folder that need not exist yet.</summary>
    /// <param name="path">Its path, as the user wrote it.</param>
    /// <param name="terminal">Where results go.</param>
    /// <param name="template">The user's template, which must not be overwritten; null for none.</param>
    public OutputFolder(string path, Terminal terminal, string? template)
    {
        _shown = path;
        FullFolder = terminal.FullPath(path);
        _terminal = terminal;
        _template = template is null ? null : terminal.FullPath(template);
    }

    /// <summary>Its absolute path.</summary>
    public string FullFolder { get; }

    /// <summary>Compares files with what is on disk, and prints the difference of each that is out of date.</summary>
    /// <param name="files">The files as they would be written.</param>
    /// <returns>Whether all are up to date.</returns>
    public bool Check(IReadOnlyList<OutputFile> files)
    {
        var stale = files.Where(file => !WholeFile.Holds(FullPath(file), file.Text)).ToList();
        foreach (var file in stale)
        {
            _terminal.Output.Write(Lines.Visible(Difference(file)));
        }

        _terminal.Error.WriteLine(stale.Count == 0
            ? $"{Lines.Count(files.Count, "file")} up to date"
            : $"{stale.Count} of {Lines.Count(files.Count, "file")} out of date");
        return stale.Count == 0;
    }

    /// <summary>Writes files and prints which.</summary>
    public void Write(IReadOnlyList<OutputFile> files)
    {
        foreach (var file in files)
        {
            _terminal.Output.WriteLine(Write(file) ? $"wrote {Shown(file)}" : $"unchanged {Shown(file)}");
        }
    }

    /// <summary>Checks what lies on disk now, and prints what was found.</summary>
    /// <param name="files">What was written.</param>
    /// <param name="compiled">What the compiler says of it.</param>
    /// <returns>Whether all holds.</returns>
    public bool Report(IReadOnlyList<OutputFile> files, CompilerCheck compiled)
    {
        var wrong = files.Where(file => !WholeFile.Holds(FullPath(file), file.Text)).ToList();
        foreach (var line in wrong.Select(file => $"{Shown(file)} does not read back as it was written").Concat(compiled.Failures))
        {
            _terminal.Error.WriteLine(VisibleText.Of(line));
        }

        var count = Lines.Count(files.Count, "file");
        _terminal.Output.WriteLine($"checked: {(wrong.Count == 0 ? count : $"{files.Count - wrong.Count} of {count}")} read back as written; {compiled.Summary}");
        return wrong.Count == 0 && compiled.Failures.Count == 0;
    }

    private bool Write(OutputFile file)
    {
        var path = FullPath(file);
        return path != _template ? WholeFile.Write(path, file.Text) : throw new UnusableException($"{Shown(file)} is the template itself");
    }

    private string Difference(OutputFile file)
    {
        var path = FullPath(file);
        if (!File.Exists(path))
        {
            return UnifiedDiff.Of("/dev/null", "", Shown(file), file.Text);
        }

        var difference = UnifiedDiff.Of(Shown(file), File.ReadAllText(path), Shown(file), file.Text);
        return difference.Length > 0 ? difference : $"{Shown(file)} differs in bytes that are not text: a byte order mark, or what is not UTF-8\n";
    }

    private string FullPath(OutputFile file) => Path.Combine(FullFolder, file.Path);

    private string Shown(OutputFile file) => VisibleText.Of(Path.Combine(_shown, file.Path).Replace('\\', '/'));
}
