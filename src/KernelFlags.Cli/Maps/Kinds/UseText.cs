namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>A line of a summary about what memory is used for.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Vmas">How many VMAs it has.</param>
/// <param name="Text">The line.</param>
/// <param name="Fewer">How many of them could go.</param>
internal sealed record UseLine(MappingKind Kind, int Vmas, string Text, int Fewer)
{
    /// <summary>How the kind is known.</summary>
    public string Evidence => Kind switch
    {
        MappingKind.ThreadStack => "a guard below, and `nh`, as mmap with MAP_STACK sets it since Linux 6.7, or the stack pointer of a waiting thread in it",
        MappingKind.MallocArena => "a beginning at a multiple of 64 MB, `nr`, and no access from where it ends to the next multiple",
        MappingKind.Reservation => "16 MB and more without access, and what is used beside them",
        _ => "the name of its memory",
    };

    /// <summary>The settings that it has.</summary>
    public IReadOnlyList<RuntimeSetting> Settings { get; init; } = [];
}

/// <summary>What memory is used for, in sentences that an operator can act on.</summary>
/// <param name="limit">The most VMAs that a process may have.</param>
internal sealed class UseText(UseSummary uses, int limit)
{
    /// <summary>From this share of the limit on, what keeps the parts of reservations apart is told, and not that they are normal.</summary>
    private const double Many = 0.1;

    /// <summary>What the program itself can do about guards.</summary>
    private const string Programs = "guarded with MADV_GUARD_INSTALL (Linux 6.13 and later), whose guards are no VMAs";

    /// <summary>Lines of the kinds that explain their VMAs.</summary>
    public IReadOnlyList<UseLine> Lines() =>
    [
        .. new[] { Stacks(), Arenas(), Reservations(), Heap() }.OfType<UseLine>().Select(line => line with { Settings = SettingsOf(line.Kind) }),
    ];

    /// <summary>The kinds that have a line.</summary>
    public IReadOnlyList<MappingKind> Kinds => [.. Lines().Select(line => line.Kind)];

    /// <summary>The same lines, and below each how it is known, and what document has the setting.</summary>
    public string Details() => string.Concat(Lines().Select(line => $"{line.Text}\n  known by {line.Evidence}\n{string.Concat(line.Settings.Select(setting => $"  {setting.Since}: {setting.Document}\n"))}"));

    private IReadOnlyList<RuntimeSetting> SettingsOf(MappingKind kind) =>
        [.. RuntimeSetting.All.Where(setting => setting.Kind == kind && (uses.Runtimes.Has(setting.Sign) || kind is MappingKind.MallocArena or MappingKind.GcHeap))];

    private UseLine? Stacks()
    {
        var vmas = uses.Vmas(MappingKind.ThreadStack);
        if (uses.Stacks == 0)
        {
            return null;
        }

        var own = uses.Stacks - uses.StacksOfALibrary;
        var (library, others) = (uses.GuardBordersOfALibrary, uses.OtherGuardBorders);
        var parts = new List<string>();
        if (uses.StacksOfALibrary > 0)
        {
            parts.Add($"{Libc()}, up to {Sizes.Count(library, "VMA")} fewer");
        }

        if (own > 0)
        {
            var setting = uses.Runtimes.Has(RuntimeSetting.Hotspot) ? RuntimeSetting.For(MappingKind.ThreadStack, RuntimeSetting.Hotspot) : null;
            parts.Add($"{(parts.Count > 0 ? $"the other {Sizes.Of(own)}: " : "")}{(setting is null ? $"{Programs}, up to {Sizes.Count(others, "VMA")} fewer" : Told(setting))}");
        }

        return new(
            MappingKind.ThreadStack,
            vmas,
            $"{Sizes.Count(uses.Stacks, "thread stack")} with {(uses.Stacks == 1 ? "a guard" : "guards")}, {Sizes.Count(vmas, "VMA")}: {string.Join("; ", parts)}",
            library + (uses.Runtimes.Has(RuntimeSetting.Hotspot) ? 0 : others));
    }

    private string Libc() => RuntimeSetting.For(MappingKind.ThreadStack, RuntimeSetting.Glibc) is { } setting && uses.Runtimes.Has(RuntimeSetting.Glibc)
        ? setting.Advice + (uses.Runtimes.ReadGlibcVersion() is { } version ? $" (it has glibc {version})" : "")
        : Programs;

    private UseLine? Arenas() => uses.Vmas(MappingKind.MallocArena) is > 0 and var vmas && RuntimeSetting.For(MappingKind.MallocArena, RuntimeSetting.Glibc) is { } setting
        ? new(MappingKind.MallocArena, vmas, $"{Sizes.Count((vmas + 1) / 2, "arena")} of malloc, {Sizes.Count(vmas, "VMA")}: {Told(setting)}, up to {Sizes.Count(Math.Max(0, vmas - 2), "VMA")} fewer", Math.Max(0, vmas - 2))
        : null;

    private UseLine? Reservations() => uses.Vmas(MappingKind.Reservation) is > 0 and var vmas && vmas < limit * Many
        ? new(MappingKind.Reservation, vmas, $"{Sizes.Count(uses.Reservations, "reservation")} of addresses, used in {Sizes.Count(vmas, "VMA")}, as collectors and allocators make them: normal", 0)
        : null;

    private UseLine? Heap() => uses.Vmas(MappingKind.GcHeap) is > 0 and var vmas && uses.HasJavaHeap && RuntimeSetting.For(MappingKind.GcHeap, RuntimeSetting.JavaHeap) is { } setting
        ? new(MappingKind.GcHeap, vmas, $"{Sizes.Count(vmas, "VMA")} of a collector's heap: {Told(setting)}", 0)
        : null;

    private static string Told(RuntimeSetting setting) => $"{setting.Advice} ({setting.Since})";
}
