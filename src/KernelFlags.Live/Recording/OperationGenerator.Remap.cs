using KernelFlags.Live.Traces;
using KernelFlags.Vma;

namespace KernelFlags.Live.Recording;

// mremap, and what the kernel refuses.
internal sealed partial class OperationGenerator
{
    private static readonly int[] NoAdvice = [5, 7, 99, 1000];

    private void DrawRemap(SpaceView space, TraceOperation o)
    {
        var k = Below(100);
        PickRange(space, o);
        o.Length = o.Length == 0 ? Page : o.Length;
        o.Op = TraceOp.Mremap;
        var at = space.IndexAt(o.Address);
        if (k < 22)
        {
            o.NewLength = (1 + Below(o.Length / Page)) * Page;
        }
        else if (k < 42)
        {
            DrawGrowth(space, at, o);
        }
        else
        {
            DrawMove(space, at, k, o);
        }
    }

    /// <summary>Growth in place: into the gap, or into something.</summary>
    private void DrawGrowth(SpaceView space, int at, TraceOperation o)
    {
        if (at >= 0 && Percent(80))
        {
            var vma = space.Vmas[at];
            o.Address = Percent(60) ? vma.Start : vma.End - ((1 + Below((vma.End - vma.Start) / Page)) * Page);
            o.Length = vma.End - o.Address;
        }

        o.NewLength = o.Length + ((1 + Below(8ul)) * Page);
        if (at >= 0)
        {
            var end = space.Vmas[at].End;
            var high = at + 1 < space.Vmas.Count ? space.Vmas[at + 1].Start : _end;
            if (high > end && Percent(50))
            {
                // Exactly the gap, so that it may merge with what follows.
                o.NewLength = o.Length + (high - end);
            }
        }

        if (o.Address + o.NewLength > _end)
        {
            o.NewLength = _end - o.Address;
        }
    }

    private void DrawMove(SpaceView space, int at, int k, TraceOperation o)
    {
        o.RemapFlags = RemapFlags.MayMove | RemapFlags.Fixed;
        o.NewLength = o.Length;
        if (k < 62)
        {
            o.RemapFlags |= RemapFlags.DontUnmap;
        }
        else if (k >= 85)
        {
            o.NewLength = Percent(50) ? (1 + Below(o.Length / Page)) * Page : o.Length + ((1 + Below(4ul)) * Page);
        }

        if (k >= 97)
        {
            // A second mapping of shared pages.
            o.Length = 0;
        }

        o.NewLength = Math.Min(o.NewLength, _end - _start);
        var need = o.NewLength;
        if (Percent(60) && space.Vmas.Count > 0)
        {
            // Right beside a mapping.
            var border = Border(space);
            o.NewAddress = Percent(50) ? border : border - need;
        }
        else
        {
            o.NewAddress = _start + (Below(_pages) * Page);
        }

        if (Percent(15) && at >= 0 && space.Vmas[at].Start >= need)
        {
            o.NewAddress = Percent(50) ? space.Vmas[at].End : space.Vmas[at].Start - need;
        }

        if (!IsInWindow(o.NewAddress.Value, need))
        {
            o.NewAddress = _end - need;
        }
    }

    /// <summary>Changes an operation into one that the kernel refuses, or reads in its own way.</summary>
    private void Spoil(TraceOperation o)
    {
        const ulong KernelAddress = 0xffff_8000_0000_0000;
        const ulong MaxTouched = 2048 * Page;
        var space = _spaces[o.AddressSpace];
        var isMove = o.Op == TraceOp.Mremap;
        var mayGrow = o.Op == TraceOp.Mmap || isMove;
        switch (Below(9))
        {
            case 0:
                o.Address += 1 + Below(Page - 1);
                o.Length -= o.Address + o.Length > _end ? Page : 0;
                break;
            case 1:
                o.Length = 0;
                break;
            case 2:
                // A length inside its last page; beyond the end it stays in the window.
                o.Length -= o.Length > Page ? Below(Page) : 0;
                break;
            case 3 when o.Op == TraceOp.Madvise:
                o.Advice = (Advice)NoAdvice[Below(NoAdvice.Length)];
                break;
            case 3 when o.Op == TraceOp.Mmap && o.File != 0:
                o.Offset += 512;
                break;
            case 4 when !mayGrow:
                o.Address = _end - (Below(4ul) * Page);
                o.Length = (1 + Below(12ul)) * Page;
                break;
            case 5 when !mayGrow && o.Op != TraceOp.Touch:
                o.Address = KernelAddress;
                break;
            case 6 when !mayGrow && o.Op != TraceOp.Touch:
                o.Length = unchecked(0ul - Page);
                break;
            case 7 when isMove && o.NewAddress is not null:
                o.NewAddress += 8;
                break;
            case 7 when isMove:
                o.NewLength = 0;
                break;
            case 7 when o.Op == TraceOp.Mmap:
                o.MapFlags &= ~MapFlags.TypeMask;
                break;
            case 8 when isMove && o.NewAddress is not null:
                o.NewAddress = o.Address + (o.Length > Page ? Page : 0);
                break;
            case 8 when isMove:
                o.RemapFlags |= RemapFlags.DontUnmap;
                break;
            case 8 when !mayGrow && space.Vmas.Count > 0:
                o.Address = space.Vmas[Below(space.Vmas.Count)].Start;
                o.Length = _end - o.Address + (8 * Page);
                break;
        }

        if (o.Op == TraceOp.Touch && o.Length > MaxTouched)
        {
            o.Length = Page;
        }
    }
}
