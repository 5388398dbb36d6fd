using Microsoft.CodeAnalysis;

namespace KernelFlags.Generator.Tests;

/// <summary>What can't be followed is said once: the type is there all the same, so that nothing else of the project has an error for it.</summary>
public sealed class StubTests
{
    private const string Door = "flags:\n- {name: OPEN, bit: 0, summary: It is open.}\n";

    private const string User = """
        namespace Sample;

        internal static class User
        {
            public static DoorFlags Both(DoorFlags one, DoorFlags other) => one | ~other & DoorFlags.Parse("1", null);

            public static string Text(DoorFlags flags) => $"{flags:N} {flags.TestAny(flags)} {flags.GetWord(0)}";

            public static int Width<T>() where T : unmanaged, KernelFlags.IVmaFlags<T> => T.Width;
        }
        """;

    [Theory]
    [InlineData("\"window\"")]
    [InlineData("\"door\", Profile = \"linux-7.2-vax\"")]
    [InlineData("\"\"")]
    public void Type_OfWhatIsNotThere_CompilesWithAllThatUsesIt(string attribute) => FlagProject.OfDoor(Door, attribute).WithSource(User).Run().AssertCompiles();

    [Fact]
    public void Type_OfATableThatIsNotThere_CanBeThatOfAVma() => FlagProject.OfDoor(Door, "\"window\"")
        .WithSource(User)
        .WithSource("namespace Sample; internal static class Wide { public static int Of() => User.Width<DoorFlags>(); }")
        .Run().AssertCompiles();

    [Fact]
    public void Type_WhoseProfileIsNotThere_HasTheFlagsOfAnother() =>
        Assert.Contains(FlagProject.OfDoor(Door, "\"door\", Profile = \"linux-7.2-vax\"").Run().Sources.Values, source => source.Contains(" Open", StringComparison.Ordinal));

    [Fact]
    public void DefinitionThatBreaksOff_LeavesTheTypeWithoutItsNames()
    {
        var run = FlagProject.OfDoor("flags: [\n").WithSource(User).Run();
        Assert.NotEmpty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error));
    }
}
