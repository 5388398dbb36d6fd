using KernelFlags.Live.Traces;
using KernelFlags.Vma;
using static KernelFlags.Live.Recording.OperationDraw;

namespace KernelFlags.Live.Recording;

/// <summary>Changes operations into such that the kernel refuses, or reads in its own way.</summary>
internal sealed class SpoiledDrawing(OperationDraw draw)
{
    private static readonly int[] NoAdvice = [5, 7, 99, 1000];

    /// <summary>Changes an operation into one that the kernel refuses, or reads in its own way.</summary>
    public void Spoil(SpaceView space, TraceOperation o)
    {
        const ulong KernelAddress = 0xffff_8000_0000_0000;
        const ulong MaxTouched = 2048 * Page;
        var isMove = o.Op == TraceOp.Mremap;
        var mayGrow = o.Op == TraceOp.Mmap || isMove;
        switch (draw.Below(9))
        {
            case 0:
                o.Address += 1 + draw.Below(Page - 1);
                o.Length -= o.Address + o.Length > draw.End ? Page : 0;
                break;
            case 1:
                o.Length = 0;
                break;
            case 2:
                // A length inside its last page; beyond the end it stays in the window.
                o.Length -= o.Length > Page ? draw.Below(Page) : 0;
                break;
            case 3 when o.Op == TraceOp.Madvise:
                o.Advice = (Advice)NoAdvice[draw.Below(NoAdvice.Length)];
                break;
            case 3 when o.Op == TraceOp.Mmap && o.File != 0:
                o.Offset += 512;
                break;
            case 4 when !mayGrow:
                o.Address = draw.End - (draw.Below(4ul) * Page);
                o.Length = (1 + draw.Below(12ul)) * Page;
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
                o.Address = space.Vmas[draw.Below(space.Vmas.Count)].Start;
                o.Length = draw.End - o.Address + (8 * Page);
                break;
        }

        if (o.Op == TraceOp.Touch && o.Length > MaxTouched)
        {
            o.Length = Page;
        }
    }
}
