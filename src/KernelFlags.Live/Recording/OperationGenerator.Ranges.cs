using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Recording;

// Where an operation acts.
internal sealed partial class OperationGenerator
{
    private ulong Longest => _mix.IsHuge ? _end - _start : 24 * Page;

    private ulong Border(SpaceView space)
    {
        if (space.Vmas.Count == 0 || Percent(8))
        {
            return _start + (Below(_pages + 1) * Page);
        }

        var vma = space.Vmas[Below(space.Vmas.Count)];
        return Percent(50) ? vma.Start : vma.End;
    }

    private void RandomRange(TraceOperation o)
    {
        var page = Below(_pages);
        var most = _pages - page;
        var pages = 1 + Below(Percent(70) ? 6ul : 20);
        o.Address = _start + (page * Page);
        o.Length = Math.Min(pages, most) * Page;
    }

    /// <summary>A range in unmapped space, often the whole of it between two mappings.</summary>
    private void GapRange(SpaceView space, TraceOperation o)
    {
        var i = Below(space.Vmas.Count + 1);
        var low = i > 0 ? space.Vmas[i - 1].End : _start;
        var high = i < space.Vmas.Count ? space.Vmas[i].Start : _end;
        if (low >= high)
        {
            RandomRange(o);
            return;
        }

        var gap = (high - low) / Page;
        var pages = gap <= 8 && Percent(50) ? gap : 1 + Below(Math.Min(gap, 8));
        o.Length = pages * Page;
        o.Address = Percent(40) ? low : Percent(60) ? high - o.Length : low + (Below(gap - pages + 1) * Page);
    }

    /// <summary>Aligned blocks of the size of a huge page.</summary>
    private void BlockRange(TraceOperation o)
    {
        var blocks = _pages / (Huge / Page);
        var block = Below(blocks);
        var count = 1 + Below(Percent(75) ? 1ul : 2);
        o.Address = _start + (block * Huge);
        o.Length = Math.Min(count, blocks - block) * Huge;
    }

    /// <summary>One aligned block that a mapping covers, if there is one.</summary>
    private void MappedBlock(SpaceView space, TraceOperation o)
    {
        const int Tries = 12;
        for (var t = 0; t < Tries && space.Vmas.Count > 0; t++)
        {
            var vma = space.Vmas[Below(space.Vmas.Count)];
            var start = (vma.Start + Huge - 1) & ~(Huge - 1);
            var blocks = vma.End > start ? (vma.End - start) / Huge : 0;
            if (blocks > 0)
            {
                o.Address = start + (Below(blocks) * Huge);
                o.Length = Huge;
                return;
            }
        }

        BlockRange(o);
    }

    /// <summary>A range to act upon: mostly one that begins or ends where a mapping does.</summary>
    private void PickRange(SpaceView space, TraceOperation o)
    {
        var k = Below(100);
        if (space.Vmas.Count == 0)
        {
            RandomRange(o);
            return;
        }

        var vma = space.Vmas[Below(space.Vmas.Count)];
        var pages = (vma.End - vma.Start) / Page;
        switch (k)
        {
            case < 30:
                (o.Address, o.Length) = (vma.Start, vma.End - vma.Start);
                break;
            case < 42:
                (o.Address, o.Length) = (vma.Start, (1 + Below(Math.Min(pages, 6))) * Page);
                break;
            case < 54:
                o.Length = (1 + Below(Math.Min(pages, 6))) * Page;
                o.Address = vma.End - o.Length;
                break;
            case < 66:
                var page = Below(pages);
                o.Address = vma.Start + (page * Page);
                o.Length = (1 + Below(Math.Min(pages - page, 5))) * Page;
                break;
            case < 82:
                BetweenBorders(space, vma, o);
                break;
            case < 94 when _remembered > 0:
                (o.Address, o.Length) = _recent[Below(Math.Min(_remembered, RecentSize))];
                break;
            default:
                RandomRange(o);
                break;
        }

        if (o.Length > Longest)
        {
            o.Length = (1 + Below(8ul)) * Page;
        }
    }

    private void BetweenBorders(SpaceView space, in TraceVma otherwise, TraceOperation o)
    {
        var x = Border(space);
        var y = Border(space);
        (o.Address, o.Length) = x == y ? (otherwise.Start, otherwise.End - otherwise.Start) : (Math.Min(x, y), Math.Max(x, y) - Math.Min(x, y));
    }
}
