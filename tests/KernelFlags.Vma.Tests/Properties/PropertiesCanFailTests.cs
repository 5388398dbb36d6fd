using System.Reflection;

namespace KernelFlags.Vma.Tests.Properties;

/// <summary>The properties are tested: each does not hold of an engine with a mistake in it that it is about.</summary>
public sealed class PropertiesCanFailTests(PropertiesCanFailTests.MistakenEngine engine) : IClassFixture<PropertiesCanFailTests.MistakenEngine>
{
    private const int Factor = 8;

    private const string Merge = "AddressSpace.Merge.cs";

    private static readonly (string Property, Mutation Mistake)[] Mistakes =
    [
        (nameof(StickyFlagsStay), new("a merge drops sticky flags", Merge, "survivor | (others & TFlags.Sticky)", "survivor")),
        (
            nameof(StickyFlagsStay),
            new(
                "a merge takes sticky flags from a VMA that it leaves alone",
                Merge,
                "both ? proposed.Flags | next.Flags : proposed.Flags",
                "proposed.Flags | next.Flags")),
        (nameof(PagesAreThoseOfTheModel), new("a merge takes all flags", Merge, "survivor | (others & TFlags.Sticky)", "survivor | others")),
        (nameof(PagesAreThoseOfTheModel), new("a split keeps the offset", Merge, "vma.PageOffset + Page(address - vma.Start);", "vma.PageOffset;")),
        (nameof(PagesAreThoseOfTheModel), new("munlock does nothing", "AddressSpace.Mlock.cs", "ApplyLock(address, length, TFlags.None)", "Errno.None")),
        (
            nameof(NothingChangesOutsideTheRange),
            new(
                "advice reaches the whole VMA",
                "AddressSpace.Madvise.cs",
                "TryModify(ref at, ref vma, start, end,",
                "TryModify(ref at, ref vma, vma.Start, vma.End,")),
        (nameof(TouchingVmasDiffer), new("a change does not merge upwards", Merge, "if ((left || right) &&", "if (left &&")),
        (nameof(TouchingVmasDiffer), new("mmap does not merge downwards", Merge, "var left = hasPrevious && Merges", "var left = !hasPrevious && Merges")),
        (nameof(MergingBackRestores), new("a change does not merge downwards", Merge, "if ((left || right) &&", "if (right &&")),
        (
            nameof(FailuresChangeNothing),
            new("mmap unmaps before it can fail", "AddressSpace.Mmap.cs", "        at = Unmap(at, ref replaced);\n", "        _isPrepared = false;\n        at = Unmap(at, ref replaced);\n")),
        (nameof(FailuresChangeNothing), new("a failed move keeps its promise", "AddressSpace.Move.cs", "            Uncommit(vma.Flags, charge);\n", "")),
        (nameof(PromisesAreKept), new("munmap keeps the promise", "AddressSpace.Munmap.cs", "            _machine.Uncommit(Page(plan.Accounted));\n", "")),
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
