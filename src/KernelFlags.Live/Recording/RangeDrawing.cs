using KernelFlags.Live.Traces;
using static KernelFlags.Live.Recording.OperationDraw;

namespace KernelFlags.Live.Recording;

/// <summary>Draws where an operation acts.</summary>
internal sealed class RangeDrawing(OperationDraw draw, OperationMemory memory)
{
    private ulong Longest => draw.Mix.IsHuge ? draw.End - draw.Start : 24 * Page;

    public ulong Border(SpaceView space)
    {
        if (space.Vmas.Count == 0 || draw.Percent(8))
        {
            return draw.Start + (draw.Below(draw.Pages + 1) * Page);
        }

        var vma = space.Vmas[draw.Below(space.Vmas.Count)];
        return draw.Percent(50) ? vma.Start : vma.End;
    }

    public void RandomRange(TraceOperation o)
    {
        var page = draw.Below(draw.Pages);
        var most = draw.Pages - page;
        var pages = 1 + draw.Below(draw.Percent(70) ? 6ul : 20);
        o.Address = draw.Start + (page * Page);
        o.Length = Math.Min(pages, most) * Page;
    }

    /// <summary>A range in unmapped space, often the whole of it between two mappings.</summary>
    public void GapRange(SpaceView space, TraceOperation o)
    {
        var i = draw.Below(space.Vmas.Count + 1);
        var low = i > 0 ? space.Vmas[i - 1].End : draw.Start;
        var high = i < space.Vmas.Count ? space.Vmas[i].Start : draw.End;
        if (low >= high)
        {
            RandomRange(o);
            return;
        }

        var gap = (high - low) / Page;
        var pages = gap <= 8 && draw.Percent(50) ? gap : 1 + draw.Below(Math.Min(gap, 8));
        o.Length = pages * Page;
        o.Address = draw.Percent(40) ? low : draw.Percent(60) ? high - o.Length : low + (draw.Below(gap - pages + 1) * Page);
    }

    /// <summary>Aligned blocks of the size of a huge page.</summary>
    public void BlockRange(TraceOperation o)
    {
        var blocks = draw.Pages / (Huge / Page);
        var block = draw.Below(blocks);
        var count = 1 + draw.Below(draw.Percent(75) ? 1ul : 2);
        o.Address = draw.Start + (block * Huge);
        o.Length = Math.Min(count, blocks - block) * Huge;
    }

    /// <summary>One aligned block that a mapping covers, if there is one.</summary>
    public void MappedBlock(SpaceView space, TraceOperation o)
    {
        const int Tries = 12;
        for (var t = 0; t < Tries && space.Vmas.Count > 0; t++)
        {
            var vma = space.Vmas[draw.Below(space.Vmas.Count)];
            var start = (vma.Start + Huge - 1) & ~(Huge - 1);
            var blocks = vma.End > start ? (vma.End - start) / Huge : 0;
            if (blocks > 0)
            {
                o.Address = start + (draw.Below(blocks) * Huge);
                o.Length = Huge;
                return;
            }
        }

        BlockRange(o);
    }

    /// <summary>A range to act upon: mostly one that begins or ends where a mapping does.</summary>
    public void PickRange(SpaceView space, TraceOperation o)
    {
        var k = draw.Below(100);
        if (space.Vmas.Count == 0)
        {
            RandomRange(o);
            return;
        }

        var vma = space.Vmas[draw.Below(space.Vmas.Count)];
        var pages = (vma.End - vma.Start) / Page;
        switch (k)
        {
            case < 30:
                (o.Address, o.Length) = (vma.Start, vma.End - vma.Start);
                break;
            case < 42:
                (o.Address, o.Length) = (vma.Start, (1 + draw.Below(Math.Min(pages, 6))) * Page);
                break;
            case < 54:
                o.Length = (1 + draw.Below(Math.Min(pages, 6))) * Page;
                o.Address = vma.End - o.Length;
                break;
            case < 66:
                var page = draw.Below(pages);
                o.Address = vma.Start + (page * Page);
                o.Length = (1 + draw.Below(Math.Min(pages - page, 5))) * Page;
                break;
            case < 82:
                BetweenBorders(space, vma, o);
                break;
            case < 94 when !memory.IsEmpty:
                (o.Address, o.Length) = memory.DrawRange();
                break;
            default:
                RandomRange(o);
                break;
        }

        if (o.Length > Longest)
        {
            o.Length = (1 + draw.Below(8ul)) * Page;
        }
    }

    private void BetweenBorders(SpaceView space, in TraceVma otherwise, TraceOperation o)
    {
        var x = Border(space);
        var y = Border(space);
        (o.Address, o.Length) = x == y ? (otherwise.Start, otherwise.End - otherwise.Start) : (Math.Min(x, y), Math.Max(x, y) - Math.Min(x, y));
    }
}
