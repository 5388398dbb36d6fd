namespace KernelFlags.Live.Traces;

/// <summary>An operation of the format: its name and its keys, in the order in which the recorder writes them.</summary>
/// <param name="name">Its name.</param>
/// <param name="keys">Its own keys; those of every line stand around them in <see cref="Line"/>.</param>
internal sealed class TraceCall(TraceOp op, string name, params TraceKey[] keys)
{
    private readonly TraceKey[] _line = [.. TraceKeys.Place, .. keys, .. TraceKeys.Outcome];

    public TraceOp Op => op;

    public string Name => name;

    /// <summary>Whether it returns an address, which is written as one.</summary>
    public bool ReturnsAddress { get; init; }

    /// <summary>Every key that its line can have: <see cref="TraceKeys.Place"/>, its own, <see cref="TraceKeys.Outcome"/>.</summary>
    public ReadOnlySpan<TraceKey> Line => _line;

    /// <summary>Its own keys.</summary>
    public ReadOnlySpan<TraceKey> Keys => keys;
}
