namespace KernelFlags.Conformance.Mutations;

/// <summary>The mistakes that are planted: for each test of a kernel's name there is one at least that it finds.</summary>
internal static partial class Planted
{
    private const string AttributeTable = "AttributeTable.cs";
    private const string Brk = "Brk.cs";
    private const string Collapsing = "Collapsing.cs";
    private const string Copying = "Copying.cs";
    private const string FileMapper = "FileMapper.cs";
    private const string FilePages = "FilePages.cs";
    private const string Fork = "Fork.cs";
    private const string GuardCalls = "GuardCalls.cs";
    private const string GuardMarkers = "GuardMarkers.cs";
    private const string Madvise = "Madvise.cs";
    private const string MadvisePages = "MadvisePages.cs";
    private const string Mlock = "Mlock.cs";
    private const string Mmap = "Mmap.cs";
    private const string Moving = "Moving.cs";
    private const string Mprotect = "Mprotect.cs";
    private const string Mremap = "Mremap.cs";
    private const string MremapMove = "MremapMove.cs";
    private const string Mseal = "Mseal.cs";
    private const string Munmap = "Munmap.cs";
    private const string PageFault = "PageFault.cs";
    private const string PageRanges = "PageRanges.cs";
    private const string Populating = "Populating.cs";
    private const string RangeWalk = "RangeWalk.cs";
    private const string Userfault = "Userfault.cs";
    private const string VmaMap = "VmaMap.cs";
    private const string VmaWriterMerge = "VmaWriter.Merge.cs";
    private const string VmaWriter = "VmaWriter.cs";
    private const string WriteProtecting = "WriteProtecting.cs";
    private const string Zapping = "Zapping.cs";
    private const string Value = "VmaFlags.g.cs";
    private const string Masks = "VmaFlags.Masks.g.cs";
    private const string Wide = "WideFlags.g.cs";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutation> All { get; } = [.. OfMerging, .. OfMoving, .. OfGuards, .. OfCalls, .. OfFlags];
}
