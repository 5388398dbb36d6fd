namespace KernelFlags.Live.Running;

/// <summary>The running kernel can't be asked: no right to, no support, or a process that was ended from outside.</summary>
/// <param name="message">What is wrong; what would be right.</param>
public sealed class RunningKernelException(string message) : Exception(message)
{
    /// <summary>A call into the C library failed.</summary>
    /// <param name="what">What was being done.</param>
    /// <param name="errno">The error number.</param>
    /// <param name="remedy">What would be right; null where nothing is known.</param>
    /// <returns>The exception.</returns>
    internal static RunningKernelException Of(string what, int errno, string? remedy = null) =>
        new($"{what} failed: {Traces.TraceNames.Errors.NameOf(errno) ?? $"E{errno}"}{(remedy is null ? "" : "; " + remedy)}");
}
