using System.Reflection;

namespace KernelFlags.Vma.Tests.Properties;

/// <summary>The properties are tested: each does not hold of an engine with a mistake in it that it is about.</summary>
public sealed class PropertiesCanFailTests(PropertiesCanFailTests.MistakenEngine engine) : IClassFixture<PropertiesCanFailTests.MistakenEngine>
{
    private const int Factor = 8;

    private static readonly (string Property, Mutation Mistake)[] Mistakes =
    [
        (nameof(StickyFlagsStay), new(
            "a merge drops sticky flags",
            "VmaWriter.Merge.cs",
            "        survivor.Flags |= other.Flags & TFlags.Sticky;\n",
            "")),
        (
            nameof(StickyFlagsStay),
            new(
                "a merge takes sticky flags from a VMA that it leaves alone",
                "VmaWriter.Merge.cs",
                "                result = previous;\n"
                + "                Absorb(ref result, in proposed);\n",
                "                result = previous;\n"
                + "                Absorb(ref result, in proposed);\n"
                + "                result.Flags |= request.HasNext ? next.Flags & TFlags.Sticky : TFlags.None;\n")),
        (nameof(PagesAreThoseOfTheModel), new(
            "a merge takes all flags",
            "VmaWriter.Merge.cs",
            "        merged = previous;\n",
            "        merged = previous;\n"
            + "        merged.Flags |= vma.Flags;\n")),
        (nameof(PagesAreThoseOfTheModel), new(
            "a split keeps the offset",
            "VmaWriter.cs",
            "vma.PageOffsetAt(address, _pageShift);",
            "vma.PageOffset;")),
        (nameof(PagesAreThoseOfTheModel), new(
            "munlock does nothing",
            "MlockCalls.cs",
            "mm.ApplyLock(address, length, TFlags.None)",
            "Errno.None")),
        (
            nameof(NothingChangesOutsideTheRange),
            new(
                "advice reaches the whole VMA",
                "MmWrite.cs",
                "ref vma, walk.Start, walk.Stop, flags, attributes",
                "ref vma, vma.Start, vma.End, flags, attributes")),
        (nameof(TouchingVmasDiffer), new(
            "a change does not merge upwards",
            "VmaWriter.Merge.cs",
            "HasNext = atEnd && _vmas",
            "HasNext = proposed.Start == 1 && _vmas")),
        (nameof(TouchingVmasDiffer), new(
            "mmap does not merge downwards",
            "VmaWriter.Merge.cs",
            "out var previous) && previous.End == proposed.Start;",
            "out var previous) && previous.End == proposed.Start + 1;")),
        (nameof(MergingBackRestores), new(
            "a change does not merge downwards",
            "VmaWriter.Merge.cs",
            "HasPrevious = atStart && _vmas",
            "HasPrevious = proposed.Start == 1 && _vmas")),
        (
            nameof(FailuresChangeNothing),
            new("mmap unmaps before it can fail", "MmapCall.cs", "if (!mm.Areas.Prepare())", "if (mm.Areas.IsCommitMadeToFail())")),
        (nameof(FailuresChangeNothing), new(
            "a failed move keeps its promise",
            "MremapMove.cs",
            "            mm.Uncommit(vma.Flags, charge);\n",
            "")),
        (nameof(ClonesGoOnAlike), new(
            "a clone lives on the same machine",
            "CloneCall.cs",
            "mm.Options.On(mm.Machine.Clone())",
            "mm.Options")),
        (nameof(ClonesGoOnAlike), new(
            "a clone loses markers",
            "PageLeaf.cs",
            "if (other.IsUniform && end - first == PageTable.LeafPages)",
            "if (other.IsUniform || other[PageTable.IndexInLeaf(first)].Kind == PageKind.Guard)")),
        (nameof(DifferencesLeadThere), new(
            "other flags are no difference",
            "AddressSpaceSnapshot.cs",
            "left.Flags.SameAs(right.Flags)",
            "left.Flags.SameAs(left.Flags)")),
        (nameof(DifferencesLeadThere), new(
            "a difference ends with its first VMA",
            "AddressSpaceSnapshot.cs",
            "while (StartAt(left, i) < end || StartAt(right, j) < end)",
            "while (firstLeft == i && firstRight == j)")),
        (nameof(PromisesAreKept), new(
            "munmap keeps the promise",
            "MunmapCall.cs",
            "            mm.Machine.Uncommit(mm.Page(plan.Accounted));\n",
            "")),
    ];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (property, mistake) in Mistakes)
            {
                pairs.Add(property, mistake.Name);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Property_DoesNotHold_OfAnEngineWithAMistake(string property, string mistake)
    {
        var context = engine.With(Mistakes.First(m => m.Property == property && m.Mistake.Name == mistake).Mistake);
        var type = context.Tests.GetType($"{typeof(Property).Namespace}.{property}", throwOnError: true)!;

        // The runs end with the first failure; that there is one must not depend on luck.
        context.Tests.GetType(typeof(Property).FullName!)!.GetProperty(nameof(Property.Factor), BindingFlags.NonPublic | BindingFlags.Static)!.SetValue(null, Factor);
        var test = type.GetMethods().Single(m => m.IsDefined(typeof(TheoryAttribute)));
        var thrown = Assert.Throws<TargetInvocationException>(() => test.Invoke(Activator.CreateInstance(type), ["Linux 7.2"]));
        Assert.Equal("CsCheckException", thrown.InnerException!.GetType().Name);
    }

    /// <summary>The engine with all mistakes in it, compiled once; it makes one at a time.</summary>
    public sealed class MistakenEngine
    {
        private static readonly string Tests = typeof(Property).Assembly.GetName().Name!;

        private readonly MutatedAssembly _assembly = new(
            "KernelFlags.Vma",
            MutatedAssembly.Folder(Repository.Find("src/KernelFlags.Vma")),
            Mistakes.Select(m => m.Mistake),
            $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{Tests}\")]");

        private readonly MutatedContext _context;

        public MistakenEngine() => _context = new(_assembly, [Tests]);

        internal MutatedContext With(Mutation mistake) => _context.TryChoose(mistake) ? _context : new(_assembly, [Tests], mistake);
    }
}
