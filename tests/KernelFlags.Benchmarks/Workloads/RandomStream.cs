namespace KernelFlags.Benchmarks.Workloads;

/// <summary>The stream of random numbers that every engine draws from (splitmix64), as Peer/README.md specifies it.</summary>
/// <param name="state">Where it starts.</param>
internal struct RandomStream(ulong state)
{
    private ulong _state = state;

    /// <summary>Scrambles a number.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>Moves the stream on, so that what it yields depends on a result.</summary>
    /// <param name="by">How far.</param>
    public void Skip(ulong by) => _state += by;

    /// <summary>Draws a number below a limit.</summary>
    public ulong Below(ulong limit) => Math.BigMul(Mix(_state += 0x9e3779b97f4a7c15), limit, out _);
}
