namespace KernelFlags.Live.Recording;

/// <summary>The random numbers of the recorder in C (splitmix64): a seed means the same operations there and here.</summary>
internal sealed class OperationRandom(long seed)
{
    private ulong _state = unchecked(((ulong)seed * 0x2545f4914f6cdd1d) + 12345);

    /// <summary>A number below a limit; 0 when that is 0.</summary>
    public ulong Below(ulong limit) => limit == 0 ? 0 : Next() % limit;

    /// <summary>A number below a limit; 0 when that is not above 0.</summary>
    public int Below(int limit) => (int)Below((ulong)Math.Max(limit, 0));

    /// <summary>True so many times in a hundred.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9e3779b97f4a7c15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            return z ^ (z >> 31);
        }
    }
}
