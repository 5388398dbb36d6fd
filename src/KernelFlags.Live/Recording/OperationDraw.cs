using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Recording;

/// <summary>What operations are drawn with: random numbers, the mix, the window and what lies in it.</summary>
internal sealed class OperationDraw
{
    public const ulong Page = 4096;
    public const ulong Huge = 2 << 20;
    public const Protection ReadWrite = Protection.Read | Protection.Write;

    private readonly OperationRandom _random;

    public OperationDraw(OperationMix mix, long seed, TraceHeader header)
    {
        Mix = mix;
        (Start, End) = header.Window;
        Pages = (End - Start) / Page;
        FileSize = header.Files[0].Size;
        Heap = header.HeapStart ?? 0;
        _random = new OperationRandom(seed);
        BaseProtection = Percent(mix.IsHuge ? 95 : 75) ? ReadWrite : Protection.Read;
    }

    public OperationMix Mix { get; }

    /// <summary>Where the window starts.</summary>
    public ulong Start { get; }

    /// <summary>Where the window ends.</summary>
    public ulong End { get; }

    /// <summary>How long the window is, in pages.</summary>
    public ulong Pages { get; }

    /// <summary>How long each file is, in bytes.</summary>
    public ulong FileSize { get; }

    /// <summary>Where the heap starts; 0 without one.</summary>
    public ulong Heap { get; }

    /// <summary>The run's favourite, so that neighbours are often alike.</summary>
    public Protection BaseProtection { get; }

    public ulong Below(ulong limit) => _random.Below(limit);

    public int Below(int limit) => _random.Below(limit);

    public bool Percent(int percent) => _random.Percent(percent);

    public bool IsInWindow(ulong address, ulong length) => address >= Start && address < End && length <= End - address;

    public Protection PickProtection()
    {
        var k = Below(100);
        return Percent(45) ? BaseProtection : k switch
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
}
