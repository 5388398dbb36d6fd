using KernelFlags.Live.Traces;
using KernelFlags.Vma;
using static KernelFlags.Live.Recording.OperationDraw;

namespace KernelFlags.Live.Recording;

/// <summary>Draws mremap: in place, and to another one.</summary>
internal sealed class RemapDrawing(OperationDraw draw, RangeDrawing ranges)
{
    public void DrawRemap(SpaceView space, TraceOperation o)
    {
        var k = draw.Below(100);
        ranges.PickRange(space, o);
        o.Length = o.Length == 0 ? Page : o.Length;
        o.Op = TraceOp.Mremap;
        var at = space.IndexAt(o.Address);
        if (k < 22)
        {
            o.NewLength = (1 + draw.Below(o.Length / Page)) * Page;
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
        if (at >= 0 && draw.Percent(80))
        {
            var vma = space.Vmas[at];
            o.Address = draw.Percent(60) ? vma.Start : vma.End - ((1 + draw.Below((vma.End - vma.Start) / Page)) * Page);
            o.Length = vma.End - o.Address;
        }

        o.NewLength = o.Length + ((1 + draw.Below(8ul)) * Page);
        if (at >= 0)
        {
            var end = space.Vmas[at].End;
            var high = at + 1 < space.Vmas.Count ? space.Vmas[at + 1].Start : draw.End;
            if (high > end && draw.Percent(50))
            {
                // Exactly the gap, so that it may merge with what follows.
                o.NewLength = o.Length + (high - end);
            }
        }

        if (o.Address + o.NewLength > draw.End)
        {
            o.NewLength = draw.End - o.Address;
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
            o.NewLength = draw.Percent(50) ? (1 + draw.Below(o.Length / Page)) * Page : o.Length + ((1 + draw.Below(4ul)) * Page);
        }

        if (k >= 97)
        {
            // A second mapping of shared pages.
            o.Length = 0;
        }

        o.NewLength = Math.Min(o.NewLength, draw.End - draw.Start);
        var need = o.NewLength;
        if (draw.Percent(60) && space.Vmas.Count > 0)
        {
            // Right beside a mapping.
            var border = ranges.Border(space);
            o.NewAddress = draw.Percent(50) ? border : border - need;
        }
        else
        {
            o.NewAddress = draw.Start + (draw.Below(draw.Pages) * Page);
        }

        if (draw.Percent(15) && at >= 0 && space.Vmas[at].Start >= need)
        {
            o.NewAddress = draw.Percent(50) ? space.Vmas[at].End : space.Vmas[at].Start - need;
        }

        if (!draw.IsInWindow(o.NewAddress.Value, need))
        {
            o.NewAddress = draw.End - need;
        }
    }
}
