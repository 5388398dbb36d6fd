using System.Text.Json.Nodes;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Check;

/// <summary>Holds a table against a kernel tree, and writes what differs.</summary>
/// <param name="model">The definitions.</param>
/// <param name="table">The table.</param>
/// <param name="tree">The tree, as it was named.</param>
/// <param name="terminal">Where to.</param>
internal sealed class TreeCheck(DefinitionModel model, FlagTable table, string tree, Terminal terminal)
{
    /// <summary>The table whose flags the headers define.</summary>
    internal const string VmaTable = "vma";

    private readonly string _folder = terminal.FullPath(tree);

    /// <summary>One kernel, from whose options some may be left out.</summary>
    /// <returns>The exit status.</returns>
    public int One(KernelProfile kernel, IReadOnlyCollection<string> without, bool isJson) => Check(isJson, isFolded: false, () =>
    {
        RefuseUnusable(without, kernel.Kernel, kernel.Arch);
        return [without.Count > 0 ? TreeMatrix.Without(model, kernel, _folder, without) : new TreeConfiguration(kernel, kernel.Arch)];
    });

    /// <summary>Every architecture, or one, with all options, with none, and with each left out.</summary>
    /// <returns>The exit status.</returns>
    public int All(KernelVersion version, string? arch, IReadOnlyCollection<string> without, bool isJson) => Check(isJson, isFolded: true, () =>
    {
        RefuseUnusable(without, version, arch);
        return TreeMatrix.Of(model, version, _folder, arch, without);
    });

    private int Check(bool isJson, bool isFolded, Func<IReadOnlyList<TreeConfiguration>> choose)
    {
        if (table.Name != VmaTable)
        {
            throw new UnusableException($"a kernel tree is compared with the table {VmaTable}; leave out --table {table.Name}");
        }

        try
        {
            var configurations = choose();
            var comparison = TreeComparison.Of(table, _folder, configurations);
            if (comparison.Facts.All(facts => facts is null))
            {
                throw new UnusableException([.. comparison.Findings.Select(f => VisibleText.Of($"{tree}: {f.Message}"))]);
            }

            Write(comparison, configurations, isJson, isFolded);
            return comparison.Findings.Count == 0 ? ExitCode.Done : ExitCode.Found;
        }
        catch (HeaderException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    private void Write(TreeComparison comparison, IReadOnlyList<TreeConfiguration> configurations, bool isJson, bool isFolded)
    {
        if (isJson)
        {
            JsonDocumentWriter.Write(terminal.Output, Document(comparison, configurations));
        }
        else
        {
            foreach (var finding in comparison.Findings)
            {
                terminal.Output.WriteLine(VisibleText.Of(isFolded ? $"{finding.Message} ({finding.Where})" : finding.Message));
            }
        }

        terminal.Error.WriteLine($"{Compared(comparison, configurations, isFolded)} compared, {Lines.Count(comparison.Findings.Count, "difference")}");
    }

    private static string Compared(TreeComparison comparison, IReadOnlyList<TreeConfiguration> configurations, bool isFolded)
    {
        var kernel = configurations[0].Kernel;
        return comparison.Facts is [{ } facts] && !isFolded
            ? $"{kernel.Profile}: {facts.Words.Count} flags and masks, {facts.Smaps.Count} mnemonics, {facts.Trace.Count} trace names"
            : $"{kernel.Kernel}: {Lines.Count(configurations.Select(c => c.Kernel.Arch).Distinct().Count(), "architecture")}, {Lines.Count(configurations.Count, "configuration")}";
    }

    /// <summary>What is set nowhere can't be left out, and what is set always can't either.</summary>
    private void RefuseUnusable(IReadOnlyCollection<string> without, KernelVersion version, string? arch)
    {
        if (without.Count == 0)
        {
            return;
        }

        var set = TreeMatrix.Of(model, version, _folder, arch).Where(c => c.IsFull).ToList();
        var known = set.SelectMany(c => c.Kernel.Config).Select(TreeMatrix.NameOf).Distinct().ToList();
        foreach (var option in without.Except(known))
        {
            throw new UnusableException(
                set.Exists(c => c.Options.Contains(option)) ? $"{option} is set by the architecture, whatever a configuration says; it can't be left out"
                : model.Options.Any(o => o.Name == option) ? $"{string.Join(", ", set)} can't have {option}, and is without it anyway"
                : $"no table and no definition of the tree knows the option '{option}'{Names.Hint(option, known)}");
        }
    }

    private static JsonObject Document(TreeComparison comparison, IReadOnlyList<TreeConfiguration> configurations) => new()
    {
        ["kernel"] = configurations[0].Kernel.Kernel.ToString(),
        ["configurations"] = configurations.Count,
        ["differences"] = JsonDocumentWriter.Array(comparison.Findings, finding => new JsonObject
        {
            ["name"] = JsonDocumentWriter.Text(finding.Name),
            ["message"] = JsonDocumentWriter.Text(finding.Message),
            ["where"] = finding.Where,
            ["configurations"] = JsonDocumentWriter.Array(finding.Configurations, c => new JsonObject
            {
                ["arch"] = c.Kernel.Arch,
                ["config"] = JsonDocumentWriter.Array(c.Kernel.Config),
            }),
            ["path"] = finding.Refusal is { } refusal ? JsonDocumentWriter.Text(refusal.Path) : null,
            ["line"] = finding.Refusal?.Line,
        }),
    };
}
