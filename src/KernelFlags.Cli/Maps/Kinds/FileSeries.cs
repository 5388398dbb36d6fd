using System.Text.RegularExpressions;

namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>Files that are mapped, and whose names differ by a number or a suffix only.</summary>
/// <param name="Name">The name, with <c>*</c> for what differs.</param>
/// <param name="Files">How many.</param>
/// <param name="Vmas">How many VMAs they have.</param>
/// <param name="IsWritten">Whether one of them is written to through its mapping, which is shared.</param>
/// <param name="Alone">How many of the VMAs stand alone, by their kind.</param>
/// <param name="FileBorders">How many touch a VMA below that has another file, or none.</param>
internal sealed partial record FileSeries(string Name, int Files, int Vmas, bool IsWritten, IReadOnlyDictionary<MappingKind, int> Alone, int FileBorders)
{
    private const string Deleted = " (deleted)";

    private static readonly string[] LuceneEnds = [".cfs", ".fdt", ".tim", ".doc"];

    /// <summary>Files of no name that others can open, or of a memory file system.</summary>
    private bool IsMemory => Name.StartsWith("/memfd:", StringComparison.Ordinal) || Name.StartsWith("/SYSV", StringComparison.Ordinal) || Name.StartsWith("/dev/shm/", StringComparison.Ordinal);

    /// <summary>Shared memory that is anonymous to the program: the kernel has a file of its own for each mapping.</summary>
    private bool IsSharedAnonymous => Alone.ContainsKey(MappingKind.SharedAnonymous);

    /// <summary>How many VMAs fewer there are with one in place of all.</summary>
    public int Fewer => Vmas - 1;

    /// <summary>Parts of an index of Lucene, by the ends of their names.</summary>
    private bool IsLucenes => Name.Contains("_Lucene", StringComparison.Ordinal) || LuceneEnds.Any(end => Name.EndsWith(end, StringComparison.Ordinal));

    /// <summary>The name of a path's series.</summary>
    public static string NameOf(string path)
    {
        var name = path.StartsWith("/memfd:", StringComparison.Ordinal) && path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
        return Repeated().Replace(Number().Replace(Suffix().Replace(name, "*"), "*"), "*");
    }

    /// <summary>The line of a summary.</summary>
    /// <param name="limit">The most VMAs that a process may have.</param>
    /// <param name="runtimes">Which runtimes and libraries there are.</param>
    public string Line(int limit, Runtimes runtimes)
    {
        var each = Vmas == Files ? "one VMA each" : Sizes.Count(Vmas, "VMA");
        var remedy = IsSharedAnonymous ? "one shared mapping for all"
            : IsMemory ? "unmap what is not in use, or one for all"
            : IsWritten ? "msync and unmap them, or one file"
            : "unmap what is not in use, or one file";
        if (IsLucenes && runtimes.Has(RuntimeSetting.Hotspot) && RuntimeSetting.For(MappingKind.SharedFile, RuntimeSetting.Lucene) is { } setting)
        {
            return $"{Sizes.Count(Files, "file")} {Name}, {each}: {setting.Advice} ({setting.Since})";
        }

        var what = IsSharedAnonymous ? $"{Sizes.Count(Files, "mapping")} of shared anonymous memory" : $"{Sizes.Count(Files, "file")} {Name}";
        return $"{what}, {each}: {remedy}, up to {Sizes.Count(Fewer, "VMA")} fewer ({Sizes.Percent(Fewer, limit)} of max_map_count)";
    }

    /// <summary>What mkstemp(3) and the like put at the end: six letters and digits, of which one is a capital, or a digit before a letter.</summary>
    [GeneratedRegex(@"(?<=[._-])(?=[a-z]*(?:[A-Z]|[0-9]+[A-Za-z]))[A-Za-z0-9]{6}(?=$| \(deleted\)$)")]
    private static partial Regex Suffix();

    /// <summary>A UUID, a long number to the base of 16, or one to that of 10.</summary>
    [GeneratedRegex(@"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|(?=[a-fA-F]*[0-9])[0-9a-fA-F]{8,}|[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(@"\*(?:[-_.:]?\*)+")]
    private static partial Regex Repeated();
}
