using System.Globalization;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Live.Strace;

/// <summary>
/// The words of system calls as an architecture numbers them. A log tells a number where strace was asked for it (<c>-X raw</c>), or did not
/// know the name; everything behind the reader takes the numbers that most architectures have.
/// </summary>
public sealed class ArchitectureWords
{
    /// <summary>The arguments that are words, and the table of each.</summary>
    private static readonly (string Call, int Argument, string Table)[] Places =
    [
        ("mmap", 2, "prot"), ("mmap", 3, "map"), ("mmap2", 2, "prot"), ("mmap2", 3, "map"), ("old_mmap", 2, "prot"), ("old_mmap", 3, "map"),
        ("mmap_pgoff", 2, "prot"), ("mmap_pgoff", 3, "map"), ("old_mmap_pgoff", 2, "prot"), ("old_mmap_pgoff", 3, "map"),
        ("mprotect", 2, "prot"), ("pkey_mprotect", 2, "prot"), ("madvise", 2, "madv"), ("mremap", 3, "mremap"), ("mlock2", 2, "mlock"), ("mlockall", 0, "mcl"),
    ];

    private readonly Dictionary<string, (ResolvedTable Own, ResolvedTable Generic)> _tables;

    private ArchitectureWords(Dictionary<string, (ResolvedTable Own, ResolvedTable Generic)> tables) => _tables = tables;

    /// <summary>The words of a kernel.</summary>
    /// <param name="model">The definitions.</param>
    /// <param name="kernel">The kernel.</param>
    /// <returns>The words; null where each number is the one that most architectures have.</returns>
    public static ArchitectureWords? Of(DefinitionModel model, KernelProfile kernel)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(kernel);
        var generic = KernelSelector.Of(model, model.Newest, model.Architectures[0].Name);
        var tables = Places.Select(place => place.Table).Distinct()
            .Select(model.FindTable)
            .OfType<FlagTable>()
            .Select(table => (Own: TableResolver.Resolve(table, kernel), Generic: TableResolver.Resolve(table, generic)))
            .Where(pair => !IsSame(pair.Own, pair.Generic))
            .ToDictionary(pair => pair.Own.Name, StringComparer.Ordinal);
        return tables.Count == 0 ? null : new(tables);
    }

    /// <summary>A call with names in the place of numbers.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The call, whose words mean the same on every architecture.</returns>
    public StraceCall Named(StraceCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        List<string>? arguments = null;
        foreach (var (_, argument, name) in Places.Where(place => place.Call == call.Name && place.Argument < call.Arguments.Count))
        {
            if (_tables.TryGetValue(name, out var table) && Named(call.Arguments[argument], table.Own, table.Generic) is var named && named != call.Arguments[argument])
            {
                arguments ??= [.. call.Arguments];
                arguments[argument] = named;
            }
        }

        return arguments is null ? call : call with { Arguments = arguments };
    }

    /// <summary>Whether a number that means something here means the same there.</summary>
    private static bool IsSame(ResolvedTable own, ResolvedTable generic)
    {
        var numbers = generic.Flags.ToDictionary(word => word.Name, word => word.Value, StringComparer.Ordinal);
        return own.Flags.All(word => numbers.TryGetValue(word.Name, out var number) && number == word.Value);
    }

    private static string Named(string text, ResolvedTable own, ResolvedTable generic) => string.Join('|', text.Split('|').Select(part =>
        part.Length > 0 && char.IsAsciiDigit(part[0]) && StraceArguments.Number(part) is { } number ? Written(new(number), own, generic) : part));

    private static string Written(FlagBits number, ResolvedTable own, ResolvedTable generic)
    {
        var read = ReadWords.Of(own, number);
        return read.Words.IsEmpty && read.Unknown.IsEmpty
            ? "0"
            : string.Join('|', read.Words.Select(word => word.CName!).Concat(read.Unknown.IsEmpty ? [] : [Unknown(read.Unknown, own, generic)]));
    }

    /// <summary>What is no word here stays a number, but for one that would be read as a word.</summary>
    private static string Unknown(FlagBits number, ResolvedTable own, ResolvedTable generic) => ReadWords.Of(generic, number).Words.IsEmpty
        ? number.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{own.Prefix}{number.Low}");
}
