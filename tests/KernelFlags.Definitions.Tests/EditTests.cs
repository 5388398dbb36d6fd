namespace KernelFlags.Definitions.Tests;

/// <summary>What a developer does to one entry of the real table, and what is said about it, at which place.</summary>
public sealed class EditTests
{
    private const string Guard = "vma/guard.yaml";

    /// <summary>A line of the entry, what becomes of it, and the problem expected in that line: id, column and suggestion.</summary>
    public static TheoryData<string, string, string, int, string?> Edits => new()
    {
        { "  bit: 11", "  bit: 12", "KF2001", 8, null },
        { "  bit: 11", "  bit: 13", "KF2001", 8, null },
        { "  bit: 11", "  bit: 64", "KF2002", 8, null },
        { "  bit: 11", "  bit: -1", "KF2002", 8, null },
        { "  bit: 11", "  bit: 11.5", "KF1014", 8, null },
        { "  bit: 11", "  bit: \"11\"", "KF1014", 8, null },
        { "  bit: 11", "  bit:", "KF1014", 7, null },
        { "  bit: 11", "  bit: {is: 11, when: X68}", "KF3004", 23, "X86" },
        { "  bit: 11", "  bit: {is: 11, when: {arch: [arm46]}}", "KF3003", 31, "arm64" },
        { "  bit: 11", "  alias: NOT_THERE", "KF3001", 10, null },
        { "  bit: 11", "  alias: UFFD_RWP", "KF3007", 10, null },
        { "  bit: 11", "  alias: MAYBE_GUARD", "KF3006", 10, null },
        { "  smaps: gu", "  smaps: g", "KF4001", 10, null },
        { "  smaps: gu", "  smaps: gua", "KF4001", 10, null },
        { "  smaps: gu", "  smaps: lo", "KF4002", 10, null },
        { "  smaps: gu", "  smap: gu", "KF1012", 3, "smaps" },
        { "  smaps: gu", "\tsmaps: gu", "KF1002", 1, null },
        { "  trace: maybe_guard", "  trace: locked", "KF4003", 10, null },
        { "  trace: maybe_guard", "  trace: {is: maybe_guard, after: LOKED}", "KF3001", 35, "LOCKED" },
        { "  since: \"6.19\"", "  since: \"6.x\"", "KF3008", 10, null },
        { "  since: \"6.19\"", "  since: \"6.19\"\n  until: \"6.19\"", "KF3009", 10, null },
        { "  since: \"6.19\"", "  since: [\"6.19\", \"6.18\"]", "KF3016", 19, null },
        { "  traits: [sticky, atomic-writable, copy-on-fork]", "  traits: [stiky, atomic-writable, copy-on-fork]", "KF3002", 12, "sticky" },
        { "  traits: [sticky, atomic-writable, copy-on-fork]", "  traits: [atomic-writable, copy-on-fork]", "KF5001", 12, null },
        { "  traits: [sticky, atomic-writable, copy-on-fork]", "  traits: [atomic-writable, sticky]", "KF5002", 29, null },
        { "  traits: [sticky, atomic-writable, copy-on-fork]", "  traits: sticky", "KF1014", 11, null },
        { "- name: MAYBE_GUARD", "- name: LOCKED", "KF1016", 9, null },
        { "- name: MAYBE_GUARD", "- name: MAYBE GUARD", "KF1015", 9, null },
        { "  summary: May hold guard regions; when clear, it holds none.", "  summary: x\n  summary: y", "KF1011", 3, null },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void Entry_WithAMistake_IsToldAtItsPlace(string line, string edited, string id, int column, string? suggestion)
    {
        var file = Repository.DefinitionFiles().Single(f => f.RelativePath == Guard);
        var lines = file.Text.Split('\n').ToList();
        var expected = lines.IndexOf(line) + edited.Split('\n').Length;

        var found = Load(file with { Text = file.Text.Replace(line + "\n", edited + "\n", StringComparison.Ordinal) })
            .Where(p => p.Path == Guard)
            .Select(p => (p.Id, p.Line, p.Column, p.Suggestion));

        Assert.Contains((id, expected, column, suggestion), found);
    }

    [Fact]
    public void TwoFlags_OnOneBitUnderConditionsThatExcludeEachOther_AreNoProblem()
    {
        var file = Repository.DefinitionFiles().Single(f => f.RelativePath == Guard);
        const string More = """

            - name: BEFORE_GUARD
              bit: 11
              smaps: gu
              trace: maybe_guard
              until: "6.19"
              summary: Had the bit before.
            - name: NOMMU_PFNMAP
              bit: {is: 60, when: "MMU && ARM64_MTE"}
              summary: With MTE.
            - name: OTHER
              bit: {is: 60, when: "!(MMU && ARM64_MTE)"}
              summary: Without.
            - name: ON_X86
              bit: 61
              when: X86_USER_SHADOW_STACK
              summary: An option that only x86 can have.
            - name: ON_ARM
              bit: 61
              when: ARM64_GCS
              summary: An option that only arm64 can have.
            """;

        Assert.Empty(Load(file with { Text = file.Text + More + "\n" }).Select(Problems.Line));
    }

    [Fact]
    public void Warning_ThatIsAccepted_IsNotTold()
    {
        var file = Repository.DefinitionFiles().Single(f => f.RelativePath == Guard);
        var text = file.Text.Replace(
            "[sticky, atomic-writable, copy-on-fork]", "[sticky]\n  accept: {KF5002: \"a reason\"}", StringComparison.Ordinal);

        Assert.Empty(Load(file with { Text = text }).Select(Problems.Line));
    }

    [Theory]
    [InlineData("VM_LOCKED", "LOCKED")]
    [InlineData("lockonfault", "LOCKONFAULT")]
    [InlineData("UFDF_WP", "UFFD_WP")]
    [InlineData("READ", null)]
    [InlineData("ENTIRELY_DIFFERENT", null)]
    [InlineData("", null)]
    public void NearestName_OfWhatWasWritten_IsWhatWasLikelyMeant(string written, string? meant) =>
        Assert.Equal(meant, NearestName.Of(written, ["LOCKED", "LOCKONFAULT", "UFFD_WP", "READ"]));

    private static EquatableArray<Problem> Load(DefinitionFile edited) => DefinitionLoader.Load(
        [.. Repository.DefinitionFiles().Where(f => f.RelativePath != edited.RelativePath), edited]).Problems;
}
