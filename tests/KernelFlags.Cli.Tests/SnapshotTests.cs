using VerifyXunit;

namespace KernelFlags.Cli.Tests;

/// <summary>Reports as a whole, to be read.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public async Task DiagnosticReport()
    {
        using var folder = new ScratchFolder().With("definitions/door/flags.yaml", """
            table: {summary: Flags of a door., width: 16, prefix: DOOR_}
            flags:
            - name: OPEN
              bit: 0
              smaps: op
              summary: It is open.
            - name: LOCKED
              bit: 0
              smaps: op
              summary: It can't be opened.
            - name: GLASS
              bit: 16
              sumary: It can be looked through.
            - name: REVOLVING
              bit: 3
              since: "6.20"
              until: "6.12"
              trais: [sticky]
              summary: It turns.
            - name: SWINGING
              bit: 4
              when: {arch: [x86-64]}
              traits: [sticki]
              smaps: swing
              summary: It swings.
            - name: GATE
              alias: DOOR
              summary: It leads outside.
            - name: BELL
              bit: 5
              traits: [atomic-writable]
              summary: It rings.
            """).With("definitions/door/masks.yaml", """
            masks:
            - name: BARRED
              flags: [LOCKED, BARED]
              summary: Nobody comes in.
            - name: ROUND
              flags: [ROUND]
              summary: It goes round.
            """).With("definitions/window/flags.yaml", "flags:\n- {name: OPEN, bit: 0, summary: \"It is open.}\n");
        await Verifier.Verify((await Kflags.RunInAsync(folder.Path, "", "lint", "definitions")).Output);
    }

    [Fact]
    public async Task SemanticDiff()
    {
        const string Guard = "old/definitions/vma/guard.yaml";
        using var folder = new ScratchFolder().WithDefinitions("old/definitions").WithDefinitions("new/definitions")
            .Edit(Guard, "traits: [sticky, atomic-writable, copy-on-fork]", "traits: []")
            .Edit("new/definitions/vma/userfaultfd.yaml", "- 41", "- 61")
            .Edit("new/definitions/vma/masks.yaml", "flags: [LOCKED, LOCKONFAULT]", "flags: [LOCKED]");
        await Verifier.Verify((await Kflags.RunInAsync(folder.Path, "", "diff", "old", "new", "--format", "markdown")).Output, "md");
    }
}
