using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Recording;

/// <summary>
/// Draws operations: mostly such that begin or end where a mapping does, that undo what was done, that join what is alike, with some that
/// the kernel refuses. The same seed gives the same operations as the recorder in C, where the kernel shows the same mappings.
/// </summary>
internal sealed partial class OperationGenerator
{
    /// <summary>The most address spaces of a run.</summary>
    private const int MaxSpaces = 64;

    private const int MaxAlive = 4;
    private const ulong Page = 4096;
    private const ulong Huge = 2 << 20;
    private const Protection ReadWrite = Protection.Read | Protection.Write;
    private const int RingSize = 16;
    private const int RecentSize = 8;

    private static readonly OperationKind[] Mappings =
        [OperationKind.Anonymous, OperationKind.SharedAnonymous, OperationKind.File, OperationKind.Fill, OperationKind.Anonymous];

    private static readonly Advice[] FlagAdvice =
    [
        Advice.Normal, Advice.Normal, Advice.Random, Advice.Sequential, Advice.DontFork, Advice.DoFork, Advice.Mergeable, Advice.Unmergeable,
        Advice.HugePage, Advice.NoHugePage, Advice.DontDump, Advice.DoDump, Advice.WipeOnFork, Advice.KeepOnFork,
    ];

    private static readonly Advice[] ZapAdvice =
    [
        Advice.DontNeed, Advice.DontNeed, Advice.DontNeed, Advice.Free, Advice.Free, Advice.DontNeedLocked, Advice.PopulateRead,
        Advice.PopulateWrite, Advice.PopulateWrite, Advice.Cold, Advice.WillNeed, Advice.Remove,
    ];

    private static readonly string[] Names = ["one", "two", "heap arena"];

    private static readonly UffdMode[] UffdModes =
    [
        UffdMode.Missing, UffdMode.WriteProtect, UffdMode.WriteProtect, UffdMode.Missing | UffdMode.WriteProtect,
        UffdMode.Missing | UffdMode.WriteProtect, UffdMode.Minor, UffdMode.Missing | UffdMode.Minor,
    ];

    private readonly OperationRandom _random;
    private readonly OperationMix _mix;
    private readonly ulong _start;
    private readonly ulong _end;
    private readonly ulong _pages;
    private readonly ulong _fileSize;
    private readonly ulong _heap;
    private readonly IReadOnlyList<SpaceView> _spaces;
    private readonly (TraceOperation Operation, TraceVma? Before)[] _ring = new (TraceOperation, TraceVma?)[RingSize];
    private readonly (ulong Address, ulong Length)[] _recent = new (ulong, ulong)[RecentSize];
    private readonly Protection _baseProtection;
    private uint _remembered;

    /// <summary>A generator.</summary>
    /// <param name="mix">What is drawn how often.</param>
    /// <param name="header">The window and the files.</param>
    /// <param name="spaces">The address spaces, which the caller keeps up to date; the first is there.</param>
    public OperationGenerator(OperationMix mix, long seed, TraceHeader header, IReadOnlyList<SpaceView> spaces)
    {
        (_mix, _spaces) = (mix, spaces);
        (_start, _end) = header.Window;
        _pages = (_end - _start) / Page;
        _fileSize = header.Files[0].Size;
        _heap = header.HeapStart ?? 0;
        _random = new OperationRandom(seed);
        // The run's favourite, so that neighbours are often alike.
        _baseProtection = Percent(mix.IsHuge ? 95 : 75) ? ReadWrite : Protection.Read;
    }

    /// <summary>Draws an operation.</summary>
    /// <param name="o">What is filled, but for its number and outcome.</param>
    public void Next(TraceOperation o)
    {
        do
        {
            NextAny(o);
        }
        while (WouldHang(o));
    }

    /// <summary>Tells that an operation was done, so that it can be undone or repeated.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="before">The mapping that was at its address.</param>
    public void Done(TraceOperation o, TraceOutcome outcome, TraceVma? before)
    {
        if (outcome.Errno != 0 || o.Op is TraceOp.Touch or TraceOp.Brk or TraceOp.Fork or TraceOp.Exit || !IsInWindow(o.Address, o.Length)
            || o.Length == 0 || o.Address % Page != 0 || o.Length % Page != 0)
        {
            return;
        }

        _ring[_remembered % RingSize] = (o.Copy(), before);
        _recent[_remembered % RecentSize] = (o.Address, o.Length);
        _remembered++;
    }

    private ulong Below(ulong limit) => _random.Below(limit);

    private int Below(int limit) => _random.Below(limit);

    private bool Percent(int percent) => _random.Percent(percent);

    private bool IsInWindow(ulong address, ulong length) => address >= _start && address < _end && length <= _end - address;

