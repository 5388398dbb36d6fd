namespace KernelFlags.Definitions.Tests;

/// <summary>Layers over definitions: what has a name takes the place of what is below it under that name, what is new is added.</summary>
public sealed class OverlayTests
{
    private const string NewFlag = "flags:\n- name: PINNED\n  bit: 60\n  when: 64BIT && PINNING\n  summary: It stays where it is.\n";
    private const string NewOption = "options:\n- name: PINNING\n  arch: [x86_64]\n";

    [Fact]
    public void Option_IsAddedWithoutACopyOfTheOthers()
    {
        var model = Sound([.. Repository.DefinitionFiles(), .. Over(("vma/own.yaml", NewFlag), ("kernel.yaml", NewOption))]);
        Assert.Equal(Repository.Model.Options.Count + 1, model.Options.Count);
        Assert.Equal((Repository.Model.Newest, Repository.Model.Verified), (model.Newest, model.Verified));
        var table = TableResolver.Resolve(model.FindTable("vma")!, KernelSelector.Of(model, model.Newest, "x86_64"));
        Assert.Equal(60, table.Flags.Single(f => f.Name == "PINNED").Bit);
    }

    [Fact]
    public void Entries_OfTheSameName_TakeThePlaceOfThoseBelow()
    {
        var model = Sound(
        [
            .. Repository.DefinitionFiles(),
            .. Over(
                ("vma/own.yaml", """
                    flags:
                    - {name: READ, bit: 0, summary: Own.}
                    masks:
                    - {name: ACCESS, names: [VM_OWN], flags: [READ], summary: Own.}
                    """),
                ("own.yaml", """
                    options:
                    - {name: KSM, arch: [s390]}
                    profiles:
                    - {name: linux-7.2-x86_64, kernel: "7.3", arch: x86_64, summary: Own.}
                    capabilities:
                    - {name: mseal, since: "7.1", summary: Own.}
                    """)),
        ]);
        var table = model.FindTable("vma")!;
        var below = Repository.Model.FindTable("vma")!;
        Assert.Equal(below.Flags.Select(f => f.Name), table.Flags.Select(f => f.Name));
        Assert.Equal(below.Masks.Select(m => m.Name), table.Masks.Select(m => m.Name));
        Assert.Equal("Own.", table.Flags[0].Summary);
        Assert.Equal("VM_OWN", table.Masks.Single(m => m.Name == "ACCESS").CNames.Single().Value);
        Assert.Equal(below.Settings, table.Settings);
        Assert.Equal(new KernelVersion(7, 3), model.FindProfile("linux-7.2-x86_64")!.Kernel);
        Assert.Equal("Own.", model.Capabilities.Single(c => c.Name == "mseal").Summary);
        Assert.DoesNotContain("KSM", KernelSelector.AllOptions(model, model.Newest, "x86_64"));
    }

    [Fact]
    public void Settings_OfATable_AreTakenKeyByKey()
    {
        var model = Sound([.. Repository.DefinitionFiles(), .. Over(("vma/own.yaml", "table: {prefix: XM_}\n"))]);
        var (settings, below) = (model.FindTable("vma")!.Settings, Repository.Model.FindTable("vma")!.Settings);
        Assert.Equal(below with { Prefix = "XM_" }, settings);
    }

    [Fact]
    public void LastLayer_LiesOnTop()
    {
        var first = Over(("vma/own.yaml", "flags: [{name: READ, bit: 0, summary: One.}]\n"));
        var second = Over(("vma/own.yaml", "flags: [{name: READ, bit: 0, summary: Two.}]\n")).Select(f => f with { Path = "second/" + f.Path, Layer = 2 });
        var model = Sound([.. second, .. Repository.DefinitionFiles(), .. first]);
        Assert.Equal("Two.", model.FindTable("vma")!.Flags[0].Summary);
    }

    [Fact]
    public void Table_OfItsOwn_IsAddedBesideTheOthers()
    {
        var model = Sound([.. Repository.DefinitionFiles(), .. Over(("door/flags.yaml", "flags: [{name: OPEN, bit: 0, summary: It is open.}]\n"))]);
        Assert.Equal(["door", .. Sound(Repository.DefinitionFiles()).Tables.Select(t => t.Name)], model.Tables.Select(t => t.Name));
    }

    [Fact]
    public void Layers_GivenInAnyOrder_SayTheSame()
    {
        List<DefinitionFile> files = [.. Repository.DefinitionFiles(), .. Over(("vma/own.yaml", NewFlag), ("kernel.yaml", NewOption))];
        Assert.Equal(DefinitionLoader.Load(files), DefinitionLoader.Load(files.AsEnumerable().Reverse()));
    }

    private static IEnumerable<DefinitionFile> Over(params (string Path, string Text)[] files) =>
        files.Select(f => new DefinitionFile("own/" + f.Path, f.Path, f.Text) { Layer = 1 });

    private static DefinitionModel Sound(IEnumerable<DefinitionFile> files)
    {
        var result = DefinitionLoader.Load(files);
        Assert.Empty(result.Problems);
        return result.Model;
    }
}
