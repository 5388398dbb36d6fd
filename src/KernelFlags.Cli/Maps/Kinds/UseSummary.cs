using System.Runtime.InteropServices;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Live.Borders;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>
/// Counts what memory is used for where that explains why it has VMAs of its own: stacks of threads, arenas, reservations; and which borders those
/// explain.
/// </summary>
/// <param name="borders">Tells what the border looks like that was seen last, and takes each VMA first.</param>
/// <param name="root">The folder that is the root of the process, as <c>/proc/PID/root</c>; null for a saved file.</param>
internal sealed class UseSummary(BorderSummary borders, string? root) : IMapsSink
{
    /// <summary>What explains the borders that it has.</summary>
    private static readonly MappingKind[] Explaining = [MappingKind.ThreadStack, MappingKind.MallocArena, MappingKind.Reservation];

    private readonly int[] _vmas = new int[MappingKinds.Names.Count];
    private readonly Dictionary<(MappingKind Kind, Border Border, BorderPattern Pattern), int> _explained = [];
    private MappingKind _below;
    private bool _isStackOfALibrary;

    /// <summary>Whether a stack ends right where the guard of the next begins.</summary>
    private bool _isGuardOnAStack;

    /// <summary>Which runtimes and libraries there are.</summary>
    public Runtimes Runtimes { get; } = new(root);

    /// <summary>Stacks that have a guard below.</summary>
    public int Stacks { get; private set; }

    /// <summary>Those that were mapped as glibc does: guard and stack by one mmap, and reserved.</summary>
    public int StacksOfALibrary { get; private set; }

    /// <summary>The borders between guards and stacks of those that a library mapped: each is one VMA fewer with guards that are none.</summary>
    public int GuardBordersOfALibrary { get; private set; }

    /// <summary>The same of the others.</summary>
    public int OtherGuardBorders { get; private set; }

    /// <summary>Reservations.</summary>
    public int Reservations { get; private set; }

    /// <summary>Whether there is the heap of ZGC.</summary>
    public bool HasJavaHeap { get; private set; }

    /// <summary>How many VMAs are of a kind.</summary>
    public int Vmas(MappingKind kind) => _vmas[(int)kind];

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        var kind = item.Kind;
        _vmas[(int)kind]++;
        Runtimes.Add(item.Entry);
        var below = item.Below is null ? MappingKind.Heap : _below;
        Reservations += kind == MappingKind.Reservation && below != kind ? 1 : 0;
        if (kind == MappingKind.ThreadStack && below == kind && item.Entry.Perm[1] == 'w' && previous.Perm[1] != 'w')
        {
            CountGuard(MappingKinds.Has(item.Entry, "nh") == MappingKinds.Has(previous, "nh") && !MappingKinds.Has(item.Entry, "nr"));
        }

        _isGuardOnAStack = kind == MappingKind.ThreadStack && below == kind && item.Entry.Perm[1] != 'w';
        if (item.Below is { } border && (Array.IndexOf(Explaining, kind) >= 0 ? kind : below) is var owner && Array.IndexOf(Explaining, owner) >= 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_explained, (owner, border, borders.LastPattern), out _)++;
        }

        HasJavaHeap |= kind == MappingKind.GcHeap && item.Entry.Backing.Path.StartsWith(RuntimeSetting.JavaHeap, StringComparison.Ordinal);
        _below = kind;
    }

    /// <summary>Counts a stack with its guard: the border of the two, and that of the guard with a stack below, which stays where only one of them changes.</summary>
    private void CountGuard(bool isOfALibrary)
    {
        Stacks++;
        StacksOfALibrary += isOfALibrary ? 1 : 0;
        var both = _isGuardOnAStack ? 1 : 0;
        GuardBordersOfALibrary += isOfALibrary ? 1 + (_isStackOfALibrary ? both : 0) : 0;
        OtherGuardBorders += isOfALibrary ? 0 : 1 + (_isStackOfALibrary ? 0 : both);
        _isStackOfALibrary = isOfALibrary;
    }

    /// <summary>Takes from groups of borders what uses explain.</summary>
    /// <param name="told">The kinds that are told in the place of their borders.</param>
    public IReadOnlyList<BorderGroup> Unexplained(IReadOnlyList<BorderGroup> groups, IReadOnlyList<MappingKind> told)
    {
        var explained = By(told, keepsRemedy: null);
        return [.. groups.Select(group => group with { Count = group.Count - explained[(group.Border, group.Pattern)].Sum(use => use.Borders) }).Where(group => group.Count > 0)];
    }

    /// <summary>Says of groups of borders which of them uses explain so that only the use says what can be done.</summary>
    /// <param name="told">The kinds that are told beside their borders.</param>
    public IReadOnlyList<BorderGroup> WithUses(IReadOnlyList<BorderGroup> groups, IReadOnlyList<MappingKind> told)
    {
        var explained = By(told, keepsRemedy: false);
        return [.. groups.Select(group => explained.Contains((group.Border, group.Pattern)) ? AsUsed(group, [.. explained[(group.Border, group.Pattern)]]) : group)];
    }

    /// <summary>What borders uses explain.</summary>
    /// <param name="keepsRemedy">Only those of which that of the border is that of the use too, or only the others; null for all.</param>
    private ILookup<(Border Border, BorderPattern Pattern), (MappingKind Kind, int Borders)> By(IReadOnlyList<MappingKind> told, bool? keepsRemedy) => _explained
        .Where(entry => told.Contains(entry.Key.Kind) && (keepsRemedy is null || KeepsRemedy(entry.Key.Kind, entry.Key.Pattern) == keepsRemedy))
        .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key.Kind)
        .ToLookup(entry => (entry.Key.Border, entry.Key.Pattern), entry => (entry.Key.Kind, entry.Value));

    /// <summary>A guard of a stack can be one that is no VMA, and a part of a reservation can be given back otherwise; nobody would make a guard writable, or an arena whole.</summary>
    private static bool KeepsRemedy(MappingKind kind, BorderPattern pattern) => kind == MappingKind.Reservation || (kind == MappingKind.ThreadStack && pattern == BorderPattern.Guards);

    private static BorderGroup AsUsed(BorderGroup group, IReadOnlyList<(MappingKind Kind, int Borders)> uses)
    {
        var used = group with { Uses = uses };
        return used.Explained < used.Count ? used
            : used with { Cause = $"as {string.Join(" and ", uses.Select(use => MappingKinds.Plural(use.Kind)))} have them", Remedy = null, IsAssumed = false };
    }
}
