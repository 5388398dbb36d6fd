using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Import;

namespace KernelFlags.Cli.Import;

/// <summary>Imports a tree, and writes the definitions.</summary>
/// <param name="model">The definitions, which know architectures and options.</param>
/// <param name="known">The table, which knows what no header says.</param>
/// <param name="terminal">Where to.</param>
internal sealed class ImportRun(DefinitionModel model, FlagTable known, Terminal terminal)
{
    /// <summary>The table whose flags the headers define.</summary>
    private const string VmaTable = "vma";

    /// <summary>Imports the whole table, or what has changed since another state.</summary>
    /// <param name="tree">The tree, as it was named.</param>
    /// <param name="since">The other state; null for the whole table.</param>
    /// <param name="output">The folder to write to; null for standard output.</param>
    /// <param name="cancel">Ends git too.</param>
    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(string tree, string? since, string? output, CancellationToken cancel)
    {
        if (known.Name != VmaTable)
        {
            throw new UnusableException($"a kernel tree defines the table {VmaTable}; leave out --table {known.Name}");
        }

        try
        {
            var folder = terminal.FullPath(tree);
            var version = TreeKernel.VersionOf(model, tree, terminal);
            if (since is null)
            {
                var importer = new TreeImporter(model, known, version, folder);
                var table = importer.Import();
                importer.Verify(table, isWhole: true);
                Write(DefinitionFiles.Table(table, importer.NewOptions, known, model), version, output);
                return ExitCode.Done;
            }

            using var revision = await TreeRevision.FindAsync(since, tree, TreeParts.Roots, TreeParts.Contain, terminal, cancel).ConfigureAwait(false);
            var release = VersionPoint.Of(version with { Patch = 0 });
            var (newer, older) = Both(version, folder, revision.Folder);
            var series = newer.Import(older, release);
            newer.Verify(series, isWhole: false);
            Write(DefinitionFiles.Series(series, newer.NewOptions.ExceptBy(older.NewOptions.Select(o => o.Name), o => o.Name).ToList(), release), version, output);
            return ExitCode.Done;
        }
        catch (HeaderException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    private (TreeImporter Newer, TreeImporter Older) Both(KernelVersion version, string newer, string older)
    {
        var before = Task.Run(() => new TreeImporter(model, known, version, older));
        return (new TreeImporter(model, known, version, newer), before.GetAwaiter().GetResult());
    }

    private void Write(IReadOnlyList<(string Path, string Text)> files, KernelVersion version, string? output)
    {
        foreach (var (path, text) in files)
        {
            if (output is null)
            {
                terminal.Output.Write($"# {path}\n{text}");
            }
            else
            {
                var shown = Path.Combine(output, path);
                terminal.Output.WriteLine($"{(WholeFile.Write(terminal.FullPath(shown), text) ? "wrote" : "unchanged")} {VisibleText.Of(shown)}");
            }
        }

        var unwritten = files.Sum(f => f.Text.Split(DefinitionFiles.Unwritten).Length - 1);
        terminal.Error.WriteLine(files.Count == 0 ? $"{version}: no flag, mask or option is changed"
            : $"{version}: {Lines.Count(files.Count, "file")}{(unwritten == 0 ? "" : $"; {Lines.Count(unwritten, "summary").Replace("summarys", "summaries", StringComparison.Ordinal)} to be written")}");
    }
}
