using KernelFlags.Live.Traces;
using KernelFlags.Vma;
using static KernelFlags.Live.Recording.OperationDraw;

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

    /// <summary>Names of anonymous memory.</summary>
    internal static readonly string[] Names = ["one", "two", "heap arena"];

    private static readonly UffdMode[] UffdModes =
    [
        UffdMode.Missing, UffdMode.WriteProtect, UffdMode.WriteProtect, UffdMode.Missing | UffdMode.WriteProtect,
        UffdMode.Missing | UffdMode.WriteProtect, UffdMode.Minor, UffdMode.Missing | UffdMode.Minor,
    ];

    private readonly OperationDraw _draw;
    private readonly OperationMemory _memory;
    private readonly RangeDrawing _ranges;
    private readonly AnswerDrawing _answers;
    private readonly RemapDrawing _remaps;
    private readonly SpoiledDrawing _spoiled;
    private readonly IReadOnlyList<SpaceView> _spaces;

    /// <summary>A generator.</summary>
    /// <param name="mix">What is drawn how often.</param>
    /// <param name="header">The window and the files.</param>
    /// <param name="spaces">The address spaces, which the caller keeps up to date; the first is there.</param>
    public OperationGenerator(OperationMix mix, long seed, TraceHeader header, IReadOnlyList<SpaceView> spaces)
    {
        _spaces = spaces;
        _draw = new OperationDraw(mix, seed, header);
        _memory = new OperationMemory(_draw);
        _ranges = new RangeDrawing(_draw, _memory);
        _answers = new AnswerDrawing(_draw, _memory);
        _remaps = new RemapDrawing(_draw, _ranges);
        _spoiled = new SpoiledDrawing(_draw);
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
    /// <param name="before">The mapping that was at its address.</param>
    public void Done(TraceOperation o, TraceOutcome outcome, TraceVma? before) => _memory.Add(o, outcome, before);

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
        var id = alive[_draw.Percent(40) ? 0 : _draw.Below(alive.Length)];
        do
        {
            o.Clear();
            o.AddressSpace = id;
        }
        while (!TryDraw(o, alive));

        if (o.Op is not (TraceOp.Fork or TraceOp.Exit or TraceOp.Brk) && _draw.Percent(4))
        {
            _spoiled.Spoil(_spaces[o.AddressSpace], o);
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

                if (o.AddressSpace == 0 && _draw.Percent(85))
                {
                    o.AddressSpace = alive[1 + _draw.Below(alive.Length - 1)];
                }

                o.Op = TraceOp.Exit;
                return true;
            case OperationKind.Break:
                DrawBreak(space, o);
                return true;
            default:
                return Draw(kind, space, o) && _draw.IsInWindow(o.Address, o.Length)
                    && (o.Op != TraceOp.Mremap || _draw.IsInWindow(o.NewAddress ?? o.Address, o.NewLength));
        }
    }

    private OperationKind DrawKind(SpaceView space)
    {
        ulong mapped = 0;
        foreach (var vma in space.Vmas)
        {
            mapped += vma.End - vma.Start;
        }

        var rest = _draw.Below(_draw.Mix.Total);
        var kind = OperationKind.Anonymous;
        for (; rest >= _draw.Mix[kind]; kind++)
        {
            rest -= _draw.Mix[kind];
        }

        if (mapped < (_draw.End - _draw.Start) / 4 && kind is not (OperationKind.Fork or OperationKind.Exit) && _draw.Percent(35))
        {
            kind = Mappings[_draw.Below(Mappings.Length)];
            kind = _draw.Mix[kind] == 0 ? OperationKind.Anonymous : kind;
        }

        return kind;
    }

    private bool Draw(OperationKind kind, SpaceView space, TraceOperation o)
    {
        switch (kind)
        {
            case OperationKind.Unmap:
                o.Op = TraceOp.Munmap;
                _ranges.PickRange(space, o);
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
                _ranges.PickRange(space, o);
                o.Name = !_draw.Percent(75) ? null : _draw.Percent(4) ? "bad[name]" : Names[_draw.Below(Names.Length)];
                return true;
            case OperationKind.Remap:
                _remaps.DrawRemap(space, o);
                return true;
            case OperationKind.Userfaultfd:
                DrawUserfaultfd(space, o);
                return true;
            case OperationKind.Seal:
                o.Op = TraceOp.Mseal;
                _ranges.PickRange(space, o);
                o.Length = o.Length > 2 * Page ? (1 + _draw.Below(2ul)) * Page : o.Length;
                return true;
            case OperationKind.Policy:
                DrawPolicy(space, o);
                return true;
            case OperationKind.Undo:
                return _answers.TryUndo(o);
            case OperationKind.Fill:
                return _answers.TryFill(space, o);
            case OperationKind.Join:
                return _answers.TryJoin(space, o);
            default:
                DrawMmap(kind, space, o);
                return true;
        }
    }
}
