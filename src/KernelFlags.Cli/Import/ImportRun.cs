using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Output.Findings;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Problems;
using KernelFlags.Definitions.Syntax;
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
    /// <param name="trees">The trees, as they were named.</param>
    /// <param name="bases">The other state of each, or one of all; none for the whole table of one tree.</param>
    /// <param name="output">The folder to write to; null for standard output.</param>
    /// <param name="cancel">Ends git too.</param>
    /// <returns>The exit status.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> trees, IReadOnlyList<string> bases, string? output, CancellationToken cancel)
    {
        if (known.Name != VmaTable)
        {
            throw new UnusableException($"a kernel tree defines the table {VmaTable}; leave out --table {known.Name}");
        }

        if (bases.Count != 1 && bases.Count != trees.Count && (bases.Count, trees.Count) != (0, 1))
        {
            throw new UnusableException("of several trees what a series changes is imported: say the state before it with --base, once for all or once for each");
        }

        try
        {
            if (bases.Count == 0)
            {
                ImportWhole(trees[0], output);
                return ExitCode.Done;
            }

            var series = new List<ImportedSeries>();
            for (var i = 0; i < trees.Count; i++)
            {
                series.Add(await SeriesAsync(trees[i], bases[bases.Count == 1 ? 0 : i], cancel).ConfigureAwait(false));
            }

            WriteSeries([.. series.OrderBy(one => one.Version)], output);
            return ExitCode.Done;
        }
        catch (HeaderException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    private void ImportWhole(string tree, string? output)
    {
        var version = TreeKernel.VersionOf(model, tree, terminal);
        var importer = new TreeImporter(model, known, version, terminal.FullPath(tree));
        var table = importer.Import();
        importer.Verify(table, isWhole: true);
        var files = DefinitionFiles.Table(table, importer.NewOptions, known, model);
        RefuseUnreadable(files);
        Write(files, version, output);
    }

    private async Task<ImportedSeries> SeriesAsync(string tree, string since, CancellationToken cancel)
    {
        var version = TreeKernel.VersionOf(model, tree, terminal);
        using var revision = await TreeRevision.FindAsync(since, tree, TreeParts.Roots, TreeParts.Contain, terminal, cancel).ConfigureAwait(false);

        // What an older release got is its stable branch's own: no later release has it for that.
        var isStable = version.IsOfOlderRelease(model.Newest);
        var release = VersionPoint.Of(isStable ? version : version with { Patch = 0 });
        var (newer, older) = Both(version, terminal.FullPath(tree), revision.Folder);
        var table = newer.Import(older, release, isStable ? VersionPoint.Of(version.NextRelease) : null);
        return new(version, release, newer, table, [.. newer.NewOptions.ExceptBy(older.NewOptions.Select(o => o.Name), o => o.Name)]);
    }

    /// <summary>Writes what all series bring, which must be what each tree has.</summary>
    private void WriteSeries(List<ImportedSeries> series, string? output)
    {
        var table = SeriesUnion.Of([.. series.Select(one => one.Table)]);
        series.ForEach(one => one.Newer.Verify(table, isWhole: false));
        var options = series.SelectMany(one => one.Options).DistinctBy(option => option.Name).ToList();
        Write(DefinitionFiles.Series(table, options, series[0].Since), series[^1].Version, output);
    }

    /// <summary>What has errors would be read by no command.</summary>
    private static void RefuseUnreadable(IReadOnlyList<(string Path, string Text)> files)
    {
        var problems = DefinitionLoader.Load(files.Select(file => new DefinitionFile(file.Path, file.Path, file.Text))).Problems;
        if (problems.FirstOrDefault(problem => problem.Severity == Severity.Error) is { } error)
        {
            throw new UnusableException($"the tree has something that can't be imported whole: it would give {ProblemLine.Of(error)}; import what a series changes with --base");
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
            : $"{version}: {Lines.Count(files.Count, "file")}{(unwritten == 0 ? "" : $"; {Lines.Count(unwritten, "summary", "summaries")} to be written")}");
    }

    /// <summary>What a series brings to a tree.</summary>
    private sealed record ImportedSeries(KernelVersion Version, VersionPoint Since, TreeImporter Newer, ImportedTable Table, IReadOnlyList<ImportedOption> Options);
}
