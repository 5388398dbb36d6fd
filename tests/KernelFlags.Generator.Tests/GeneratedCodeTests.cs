using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;

namespace KernelFlags.Generator.Tests;

/// <summary>The generated code compiles without a warning, documentation included, whatever the definition is, and does what it says.</summary>
public sealed class GeneratedCodeTests
{
    public static TheoryData<string> Profiles { get; } =
        [.. Repository.Model.Profiles.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void VmaFlags_OfEveryProfile_CompileWithoutAWarning(string profile) => FlagProject.OfVma(profile).Run().AssertCompiles();

    [Fact]
    public void CommandLinesTarget_CompilesOnItsOwn()
    {
        var model = Repository.Model;
        var table = TableResolver.Resolve(model.FindTable("vma")!, KernelSelector.Of(model, model.FindProfile("linux-7.2-arm64")!));
        var files = Rendering.Targets.Find("csharp")!.Render(table);
        Assert.All(files, file => Assert.Matches("^csharp/Vma(Flags|Bit)[.A-Za-z]*[.]g[.]cs$", file.Path));
        var project = new FlagProject([.. files.Select(file => file.Text)], DefinitionTexts.OfRepository);
        Assert.DoesNotContain(project.Compile().GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity != DiagnosticSeverity.Hidden);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    public void Word_OfAnyWidth_HoldsAllItsBits(int width)
    {
        var yaml = new StringBuilder().Append(CultureInfo.InvariantCulture, $"table:\n  width: {width}\nflags:\n");
        foreach (var bit in new[] { 0, width / 2, width - 1 }.Distinct())
        {
            yaml.Append(CultureInfo.InvariantCulture, $"- name: B{bit}\n  bit: {bit}\n  smaps: {bit % 100:00}\n  trace: bit{bit}\n  summary: Bit {bit}.\n");
        }

        var run = FlagProject.OfDoor(yaml.ToString()).Run();
        run.AssertCompiles();
        Exercise(run.Load().GetType("Sample.DoorFlags")!, width);
    }

    [Theory]
    [InlineData("gfp", 32)]
    [InlineData("wide", 128)]
    public void Sample_OfAnotherTable_CompilesAndHoldsAllItsBits(string table, int width)
    {
        var run = FlagProject.Of(
            $$"""
            namespace Sample;

            [KernelFlags.KernelFlags("{{table}}")]
            public readonly partial struct SampleFlags;
            """,
            DefinitionTexts.OfSample(table)).Run();
        run.AssertCompiles();
        Exercise(run.Load().GetType("Sample.SampleFlags")!, width);
    }

    [Fact]
    public void Flags_WithNamesOfMembers_GetNamesOfTheirOwn()
    {
        string[] names =
        [
            "NONE", "KNOWN", "WIDTH", "COUNT", "EQUALS", "GET_HASH_CODE", "TO_STRING", "PARSE", "FLAGS", "ATOMIC", "DOOR_FLAGS", "DOOR_BIT",
            "STICKY", "WITH", "3DNOW", "A_1_2", "A_12", "A__1_2", "class", "Class", "NUMBER", "FROM", "TRACE_TABLE", "FINALIZE", "DEFAULT", "_",
        ];
        var flags = string.Concat(names.Select((name, bit) =>
            $"- name: \"{name}\"\n  bit: {bit}\n  traits: [sticky, atomic-writable, copy-on-fork]\n  summary: Is {name}.\n"));
        var masks = string.Concat(names.Take(8).Select(name => $"- name: M_{name}\n  flags: [\"{name}\"]\n  summary: Has it.\n"));
        var run = FlagProject.OfDoor($"flags:\n{flags}masks:\n{masks}").Run();
        Assert.DoesNotContain(run.Diagnostics, d => d.Id != "KF1015");
        var type = run.Load().GetType("Sample.DoorFlags")!;
        var bits = type.GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == type)
            .Select(p => p.GetValue(null)!.ToString()!)
            .ToHashSet();
        Assert.All(names.Where(name => name != "_"), name => Assert.Contains("DOOR_" + name, bits));
    }

    [Fact]
    public void Texts_WithEveryKindOfCharacter_AreTextInTheCode()
    {
        var run = FlagProject.OfDoor("""
            table:
              summary: "A door <b>&amp; \"more\"</b> \\ */ // é 😀"
            flags:
            - name: OPEN
              bit: 0
              smaps: op
              summary: "It is <open> & \"shut\" \\n {{ flag }} */ é 😀; a sentence that is so long that it does not fit on one line of a comment that anybody could read without moving the eyes."
            """ + "\n").Run();
        run.AssertCompiles();
        Assert.StartsWith("It is <open> & \"shut\" \\n {{ flag }} */ é 😀; ", Call<string>(run.Load().GetType("Sample.DoorFlags")!, nameof(Meaning)), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_WithoutTraitsMnemonicsAndMasks_Compiles() =>
        FlagProject.OfDoor("flags:\n- name: OPEN\n  bit: 0\n  summary: It is open.\n").Run().AssertCompiles();

    [Fact]
    public void VmaContract_OfATableThatLacksTheRoles_IsFulfilledWithNone()
    {
        var run = FlagProject.OfDoor("table:\n  contract: vma\n  width: 128\nflags:\n- name: READ\n  bit: 100\n  summary: May be read.\n").Run();
        run.AssertCompiles();
        Assert.Equal("DOOR_READ none", Call<string>(run.Load().GetType("Sample.DoorFlags")!, nameof(Roles)));
    }

    [Fact]
    public void AtomicSetting_OfAFlagThatIsNotAtomicWritable_DoesNotCompile()
    {
        const string Use = """
            namespace Sample;

            internal static class Use
            {
                internal static void SetAtomic(KernelFlags.AtomicFlags<VmaFlags> flags) => _ = flags;

                internal static void Run() => SetAtomic(FLAGS);
            }
            """;
        var project = FlagProject.OfVma();
        project.WithSource(Use.Replace("FLAGS", "VmaFlags.Atomic.MaybeGuard", StringComparison.Ordinal)).Run().AssertCompiles();
        foreach (var (flags, id) in new[] { ("VmaFlags.Read", "CS1503"), ("VmaFlags.MaybeGuard", "CS1503"), ("VmaFlags.Atomic.Read", "CS0117"), ("new(VmaFlags.Read)", "CS1729"), ("(KernelFlags.AtomicFlags<VmaFlags>)VmaFlags.Read", "CS0030") })
        {
            var errors = project.WithSource(Use.Replace("FLAGS", flags, StringComparison.Ordinal)).Run()
                .Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error);
            Assert.Equal([id], errors.Select(d => d.Id));
        }
    }

    [Theory]
    [InlineData("VmaFlags f = VmaBit.Read;")]
    [InlineData("VmaFlags f = 1UL;")]
    [InlineData("ulong w = VmaFlags.Read;")]
    [InlineData("int b = VmaBit.Read;")]
    [InlineData("var f = VmaFlags.Read | VmaBit.Write;")]
    [InlineData("var f = VmaFlags.Read & 1UL;")]
    public void BitNumberMaskAndWord_DoNotMix(string statement)
    {
        var run = FlagProject.OfVma().WithSource($"namespace Sample; internal static class Use {{ internal static void Run() {{ {statement} }} }}").Run();
        Assert.Contains(run.Output.GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity == DiagnosticSeverity.Error && d.Id is "CS0029" or "CS0019");
    }

    [Fact]
    public void Types_WhereverTheyAreDeclared_AreCompleted()
    {
        const string Source = """
            [KernelFlags.KernelFlags("door")]
            public readonly partial struct DoorFlags;

            namespace @event
            {
                public partial class @class
                {
                    internal partial record struct Inner
                    {
                        [KernelFlags.KernelFlags("door")]
                        internal readonly partial struct @struct;
                    }

                    private partial interface IOuter
                    {
                        [KernelFlags.KernelFlags("door")]
                        partial struct Mutable;
                    }
                }

                [KernelFlags.KernelFlags("door")]
                internal readonly partial struct doorFLAGS;

                [KernelFlags.KernelFlags("door")]
                internal readonly partial struct DoorFlags;
            }
            """;
        var project = FlagProject.OfDoor("flags:\n- name: OPEN\n  bit: 0\n  summary: It is open.\n") with
        {
            Sources = [Source.Replace("public partial class", "/// <summary>It.</summary>\n public partial class", StringComparison.Ordinal)],
        };
        var run = project.Run();
        Assert.Empty(run.Diagnostics);
        Assert.Empty(run.Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(d => d.Severity == DiagnosticSeverity.Error && d.Id is not ("CS1591" or "CS8981")));
        Assert.Equal(5, run.Sources.Keys.Count(name => name.EndsWith(".Merge.g.cs", StringComparison.Ordinal)));
    }

    private static void Exercise(Type type, int width) => Call<object>(type, nameof(ExerciseWord), width);

    private static T? Call<T>(Type type, string method, params object[] arguments) => (T?)typeof(GeneratedCodeTests)
        .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(type)
        .Invoke(null, arguments);

    private static string Meaning<TFlags>()
        where TFlags : unmanaged, IFlags<TFlags> => TFlags.Flags[0].Summary;

    private static string Roles<TFlags>()
        where TFlags : unmanaged, IVmaFlags<TFlags> => TFlags.Read.ToString() + " " + TFlags.MaybeGuard.With(TFlags.Special).With(TFlags.Sticky);

    /// <summary>Holds every operation against a number of any size.</summary>
    private static void ExerciseWord<TFlags>(int width)
        where TFlags : unmanaged, IFlags<TFlags>
    {
        Assert.Equal(width, TFlags.Width);
        Assert.Equal((width + 63) / 64, TFlags.WordCount);
        var random = new Random(width);
        var all = (BigInteger.One << width) - 1;
        for (var i = 0; i < 300; i++)
        {
            var (x, y) = (Number(random, width), Number(random, width));
            var (a, b) = (Flags<TFlags>(x), Flags<TFlags>(y));
            Assert.Equal(x | y, Number(a | b));
            Assert.Equal(x | y, Number(a.With(b)));
            Assert.Equal(x & y, Number(a & b));
            Assert.Equal(x & ~y, Number(a.Without(b)));
            Assert.Equal(x ^ y, Number(a ^ b));
            Assert.Equal(x ^ y, Number(a.Diff(b)));
            Assert.Equal(all ^ x, Number(~a));
            Assert.Equal((x & y) != 0, a.TestAny(b));
            Assert.Equal((x & y) == y, a.TestAll(b));
            Assert.Equal(x == y, a == b);
            Assert.Equal(x.IsZero, a.IsEmpty);
            Assert.Equal(Enumerable.Range(0, width).Count(bit => !(x >> bit).IsEven), a.Count);
            foreach (var format in new[] { "T", "N", "R", "X", "" })
            {
                Assert.Equal(a, TFlags.Parse(a.ToString(format, null), null));
            }
        }

        Assert.False(TFlags.TryParse("0x1" + new string('0', (width + 3) / 4), null, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => TFlags.FromBit(width));
        if (width % 64 != 0)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => TFlags.FromWord(width / 64, 1UL << (width % 64)));
        }
    }

    private static BigInteger Number(Random random, int width)
    {
        var bytes = new byte[17];
        random.NextBytes(bytes.AsSpan(0, 16));
        return new BigInteger(bytes) & ((BigInteger.One << width) - 1);
    }

    private static TFlags Flags<TFlags>(BigInteger number)
        where TFlags : unmanaged, IFlags<TFlags> =>
        Enumerable.Range(0, TFlags.Width).Where(bit => !(number >> bit).IsEven).Aggregate(TFlags.None, (flags, bit) => flags | TFlags.FromBit(bit));

    private static BigInteger Number<TFlags>(TFlags flags)
        where TFlags : unmanaged, IFlags<TFlags> =>
        Enumerable.Range(0, TFlags.WordCount).Aggregate(BigInteger.Zero, (number, i) => number | ((BigInteger)flags.GetWord(i) << (64 * i)));
}
