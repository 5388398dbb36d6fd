using KernelFlags.Definitions.Model;

namespace KernelFlags.Definitions.Resolution;

/// <summary>Which kernels the definitions that come with the tool were compared with. Of others nothing was.</summary>
internal static class ComparedKernels
{
    /// <summary>What the tables that come with the tool rest on for a kernel.</summary>
    public static KernelEvidence Of(DefinitionModel model, KernelVersion version, string arch)
    {
        if (!ShippedTables.HasOptionsOf(model))
        {
            return new(EvidenceKind.OtherTable, null, null);
        }

        var evidence = Of(model.Verified, version, arch);
        return evidence.Kind == EvidenceKind.None && On(model.Images, arch).Contains(version) ? evidence with { Kind = EvidenceKind.Image } : evidence;
    }

    /// <summary>What a table rests on of which only headers were compared.</summary>
    /// <param name="compared">The versions whose headers were, oldest first.</param>
    public static KernelEvidence Of(EquatableArray<Case<KernelVersion>> compared, KernelVersion version, string arch)
    {
        var headers = On(compared, arch).ToList();
        return new(
            headers.Contains(version) ? EvidenceKind.Headers : EvidenceKind.None, headers.LastOrDefault(v => v < version), headers.Find(v => v > version));
    }

    /// <summary>What <c>MAJOR.MINOR</c> means: the newest patch level of it that was compared, or the release itself.</summary>
    public static KernelVersion Newest(DefinitionModel model, KernelVersion release) =>
        model.Verified.Select(c => c.Value).Where(v => v.IsOfReleaseOf(release)).DefaultIfEmpty(release with { Patch = 0 }).Max()!;

    private static IEnumerable<KernelVersion> On(EquatableArray<Case<KernelVersion>> compared, string arch) => compared
        .Where(c => new KernelContext(c.Value, arch, new Dictionary<string, int>()).Holds(c.When))
        .Select(c => c.Value);
}
