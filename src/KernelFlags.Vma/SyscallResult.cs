using System.Globalization;
using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <summary>How an operation ended.</summary>
public enum SyscallOutcome
{
    /// <summary>It succeeded.</summary>
    Success,

    /// <summary>It failed with an <see cref="Errno"/>; what it did before that stays done.</summary>
    Error,

    /// <summary>It never returns on a real kernel: the address space would have to be ended.</summary>
    Hang,

    /// <summary>An access raised SIGSEGV.</summary>
    Segv,

    /// <summary>An access raised SIGBUS.</summary>
    Sigbus,
}

/// <summary>What an operation returned: a value, an error, a signal, or nothing for ever.</summary>
public readonly struct SyscallResult : IEquatable<SyscallResult>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private SyscallResult(SyscallOutcome outcome, ulong value, Errno error) => (Outcome, Value, Error) = (outcome, value, error);

    /// <summary>What it returned: an address for mmap(2) and mremap(2), the break for brk(2), else 0.</summary>
    public ulong Value { get; }

    /// <summary>How it ended.</summary>
    public SyscallOutcome Outcome { get; }

    /// <summary>Why it failed; <see cref="Errno.None"/> when it did not.</summary>
    public Errno Error { get; }

    /// <summary>Whether it succeeded.</summary>
    public bool Succeeded => Outcome == SyscallOutcome.Success;

    /// <summary>The address whose access raised the signal; 0 when none was raised.</summary>
    public ulong FaultAddress => Outcome is SyscallOutcome.Segv or SyscallOutcome.Sigbus ? Value : 0;

    /// <summary>A success.</summary>
    /// <param name="value">What is returned.</param>
    /// <returns>The result.</returns>
    public static SyscallResult Success(ulong value = 0) => new(SyscallOutcome.Success, value, Errno.None);

    /// <summary>A failure.</summary>
    /// <param name="error">Why.</param>
    /// <returns>The result.</returns>
    public static SyscallResult Failure(Errno error) => new(SyscallOutcome.Error, 0, error);

    /// <summary>A call that never returns.</summary>
    public static SyscallResult Hang { get; } = new(SyscallOutcome.Hang, 0, Errno.None);

    /// <summary>An access that raised SIGSEGV.</summary>
    /// <param name="address">Where.</param>
    /// <returns>The result.</returns>
    public static SyscallResult Segv(ulong address) => new(SyscallOutcome.Segv, address, Errno.None);

    /// <summary>An access that raised SIGBUS.</summary>
    /// <param name="address">Where.</param>
    /// <returns>The result.</returns>
    public static SyscallResult Sigbus(ulong address) => new(SyscallOutcome.Sigbus, address, Errno.None);

    /// <inheritdoc/>
    public bool Equals(SyscallResult other) => Outcome == other.Outcome && Value == other.Value && Error == other.Error;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SyscallResult other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, Value, Error);

    /// <inheritdoc/>
    public override string ToString() => Outcome switch
    {
        SyscallOutcome.Success => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x}"),
        SyscallOutcome.Error => Error.ToString(),
        SyscallOutcome.Hang => "hang",
        SyscallOutcome.Segv => string.Create(CultureInfo.InvariantCulture, $"SIGSEGV at 0x{Value:x}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"SIGBUS at 0x{Value:x}"),
    };

    /// <summary>Whether both ended alike.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(SyscallResult left, SyscallResult right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(SyscallResult left, SyscallResult right) => !left.Equals(right);

    /// <summary>An error as a result.</summary>
    /// <param name="error">The error; <see cref="Errno.None"/> is success with 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator SyscallResult(Errno error) =>
        new(error == Errno.None ? SyscallOutcome.Success : SyscallOutcome.Error, 0, error);
}
