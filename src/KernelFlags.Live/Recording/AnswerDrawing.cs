using KernelFlags.Live.Traces;
using KernelFlags.Vma;
using static KernelFlags.Live.Recording.OperationDraw;

namespace KernelFlags.Live.Recording;

/// <summary>Draws operations that answer to what is there, or to what was done.</summary>
internal sealed class AnswerDrawing(OperationDraw draw, OperationMemory memory)
{
    private static readonly (string Mnemonic, Advice Set, Advice Clear)[] FlagsOfAdvice =
    [
        ("sr", Advice.Sequential, Advice.Normal), ("rr", Advice.Random, Advice.Normal), ("dc", Advice.DontFork, Advice.DoFork),
        ("dd", Advice.DontDump, Advice.DoDump), ("wf", Advice.WipeOnFork, Advice.KeepOnFork), ("mg", Advice.Mergeable, Advice.Unmergeable),
        ("hg", Advice.HugePage, Advice.NoHugePage), ("nh", Advice.NoHugePage, Advice.HugePage),
    ];

    /// <summary>An mmap like a mapping that exists.</summary>
    private void MmapLike(TraceOperation o, in TraceVma vma, ulong address, ulong length)
    {
        const ulong HighestOffset = 1ul << 40;
        o.Op = TraceOp.Mmap;
        o.Address = address;
        o.Length = length;
        o.Protection = vma.Protection();
        o.MapFlags = MapFlags.Fixed | (vma.IsShared() || vma.Has("sh") ? MapFlags.Shared : MapFlags.Private);
        o.File = vma.File;
        if (vma.File == 0)
        {
            o.MapFlags |= MapFlags.Anonymous;
        }
        else
        {
            // Wraps to a huge value when it lies before the file.
            o.Offset = vma.Offset + (address - vma.Start);
        }

        o.MapFlags |= vma.Has("nr") && (o.MapFlags & MapFlags.Private) != 0 ? MapFlags.NoReserve : 0;
        o.MapFlags |= vma.Has("gd") ? MapFlags.GrowsDown : 0;
        o.MapFlags |= vma.Has("lo") && draw.Percent(60) ? MapFlags.Locked : 0;
        if (o.Offset > HighestOffset)
        {
            o.Offset = draw.Below(8ul) * Page;
        }
    }

    private Advice InverseAdvice(Advice advice) => advice switch
    {
        Advice.Normal => draw.Percent(50) ? Advice.Random : Advice.Sequential,
        Advice.Random or Advice.Sequential => Advice.Normal,
        Advice.DontFork or Advice.Mergeable or Advice.HugePage or Advice.DontDump or Advice.WipeOnFork or Advice.GuardInstall => advice + 1,
        Advice.DoFork or Advice.Unmergeable or Advice.NoHugePage or Advice.DoDump or Advice.KeepOnFork or Advice.GuardRemove => advice - 1,
        Advice.DontNeed or Advice.Free => Advice.PopulateWrite,
        _ => Advice.DontNeed,
    };

    public bool TryUndo(TraceOperation o)
    {
        if (memory.IsEmpty)
        {
            return false;
        }

        var (p, before) = memory.DrawOperation();
        o.CopyFrom(p, o.AddressSpace);
        switch (p.Op)
        {
            case TraceOp.Mmap:
                o.Op = TraceOp.Munmap;
                return true;
            case TraceOp.Mprotect when before is { } vma:
                o.Protection = vma.Protection();
                return true;
            case TraceOp.Munmap when before is { } vma:
                var end = p.Address + p.Length < vma.End || draw.Percent(50) ? p.Address + p.Length : vma.End;
                var space = o.AddressSpace;
                o.Clear();
                o.AddressSpace = space;
                MmapLike(o, vma, p.Address, end - p.Address);
                return true;
            case TraceOp.Madvise:
                o.Advice = InverseAdvice(p.Advice);
                return !(draw.Mix.IsHuge && o.Advice == Advice.HugePage);
            case TraceOp.Mlock or TraceOp.Mlock2:
                o.Op = TraceOp.Munlock;
                return true;
            case TraceOp.Munlock:
                o.Op = TraceOp.Mlock;
                return true;
            case TraceOp.Name:
                o.Name = p.Name is null ? OperationGenerator.Names[0] : null;
                return true;
            case TraceOp.UffdRegister:
                o.Op = TraceOp.UffdUnregister;
                return true;
            case TraceOp.UffdUnregister:
                o.Op = TraceOp.UffdRegister;
                o.UffdMode = p.UffdMode != UffdMode.None ? p.UffdMode : UffdMode.WriteProtect;
                return true;
            case TraceOp.UffdWriteProtect:
                o.On = !p.On;
                return true;
            case TraceOp.Mbind:
                o.PolicyMode = 0;
                o.Nodes = 0;
                return true;
            case TraceOp.Mremap:
                UndoRemap(p, o);
                return true;
            default:
                return false;
        }
    }