    /// <summary>
    /// GUARD_INSTALL never returns where a page of a file holds a userfaultfd write-protect marker: the kernel zaps the range and tries
    /// again, for ever, and zapping leaves such markers. Scripts may do it.
    /// </summary>
    private bool WouldHang(TraceOperation o)
    {
        if (o.Op != TraceOp.Madvise || o.Advice != Advice.GuardInstall)
        {
            return false;
        }

        var space = _spaces[o.AddressSpace];
        var end = unchecked(o.Address + o.Length);
        foreach (var marked in space.Last.UffdWriteProtected)
        {
            foreach (var vma in space.Vmas)
            {
                var from = Math.Max(Math.Max(marked.Start, vma.Start), o.Address & ~(Page - 1));
                if ((vma.File != 0 || vma.IsShared()) && from < Math.Min(Math.Min(marked.End, vma.End), end))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private void NextAny(TraceOperation o)
    {
        var alive = Enumerable.Range(0, _spaces.Count).Where(i => _spaces[i].IsAlive).ToArray();
        var id = alive[Percent(40) ? 0 : Below(alive.Length)];
        do
        {
            o.Clear();
            o.AddressSpace = id;
        }
        while (!TryDraw(o, alive));

        if (o.Op is not (TraceOp.Fork or TraceOp.Exit or TraceOp.Brk) && Percent(4))
        {
            Spoil(o);
        }
    }

    /// <summary>Draws an operation; false when another must be drawn.</summary>
    private bool TryDraw(TraceOperation o, int[] alive)
    {
        var space = _spaces[o.AddressSpace];
        var kind = DrawKind(space);
        switch (kind)
        {
            case OperationKind.Fork:
                o.Op = TraceOp.Fork;
                o.Child = _spaces.Count;
                return alive.Length < MaxAlive && _spaces.Count < MaxSpaces - 1;
            case OperationKind.Exit:
                if (alive.Length < 2)
                {
                    return false;
                }

                if (o.AddressSpace == 0 && Percent(85))
                {
                    o.AddressSpace = alive[1 + Below(alive.Length - 1)];
                }

                o.Op = TraceOp.Exit;
                return true;
            case OperationKind.Break:
                DrawBreak(space, o);
                return true;
            default:
                return Draw(kind, space, o) && IsInWindow(o.Address, o.Length)
                    && (o.Op != TraceOp.Mremap || IsInWindow(o.NewAddress ?? o.Address, o.NewLength));
        }
    }

    private OperationKind DrawKind(SpaceView space)
    {
        ulong mapped = 0;
        foreach (var vma in space.Vmas)
        {
            mapped += vma.End - vma.Start;
        }

        var rest = Below(_mix.Total);
        var kind = OperationKind.Anonymous;
        for (; rest >= _mix[kind]; kind++)
        {
            rest -= _mix[kind];
        }

        if (mapped < (_end - _start) / 4 && kind is not (OperationKind.Fork or OperationKind.Exit) && Percent(35))
        {
            kind = Mappings[Below(Mappings.Length)];
            kind = _mix[kind] == 0 ? OperationKind.Anonymous : kind;
        }

        return kind;
    }

    private bool Draw(OperationKind kind, SpaceView space, TraceOperation o)
    {
        switch (kind)
        {
            case OperationKind.Unmap:
                o.Op = TraceOp.Munmap;
                PickRange(space, o);
                return true;
            case OperationKind.Protect:
                DrawProtect(space, o);
                return true;
            case OperationKind.Touch:
                DrawTouch(space, o);
                return true;
            case OperationKind.Zap or OperationKind.Flag or OperationKind.Guard or OperationKind.Collapse:
                DrawAdvice(kind, space, o);
                return true;
            case OperationKind.Lock:
                DrawLock(space, o);
                return true;
            case OperationKind.Name:
                o.Op = TraceOp.Name;
                PickRange(space, o);
                o.Name = !Percent(75) ? null : Percent(4) ? "bad[name]" : Names[Below(Names.Length)];
                return true;
            case OperationKind.Remap:
                DrawRemap(space, o);
                return true;
            case OperationKind.Userfaultfd:
                DrawUserfaultfd(space, o);
                return true;
            case OperationKind.Seal:
                o.Op = TraceOp.Mseal;
                PickRange(space, o);
                o.Length = o.Length > 2 * Page ? (1 + Below(2ul)) * Page : o.Length;
                return true;
            case OperationKind.Policy:
                DrawPolicy(space, o);
                return true;
            case OperationKind.Undo:
                return TryUndo(o);
            case OperationKind.Fill:
                return TryFill(space, o);
            case OperationKind.Join:
                return TryJoin(space, o);
            default:
                DrawMmap(kind, space, o);
                return true;
        }
    }
}
