namespace KernelFlags.Conformance.Mutations;

/// <summary>The mistakes that are planted: for each test of a kernel's name there is one at least that it finds.</summary>
internal static partial class Planted
{
    private const string AttributeTable = "AttributeTable.cs";
    private const string BrkCall = "BrkCall.cs";
    private const string Collapsing = "Collapsing.cs";
    private const string Copying = "Copying.cs";
    private const string FileMapper = "FileMapper.cs";
    private const string FilePages = "FilePages.cs";
    private const string ForkCall = "ForkCall.cs";
    private const string GuardCalls = "GuardCalls.cs";
    private const string GuardMarkers = "GuardMarkers.cs";
    private const string MadviseCall = "MadviseCall.cs";
    private const string MadvisePages = "MadvisePages.cs";
    private const string MlockCalls = "MlockCalls.cs";
    private const string MmapCall = "MmapCall.cs";
    private const string Moving = "Moving.cs";
    private const string MprotectCall = "MprotectCall.cs";
    private const string MremapCall = "MremapCall.cs";
    private const string MremapMove = "MremapMove.cs";
    private const string MsealCall = "MsealCall.cs";
    private const string MunmapCall = "MunmapCall.cs";
    private const string PageFault = "PageFault.cs";
    private const string PageRanges = "PageRanges.cs";
    private const string Populating = "Populating.cs";
    private const string RangeWalk = "RangeWalk.cs";
    private const string UserfaultCalls = "UserfaultCalls.cs";
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
