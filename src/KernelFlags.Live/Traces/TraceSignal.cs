namespace KernelFlags.Live.Traces;

/// <summary>The signal that ended a touch.</summary>
public enum TraceSignal
{
    /// <summary>None.</summary>
    None,

    /// <summary>SIGSEGV.</summary>
    Segv,

    /// <summary>SIGBUS.</summary>
    Sigbus,
}
