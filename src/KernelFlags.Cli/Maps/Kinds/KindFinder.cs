using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Maps.Kinds;

/// <summary>
/// Tells kinds that a VMA has by its neighbours: the stacks of threads, malloc's arenas, and reservations of addresses. Private memory without a name
/// waits until the run of VMAs that touch it ends.
/// </summary>
/// <param name="readThreads">Reads where the threads of a live process have their stacks, which is done only where it matters; null for a saved file.</param>
/// <param name="sinks">Who takes the VMAs, in order.</param>
internal sealed class KindFinder(Func<StackPointers>? readThreads, IReadOnlyList<IMapsSink> sinks) : IMapsSink
{
    /// <summary>The longest guard of a stack: one page as a rule, some for the zones of a virtual machine.</summary>
    private const ulong LongestGuard = 1 << 20;

    /// <summary>What an arena of glibc is aligned to and reserves at once: <c>HEAP_MAX_SIZE</c> where addresses have 64 bits (malloc/arena.c).</summary>
    private const ulong ArenaSize = 64 << 20;

    /// <summary>From this size on memory without access is a reservation of addresses, and not what somebody gave back.</summary>
    private const ulong LeastReservation = 16 << 20;

    /// <summary>A run of more is looked at in parts.</summary>
    private const int LongestRun = 1024;

    private static readonly List<AddressRange> NoGuards = [];

    private readonly IMapsSink[] _sinks = [.. sinks];
    private readonly Lazy<StackPointers>? _threads = readThreads is null ? null : new(readThreads);
    private Waiting[] _run = new Waiting[64];
    private int _count;

    public void Add(in MapsItem item, in MapsEntry previous)
    {
        var isPlain = MappingKinds.IsPlain(item.Entry) && item.Entry.Length > 0;
        if (_count > 0 && (!isPlain || _run[_count - 1].Entry.End != item.Entry.Start || _count == LongestRun))
        {
            End();
        }

        var kind = MappingKinds.Of(item.Entry);
        if (!isPlain)
        {
            Give(item with { Kind = kind }, previous);
            return;
        }

        if (_count == _run.Length)
        {
            Array.Resize(ref _run, _count * 2);
        }

        // The guards of an item are those of the next one when it comes.
        List<AddressRange> guards = item.Guards.Count == 0 ? NoGuards : [.. item.Guards];
        _run[_count++] = new() { Item = item with { Guards = guards }, Previous = previous, Kind = kind };
    }

    /// <summary>Passes on what waits: after the last VMA.</summary>
    public void End()
    {
        if (_count > 1)
        {
            FindStacks();
            FindArenas();
            FindReservations();
        }

        for (var i = 0; i < _count; i++)
        {
            Give(_run[i].Item with { Kind = _run[i].Kind }, _run[i].Previous);
        }

        _count = 0;
    }

    private void Give(in MapsItem item, in MapsEntry previous)
    {
        foreach (var sink in _sinks)
        {
            sink.Add(item, previous);
        }
    }

    /// <summary>
    /// A guard without access, and above it what is written to, in which a thread has its stack pointer, or that says <c>nh</c>, as mmap with MAP_STACK
    /// makes it since Linux 6.7.
    /// </summary>
    private void FindStacks()
    {
        for (var i = 1; i < _count; i++)
        {
            ref var guard = ref _run[i - 1];
            ref var stack = ref _run[i];
            if (guard.Kind == MappingKind.NoAccess && guard.Entry.Length <= LongestGuard && stack.Entry.Perm[1] == 'w'
                && (MappingKinds.Has(stack.Entry, "nh") || _threads?.Value.IsIn(stack.Entry.Start, stack.Entry.End) == true))
            {
                (guard.Kind, stack.Kind) = (MappingKind.ThreadStack, MappingKind.ThreadStack);
            }
        }
    }

    /// <summary>Memory from a multiple of 64 MB on, not reserved, and as much without access as is missing to the next multiple.</summary>
    private void FindArenas()
    {
        for (var i = 1; i < _count; i++)
        {
            ref var used = ref _run[i - 1];
            ref var rest = ref _run[i];
            if (rest.Kind == MappingKind.NoAccess && used.Entry.Perm[1] == 'w'
                && used.Entry.Start % ArenaSize == 0 && rest.Entry.End % ArenaSize == 0 && rest.Entry.Length < ArenaSize
                && used.Kind is MappingKind.Anonymous or MappingKind.AnonymousHuge && MappingKinds.Has(used.Entry, "nr") && MappingKinds.Has(rest.Entry, "nr"))
            {
                (used.Kind, rest.Kind) = (MappingKind.MallocArena, MappingKind.MallocArena);
            }
        }
    }

    /// <summary>Much memory without access, and what is used beside it, in parts between which there is more of it.</summary>
    private void FindReservations()
    {
        for (var first = 0; first < _count;)
        {
            var end = first;
            var (isLarge, isUsed) = (false, false);
            for (; end < _count && _run[end].Kind is not (MappingKind.ThreadStack or MappingKind.MallocArena); end++)
            {
                isLarge |= IsUnused(end) && _run[end].Entry.Length >= LeastReservation;
                isUsed |= !IsUnused(end);
            }

            if (isLarge && isUsed)
            {
                MarkReservation(first, end);
            }

            first = Math.Max(end, first + 1);
        }
    }

    private void MarkReservation(int first, int end)
    {
        var isUnusedBelow = false;
        for (var i = first; i < end; i++)
        {
            var isUnused = IsUnused(i);
            if (isUnused || (_run[i].Kind != MappingKind.JitCode && (isUnusedBelow || (i + 1 < end && IsUnused(i + 1)))))
            {
                _run[i].Kind = MappingKind.Reservation;
            }

            isUnusedBelow = isUnused;
        }
    }

    private bool IsUnused(int index) => _run[index].Kind == MappingKind.NoAccess;

    private struct Waiting
    {
        public MapsItem Item;
        public MapsEntry Previous;
        public MappingKind Kind;

        public readonly MapsEntry Entry => Item.Entry;
    }
}
