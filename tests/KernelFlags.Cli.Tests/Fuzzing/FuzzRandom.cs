namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>Random numbers of one input (splitmix64): any input of a run can be made again without those before it.</summary>
/// <param name="seed">The run's seed.</param>
/// <param name="index">The input's number.</param>
internal sealed class FuzzRandom(long seed, long index)
{
    private ulong _state = unchecked(((ulong)seed * 0x2545f4914f6cdd1d) + ((ulong)index * 0xd1342543de82ef95) + 1);

    /// <summary>A number below a limit; 0 when that is 0.</summary>
    public int Below(int limit) => limit <= 0 ? 0 : (int)(Next() % (ulong)limit);

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
