using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;

namespace KernelFlags.Linux.Tests;

/// <summary>Each type is what the definitions say of its kernel.</summary>
public sealed class DefinitionTests
{
    public static TheoryData<string> Profiles => EachKernel.Profiles;

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Type_OfAKernel_HasItsTable(string profile) =>
        EachKernel.Run(profile, new SameAsResolved(Repository.Model, KernelSelector.Of(Repository.Model, Repository.Model.FindProfile(profile)!)));

    [Fact]
    public void DefinitionsOfTheLibrary_AreThoseOfTheRepository() => Assert.Equal(Repository.Model, LinuxDefinitions.Model);

    [Fact]
    public void EveryProfileOfX86AndArm_HasAType() => Assert.Equal(
        Repository.Model.Profiles.Where(profile => profile.Arch is "x86_64" or "arm64").Select(profile => profile.Name).Order(StringComparer.Ordinal),
        LinuxKernel.All.Select(kernel => kernel.Profile).Order(StringComparer.Ordinal));

    /// <summary>The type of a kernel says what the definitions say of it.</summary>
    internal static void AssertSaysWhatIsResolved(DefinitionModel model, KernelProfile kernel) =>
        Assert.True(LinuxKernel.Of(model, kernel).Accept(new SameAsResolved(model, kernel)));

    private sealed class SameAsResolved(DefinitionModel model, KernelProfile context) : ILinuxKernelVisitor<bool>
    {
        public bool Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var table = TableResolver.Resolve(model.FindTable("vma")!, context);
            Assert.Equal(table.Width, TFlags.Width);
            Assert.Equal(
                table.Flags.Where(flag => flag.CName is not null).Select(flag => (flag.CName, flag.Bit, flag.Smaps, flag.Trace, flag.Summary)),
                TFlags.Flags.ToArray().Select(info => ((string?)info.Name, info.Bit, info.Mnemonic, info.TraceName, info.Summary)));
            Assert.Equal(table.Smaps, TFlags.Mnemonics.ToArray());
            Assert.Equal(table.Trace.Select(entry => (entry.Value.Low, entry.Name)), TFlags.TraceNames.ToArray().Select(entry => (entry.Flags.GetWord(0), entry.Name)));
            AssertMask(table, "STICKY", TFlags.Sticky);
            AssertMask(table, "IGNORE_MERGE", TFlags.IgnoredOnMerge);
            AssertMask(table, "COPY_ON_FORK", TFlags.CopyOnFork);
            AssertMask(table, "ATOMIC_SET_ALLOWED", TFlags.AtomicWritable);
            AssertMask(table, "ACCESS", TFlags.Access);
            AssertMask(table, "SPECIAL", TFlags.Special);
            AssertMask(table, "LOCKED_MASK", TFlags.LockedMask);
            AssertMask(table, "UFFD", TFlags.UserfaultfdMask);
            Assert.Equal(KernelCapabilities.FromNames(TableResolver.Capabilities(model, context)), kernel.Capabilities);
            return true;
        }

        private static void AssertMask<TFlags>(ResolvedTable table, string name, TFlags flags)
            where TFlags : unmanaged, IVmaFlags<TFlags> => Assert.Equal(table.Masks.Single(mask => mask.Name == name).Value.Low, flags.GetWord(0));
    }
}
