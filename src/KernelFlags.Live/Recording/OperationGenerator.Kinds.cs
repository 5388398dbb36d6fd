using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Recording;

// What an operation asks for.
internal sealed partial class OperationGenerator
{
    private Protection PickProtection()
    {
        var k = Below(100);
        return Percent(45) ? _baseProtection : k switch
        {
            < 52 => ReadWrite,
            < 76 => Protection.Read,
            < 86 => Protection.None,
            < 91 => ReadWrite | Protection.Exec,
            < 96 => Protection.Read | Protection.Exec,
            < 98 => Protection.Write,
            _ => Protection.Exec,
        };
    }

    private void DrawMmap(OperationKind kind, SpaceView space, TraceOperation o)
    {
        o.Op = TraceOp.Mmap;
        if (Percent(65))
        {
            GapRange(space, o);
        }
        else if (Percent(30))
        {
            RandomRange(o);
        }
        else
        {
            PickRange(space, o);
        }

        if (_mix.IsHuge && Percent(80))
        {
            BlockRange(o);
        }

        o.Protection = PickProtection();
        o.MapFlags = Percent(85) ? MapFlags.Fixed : MapFlags.FixedNoReplace;
        if (kind == OperationKind.File)
        {
            DrawFile(o);
        }
        else
        {
            o.MapFlags |= MapFlags.Anonymous | kind switch { OperationKind.SharedAnonymous => MapFlags.Shared, OperationKind.Droppable => MapFlags.Droppable, _ => MapFlags.Private };
            o.MapFlags |= kind == OperationKind.Stack ? MapFlags.GrowsDown : 0;
        }

        o.MapFlags |= Percent(_mix[OperationKind.Flag] > 8 ? 12 : 3) ? MapFlags.NoReserve : 0;
        o.MapFlags |= _mix[OperationKind.Lock] > 0 && Percent(_mix[OperationKind.Lock] > 8 ? 15 : 3) ? MapFlags.Locked : 0;
        o.MapFlags |= Percent(4) ? MapFlags.Populate : 0;
    }

    private void DrawFile(TraceOperation o)
    {
        o.File = 1 + Below(3);
        o.File = _mix.IsHuge && Percent(75) ? 2 : o.File;
        o.MapFlags |= Percent(50) ? MapFlags.Shared : MapFlags.Private;
        if (o.File == 3 && (o.MapFlags & MapFlags.Shared) != 0 && Percent(70))
        {
            o.Protection &= ~Protection.Write;
        }

        // The page that belongs there when the file lies at the window's start, so that neighbours can merge.
        o.Offset = Percent(65) ? o.Address - _start : Below(_pages) * Page;
        if (_mix.IsHuge && Percent(70))
        {
            o.Offset = (Below(_pages / (Huge / Page)) * Huge) + (o.Address & (Huge - 1));
        }

        if (Percent(4))
        {
            o.Offset = _fileSize - (Below(4ul) * Page);
        }
    }

    private void DrawProtect(SpaceView space, TraceOperation o)
    {
        o.Op = TraceOp.Mprotect;
        PickRange(space, o);
        o.Protection = PickProtection();
        if (Percent(40))
        {
            // As a neighbour has it.
            if (space.At(Percent(50) ? o.Address - 1 : o.Address + o.Length) is { } neighbour)
            {
                o.Protection = neighbour.Protection();
            }
        }
        else if (Percent(25))
        {
            o.Protection = _baseProtection;
        }
    }

    private void DrawTouch(SpaceView space, TraceOperation o)
    {
        const ulong MaxPages = 12;
        o.Op = TraceOp.Touch;
        PickRange(space, o);
        o.On = Percent(70);
        if (_mix.IsHuge && Percent(45))
        {
            MappedBlock(space, o);
        }
        else if (o.Length > MaxPages * Page)
        {
            o.Length = (1 + Below(MaxPages)) * Page;
        }

        if (_mix[OperationKind.Stack] > 0 && space.Vmas.Count > 0 && Percent(40))
        {
            // Just below a mapping.
            var vma = space.Vmas[Below(space.Vmas.Count)];
            o.Address = vma.Start - ((1 + Below(6ul)) * Page);
            o.Length = Percent(70) ? Page : vma.Start - o.Address;
        }
    }

