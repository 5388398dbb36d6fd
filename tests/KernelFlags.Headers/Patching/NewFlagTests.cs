namespace KernelFlags.Headers.Patching;

/// <summary>
/// Flags of many kinds, each brought into each tree: the tree then says what the definitions say, nothing is left to change, and definitions
/// without the flag make the tree as it was.
/// </summary>
public sealed class NewFlagTests
{
    private const string Option = "options: [{name: NOVEL, when: 64BIT}]\n";
    private const string Accepted = "accept: {KF5001: tested, KF5002: tested}";

    /// <summary>What the definitions say of the flag beside its name and its meaning, and the option that it asks for.</summary>
    private static readonly (string Flag, string Option)[] Flags =
    [
        ("bit: 50\n  when: 64BIT && NOVEL\n  smaps: nv\n  trace: {is: novel, after: DROPPABLE}\n  traits: [sticky]\n  " + Accepted, Option),
        ("bit: 51\n  when: 64BIT", ""),
        ("bit: 51\n  when: 64BIT\n  smaps: nv\n  trace: novel\n  traits: [copy-on-fork, atomic-writable, sticky]", ""),
        ("bit: 60\n  when: NOVEL\n  smaps: nv\n  trace: novel", Option),
        ("bit: 47\n  when: 64BIT\n  smaps: \"\"\n  trace: {is: a_very_long_name_of_a_novelty, after: READ}", ""),
        ("bit: 62\n  when: ARM64\n  otherwise: absent\n  smaps: nv\n  trace: novel\n  traits: [copy-on-fork]", ""),
        ("bit: 62\n  when: X86 && 64BIT\n  smaps: nv\n  traits: [sticky]\n  " + Accepted, ""),
        ("bit: 62\n  when: {arch: [riscv64, s390]}\n  smaps: nv\n  trace: novel", ""),
        ("alias: ARCH_1\n  when: SPARC64\n  otherwise: absent", ""),
        ("alias: HIGH_ARCH_0\n  when: ARM64 && ARCH_USES_HIGH_VMA_FLAGS\n  smaps: nv", ""),
        ("bit: 48\n  when: 64BIT && !NOVEL\n  smaps: nv\n  trace: novel\n  traits: [ignore-merge]", Option),
        ("bit: 49\n  when: 64BIT && (NOVEL || MEM_SOFT_DIRTY)\n  smaps: nv\n  trace: {is: novel, after: HUGETLB}\n  traits: [sticky, copy-on-fork]", Option),
        ("bit: [{is: 52, when: X86}, {is: 53, when: ARM64}]\n  when: 64BIT\n  smaps: nv\n  trace: novel", ""),
        ("bit: 45\n  when: 64BIT\n  smaps: {is: nv, when: NOVEL}\n  trace: novel", Option),
        ("bit: 45\n  when: NOVEL\n  smaps: nv\n  trace: {is: novel, after: MERGEABLE}", Option),
    ];

    /// <summary>Flags of a bit that only older trees have free.</summary>
    private static readonly (string Flag, string Option)[] LowFlags =
    [
        ("bit: 11\n  until: \"6.19\"\n  smaps: nv\n  trace: novel", ""),
        ("bit: 11\n  until: \"6.19\"\n  trace: {is: novel, after: MERGEABLE}", ""),
        ("bit: 11\n  until: \"6.19\"\n  when: NOVEL\n  smaps: nv\n  trace: {is: novel, after: MERGEABLE}", Option),
    ];

    [Theory]
    [MemberData(nameof(KernelTree.Versions), MemberType = typeof(KernelTree))]
    public void Of_NewFlags_TreeSaysThemAndIsAsBeforeWithoutThem(string version)
    {
        using var tree = TreeOnDesk.Of(version);
        tree.Apply(tree.Patch(Repository.Model).Changes);

        // Each kind on one tree of each form, and some of them on the other two.
        var flags = version is "6.12" ? [.. Flags, .. LowFlags] : version is "7.3" ? Flags : version is "6.1" ? LowFlags : Flags.Where((_, index) => index % 4 == 0);
        var faults = flags.SelectMany(f => Faults(tree, f.Flag, Model(f.Flag, f.Option, version)));

        Assert.Equal([], faults);
    }

    private static IEnumerable<string> Faults(TreeOnDesk tree, string flag, DefinitionModel model)
    {
        var patch = tree.Patch(model).Changes;
        tree.Apply(patch);
        List<string> faults =
        [
            .. patch.Count == 0 ? ["nothing changes"] : Array.Empty<string>(),
            .. tree.Differences(model, "MMU", "NOVEL", "MEM_SOFT_DIRTY"),
            .. tree.Patch(model).Changes.Select(c => $"{c.Path} changes again"),
        ];
        tree.Apply(tree.Patch(Repository.Model).Changes);
        faults.AddRange(patch.Where(c => tree.Read(c.Path) != c.Old).Select(c => $"{c.Path} is not as it was"));
        patch.ToList().ForEach(c => tree.Write(c.Path, c.Old));
        return faults.Select(f => $"{flag}: {f}");
    }

    private static DefinitionModel Model(string flag, string option, string version) => Repository.Load(
    [
        .. Repository.DefinitionFiles(),
        new DefinitionFile("novel", "vma/novel.yaml", $"flags:\n- name: NOVEL\n  since: \"{version}\"\n  summary: It is new.\n  {flag}\n"),
        .. option.Length > 0 ? [new DefinitionFile("options", "novel.yaml", option)] : Array.Empty<DefinitionFile>(),
    ]);
}
