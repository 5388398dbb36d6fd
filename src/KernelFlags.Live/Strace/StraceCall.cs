namespace KernelFlags.Live.Strace;

/// <summary>A system call in a log of strace(1), or the end of a process.</summary>
/// <param name="Line">The line that tells how it ended.</param>
/// <param name="Process">The process; 0 in a log that names none.</param>
/// <param name="Name">The call; <c>+++</c> for the end of a process.</param>
/// <param name="Arguments">The arguments as they are written.</param>
/// <param name="Value">What it returned; null when it did not return, or with <c>?</c>.</param>
/// <param name="Error">The error's name; null when it succeeded.</param>
public sealed record StraceCall(long Line, int Process, string Name, IReadOnlyList<string> Arguments, ulong? Value, string? Error)
{
    /// <summary>The name of what is no call: a process has ended.</summary>
    public const string Ended = "+++";
}
