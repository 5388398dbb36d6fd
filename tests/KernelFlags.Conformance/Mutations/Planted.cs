namespace KernelFlags.Conformance.Mutations;

/// <summary>The mistakes that are planted: for each test of a kernel's name there is one at least that it finds.</summary>
internal static partial class Planted
{
    private const string AnonVma = "AddressSpace.AnonVma.cs";
    private const string Brk = "AddressSpace.Brk.cs";
    private const string Collapse = "AddressSpace.Collapse.cs";
    private const string Commit = "AddressSpace.Commit.cs";
    private const string Fault = "AddressSpace.Fault.cs";
    private const string FaultFile = "AddressSpace.FaultFile.cs";
    private const string Fork = "AddressSpace.Fork.cs";
    private const string Guard = "AddressSpace.Guard.cs";
    private const string Madvise = "AddressSpace.Madvise.cs";
    private const string MadvisePages = "AddressSpace.MadvisePages.cs";
    private const string Mappings = "AddressSpace.Mappings.cs";
    private const string Merge = "AddressSpace.Merge.cs";
    private const string Mlock = "AddressSpace.Mlock.cs";
    private const string Mmap = "AddressSpace.Mmap.cs";
    private const string Move = "AddressSpace.Move.cs";
    private const string Mprotect = "AddressSpace.Mprotect.cs";
    private const string Mremap = "AddressSpace.Mremap.cs";
    private const string Mseal = "AddressSpace.Mseal.cs";
    private const string Munmap = "AddressSpace.Munmap.cs";
    private const string Pages = "AddressSpace.Pages.cs";
    private const string Populate = "AddressSpace.Populate.cs";
    private const string Uffd = "AddressSpace.Uffd.cs";
    private const string Attributes = "Attributes.cs";
    private const string PageRanges = "PageRanges.cs";
    private const string Value = "VmaFlags.g.cs";
    private const string Masks = "VmaFlags.Masks.g.cs";
    private const string Wide = "WideFlags.g.cs";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutation> All { get; } = [.. OfMerging, .. OfMoving, .. OfGuards, .. OfCalls, .. OfFlags];
}
