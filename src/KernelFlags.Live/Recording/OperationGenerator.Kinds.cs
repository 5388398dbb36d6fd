using KernelFlags.Live.Traces;
using KernelFlags.Vma;
using static KernelFlags.Live.Recording.OperationDraw;

namespace KernelFlags.Live.Recording;

// What an operation asks for.
internal sealed partial class OperationGenerator
{
    private void DrawMmap(OperationKind kind, SpaceView space, TraceOperation o)
    {
        o.Op = TraceOp.Mmap;
        if (_draw.Percent(65))
        {
            _ranges.GapRange(space, o);
        }
        else if (_draw.Percent(30))
        {
            _ranges.RandomRange(o);
        }
        else
        {
            _ranges.PickRange(space, o);
        }

        if (_draw.Mix.IsHuge && _draw.Percent(80))
        {
            _ranges.BlockRange(o);
        }

        o.Protection = _draw.PickProtection();
        o.MapFlags = _draw.Percent(85) ? MapFlags.Fixed : MapFlags.FixedNoReplace;
        if (kind == OperationKind.File)
        {
            DrawFile(o);
        }
        else
        {
            o.MapFlags |= MapFlags.Anonymous | kind switch { OperationKind.SharedAnonymous => MapFlags.Shared, OperationKind.Droppable => MapFlags.Droppable, _ => MapFlags.Private };
            o.MapFlags |= kind == OperationKind.Stack ? MapFlags.GrowsDown : 0;
        }

        o.MapFlags |= _draw.Percent(_draw.Mix[OperationKind.Flag] > 8 ? 12 : 3) ? MapFlags.NoReserve : 0;
        o.MapFlags |= _draw.Mix[OperationKind.Lock] > 0 && _draw.Percent(_draw.Mix[OperationKind.Lock] > 8 ? 15 : 3) ? MapFlags.Locked : 0;
        o.MapFlags |= _draw.Percent(4) ? MapFlags.Populate : 0;
    }

    private void DrawFile(TraceOperation o)
    {
        o.File = 1 + _draw.Below(3);
        o.File = _draw.Mix.IsHuge && _draw.Percent(75) ? 2 : o.File;
        o.MapFlags |= _draw.Percent(50) ? MapFlags.Shared : MapFlags.Private;
        if (o.File == 3 && (o.MapFlags & MapFlags.Shared) != 0 && _draw.Percent(70))
        {
            o.Protection &= ~Protection.Write;
        }

        // The page that belongs there when the file lies at the window's start, so that neighbours can merge.
        o.Offset = _draw.Percent(65) ? o.Address - _draw.Start : _draw.Below(_draw.Pages) * Page;
        if (_draw.Mix.IsHuge && _draw.Percent(70))
        {
            o.Offset = (_draw.Below(_draw.Pages / (Huge / Page)) * Huge) + (o.Address & (Huge - 1));
        }

        if (_draw.Percent(4))
        {
            o.Offset = _draw.FileSize - (_draw.Below(4ul) * Page);
        }
    }

    private void DrawProtect(SpaceView space, TraceOperation o)
    {
        o.Op = TraceOp.Mprotect;
        _ranges.PickRange(space, o);
        o.Protection = _draw.PickProtection();
        if (_draw.Percent(40))
        {
            // As a neighbour has it.
            if (space.At(_draw.Percent(50) ? o.Address - 1 : o.Address + o.Length) is { } neighbour)
            {
                o.Protection = neighbour.Protection();
            }
        }
        else if (_draw.Percent(25))
        {
            o.Protection = _draw.BaseProtection;
        }
    }

    private void DrawTouch(SpaceView space, TraceOperation o)
    {
        const ulong MaxPages = 12;
        o.Op = TraceOp.Touch;
        _ranges.PickRange(space, o);
        o.On = _draw.Percent(70);
        if (_draw.Mix.IsHuge && _draw.Percent(45))
        {
            _ranges.MappedBlock(space, o);
        }
        else if (o.Length > MaxPages * Page)
        {
            o.Length = (1 + _draw.Below(MaxPages)) * Page;
        }

        if (_draw.Mix[OperationKind.Stack] > 0 && space.Vmas.Count > 0 && _draw.Percent(40))
        {
            // Just below a mapping.
            var vma = space.Vmas[_draw.Below(space.Vmas.Count)];
            o.Address = vma.Start - ((1 + _draw.Below(6ul)) * Page);
            o.Length = _draw.Percent(70) ? Page : vma.Start - o.Address;
        }
    }

