using System.Formats.Tar;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Input;

/// <summary>Definitions that are named by a folder or by a git revision.</summary>
internal static class DefinitionSource
{
    private const string FolderName = "definitions";

    /// <summary>Reads definitions without an error.</summary>
    /// <param name="name">A folder, which wins: a root or a checkout. Or a revision of the repository around the current folder.</param>
    /// <param name="rootOption">The root that <c>--definitions</c> names; where it lies in the repository is where a revision has it. Null for the checkout's.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="cancel">Ends git too.</param>
    /// <returns>The definitions.</returns>
    public static async Task<DefinitionSet> LoadAsync(string name, string? rootOption, Terminal terminal, CancellationToken cancel)
    {
        var folder = terminal.FullPath(name);
        if (!Directory.Exists(folder))
        {
            return DefinitionSet.Load(name, await ReadRevisionAsync(name, rootOption, terminal, cancel).ConfigureAwait(false)).WithoutErrors();
        }

        var root = DefinitionRoot.Within(folder) is null ? new DefinitionRoot(folder, name) : new DefinitionRoot(Path.Combine(folder, FolderName), Path.Combine(name, FolderName));
        return DefinitionSet.Load(root).WithoutErrors();
    }

    private static async Task<IReadOnlyList<ReadDefinition>> ReadRevisionAsync(string revision, string? rootOption, Terminal terminal, CancellationToken cancel)
    {
        var git = ExternalTool.Find("git") ?? throw new UnusableException($"there is no folder {revision}, and no git that could know a revision of that name");
        Task<ToolResult> RunAsync(string folder, params string[] arguments) => ExternalTool.RunAsync(git, arguments, folder, cancel: cancel);
        var top = await RunAsync(terminal.CurrentFolder, "rev-parse", "--show-toplevel").ConfigureAwait(false);
        if (top.ExitCode != 0)
        {
            throw new UnusableException($"there is no folder {revision}, and no git repository around the current folder");
        }

        var checkout = top.Output.TrimEnd('\n');
        var commit = await RunAsync(checkout, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}").ConfigureAwait(false);
        if (commit.ExitCode != 0)
        {
            throw new UnusableException($"there is no folder and no git revision '{revision}'");
        }

        var path = PathInRepository(checkout, rootOption, terminal);
        using var archive = new TemporaryFile();
        var archived = await RunAsync(checkout, "archive", "--format=tar", $"--output={archive.Path}", commit.Output.Trim(), "--", path).ConfigureAwait(false);
        return archived.ExitCode == 0
            ? ReadTar(archive.Path, path + "/", revision)
            : throw new UnusableException($"revision '{revision}' has no folder {path}");
    }

    private static string PathInRepository(string checkout, string? rootOption, Terminal terminal)
    {
        var root = rootOption is not null ? terminal.FullPath(rootOption) : DefinitionRoot.Within(checkout) ?? Path.Combine(checkout, FolderName);
        var path = Path.GetRelativePath(checkout, root).Replace('\\', '/');
        return path is "." || path.StartsWith("..", StringComparison.Ordinal)
            ? throw new UnusableException($"{rootOption} is no folder below {checkout}, whose revisions are compared")
            : path;
    }

    private static List<ReadDefinition> ReadTar(string file, string prefix, string revision)
    {
        using var stream = File.OpenRead(file);
        using var tar = new TarReader(stream);
        var files = new List<ReadDefinition>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && entry.Name.StartsWith(prefix, StringComparison.Ordinal) && DefinitionRoot.IsDefinition(entry.Name[prefix.Length..]))
            {
                files.Add(ReadDefinition.From(data, $"{revision}:{entry.Name}", entry.Name[prefix.Length..]));
            }
        }

        return files.Count > 0 ? files : throw new UnusableException($"revision '{revision}' holds no definitions in {prefix}");
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
