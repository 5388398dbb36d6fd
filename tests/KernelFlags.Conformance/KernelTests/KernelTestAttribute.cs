namespace KernelFlags.Conformance.KernelTests;

/// <summary>The test of the kernel's own that a test of ours is named after and stands for.</summary>
/// <param name="file">The kernel's file, from tools/testing.</param>
/// <param name="name">The test's name there.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class KernelTestAttribute(string file, string name) : Attribute
{
    public const string VmaMerge = "vma/tests/merge.c";
    public const string VmaMmap = "vma/tests/mmap.c";
    public const string VmaVma = "vma/tests/vma.c";
    public const string Merge = "selftests/mm/merge.c";
    public const string GuardRegions = "selftests/mm/guard-regions.c";
    public const string MremapDontunmap = "selftests/mm/mremap_dontunmap.c";
    public const string Mlock2 = "selftests/mm/mlock2-tests.c";
    public const string Mseal = "selftests/mm/mseal_test.c";
    public const string MadvPopulate = "selftests/mm/madv_populate.c";
    public const string MapFixedNoReplace = "selftests/mm/map_fixed_noreplace.c";
    public const string Mremap = "selftests/mm/mremap_test.c";
    public const string Uffd = "selftests/mm/uffd-unit-tests.c";
    public const string SoftDirty = "selftests/mm/soft-dirty.c";

    /// <summary>In the file's place: what the rules of the kernel say and no test of its own asks.</summary>
    public const string Beyond = "beyond";

    public string File { get; } = file;

    public string Name { get; } = name;
}
