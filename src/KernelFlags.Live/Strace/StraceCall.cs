namespace KernelFlags.Live.Strace;

/// <summary>What a log of strace(1) says of how a call ended.</summary>
public enum StraceEnd
{
    /// <summary>It returned a value.</summary>
    Returned,

    /// <summary>It failed with an error.</summary>
    Failed,

    /// <summary>It did not return (<c>?</c>), or the log ends before: its process was killed or replaced, or strace was detached.</summary>
    NotReturned,

    /// <summary>What stands there is nothing that strace writes.</summary>
    Unreadable,
}

/// <summary>The result of a call in a log.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Value">What it returned; 0 unless it did.</param>
/// <param name="Error">The error's name, such as <c>ENOMEM</c>; null unless it failed.</param>
/// <param name="Path">The path that <c>-y</c> writes behind a descriptor; null without one.</param>
/// <param name="IsInjected">Whether strace itself made the result up (<c>-e inject</c>): the kernel did nothing.</param>
public sealed record StraceResult(StraceEnd End, ulong Value = 0, string? Error = null, string? Path = null, bool IsInjected = false);

/// <summary>A system call in a log of strace(1), or the end of a process.</summary>
/// <param name="Line">The line that tells how it ended.</param>
/// <param name="Begin">The line that it begins in; 0 where the log does not have it.</param>
/// <param name="Process">The process; 0 where the line names none.</param>
/// <param name="Name">The call; <see cref="Ended"/> for the end of a process.</param>
/// <param name="Arguments">The arguments as they are written, without comments.</param>
/// <param name="Result">How it ended.</param>
public sealed record StraceCall(
    long Line, long Begin, int Process, string Name, IReadOnlyList<string> Arguments, StraceResult Result)
{
    /// <summary>The name of what is no call: a process has ended.</summary>
    public const string Ended = "+++";

    /// <summary>Whether it returned a value.</summary>
    public bool Succeeded => Result.End == StraceEnd.Returned;
}
