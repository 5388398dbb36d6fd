using System.Formats.Tar;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Processes;
using KernelFlags.Live.Trees;

namespace KernelFlags.Cli.Input;

/// <summary>A kernel tree as it was: a folder, or what a git revision of the tree has, in a folder of its own.</summary>
internal sealed class TreeRevision : IDisposable
{
    private readonly Leftover<string>? _made;

    private TreeRevision(string folder, Leftover<string>? made) => (Folder, _made) = (folder, made);

    /// <summary>The folder that has it.</summary>
    public string Folder { get; }

    /// <summary>Finds the tree.</summary>
    /// <param name="name">A folder, which wins, or a revision.</param>
    /// <param name="tree">The folder of the tree whose revision it is.</param>
    /// <param name="places">Folders and files of it that hold what is wanted.</param>
    /// <param name="isWanted">Whether a file of them is wanted, by its path in the tree.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="cancel">Ends git too.</param>
    /// <exception cref="UnusableException">There is no such folder or revision.</exception>
    public static async Task<TreeRevision> FindAsync(
        string name, string tree, IReadOnlyList<string> places, Func<string, bool> isWanted, Terminal terminal, CancellationToken cancel)
    {
        var folder = terminal.FullPath(name);
        if (Directory.Exists(folder))
        {
            return new TreeRevision(folder, made: null);
        }

        var git = ExternalTool.Find("git") ?? throw new UnusableException($"there is no folder {name}, and no git that could know a revision of that name");
        Task<ToolResult> RunAsync(params string[] arguments) => ExternalTool.RunAsync(git, arguments, terminal.FullPath(tree), cancel: cancel);
        if ((await RunAsync("rev-parse", "--show-toplevel").ConfigureAwait(false)).ExitCode != 0)
        {
            throw new UnusableException($"there is no folder {name}, and {tree} is in no git repository");
        }

        var commit = await RunAsync("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}").ConfigureAwait(false);
        var revision = commit.ExitCode == 0 ? commit.Output.Trim() : throw new UnusableException($"there is no folder {name}, and {tree} has no git revision '{name}'");
        var listed = await RunAsync(["ls-tree", "-r", "-z", "--name-only", revision, "--", .. places]).ConfigureAwait(false);
        var files = listed.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(isWanted).ToArray();
        if (!files.Contains(HeaderSource.Header, StringComparer.Ordinal))
        {
            throw new UnusableException($"revision '{name}' of {tree} has no {HeaderSource.Header}; it is no kernel tree");
        }

        var made = Leftovers.Folder("kflags-tree-");
        try
        {
            var archive = Path.Combine(made.Value, "archive.tar");
            var archived = await RunAsync(["--literal-pathspecs", "archive", "--format=tar", $"--output={archive}", revision, "--", .. files]).ConfigureAwait(false);
            if (archived.ExitCode != 0)
            {
                throw new UnusableException($"revision '{name}' of {tree} can't be read: {Lines.Flatten(archived.Errors)}");
            }

            Unpack(archive, made.Value);
            return new TreeRevision(made.Value, made);
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    public void Dispose() => _made?.Dispose();

    /// <summary>Writes the files of an archive that git made; links are left out.</summary>
    private static void Unpack(string archive, string folder)
    {
        using var stream = File.OpenRead(archive);
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                var path = Path.GetFullPath(entry.Name, folder);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                entry.ExtractToFile(path, overwrite: false);
            }
        }
    }
}
