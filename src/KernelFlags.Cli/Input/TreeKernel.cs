using KernelFlags.Definitions.Model;
using KernelFlags.Live.Headers;

namespace KernelFlags.Cli.Input;

/// <summary>The kernel that a tree is.</summary>
internal static class TreeKernel
{
    /// <summary>The version of a tree.</summary>
    /// <param name="tree">The tree, as it was named.</param>
    /// <param name="terminal">Where relative paths start, and where notes go.</param>
    /// <exception cref="UnusableException">It does not tell, or is no tree.</exception>
    public static KernelVersion VersionOf(DefinitionModel model, string tree, Terminal terminal)
    {
        var folder = terminal.FullPath(tree);
        return !Directory.Exists(folder) ? throw new UnusableException($"there is no folder {tree}; name a kernel tree")
            : VersionText(folder) is { } version ? KernelChoice.ParseVersion(model, version, terminal.Error)
            : throw new UnusableException($"{tree} has no Makefile that tells its version; name it with --kernel");
    }

    private static string? VersionText(string folder)
    {
        try
        {
            return TreeVersion.Of(folder);
        }
        catch (HeaderException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }
}
