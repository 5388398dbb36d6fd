using KernelFlags.Definitions.Syntax;
using KernelFlags.Linux;

namespace KernelFlags.Cli.Input;

/// <summary>A folder with definitions: files about kernels, and a folder for each table.</summary>
/// <param name="Folder">Its absolute path; null for the definitions that are inside the tool.</param>
/// <param name="ShownFolder">Its path as problems show it.</param>
internal sealed record DefinitionRoot(string? Folder, string ShownFolder)
{
    /// <summary>The definitions that the tool was built with.</summary>
    private static readonly DefinitionRoot Inside = new(null, "kflags");

    private const string FolderName = "definitions";

    /// <summary>The file by which a folder is known as a root when none was named.</summary>
    private const string Marker = "kernel.yaml";

    /// <summary>The root that the user named.</summary>
    /// <param name="path">The path, as it was written.</param>
    /// <param name="terminal">Where relative paths start.</param>
    public static DefinitionRoot Named(string path, Terminal terminal)
    {
        var folder = terminal.FullPath(path);
        return Directory.Exists(folder)
            ? new DefinitionRoot(folder, path)
            : throw new UnusableException(File.Exists(folder)
                ? $"{path} is a file; name the folder that holds the definitions"
                : $"there is no folder {path}");
    }

    /// <summary>The root of the checkout that the current folder is in, or else the one beside the tool, or else what is inside it.</summary>
    /// <param name="terminal">Where to look from.</param>
    public static DefinitionRoot Found(Terminal terminal)
    {
        if (Around(terminal.CurrentFolder) is { } root)
        {
            return new DefinitionRoot(root, Path.GetRelativePath(terminal.CurrentFolder, root));
        }

        return Within(AppContext.BaseDirectory) is { } beside ? new DefinitionRoot(beside, beside) : Inside;
    }

    /// <summary>Whether a call that names no definitions has those that compiled types were made from: outside a checkout, and in one that has not changed them.</summary>
    /// <param name="terminal">Where to look from.</param>
    /// <returns>True when so.</returns>
    public static bool AreThoseOfTypes(Terminal terminal)
    {
        if (Around(terminal.CurrentFolder) is not { } root)
        {
            return true;
        }

        var files = new DefinitionRoot(root, root).Read().Select(file => (file.File?.RelativePath, file.File?.Text));
        return files.SequenceEqual(LinuxDefinitions.Files.Select(file => ((string?)file.RelativePath, (string?)file.Text)));
    }

    /// <summary>The folder of definitions that lies in a folder or in one that holds it.</summary>
    /// <param name="folder">Where to begin.</param>
    /// <returns>Its path; null when there is none.</returns>
    public static string? Around(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (Within(at) is { } root)
            {
                return root;
            }
        }

        return null;
    }

    /// <summary>The folder of definitions that lies in <paramref name="folder"/>.</summary>
    /// <returns>Its path; null when there is none.</returns>
    public static string? Within(string folder)
    {
        var root = Path.Combine(folder, FolderName);
        return File.Exists(Path.Combine(root, Marker)) ? root : null;
    }

    /// <summary>Reads the files, in ordinal order of their paths.</summary>
    /// <param name="layer">0 for the definitions themselves, from 1 for what lies over them.</param>
    /// <returns>The files; one that can't be read carries the reason.</returns>
    public IReadOnlyList<ReadDefinition> Read(int layer = 0)
    {
        if (Folder is null)
        {
            return [.. LinuxDefinitions.Files.Select(file => new ReadDefinition(file with { Path = $"{ShownFolder}:{file.RelativePath}" }, null).InLayer(layer))];
        }

        var paths = RelativePaths(Folder, "").Where(DefinitionFile.IsDefinition).Order(StringComparer.Ordinal).ToList();
        return paths.Count == 0
            ? throw new UnusableException($"{ShownFolder} holds no definitions: there is no *.yaml file in it")
            : [.. paths.Select(path => ReadDefinition.From(Folder, Path.Combine(Folder, path), Shown(path), path).InLayer(layer))];
    }

    private string Shown(string relativePath) => Path.Combine(ShownFolder, relativePath).Replace('\\', '/');

    /// <summary>Links to folders are not followed: one that leads upwards would never end.</summary>
    private static IEnumerable<string> RelativePaths(string folder, string prefix)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            // A folder of that name is told, as it is no file.
            if (entry is not DirectoryInfo || entry.Name.EndsWith(".yaml", StringComparison.Ordinal))
            {
                yield return prefix + entry.Name;
            }
            else if (entry.LinkTarget is null)
            {
                foreach (var path in RelativePaths(entry.FullName, $"{prefix}{entry.Name}/"))
                {
                    yield return path;
                }
            }
        }
    }
}
