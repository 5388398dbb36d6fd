using System.Text.RegularExpressions;
using KernelFlags.Live.Trees.Patching.Texts;

namespace KernelFlags.Live.Trees.Patching;

/// <summary>The kernel's tests in user space that a merged VMA keeps a flag.</summary>
internal sealed partial class StickyTestEditor(TreeCopy copy, PatchGoal goal)
{
    /// <summary>Where they stand.</summary>
    public const string Tests = "tools/testing/vma/tests/merge.c";
    private const string Options = "tools/testing/vma/vma_internal.h";

    /// <summary>Whether the tree has tests of merging in a form that one more can be written in.</summary>
    public bool Exists => copy.Read(Tests) is { } source && Runner().Match(source.Text) is { Success: true } runner && TestCall().IsMatch(source.Text, runner.Index) && source.Text.Contains("vmg_set_range(", StringComparison.Ordinal)
        && source.Text.Contains("ASSERT_FLAGS_SAME_MASK(", StringComparison.Ordinal) && source.Text.Contains("alloc_and_link_vma(", StringComparison.Ordinal);

    /// <summary>Adds the test of a flag, unless there is one.</summary>
    public void Add(FlagShape shape)
    {
        var source = copy.Read(Tests)!;
        var name = NameOf(shape.Flag.Name);
        if (source.Text.Contains($"test_{name}(", StringComparison.Ordinal))
        {
            return;
        }

        var missing = DefineOptions(shape);
        var guard = missing ? shape.Where : Definitions.Model.Condition.Always;
        var runner = Runner().Match(source.Text);
        var last = TestCall().Matches(source.Text, runner.Index)[^1];
        var call = Guard.Block([(guard, [$"\tTEST({name});"])]);
        var text = LineEdit.InsertAfter(source, source.LineAt(last.Index), call);
        var function = string.Join('\n', Guard.Block([(guard, Function(name, goal.SetOf(shape.Flag.Name) + "_BIT"))])) + "\n\n";
        copy.Write(Tests, text[..runner.Index] + function + text[runner.Index..]);
    }

    /// <summary>Takes the test of a flag away that is not sticky any more.</summary>
    /// <param name="flag">The flag, without prefix.</param>
    /// <param name="options">The options that the tests were given for it.</param>
    public void Remove(string flag, IEnumerable<string> options)
    {
        var name = NameOf(flag);
        if (copy.ReadC(Tests) is not { } file || !file.Source.Text.Contains($"test_{name}(", StringComparison.Ordinal))
        {
            return;
        }

        var first = file.Lines.First(l => l.Code.Contains($"test_{name}(", StringComparison.Ordinal));
        var end = file.Lines.Skip(first.Index).First(l => l.Code.StartsWith('}'));
        var lines = file.Lines.Skip(first.Index).Take(end.Index - first.Index + 1).Append(file.Lines.First(l => l.Code.Contains($"TEST({name})", StringComparison.Ordinal)));
        copy.Write(Tests, LineRemoval.Of(file, [.. lines]));
        foreach (var option in options)
        {
            if (copy.ReadC(Options) is { } header && header.Lines.FirstOrDefault(l => Defined(option).IsMatch(l.Code)) is { } line)
            {
                copy.Write(Options, LineEdit.Remove(header.Source, new HashSet<int> { line.First }));
            }
        }
    }

    private static string NameOf(string flag) => $"vma_merge_sticky_{flag.ToLowerInvariant()}";

    private static Regex Defined(string option) => new($@"^\s*#\s*define\s+CONFIG_{Regex.Escape(option)}\b", RegexOptions.CultureInvariant);

    /// <summary>Has the tests be built with the options that the flag asks for.</summary>
    /// <returns>Whether the build may still lack one, as it does what an architecture brings.</returns>
    private bool DefineOptions(FlagShape shape)
    {
        var asked = KconfigEditor.OptionsOf(shape.Where).ToList();
        var own = asked.Where(o => !Headers.ArchOptions.All.Contains(o) && goal.Model.Options.All(known => known.Name != o || known.Always == Definitions.Model.Condition.Never)).ToList();
        foreach (var option in own)
        {
            var header = copy.ReadC(Options);
            var last = header?.Lines.LastOrDefault(l => AnyOption().IsMatch(l.Code) && l.Guards.Count == 0);
            if (last is null)
            {
                return true;
            }

            if (!header!.Lines.Any(l => Defined(option).IsMatch(l.Code)))
            {
                copy.Write(Options, LineEdit.InsertAfter(header.Source, last.Last, [LineEdit.TabTo($"#define CONFIG_{option}", 24) + "1"]));
            }
        }

        return shape.Where != Definitions.Model.Condition.Always && own.Count < asked.Count;
    }

    private static string[] Function(string name, string bit) => $$"""
        static bool test_{{name}}(void)
        {
        	vma_flags_t vma_flags = mk_vma_flags(VMA_READ_BIT, VMA_WRITE_BIT,
        					     VMA_MAYREAD_BIT, VMA_MAYWRITE_BIT);
        	vma_flags_t sticky_flags = vma_flags;
        	struct mm_struct mm = {};
        	struct vm_area_struct *vma_left, *vma;

        	VMA_ITERATOR(vmi, &mm, 0);
        	struct vma_merge_struct vmg = {
        		.mm = &mm,
        		.vmi = &vmi,
        	};

        	vma_flags_set(&sticky_flags, {{bit}});

        	/*
        	 * Only the existing VMA has the flag, which must survive.
        	 *
        	 * 01234
        	 * AAA*
        	 */
        	vma_left = alloc_and_link_vma(&mm, 0, 0x3000, 0, sticky_flags);
        	ASSERT_NE(vma_left, NULL);
        	vmg_set_range(&vmg, 0x3000, 0x4000, 3, vma_flags);
        	vma = merge_new(&vmg);
        	ASSERT_EQ(vma, vma_left);
        	ASSERT_EQ(vmg.state, VMA_MERGE_SUCCESS);
        	ASSERT_EQ(vma->vm_end, 0x4000);
        	ASSERT_FLAGS_SAME_MASK(&vma->flags, sticky_flags);

        	/*
        	 * Only the new range has the flag, which the whole VMA must get.
        	 *
        	 * 012345
        	 * AAAA*
        	 */
        	vma_left->flags = vma_flags;
        	vmg_set_range(&vmg, 0x4000, 0x5000, 4, sticky_flags);
        	vma = merge_new(&vmg);
        	ASSERT_EQ(vma, vma_left);
        	ASSERT_EQ(vmg.state, VMA_MERGE_SUCCESS);
        	ASSERT_EQ(vma->vm_end, 0x5000);
        	ASSERT_FLAGS_SAME_MASK(&vma->flags, sticky_flags);

        	cleanup_mm(&mm, &vmi);
        	return true;
        }
        """.Split('\n');

    [GeneratedRegex(@"^static void run_merge_tests\(", RegexOptions.Multiline)]
    private static partial Regex Runner();

    [GeneratedRegex(@"^\tTEST\(\w+\);", RegexOptions.Multiline)]
    private static partial Regex TestCall();

    [GeneratedRegex(@"^\s*#\s*define\s+CONFIG_\w+")]
    private static partial Regex AnyOption();
}
