using Basic.Reference.Assemblies;
using KernelFlags.CodeFixes;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace KernelFlags.Generator.Tests;

/// <summary>What is wrong with an attribute is said at it, and mended.</summary>
public sealed class AnalyzerTests
{
    private const string Definitions = """
        flags:
        - name: OPEN
          bit: 0
          summary: It is open.

        """;

    [Fact]
    public Task Attribute_ThatCanBeFollowed_IsLeftAlone() => Verify<NearestNameFix>(
        """
        using KernelFlags;

        [KernelFlags("door", Profile = "linux-7.2-x86_64")]
        public readonly partial struct DoorFlags { }
        """);

    [Fact]
    public Task Table_ThatIsNotThere_IsReportedAndTheNearestPut() => Verify<NearestNameFix>(
        """
        using KernelFlags;

        [KernelFlags({|KF8004:"dor"|})]
        public readonly partial struct DoorFlags { }
        """,
        """
        using KernelFlags;

        [KernelFlags("door")]
        public readonly partial struct DoorFlags { }
        """);

    [Fact]
    public Task Profile_ThatIsNotThere_IsReportedAndTheNearestPut() => Verify<NearestNameFix>(
        """
        using KernelFlags;

        [KernelFlags("door", Profile = {|KF8005:"linux-7.2-x86-64"|})]
        public readonly partial struct DoorFlags { }
        """,
        """
        using KernelFlags;

        [KernelFlags("door", Profile = "linux-7.2-x86_64")]
        public readonly partial struct DoorFlags { }
        """);

    [Fact]
    public Task Table_ThatIsLikeNone_IsReportedWithAllThereAre() => Verify<NearestNameFix>(
        """
        using KernelFlags;

        [KernelFlags({|KF8004:"window"|})]
        public readonly partial struct DoorFlags { }
        """);

    [Fact]
    public Task Struct_ThatIsNotPartial_IsMadeSoWithItsContainers() => Verify<MakePartialFix>(
        """
        using KernelFlags;

        // The house.
        class House
        {
            /// <summary>A door.</summary>
            [KernelFlags("door")]
            public readonly struct {|KF8003:DoorFlags|} { }
        }
        """,
        """
        using KernelFlags;

        // The house.
        partial class House
        {
            /// <summary>A door.</summary>
            [KernelFlags("door")]
            public readonly partial struct DoorFlags { }
        }
        """);

    [Theory]
    [InlineData("public readonly partial record struct {|KF8003:DoorFlags|} { }")]
    [InlineData("public readonly partial struct {|KF8003:DoorFlags|}<T> { }")]
    [InlineData("public readonly ref partial struct {|KF8003:DoorFlags|} { }")]
    public Task Type_OfAnotherKind_IsReported(string declaration) => Verify<NearestNameFix>($"[KernelFlags.KernelFlags(\"door\")]\n{declaration}");

    [Fact]
    public Task Project_WithoutDefinitions_IsToldSo() => Verify<NearestNameFix>(
        "[{|KF8006:KernelFlags.KernelFlags(\"door\")|}]\npublic readonly partial struct DoorFlags { }", definitions: null);

    [Fact]
    public Task Table_OfWords_IsRefusedWhereItIsNamed() => Verify<NearestNameFix>(
        "[KernelFlags.KernelFlags({|KF8007:\"door\"|})]\npublic readonly partial struct DoorFlags { }",
        definitions: "words:\n- {name: KNOCK, value: 1, summary: Knocks at it.}\n");

    [Fact]
    public Task Definitions_WithAnError_DoNotMakeTheirNamesUnknown() => Verify<NearestNameFix>(
        "[KernelFlags.KernelFlags(\"window\")]\npublic readonly partial struct DoorFlags { }", definitions: "flags: [\n");

    private static Task Verify<TFix>(string source, string? mended = null, string? definitions = Definitions)
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<KernelFlagsAttributeAnalyzer, TFix, DefaultVerifier>
        {
            TestCode = source,
            FixedCode = mended ?? source,
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            CompilerDiagnostics = CompilerDiagnostics.Errors,
        };
        test.SolutionTransforms.Add((solution, id) => solution.WithProjectParseOptions(id, new CSharpParseOptions(LanguageVersion.CSharp12)));
        foreach (var state in new[] { test.TestState, test.FixedState })
        {
            state.AdditionalReferences.AddRange(Net100.References.All);
            state.AdditionalReferences.Add(typeof(KernelFlagsAttribute).Assembly);
            if (definitions is not null)
            {
                state.AdditionalFiles.Add(("/0/definitions/door/flags.yaml", definitions));
            }
        }

        return test.RunAsync(TestContext.Current.CancellationToken);
    }
}
