namespace KernelFlags.Headers;

/// <summary>
/// The kernels that a tree is evaluated for: every architecture with all its options, with none, with each alone and without each.
/// </summary>
internal static class KernelMatrix
{
    /// <summary>Options that no one sets: others select them.</summary>
    private static readonly (string Option, string[] By)[] Selected =
    [
        ("ARCH_HAS_USER_SHADOW_STACK", ["X86_USER_SHADOW_STACK", "ARM64_GCS", "RISCV_USER_CFI"]),
        ("ARCH_USES_HIGH_VMA_FLAGS", ["ARCH_HAS_PKEYS", "X86_USER_SHADOW_STACK", "ARM64_MTE", "ARM64_GCS", "RISCV_USER_CFI"]),
    ];

    /// <summary>All kernels of a version.</summary>
    public static List<Kernel> Of(KernelVersion version) =>
        [.. KernelSelector.Architectures(Repository.Model, version).SelectMany(arch => Of(version, arch))];

    private static IEnumerable<Kernel> Of(KernelVersion version, string arch)
    {
        var all = Kernel.Full(version, arch).Config;
        List<IReadOnlyList<string>> configs =
        [
            all,
            [],
            ["MMU"],
            .. all.Select(o => Closed(["MMU", o])),
            .. all.Select(o => Closed([.. all.Where(other => other != o)])),
        ];
        return configs.DistinctBy(c => string.Join(',', c)).Select(c => new Kernel(version, arch, c));
    }

    /// <summary>The options with those that they select, and without those that nothing selects any more.</summary>
    private static List<string> Closed(IReadOnlyCollection<string> config) =>
        [.. config.Except(Selected.Select(s => s.Option))
            .Concat(Selected.Where(s => s.By.Any(config.Contains)).Select(s => s.Option))
            .Order(StringComparer.Ordinal)];
}
