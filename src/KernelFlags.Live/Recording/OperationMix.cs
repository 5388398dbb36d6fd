using static KernelFlags.Live.Recording.OperationKind;

namespace KernelFlags.Live.Recording;

/// <summary>How often each kind of operation is drawn, and how large the window is. The mixes are those of the recorder in C.</summary>
public sealed class OperationMix
{
    private const int KindCount = 24;

    private readonly int[] _weights = new int[KindCount];

    private OperationMix(string name, int pages, params ReadOnlySpan<(OperationKind Kind, int Weight)> weights)
    {
        (Name, Pages) = (name, pages);
        foreach (var (kind, weight) in weights)
        {
            _weights[(int)kind] = weight;
            Total += weight;
        }
    }

    /// <summary>All mixes.</summary>
    public static IReadOnlyList<OperationMix> All { get; } =
    [
        new("anon", 64, (Anonymous, 14), (Unmap, 9), (Protect, 18), (Touch, 18), (Zap, 8), (Undo, 16), (Fill, 14), (Join, 8)),
        new("flags", 64, (Anonymous, 10), (SharedAnonymous, 2), (OperationKind.File, 3), (Droppable, 2), (Unmap, 5), (Protect, 8),
            (Touch, 6),
            (Flag, 34), (OperationKind.Lock, 6), (OperationKind.Name, 4), (Undo, 16), (Fill, 9), (Fork, 2), (Exit, 2), (Join, 12)),
        new("guard", 64, (Anonymous, 9), (SharedAnonymous, 2), (OperationKind.File, 5), (Unmap, 5), (Protect, 11), (Touch, 14), (Zap, 7),
            (Guard, 22), (Flag, 3), (OperationKind.Lock, 2), (Remap, 3), (Fork, 2), (Exit, 2), (Undo, 12), (Fill, 11), (Join, 12)),
        new("file", 64, (Anonymous, 4), (SharedAnonymous, 4), (OperationKind.File, 20), (Unmap, 8), (Protect, 12), (Touch, 15), (Zap, 8),
            (Flag, 3), (Remap, 3), (Undo, 10), (Fill, 15), (Join, 6)),
        new("remap", 96, (Anonymous, 10), (SharedAnonymous, 2), (OperationKind.File, 6), (Unmap, 5), (Protect, 8), (Touch, 12), (Remap, 30),
            (Undo, 8), (Fill, 10), (Guard, 4), (OperationKind.Lock, 2), (Flag, 2), (Userfaultfd, 2), (Join, 5)),
        new("fork", 64, (Anonymous, 10), (SharedAnonymous, 2), (OperationKind.File, 4), (Unmap, 6), (Protect, 14), (Touch, 16), (Zap, 4),
            (Flag, 4), (Guard, 5), (OperationKind.Lock, 2), (Remap, 4), (Fork, 6), (Exit, 5), (Undo, 10), (Fill, 10), (Join, 7)),
        new("uffd", 64, (Anonymous, 9), (SharedAnonymous, 2), (OperationKind.File, 3), (Unmap, 5), (Protect, 8), (Touch, 12), (Zap, 5),
            (Userfaultfd, 28), (Remap, 3), (Fork, 2), (Exit, 2), (Undo, 10), (Fill, 8), (Guard, 3), (Join, 8)),
        new("locked", 64, (Anonymous, 10), (SharedAnonymous, 2), (OperationKind.File, 5), (Unmap, 6), (Protect, 10), (Touch, 8), (Zap, 7),
            (OperationKind.Lock, 28), (Guard, 4), (Remap, 4), (Fork, 2), (Exit, 2), (Undo, 12), (Fill, 9), (Join, 10)),
        new("collapse", 2048, (Anonymous, 7), (OperationKind.File, 8), (Unmap, 4), (Protect, 5), (Touch, 24), (Zap, 5), (Flag, 1),
            (Guard, 10), (Collapse, 22), (Fork, 1), (Exit, 2), (Undo, 8), (Fill, 7), (Userfaultfd, 1), (OperationKind.Lock, 1), (Join, 4)),
        new("seal", 96, (Anonymous, 10), (OperationKind.File, 3), (Unmap, 8), (Protect, 12), (Touch, 8), (Zap, 8), (Flag, 6), (Guard, 4),
            (Remap, 6), (Seal, 7), (Undo, 8), (Fill, 12), (Fork, 1), (Exit, 1), (Join, 6)),
        new("stack", 96, (Anonymous, 7), (Stack, 10), (Unmap, 10), (Protect, 8), (Touch, 24), (Zap, 4), (Flag, 3),
            (Guard, 6), (OperationKind.Lock, 4), (Remap, 5), (Undo, 5), (Fill, 6), (Fork, 1), (Exit, 1), (Join, 4)),
        new("all", 128, (Anonymous, 10), (SharedAnonymous, 2), (OperationKind.File, 5), (Droppable, 1), (Unmap, 7), (Protect, 12),
            (Touch, 13), (Zap, 5),
            (Flag, 10), (Guard, 8), (OperationKind.Lock, 5), (OperationKind.Name, 1), (Remap, 6), (Fork, 2), (Exit, 2), (Userfaultfd, 5),
            (Seal, 1), (Undo, 12), (Fill, 12), (Join, 10)),
        new("brk", 96, (Anonymous, 5), (Unmap, 9), (Protect, 10), (Touch, 12), (Zap, 3), (Flag, 5), (OperationKind.Lock, 4), (Guard, 3),
            (Remap, 3), (Fork, 2), (Exit, 2), (Undo, 5), (Fill, 6), (Join, 6), (Break, 34)),
        new("policy", 64, (Anonymous, 12), (SharedAnonymous, 2), (OperationKind.File, 6), (Unmap, 6), (Protect, 10), (Touch, 10), (Flag, 3),
            (Remap, 4), (Fork, 2), (Exit, 2), (Undo, 8), (Fill, 10), (Join, 8), (Policy, 34)),
    ];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The window, in pages.</summary>
    public int Pages { get; }

    /// <summary>Whether it works on blocks of the size of a huge page; then huge pages are on.</summary>
    public bool IsHuge => Name == "collapse";

    /// <summary>The sum of all weights.</summary>
    internal int Total { get; }

    /// <summary>A mix by its name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The mix; null when there is none.</returns>
    public static OperationMix? Find(string name) => All.FirstOrDefault(m => m.Name == name);

    /// <summary>The weight of a kind of operation.</summary>
    internal int this[OperationKind kind] => _weights[(int)kind];
}
