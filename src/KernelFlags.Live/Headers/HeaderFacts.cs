using System.Globalization;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Headers;

/// <summary>A kernel whose headers are evaluated: a tree alone does not say which architecture and options are meant.</summary>
/// <param name="Arch">The architecture, by the name that the definitions have for it: <c>x86_64</c>.</param>
/// <param name="Config">The options that are set, <c>NAME</c> or <c>NAME=VALUE</c>, without <c>CONFIG_</c>.</param>
public sealed record HeaderRequest(string Arch, IReadOnlyCollection<string> Config)
{
    /// <summary>The kernel that a table is resolved for.</summary>
    /// <param name="kernel">Its architecture, and its options with those that the architecture always has.</param>
    /// <returns>The same kernel.</returns>
    public static HeaderRequest Of(KernelProfile kernel) => new(kernel.Arch, [.. kernel.Config, .. kernel.Implied]);
}

/// <summary>An entry of a kernel's trace table, as the compiler sees it.</summary>
/// <param name="Value">The mask; 0 where the kernel has the entry but not the flag.</param>
/// <param name="Name">The name that is printed.</param>
/// <param name="CName">The C name of the flag; null where the table does not say it beside the name.</param>
public sealed record HeaderTraceEntry(FlagBits Value, string Name, string? CName);

/// <summary>What a C compiler says of the flag tables of a kernel tree.</summary>
/// <param name="Arch">The architecture.</param>
/// <param name="Width">The width of the flag word, in bits: that of the kernel's <c>unsigned long</c>.</param>
/// <param name="Words">Every flag, alias and mask that is defined, by its C name. One that is defined but 0 is there.</param>
/// <param name="Enumerators">The enumerated bits of 6.19 and later, by their C name; empty before.</param>
/// <param name="Smaps">What smaps prints for each bit: two letters, empty for hidden, <c>??</c> for unknown; empty without an MMU.</param>
/// <param name="Trace">The trace table, in its order.</param>
/// <param name="Unusable">Names that are defined, but name a bit that is not enumerated here: code that uses them does not compile.</param>
public sealed record HeaderFacts(
    string Arch,
    int Width,
    IReadOnlyDictionary<string, FlagBits> Words,
    IReadOnlyDictionary<string, int> Enumerators,
    IReadOnlyList<string> Smaps,
    IReadOnlyList<HeaderTraceEntry> Trace,
    IReadOnlyList<string> Unusable)
{
    /// <summary>The C name of the flag beside each mnemonic in the tree's table, whether the row is in force or not.</summary>
    public IReadOnlyDictionary<string, string> SmapsCNames { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a C compiler says of a kernel tree for one kernel: facts, or why there are none.</summary>
/// <param name="Facts">The facts; null where it refuses the definitions.</param>
/// <param name="Refusals">What it refuses, in the order in which it says so; empty where there are facts.</param>
public sealed record HeaderOutcome(HeaderFacts? Facts, IReadOnlyList<HeaderRefusal> Refusals);

/// <summary>A line of a tree that a C compiler refuses.</summary>
/// <param name="Path">The file, from the tree's folder on.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Name">The C name of the flag, mask or table that it is about.</param>
/// <param name="Message">What the compiler says.</param>
public sealed record HeaderRefusal(string Path, int Line, string Name, string Message)
{
    /// <summary>The line that says so.</summary>
    /// <returns>The place, the name and the message.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}: gcc refuses {Name}: {Message}");
}

/// <summary>Something that a table and a kernel tree do not agree about.</summary>
/// <param name="Name">The C name of the flag or mask.</param>
/// <param name="Message">What differs, one line that names it.</param>
public sealed record HeaderDifference(string Name, string Message)
{
    /// <summary>The line.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;
}
