using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;

namespace KernelFlags.Live.Headers;

/// <summary>The options by which sources ask for an architecture. No configuration chooses them: they come with it.</summary>
public static class ArchOptions
{
    /// <summary>The options of each architecture, from what it shares with others to what is its own.</summary>
    private static readonly Dictionary<string, string[]> Own = new(StringComparer.Ordinal)
    {
        ["x86_64"] = ["X86", "X86_64"],
        ["i386"] = ["X86", "X86_32"],
        ["arm64"] = ["ARM64"],
        ["arm"] = ["ARM"],
        ["riscv64"] = ["RISCV", "64BIT"],
        ["riscv32"] = ["RISCV", "32BIT"],
        ["ppc64"] = ["PPC", "PPC64"],
        ["ppc32"] = ["PPC", "PPC32"],
        ["s390"] = ["S390"],
        ["sparc64"] = ["SPARC", "SPARC64"],
        ["sparc32"] = ["SPARC", "SPARC32"],
        ["parisc"] = ["PARISC", "32BIT"],
        ["parisc64"] = ["PARISC", "64BIT"],
        ["mips64"] = ["MIPS", "64BIT"],
        ["loongarch64"] = ["LOONGARCH", "64BIT"],
        ["ia64"] = ["IA64"],
    };

    /// <summary>All options that come with some architecture, those that several have among them.</summary>
    public static IReadOnlySet<string> All { get; } = Own.Values.SelectMany(o => o).Append("64BIT").ToHashSet(StringComparer.Ordinal);

    /// <summary>The options that come with an architecture.</summary>
    /// <param name="arch">The architecture, by the name that the definitions have for it.</param>
    /// <returns>The options, without <c>CONFIG_</c>; none for one that is not known.</returns>
    public static IReadOnlyList<string> Of(string arch) => Own.GetValueOrDefault(arch) ?? [];

    /// <summary>How sources ask for one of some architectures.</summary>
    /// <param name="names">The architectures.</param>
    /// <returns>The condition, of options alone; one that an unknown architecture is in holds without that one.</returns>
    public static Condition Condition(EquatableArray<string> names)
    {
        var terms = new List<Condition>();
        var rest = names.Where(Own.ContainsKey).ToList();
        foreach (var family in Own.GroupBy(o => o.Value[0]).Where(g => g.All(m => rest.Contains(m.Key))))
        {
            terms.Add(new Condition.Option(family.Key));
            rest.RemoveAll(name => Own[name][0] == family.Key);
        }

        terms.AddRange(rest.Select(name => Own[name] switch
        {
            [var family, "32BIT"] => new Condition.All(EquatableArray.Of<Condition>(
                new Condition.Option(family), new Condition.Not(new Condition.Option("64BIT")))),
            [var family, "64BIT"] => new Condition.All(EquatableArray.Of<Condition>(new Condition.Option(family), new Condition.Option("64BIT"))),
            [.., var own] => (Condition)new Condition.Option(own),
            _ => Definitions.Model.Condition.Never,
        }));
        return terms is [var only] ? only : new Condition.Any(terms.ToEquatableArray());
    }
}