    private static void UndoRemap(TraceOperation p, TraceOperation o)
    {
        if ((p.RemapFlags & RemapFlags.Fixed) != 0)
        {
            o.Address = p.NewAddress ?? 0;
            o.Length = p.NewLength;
            o.NewAddress = p.Address;
            o.NewLength = p.Length != 0 ? p.Length : p.NewLength;
        }
        else
        {
            (o.Length, o.NewLength) = (p.NewLength, p.Length);
        }
    }

    public bool TryFill(SpaceView space, TraceOperation o)
    {
        const int Tries = 8;
        for (var t = 0; t < Tries && space.Vmas.Count > 0; t++)
        {
            var i = draw.Below(space.Vmas.Count);
            var right = draw.Percent(50);
            var vma = space.Vmas[i];
            var low = right ? vma.End : i > 0 ? space.Vmas[i - 1].End : draw.Start;
            var high = !right ? vma.Start : i + 1 < space.Vmas.Count ? space.Vmas[i + 1].Start : draw.End;
            if (low >= high)
            {
                continue;
            }

            var gap = high - low;
            var length = gap;
            if (gap > 8 * Page || draw.Percent(40))
            {
                length = (1 + draw.Below(Math.Min(gap / Page, 8))) * Page;
            }

            if (draw.Mix.IsHuge && draw.Percent(50))
            {
                length = Math.Min(gap, Huge);
            }

            MmapLike(o, vma, right ? low : high - length, length);
            o.Protection = draw.Percent(15) ? draw.PickProtection() : o.Protection;
            o.MapFlags = draw.Percent(30) ? (o.MapFlags & ~MapFlags.Fixed) | MapFlags.FixedNoReplace : o.MapFlags;
            o.MapFlags ^= draw.Percent(5) ? MapFlags.NoReserve : 0;
            if (vma.File != 0 && draw.Percent(10))
            {
                o.Offset = draw.Below(16ul) * Page;
            }

            return true;
        }

        return false;
    }

    /// <summary>Takes away one difference between two mappings that touch, first of all where only one may hold guards.</summary>
    public bool TryJoin(SpaceView space, TraceOperation o)
    {
        if (space.Vmas.Count < 2 || FindPair(space) is not (>= 0 and var pair))
        {
            return false;
        }

        var (x, y) = (space.Vmas[pair], space.Vmas[pair + 1]);
        (x, y) = draw.Percent(50) ? (y, x) : (x, y);
        o.Address = x.Start;
        o.Length = x.End - x.Start;
        o.Op = TraceOp.Madvise;
        foreach (var (mnemonic, set, clear) in FlagsOfAdvice)
        {
            if (x.Has(mnemonic) != y.Has(mnemonic))
            {
                o.Advice = y.Has(mnemonic) ? set : clear;
                if (!(draw.Mix.IsHuge && o.Advice == Advice.HugePage))
                {
                    return true;
                }
            }
        }

        if (x.Has("lo") != y.Has("lo"))
        {
            o.Op = y.Has("lo") ? TraceOp.Mlock : TraceOp.Munlock;
            return true;
        }

        var mode = ModeOf(y);
        if (ModeOf(x) != mode)
        {
            o.Op = mode != UffdMode.None ? TraceOp.UffdRegister : TraceOp.UffdUnregister;
            o.UffdMode = mode;
            return true;
        }

        o.Op = TraceOp.Mprotect;
        o.Protection = y.Protection();
        return true;
    }

    private int FindPair(SpaceView space)
    {
        var pairs = space.Vmas.Count - 1;
        var best = -1;
        var i = draw.Below(pairs);
        for (var j = 0; j < pairs; j++, i = (i + 1) % pairs)
        {
            var (x, y) = (space.Vmas[i], space.Vmas[i + 1]);
            if (x.End != y.Start || x.File != y.File || x.IsShared() != y.IsShared())
            {
                continue;
            }

            var differ = x.Has("gu") != y.Has("gu");
            if (best < 0 || differ)
            {
                best = i;
                if (differ)
                {
                    break;
                }
            }
        }

        return best;
    }

    private static UffdMode ModeOf(in TraceVma vma) =>
        (vma.Has("um") ? UffdMode.Missing : UffdMode.None) | (vma.Has("uw") ? UffdMode.WriteProtect : UffdMode.None);
}
