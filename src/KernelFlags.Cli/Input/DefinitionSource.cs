using System.Formats.Tar;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Syntax;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli.Input;

/// <summary>Definitions that are named by a folder or by a git revision.</summary>
internal static class DefinitionSource
{
    /// <summary>The revision that is checked out.</summary>
    public const string Head = "HEAD";

    private const string FolderName = "definitions";

    /// <summary>Whether a name is that of a folder, which wins over a revision of the same name.</summary>
    /// <param name="terminal">Where relative paths start.</param>
    public static bool IsFolder(string name, Terminal terminal) => Directory.Exists(terminal.FullPath(name));

    /// <summary>Whether a name may be a folder or a revision by itself, and is not the range of two.</summary>
    /// <param name="name">A folder, a revision, <c>A..B</c> or <c>A..</c>.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <returns>The two revisions, HEAD for an empty one and null for the checkout; null for no range.</returns>
    public static (string Before, string? After)? Range(string name, Terminal terminal)
    {
        var dots = name.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0 || IsFolder(name, terminal) || name.AsSpan(dots + 2) is ['/', ..] || name.AsSpan(0, dots) is [.., '/'])
        {
            return null;
        }

        if (name.AsSpan(dots + 2) is ['.', ..])
        {
            throw new UnusableException($"'{name}' is what two revisions do not have in common; write two dots for the change from one to the other");
        }

        var (before, after) = (name[..dots], name[(dots + 2)..]);
        return (before.Length == 0 ? Head : before, after.Length == 0 ? null : after);
    }

    /// <summary>Reads definitions without an error.</summary>
    /// <param name="name">A folder, which wins: a root or a checkout. Or a revision of the repository around the current folder.</param>
    /// <param name="rootOption">The root that <c>--definitions</c> names; where it lies in the repository is where a revision has it. Null for the checkout's.</param>
    /// <param name="overlays">The folders that lie over them, the lowest first.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="cancel">Ends git too.</param>
    public static async Task<DefinitionSet> LoadAsync(
        string name, string? rootOption, IReadOnlyList<DefinitionRoot> overlays, Terminal terminal, CancellationToken cancel)
    {
        if (!IsFolder(name, terminal))
        {
            var files = await ReadRevisionAsync(name, rootOption, terminal, cancel).ConfigureAwait(false);
            return DefinitionSet.Load(name, files, overlays).WithoutErrors();
        }

        var folder = terminal.FullPath(name);
        var root = DefinitionRoot.Within(folder) is null ? new DefinitionRoot(folder, name) : new DefinitionRoot(Path.Combine(folder, FolderName), Path.Combine(name, FolderName));
        return DefinitionSet.Load(name, root.Read(), overlays).WithoutErrors();
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
        using var archive = Leftovers.File(Path.Combine(TemporaryFolder.Find(), $"kflags-{Guid.NewGuid():N}"));
        var archived = await RunAsync(checkout, "archive", "--format=tar", $"--output={archive.Value}", commit.Output.Trim(), "--", path).ConfigureAwait(false);
        return archived.ExitCode == 0
            ? ReadTar(archive.Value, path + "/", revision)
            : throw new UnusableException($"revision '{revision}' has no folder {path}");
    }

    private static string PathInRepository(string checkout, string? rootOption, Terminal terminal)
    {
        string InCheckout(string folder) => Path.GetRelativePath(checkout, folder).Replace('\\', '/');
        static bool IsOutside(string path) => path is "." || path.StartsWith("..", StringComparison.Ordinal);
        if (rootOption is null)
        {
            var found = DefinitionRoot.Around(terminal.CurrentFolder) is { } around ? InCheckout(around) : FolderName;
            return IsOutside(found) ? FolderName : found;
        }

        var path = InCheckout(terminal.FullPath(rootOption));
        return IsOutside(path) ? throw new UnusableException($"{rootOption} is no folder below {checkout}, whose revisions are compared") : path;
    }

    private static List<ReadDefinition> ReadTar(string file, string prefix, string revision)
    {
        using var stream = File.OpenRead(file);
        using var tar = new TarReader(stream);
        var files = new List<ReadDefinition>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.StartsWith(prefix, StringComparison.Ordinal) || !DefinitionFile.IsDefinition(entry.Name[prefix.Length..]))
            {
                continue;
            }

            var shown = $"{revision}:{entry.Name}";
            files.Add(entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink
                ? ReadDefinition.Refused(shown, "it is a link; a regular file is expected")
                : ReadDefinition.From(entry.DataStream ?? Stream.Null, shown, entry.Name[prefix.Length..]));
        }

        return files.Count > 0 ? files : throw new UnusableException($"revision '{revision}' holds no definitions in {prefix}");
    }
}