    private void DrawAdvice(OperationKind kind, SpaceView space, TraceOperation o)
    {
        o.Op = TraceOp.Madvise;
        if (kind == OperationKind.Collapse)
        {
            o.Advice = Advice.Collapse;
            if (Percent(70))
            {
                MappedBlock(space, o);
            }
            else if (Percent(60))
            {
                BlockRange(o);
            }
            else
            {
                PickRange(space, o);
            }

            return;
        }

        PickRange(space, o);
        switch (kind)
        {
            case OperationKind.Zap:
                o.Advice = ZapAdvice[Below(ZapAdvice.Length)];
                if (_mix.IsHuge && Percent(40))
                {
                    BlockRange(o);
                }

                o.Advice = _mix.IsHuge && o.Advice == Advice.Remove && Percent(70) ? Advice.DontNeed : o.Advice;
                break;
            case OperationKind.Flag:
                // khugepaged would act in the background.
                o.Advice = FlagAdvice[Below(FlagAdvice.Length)];
                o.Advice = _mix.IsHuge && o.Advice == Advice.HugePage ? Advice.NoHugePage : o.Advice;
                break;
            default:
                if (Percent(60) && o.Length > 3 * Page)
                {
                    o.Address += Below((o.Length / Page) - 2) * Page;
                    o.Length = (1 + Below(3ul)) * Page;
                }

                o.Advice = Percent(66) ? Advice.GuardInstall : Advice.GuardRemove;
                break;
        }
    }

    private void DrawLock(SpaceView space, TraceOperation o)
    {
        var k = Below(100);
        PickRange(space, o);
        o.Op = k < 35 ? TraceOp.Mlock : k < 60 ? TraceOp.Mlock2 : TraceOp.Munlock;
        o.On = o.Op == TraceOp.Mlock2 && Percent(75);
    }

    private void DrawUserfaultfd(SpaceView space, TraceOperation o)
    {
        var k = Below(100);
        PickRange(space, o);
        o.Context = Percent(70) ? 0 : 1 + Below(2);
        if (k >= 35 && space.Vmas.Count > 0 && Percent(75))
        {
            var i = Below(space.Vmas.Count);
            for (var j = 0; j < space.Vmas.Count; j++, i = (i + 1) % space.Vmas.Count)
            {
                var vma = space.Vmas[i];
                if (vma.Has("uw") || vma.Has("um"))
                {
                    o.Address = vma.Start + ((Percent(60) ? 0 : Below((vma.End - vma.Start) / Page)) * Page);
                    o.Length = vma.End - o.Address;
                    if (k >= 60 && Percent(40))
                    {
                        o.Length = Page * (1 + Below(o.Length / Page));
                    }

                    break;
                }
            }
        }

        o.UffdMode = UffdModes[Below(Percent(85) ? 5 : 7)];
        o.Op = k < 40 ? TraceOp.UffdRegister : k < 58 ? TraceOp.UffdUnregister : TraceOp.UffdWriteProtect;
        o.On = Percent(65);
        if (Percent(2) || o.Op != TraceOp.UffdRegister)
        {
            o.UffdMode = UffdMode.None;
        }
    }

    private void DrawBreak(SpaceView space, TraceOperation o)
    {
        // The break is unknown here: where what lies at the heap's start ends is a good guess.
        var end = _heap;
        foreach (var vma in space.Vmas)
        {
            end = vma.Start <= end && vma.End > end ? vma.End : end;
        }

        o.Op = TraceOp.Brk;
        o.Address = Percent(8) ? 0
            : Percent(20) ? _heap + (Below(16ul) * Page)
            : Percent(60) ? end + (Below(8ul) * Page)
            : end - (Below(6ul) * Page);
        if (Percent(25))
        {
            o.Address += Below(Page);
        }

        o.Address = Math.Min(o.Address, _end);
    }

    private void DrawPolicy(SpaceView space, TraceOperation o)
    {
        const int Local = (int)MemoryPolicyMode.Local;
        const int NoMode = 77;
        o.Op = TraceOp.Mbind;
        PickRange(space, o);
        o.PolicyMode = Percent(30) ? 0 : 1 + Below(5);
        o.Nodes = o.PolicyMode is 0 or Local ? 0ul : 1;
        if (Percent(4))
        {
            o.Nodes ^= 1;
        }

        o.PolicyMode = Percent(3) ? NoMode : o.PolicyMode;
    }
}
