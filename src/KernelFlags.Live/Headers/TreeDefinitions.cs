using System.Text.RegularExpressions;

namespace KernelFlags.Live.Headers;

/// <summary>
/// The definitions that are cut out of a kernel tree for one architecture. A tree that is not built can't be included whole: it lacks
/// generated headers, and a configuration; what defines the flags stands in few places and needs little around it.
/// </summary>
/// <param name="Overrides">What the architecture defines before: defaults of data and stacks, the mask of protection keys.</param>
/// <param name="Flags">The part of <c>include/linux/mm.h</c> that defines flags and masks, and the masks of userfaultfd.</param>
/// <param name="Trace">The trace table of <c>include/trace/events/mmflags.h</c>.</param>
/// <param name="Mnemonics">The table of <c>fs/proc/task_mmu.c</c>.</param>
internal sealed partial record TreeDefinitions(
    IReadOnlyList<CutLine> Overrides, IReadOnlyList<CutLine> Flags, IReadOnlyList<CutLine> Trace, IReadOnlyList<CutLine> Mnemonics)
{
    /// <summary>The macro that is the trace table.</summary>
    public const string TraceTable = "__def_vmaflag_names";

    private static readonly Dictionary<string, string> SourceFolders = new(StringComparer.Ordinal)
    {
        ["x86_64"] = "x86",
        ["i386"] = "x86",
        ["riscv64"] = "riscv",
        ["riscv32"] = "riscv",
        ["ppc64"] = "powerpc",
        ["ppc32"] = "powerpc",
        ["sparc64"] = "sparc",
        ["sparc32"] = "sparc",
        ["parisc64"] = "parisc",
        ["mips64"] = "mips",
        ["loongarch64"] = "loongarch",
    };

    /// <summary>The names of the flags and masks that may be defined, under whatever conditions.</summary>
    public IReadOnlyList<string> Names { get; } = [.. CSource.ConstantNames(Overrides.Concat(Flags)).Where(IsWord)];

    /// <summary>The names of all macros that are defined.</summary>
    public IReadOnlyList<string> Macros { get; } = [.. CSource.MacroNames(Overrides.Concat(Flags).Concat(Trace).Concat(Mnemonics))];

    /// <summary>The name that the trace table puts beside each printed name.</summary>
    public IReadOnlyDictionary<string, string> TraceCNames { get; } = TracePair().Matches(string.Join('\n', Trace.Select(l => l.Text)))
        .GroupBy(m => m.Groups[2].Value, m => m.Groups[1].Value)
        .ToDictionary(g => g.Key, g => g.First());

    /// <summary>The flag beside each mnemonic in the table of smaps.</summary>
    public IReadOnlyDictionary<string, string> MnemonicCNames { get; } = Mnemonics
        .Select(l => MnemonicRow().Match(l.Text))
        .Where(m => m.Success)
        .GroupBy(m => m.Groups[2].Value, m => m.Groups[1].Value, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <summary>The options that the definitions ask for, without <c>CONFIG_</c>.</summary>
    public IReadOnlySet<string> Options { get; } = Overrides.Concat(Flags).Concat(Trace).Concat(Mnemonics)
        .SelectMany(l => OptionName().Matches(l.Text))
        .Select(m => m.Groups[1].Value)
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Where the lines stand, for the compiler's messages.</summary>
    public TreePlaces Places { get; } = new(Overrides.Concat(Flags).Concat(Trace).Concat(Mnemonics));

    /// <summary>Whether a tree has an architecture.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <param name="arch">The architecture, by the name that the definitions have for it.</param>
    public static bool Has(string tree, string arch) => Directory.Exists(Path.Combine(tree, AsmFolder(arch)));

    /// <summary>The folder below <c>arch</c> of an architecture.</summary>
    /// <param name="arch">The architecture, by the name that the definitions have for it.</param>
    public static string SourceFolder(string arch) => SourceFolders.GetValueOrDefault(arch, arch);

    /// <summary>The line that defines a macro: of several the first that does not say that it is empty.</summary>
    /// <param name="name">The macro.</param>
    /// <returns>The line; null where none does.</returns>
    public CutLine? LineOf(string name) => Lines
        .Where(l => CSource.MacroNames([l]).Contains(name))
        .OrderBy(l => EmptyValue().IsMatch(l.Text))
        .Select(l => (CutLine?)l)
        .FirstOrDefault();

    /// <summary>Cuts the definitions out of a tree.</summary>
    /// <param name="tree">The tree's folder.</param>
    /// <exception cref="HeaderException">A file is missing, or does not hold what it should.</exception>
    public static TreeDefinitions Read(string tree, string arch) => new TreeReader(tree).Definitions(arch);

    /// <summary>Cuts the definitions out of a tree whose files may have been read for another architecture.</summary>
    /// <exception cref="HeaderException">A file is missing, or does not hold what it should.</exception>
    public static TreeDefinitions Read(TreeReader reader, string arch)
    {
        var (tree, asm) = (reader.Tree, AsmFolder(arch));
        if (!Has(tree, arch))
        {
            throw new HeaderException($"{tree}: no {asm}; this is not a kernel tree that has {arch}");
        }

        var flags = Needed(reader, "include/linux/mm.h", s => s.Between(NoFlag(), Declaration()), "#define VM_NONE");
        var userfaultfd = Needed(reader, "include/linux/userfaultfd_k.h", s => s.Macros(IsUserfaultfdMask), "__VM_UFFD_FLAGS");
        var pkeys = Needed(reader, "include/linux/pkeys.h", s => s.Macros(IsPkeyMask), "ARCH_VM_PKEY_FLAGS");
        var definitions = new TreeDefinitions(
            [.. Defaults(reader, asm), .. PkeysOf(reader, asm), .. pkeys],
            [.. flags, .. userfaultfd],
            Needed(reader, "include/trace/events/mmflags.h", s => s.MacroWithParts(TraceTable), TraceTable),
            Needed(reader, "fs/proc/task_mmu.c", s => s.Between(MnemonicTable(), TableEnd(), withEnd: true), "mnemonics[BITS_PER_LONG]"));
        return definitions.Lines.Any(l => CSource.IsTricky(l.Text))
            ? throw new HeaderException($"{tree}: its definitions hold a raw string, which no flag needs; nothing was compiled")
            : definitions;
    }

    private IEnumerable<CutLine> Lines => Overrides.Concat(Flags).Concat(Trace).Concat(Mnemonics);

    private static string AsmFolder(string arch) => $"arch/{SourceFolder(arch)}/include/asm";

    private static bool IsPkeyMask(string name) => name == "ARCH_VM_PKEY_FLAGS";

    private static bool IsUserfaultfdMask(string name) => name.EndsWith("_UFFD_FLAGS", StringComparison.Ordinal);

    /// <summary>Whether a name is that of a flag or a mask. VM_NONE is neither, and bit numbers are not words.</summary>
    private static bool IsWord(string name) => WordName().IsMatch(name) && !NumberName().IsMatch(name);

    /// <summary>The headers in the order of their names: of two that define the same, page_64.h follows page_32.h.</summary>
    private static IEnumerable<CutLine> Defaults(TreeReader reader, string asm) => Directory.EnumerateFiles(Path.Combine(reader.Tree, asm), "*.h")
        .Order(StringComparer.Ordinal)
        .Select(f => $"{asm}/{Path.GetFileName(f)}")
        .Where(path => MayHaveDefaults(reader.Text(path)))
        .SelectMany(path => reader.Source(path).Macros(n => DefaultName().IsMatch(n)));

    /// <summary>Most headers name no such macro, and need not be taken apart; a name that goes over two lines is taken together by the preprocessor.</summary>
    private static bool MayHaveDefaults(string? text) => text is null || DefaultStart().IsMatch(text);

    private static IEnumerable<CutLine> PkeysOf(TreeReader reader, string asm) => File.Exists(Path.Combine(reader.Tree, asm, "pkeys.h"))
        ? [CutLine.Added("#ifdef CONFIG_ARCH_HAS_PKEYS"), .. reader.Source($"{asm}/pkeys.h").Macros(IsPkeyMask), CutLine.Added("#endif")]
        : [];

    private static IReadOnlyList<CutLine> Needed(TreeReader reader, string path, Func<CSource, IReadOnlyList<CutLine>> cut, string what) =>
        cut(reader.Source(path)) is { Count: > 0 } lines ? lines : throw new HeaderException($"{Path.Combine(reader.Tree, path)}: no {what}");

    [GeneratedRegex(@"^\s*#\s*define\s+VM_NONE\b")]
    private static partial Regex NoFlag();

    /// <summary>The first declaration after the flags: neither a directive nor part of the enumeration.</summary>
    [GeneratedRegex(@"^(?:static|extern|struct|union|void|int|long|unsigned|const|bool)\b")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bmnemonics\[BITS_PER_LONG\]\[")]
    private static partial Regex MnemonicTable();

    [GeneratedRegex(@"^\s*\};")]
    private static partial Regex TableEnd();

    [GeneratedRegex(@"^VMA?_(?:DATA|STACK)_(?:DEFAULT_)?FLAGS(?:32|64)?$")]
    private static partial Regex DefaultName();

    [GeneratedRegex(@"VMA?_(?:DATA|STACK)_|\w\\[ \t\r]*\n\w")]
    private static partial Regex DefaultStart();

    [GeneratedRegex("^(?:__)?(?:VMA?|ARCH_VM)_")]
    private static partial Regex WordName();

    [GeneratedRegex(@"^(?:VM_NONE|VM_PKEY_SHIFT|VM_HIGH_ARCH_BIT_\d+|VM_\w+_BIT)$")]
    private static partial Regex NumberName();

    [GeneratedRegex(@"[{(]\s*(VM_\w+)\s*,\s*""(\w+)""")]
    private static partial Regex TracePair();

    [GeneratedRegex(@"\[\s*ilog2\(\s*(VM_\w+)\s*\)\s*\]\s*=\s*""(\w\w)""")]
    private static partial Regex MnemonicRow();

    [GeneratedRegex(@"\bCONFIG_(\w+)")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"\b(?:VM_NONE|EMPTY_VMA_FLAGS)\s*$")]
    private static partial Regex EmptyValue();
}
