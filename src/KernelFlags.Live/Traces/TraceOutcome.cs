namespace KernelFlags.Live.Traces;

/// <summary>What came of an operation.</summary>
/// <param name="Errno">The error number; 0 when it succeeded.</param>
/// <param name="Value">What it returned: 0, or an address.</param>
/// <param name="Signal">The signal that ended a touch.</param>
/// <param name="SignalAddress">The address that was touched then.</param>
/// <param name="Hang">Whether the call never returned, and the address space was ended.</param>
public readonly record struct TraceOutcome(int Errno, ulong Value = 0, TraceSignal Signal = TraceSignal.None, ulong SignalAddress = 0, bool Hang = false)
{
    /// <summary>It succeeded and returned 0.</summary>
    public static TraceOutcome Success => default;

    /// <summary>It failed.</summary>
    /// <param name="errno">The error number.</param>
    /// <returns>The outcome.</returns>
    public static TraceOutcome Failure(int errno) => new(errno);
}
