using KernelFlags.Cli.Input;
using KernelFlags.Cli.Maps;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Linux;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>What a ready flag type says of the running kernel is what the definitions say.</summary>
public sealed class ReadyTableTests
{
    public static TheoryData<string> Profiles => [.. LinuxKernel.All.Select(kernel => kernel.Profile)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Mnemonics_AreThoseOfTheDefinitions_AlsoWithPatches(string profile)
    {
        var root = DefinitionRoot.Named(Path.Combine(Repository.Root, "definitions"), new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null));
        var definitions = DefinitionSet.Load(root);
        var kernel = KernelSelector.Of(definitions.Model, definitions.Model.FindProfile(profile)!);
        var ready = ReadyTable.Of(LinuxKernel.Find(profile)!, kernel.Kernel.ToString());
        Same(kernel, ready);
        if (kernel.Kernel.Patch == 0)
        {
            var patched = kernel.Kernel with { Patch = 999 };
            Same(kernel with { Kernel = patched }, ready);
            Assert.Equal(profile, ReadyTable.KernelOf($"{patched}-generic")!.Profile);
        }

        void Same(KernelProfile on, ResolvedTable table)
        {
            var resolved = TableResolver.Resolve(definitions.Table("vma"), on);
            Assert.Equal(resolved.Smaps, table.Smaps);
            Assert.Equal(Meanings(resolved), Meanings(table));
        }
    }

    private static IEnumerable<(int? Bit, string Name, string Summary)> Meanings(ResolvedTable table) =>
        new FlagRemedies(table).ByBit.Select(flag => (flag.Bit, flag.Name, flag.Summary));

    [Theory]
    [InlineData("5.15.0-91-generic")]
    [InlineData("6.14.2")]
    [InlineData("99.1")]
    [InlineData("")]
    public void KernelWithoutAType_HasNone(string release) => Assert.Null(ReadyTable.KernelOf(release));
}
