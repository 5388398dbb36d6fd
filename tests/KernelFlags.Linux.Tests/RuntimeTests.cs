using KernelFlags.Definitions;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux.Runtime;
using KernelFlags.Vma;

namespace KernelFlags.Linux.Tests;

/// <summary>Kernels that are resolved at run time: they say just what the definitions do, each for itself, and merge by it.</summary>
public sealed class RuntimeTests
{
    private const string GuardTraits = "[sticky, atomic-writable, copy-on-fork]";

    public static TheoryData<string> Profiles => EachKernel.Profiles;

    public static TheoryData<string, string, string?> Others => new()
    {
        { "6.1.20", "x86_64", null },
        { "6.6", "arm64", null },
        { "7.2", "arm64", "" },
        { "7.2", "i386", null },
        { "7.3", "riscv32", "" },
        { "7.1", "ppc64", null },
        { "7.3", "parisc", null },
        { "6.18.44", "x86_64", "MEM_SOFT_DIRTY" },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Type_OfACompiledKernel_SaysTheSameWhenItIsFilledAtRunTime(string profile)
    {
        var (table, capabilities) = Resolved(LinuxDefinitions.Model, Profile(profile));
        var filled = LinuxKernel.AtRunTime(table, capabilities).Accept(new Words());
        Assert.Equal(LinuxKernel.Find(profile)!.Accept(new Words()), filled);
        Assert.Equal(FlagWords.Of(table, capabilities), filled);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Kernel_ThatACompiledTypeSaysTheSameOf_HasThatType(string profile)
    {
        var kernel = LinuxKernel.Of(LinuxDefinitions.Model, Profile(profile));
        Assert.Equal(LinuxKernel.Find(profile)!.Accept(new TypeName()), kernel.Accept(new TypeName()));
        Assert.Equal((profile, LinuxKernel.Find(profile)!.Capabilities), (kernel.Profile, kernel.Capabilities));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Kernel_OfAnyVersionArchitectureAndConfiguration_HasItsTable(string version, string arch, string? config)
    {
        var profile = KernelSelector.Of(
            LinuxDefinitions.Model, Version(version), arch, config?.Split(',', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray());
        DefinitionTests.AssertSaysWhatIsResolved(LinuxDefinitions.Model, profile);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Text_OfARuntimeType_IsReadBackFromEveryFormatThatKeepsAll(string version, string arch, string? config)
    {
        var profile = KernelSelector.Of(
            LinuxDefinitions.Model, Version(version), arch, config?.Split(',', StringSplitOptions.RemoveEmptyEntries).ToEquatableArray());
        Assert.True(LinuxKernel.Of(LinuxDefinitions.Model, profile).Accept(new TextTests.RoundTrip()));
    }

    [Theory]
    [InlineData("vma/guard.yaml", GuardTraits, "[atomic-writable, copy-on-fork]")]
    [InlineData("vma/guard.yaml", GuardTraits, "[sticky, atomic-writable]")]
    [InlineData("vma/guard.yaml", GuardTraits, "[sticky, copy-on-fork]")]
    [InlineData("vma/guard.yaml", "smaps: gu", "smaps: gx")]
    [InlineData("vma/guard.yaml", "trace: maybe_guard", "trace: perhaps_guard")]
    [InlineData("vma/guard.yaml", "bit: 11", "bit: 62")]
    [InlineData("vma/guard.yaml", "May hold guard regions", "May hold guards")]
    [InlineData("capabilities.yaml", "- name: mseal\n  since: \"6.10\"", "- name: mseal\n  since: \"7.3\"")]
    public void Definition_ThatIsChangedInAnything_IsNotAnsweredByTheCompiledType(string file, string before, string after)
    {
        var model = Changed(file, before, after);
        var profile = Profile("linux-7.2-x86_64");
        var kernel = LinuxKernel.Of(model, profile);
        Assert.Equal(WordsOf(model, profile), kernel.Accept(new Words()));
        Assert.NotEqual(LinuxKernel.Find("linux-7.2-x86_64")!.Accept(new Words()), kernel.Accept(new Words()));
    }

    [Fact]
    public void Tables_OfOneProcess_KeepWhatEachSays()
    {
        var kernels = Enumerable.Range(0, 70).Select(i =>
        {
            var model = Changed("vma/guard.yaml", "smaps: gu", $"smaps: {(char)('a' + (i % 26))}{i / 26}");
            return (Words: WordsOf(model, Profile("linux-7.2-x86_64")), Kernel: LinuxKernel.Of(model, Profile("linux-7.2-x86_64")));
        }).ToList();
        Assert.All(kernels, pair => Assert.Equal(pair.Words, pair.Kernel.Accept(new Words())));
        Assert.Equal(kernels.Count, kernels.Select(pair => pair.Kernel.Accept(new TypeName())).Distinct().Count());
    }

    [Fact]
    public void EqualTables_ShareAType_AlsoWhenManyAskAtOnce()
    {
        var profile = KernelSelector.Of(LinuxDefinitions.Model, new KernelVersion(6, 9), "s390");
        var names = new string[16];
        Parallel.For(0, names.Length, i => names[i] = LinuxKernel.Of(LinuxDefinitions.Model, profile).Accept(new TypeName()));
        Assert.Single(names.Distinct());
    }

    [Theory]
    [InlineData(GuardTraits, 1)]
    [InlineData("[atomic-writable, copy-on-fork]", 2)]
    public void Engine_OverARuntimeType_MergesAsTheDefinitionSays(string traits, int vmas)
    {
        var model = Changed("vma/guard.yaml", GuardTraits, traits);
        Assert.Equal(vmas, LinuxKernel.Of(model, KernelSelector.Of(model, new KernelVersion(7, 2), "arm64")).Accept(new GuardedNeighbour()));
    }

    [Fact]
    public void Table_ThatTheEngineCannotHave_IsRefusedWithAReason()
    {
        var (table, capabilities) = Resolved(LinuxDefinitions.Model, Profile("linux-7.2-x86_64"));
        string Refusal(ResolvedTable broken) => Assert.Throws<NotSupportedException>(() => LinuxKernel.Of(broken, capabilities)).Message;
        Assert.Contains("not one of VMAs", Refusal(table with { Contract = null }), StringComparison.Ordinal);
        Assert.Contains("128 bits", Refusal(table with { Width = 128 }), StringComparison.Ordinal);
    }

    private static KernelProfile Profile(string name) => KernelSelector.Of(LinuxDefinitions.Model, LinuxDefinitions.Model.FindProfile(name)!);

    private static KernelVersion Version(string text) => KernelVersion.TryParse(text, out var version) ? version : throw new FormatException();

    private static (ResolvedTable Table, KernelCapabilities Capabilities) Resolved(DefinitionModel model, KernelProfile profile) =>
        (TableResolver.Resolve(model.FindTable("vma")!, profile), KernelCapabilities.FromNames(TableResolver.Capabilities(model, profile)));

    private static FlagWords WordsOf(DefinitionModel model, KernelProfile profile)
    {
        var (table, capabilities) = Resolved(model, profile);
        return FlagWords.Of(table, capabilities);
    }

    private static DefinitionModel Changed(string path, string before, string after)
    {
        var file = LinuxDefinitions.Files.Single(f => f.RelativePath == path);
        Assert.Contains(before, file.Text, StringComparison.Ordinal);
        var changed = LinuxDefinitions.Files.Select(f => f == file ? f with { Text = f.Text.Replace(before, after, StringComparison.Ordinal) } : f);
        var loaded = DefinitionLoader.Load(changed);
        Assert.False(loaded.HasErrors);
        return loaded.Model;
    }

    private sealed class Words : ILinuxKernelVisitor<FlagWords>
    {
        public FlagWords Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => FlagWords.Of<TFlags>();
    }

    private sealed class TypeName : ILinuxKernelVisitor<string>
    {
        public string Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => typeof(TFlags).ToString();
    }

    private sealed class GuardedNeighbour : ILinuxKernelVisitor<int>
    {
        public int Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            const MapFlags Flags = MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed;
            var space = new AddressSpace<TFlags>(new() { Machine = new(kernel.Capabilities) });
            Assert.True(space.Mmap(0x10000000, 0x4000, Protection.Read | Protection.Write, Flags).Succeeded);
            Assert.True(space.Madvise(0x10000000, 0x1000, Advice.GuardInstall).Succeeded);
            Assert.True(space.Mmap(0x10004000, 0x4000, Protection.Read | Protection.Write, Flags).Succeeded);
            return space.Count;
        }
    }
}
