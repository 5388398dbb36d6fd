using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;
using KernelFlags.Live.Trees.Patching;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Cli.Generation;

/// <summary>The change to a kernel tree that definitions ask for, as <c>gen --patch</c> gives it out.</summary>
internal static partial class TreePatchOutput
{
    private const string NoCommit = "0000000000000000000000000000000000000000";

    /// <summary>Works the change out.</summary>
    /// <param name="tree">The tree, as the user wrote it.</param>
    /// <exception cref="UnusableException">The tree is none, or a place in it can't be found.</exception>
    public static TreePatch Of(DefinitionModel model, FlagTable table, string tree, Terminal terminal)
    {
        var folder = terminal.FullPath(tree);
        try
        {
            var version = !Directory.Exists(folder) ? throw new UnusableException($"there is no folder {tree}; name a kernel tree")
                : TreeVersion.Of(folder) is { } text ? KernelChoice.ParseVersion(model, text, terminal.Error)
                : throw new UnusableException($"{tree} has no Makefile that tells its version; this is not a kernel tree, or not a whole one");
            return TreePatch.Of(folder, model, table, version);
        }
        catch (Exception exception) when (exception is TreePatchException or HeaderException)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }

    /// <summary>Says which flags that an overlay brings the tree's version does not have: nothing of them is in the change.</summary>
    /// <param name="below">The table without what lies over it; null where there is none.</param>
    public static void NoteAbsent(TreePatch patch, FlagTable table, FlagTable? below, Terminal terminal)
    {
        foreach (var flag in patch.OfOtherVersions.Where(flag => below?.Flags.Any(known => known.Name == flag) != true))
        {
            terminal.Error.WriteLine($"note: {table.Settings.Prefix}{flag} is of other versions than the tree's, as its since, until or when says: nothing of it is written");
        }
    }

    /// <summary>Prints the change as one difference, which applies at the tree's root.</summary>
    public static void Write(TreePatch patch, Terminal terminal)
    {
        terminal.Output.Write(Diff(patch.Changes));
        WriteNotes(patch, terminal);
    }

    /// <summary>Writes the change as files for <c>git am</c>.</summary>
    /// <param name="folder">The folder, as the user wrote it.</param>
    /// <param name="tree">The tree, as the user wrote it.</param>
    /// <exception cref="UnusableException">Git knows no author, or other patches lie in the folder.</exception>
    public static async Task WriteCommitsAsync(TreePatch patch, string folder, string tree, Terminal terminal, CancellationToken cancel)
    {
        var author = await AuthorAsync(terminal.FullPath(tree), cancel).ConfigureAwait(false);
        Write(patch, author, folder, terminal);
    }

    private static void Write(TreePatch patch, string author, string folder, Terminal terminal)
    {
        var full = terminal.FullPath(folder);
        var files = patch.Commits.Select((commit, index) => (Name: NameOf(commit, index + 1), Commit: commit, Number: index + 1)).ToList();
        if (Directory.Exists(full) && Directory.EnumerateFiles(full, "*.patch").Select(Path.GetFileName).FirstOrDefault(n => files.TrueForAll(f => f.Name != n)) is { } other)
        {
            throw new UnusableException($"{folder} holds {other}, which git am would take too; name an empty folder");
        }

        foreach (var (name, commit, number) in files)
        {
            WholeFile.Write(Path.Combine(full, name), Mail(commit, author, number, files.Count));
            terminal.Output.WriteLine($"wrote {Path.Combine(folder, name)}");
        }

        WriteNotes(patch, terminal);
    }

    private static string NameOf(PatchCommit commit, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:0000}-{NotInName().Replace(commit.Subject, "-").Trim('-')}.patch");

    private static void WriteNotes(TreePatch patch, Terminal terminal)
    {
        foreach (var note in patch.Notes)
        {
            terminal.Error.WriteLine($"note: {VisibleText.Of(note)}");
        }

        terminal.Error.WriteLine(patch.Changes.Count == 0
            ? "the tree says what the definitions say"
            : $"{Lines.Count(patch.Changes.Count, "file")} of the tree {(patch.Changes.Count == 1 ? "changes" : "change")}");
    }

    private static string Diff(IEnumerable<FileChange> changes) => string.Concat(changes.Select(c =>
        $"diff --git a/{c.Path} b/{c.Path}\n" + UnifiedDiff.Of($"a/{c.Path}", c.Old, $"b/{c.Path}", c.New)));

    private static string Mail(PatchCommit commit, string author, int number, int count)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"From {NoCommit} Mon Sep 17 00:00:00 2001\nFrom: {author}\n");
        text.Append(CultureInfo.InvariantCulture, $"Subject: [PATCH{(count > 1 ? $" {number}/{count}" : "")}] {commit.Subject}\n");
        text.Append("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{commit.Body}\n---\n\n{Diff(commit.Changes)}-- \nkflags\n\n");
        return text.ToString();
    }

    /// <summary>Who git says the user is, in the tree or else anywhere. Nobody is made up.</summary>
    private static async Task<string> AuthorAsync(string tree, CancellationToken cancel)
    {
        var git = ExternalTool.Find("git") ?? throw new UnusableException("--commits needs git, which knows the author; install it, or leave out --commits");
        var name = Environment.GetEnvironmentVariable("GIT_AUTHOR_NAME") ?? await ConfigAsync("user.name").ConfigureAwait(false);
        var mail = Environment.GetEnvironmentVariable("GIT_AUTHOR_EMAIL") ?? await ConfigAsync("user.email").ConfigureAwait(false);
        return name.Length > 0 && mail.Length > 0 ? $"{Quoted(name)} <{mail}>"
            : throw new UnusableException("git knows no author; set user.name and user.email with git config, or leave out --commits");

        async Task<string> ConfigAsync(string key) =>
            (await ExternalTool.RunAsync(git, ["config", key], tree, cancel: cancel).ConfigureAwait(false)).Output.Trim();
    }

    private static string Quoted(string name) => Special().IsMatch(name) ? "\"" + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"" : name;

    [GeneratedRegex("[^A-Za-z0-9_.]+")]
    private static partial Regex NotInName();

    [GeneratedRegex("[\"(),.:;<>@\\[\\]\\\\]")]
    private static partial Regex Special();
}
