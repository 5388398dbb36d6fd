namespace KernelFlags.Rendering.Tests;

/// <summary>What a C compiler says of the C targets.</summary>
public sealed class CTargetTests
{
    private static readonly string[] Headers = ["c-header", "c-mmflags", "c-smaps", "c-testing"];

    [Theory]
    [MemberData(nameof(SampleTables.Names), MemberType = typeof(SampleTables))]
    public async Task Headers_OfAnyTable_CompileAndSayWhatTheTableDoes(string name)
    {
        var table = SampleTables.Find(name);
        using var folder = new OutputFolder();
        folder.Render(table, Headers);
        foreach (var check in OutputCheck.For(table))
        {
            await Tool.Gcc.Succeeds(folder.Path, OutputCheck.CompilerArguments(folder.Path), check.Text);
        }
    }

    [Fact]
    public async Task Headers_OfEveryKernelAndArchitecture_CompileAndSayWhatTheTableDoes()
    {
        foreach (var table in OwnTables.Everywhere())
        {
            using var folder = new OutputFolder();
            folder.Render(table, Headers);
            foreach (var check in OutputCheck.For(table))
            {
                await Tool.Gcc.Succeeds(folder.Path, OutputCheck.CompilerArguments(folder.Path), check.Text);
            }
        }
    }

    [Theory]
    [InlineData("vma_flags.h", "0x0000000000000800ULL", "0x0000000000001000ULL", "VM_MAYBE_GUARD")]
    [InlineData("vma_flags.h", "(VM_MAYBE_GUARD | VM_SOFTDIRTY)", "VM_SOFTDIRTY", "VMA_STICKY_FLAGS")]
    [InlineData("vma_flags_enum.h", "VMA_SEALED_BIT             = 42", "VMA_SEALED_BIT             = 63", "VMA_SEALED_BIT")]
    [InlineData("vma_mmflags.h", "\"uffd_wp\"", "\"uffd_rwp\"", "trace_name_13")]
    [InlineData("vma_mmflags.h", "{ VM_PFNMAP,       \"pfnmap\" }, \\\n", "", "trace_rows")]
    [InlineData("vma_smaps.h", "\"gu\", /* 11", "\"ug\", /* 11", "smaps_11")]
    [InlineData("vma_test_flags.h", "(VMA_MAYBE_GUARD_BIT, VMA_SOFTDIRTY_BIT)", "(VMA_MAYBE_GUARD_BIT)", "VMA_IGNORE_MERGE_FLAGS")]
    public async Task Header_ThatSaysSomethingElse_DoesNotCompileAndIsNamed(string file, string right, string wrong, string named)
    {
        var table = OwnTables.Of("linux-7.2-x86_64");
        using var folder = new OutputFolder();
        folder.Render(table, Headers);
        var text = Headers.SelectMany(target => Targets.Find(target)!.Render(table)).Single(output => output.Path == file).Text;
        Assert.Contains(right, text, StringComparison.Ordinal);
        folder.Write(file, text.Replace(right, wrong, StringComparison.Ordinal));
        var check = OutputCheck.For(table).Single(check => check.File == file);
        var errors = await Tool.Gcc.Fails(folder.Path, OutputCheck.CompilerArguments(folder.Path), check.Text);
        Assert.Contains($"{named} is not what the definitions say", errors, StringComparison.Ordinal);
    }
}