    private void DrawAdvice(OperationKind kind, SpaceView space, TraceOperation o)
    {
        o.Op = TraceOp.Madvise;
        if (kind == OperationKind.Collapse)
        {
            o.Advice = Advice.Collapse;
            if (_draw.Percent(70))
            {
                _ranges.MappedBlock(space, o);
            }
            else if (_draw.Percent(60))
            {
                _ranges.BlockRange(o);
            }
            else
            {
                _ranges.PickRange(space, o);
            }

            return;
        }

        _ranges.PickRange(space, o);
        switch (kind)
        {
            case OperationKind.Zap:
                o.Advice = ZapAdvice[_draw.Below(ZapAdvice.Length)];
                if (_draw.Mix.IsHuge && _draw.Percent(40))
                {
                    _ranges.BlockRange(o);
                }

                o.Advice = _draw.Mix.IsHuge && o.Advice == Advice.Remove && _draw.Percent(70) ? Advice.DontNeed : o.Advice;
                break;
            case OperationKind.Flag:
                // khugepaged would act in the background.
                o.Advice = FlagAdvice[_draw.Below(FlagAdvice.Length)];
                o.Advice = _draw.Mix.IsHuge && o.Advice == Advice.HugePage ? Advice.NoHugePage : o.Advice;
                break;
            default:
                if (_draw.Percent(60) && o.Length > 3 * Page)
                {
                    o.Address += _draw.Below((o.Length / Page) - 2) * Page;
                    o.Length = (1 + _draw.Below(3ul)) * Page;
                }

                o.Advice = _draw.Percent(66) ? Advice.GuardInstall : Advice.GuardRemove;
                break;
        }
    }

    private void DrawLock(SpaceView space, TraceOperation o)
    {
        var k = _draw.Below(100);
        _ranges.PickRange(space, o);
        o.Op = k < 35 ? TraceOp.Mlock : k < 60 ? TraceOp.Mlock2 : TraceOp.Munlock;
        o.On = o.Op == TraceOp.Mlock2 && _draw.Percent(75);
    }

    private void DrawUserfaultfd(SpaceView space, TraceOperation o)
    {
        var k = _draw.Below(100);
        _ranges.PickRange(space, o);
        o.Context = _draw.Percent(70) ? 0 : 1 + _draw.Below(2);
        if (k >= 35 && space.Vmas.Count > 0 && _draw.Percent(75))
        {
            var i = _draw.Below(space.Vmas.Count);
            for (var j = 0; j < space.Vmas.Count; j++, i = (i + 1) % space.Vmas.Count)
            {
                var vma = space.Vmas[i];
                if (vma.Has("uw") || vma.Has("um"))
                {
                    o.Address = vma.Start + ((_draw.Percent(60) ? 0 : _draw.Below((vma.End - vma.Start) / Page)) * Page);
                    o.Length = vma.End - o.Address;
                    if (k >= 60 && _draw.Percent(40))
                    {
                        o.Length = Page * (1 + _draw.Below(o.Length / Page));
                    }

                    break;
                }
            }
        }

        o.UffdMode = UffdModes[_draw.Below(_draw.Percent(85) ? 5 : 7)];
        o.Op = k < 40 ? TraceOp.UffdRegister : k < 58 ? TraceOp.UffdUnregister : TraceOp.UffdWriteProtect;
        o.On = _draw.Percent(65);
        if (_draw.Percent(2) || o.Op != TraceOp.UffdRegister)
        {
            o.UffdMode = UffdMode.None;
        }
    }

    private void DrawBreak(SpaceView space, TraceOperation o)
    {
        // The break is unknown here: where what lies at the heap's start ends is a good guess.
        var end = _draw.Heap;
        foreach (var vma in space.Vmas)
        {
            end = vma.Start <= end && vma.End > end ? vma.End : end;
        }

        o.Op = TraceOp.Brk;
        o.Address = _draw.Percent(8) ? 0
            : _draw.Percent(20) ? _draw.Heap + (_draw.Below(16ul) * Page)
            : _draw.Percent(60) ? end + (_draw.Below(8ul) * Page)
            : end - (_draw.Below(6ul) * Page);
        if (_draw.Percent(25))
        {
            o.Address += _draw.Below(Page);
        }

        o.Address = Math.Min(o.Address, _draw.End);
    }

    private void DrawPolicy(SpaceView space, TraceOperation o)
    {
        const int Local = (int)MemoryPolicyMode.Local;
        const int NoMode = 77;
        o.Op = TraceOp.Mbind;
        _ranges.PickRange(space, o);
        o.PolicyMode = _draw.Percent(30) ? 0 : 1 + _draw.Below(5);
        o.Nodes = o.PolicyMode is 0 or Local ? 0ul : 1;
        if (_draw.Percent(4))
        {
            o.Nodes ^= 1;
        }

        o.PolicyMode = _draw.Percent(3) ? NoMode : o.PolicyMode;
    }
}
