using System.Text.RegularExpressions;

namespace KernelFlags.Live.Import;

/// <summary>The files of a kernel tree that say something about flags.</summary>
public static partial class TreeParts
{
    /// <summary>Files and folders that hold all of them.</summary>
    public static IReadOnlyList<string> Roots { get; } = ["Makefile", "include/linux", "include/trace/events", "fs", "mm", "arch", "init"];

    /// <summary>Whether a file is one of them.</summary>
    /// <param name="path">The file's path in the tree, with <c>/</c>.</param>
    /// <returns>True when so.</returns>
    public static bool Contain(string path) => Part().IsMatch(path);

    [GeneratedRegex(@"^(?:Makefile|include/linux/(?:mm|userfaultfd_k|pkeys)\.h|include/trace/events/mmflags\.h|fs/proc/task_mmu\.c|(?:mm|arch|init|fs)/Kconfig|arch/[^/]+/(?:include/asm/[^/]+\.h|(?:platforms/)?Kconfig[^/]*))$")]
    private static partial Regex Part();
}
