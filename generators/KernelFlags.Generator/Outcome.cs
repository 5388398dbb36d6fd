using System.Diagnostics.CodeAnalysis;

namespace KernelFlags.Generator;

/// <summary>What a step came to: a value, or the fault of ours that kept it from one.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
/// <param name="Value">The value; null when there is none.</param>
/// <param name="Failure">What went wrong, one line; null when nothing did.</param>
internal sealed record Outcome<T>(T? Value, string? Failure)
    where T : class;

/// <summary>Makes outcomes.</summary>
internal static class Outcome
{
    /// <summary>Runs a step. Whatever it throws, but for cancellation, is its failure: the compiler would drop everything else we made.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "The fault is reported as KF9001.")]
    public static Outcome<T> Of<T>(Func<T?> step)
        where T : class
    {
        try
        {
            return new Outcome<T>(step(), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new Outcome<T>(null, Describe(exception));
        }
    }

    /// <summary>An exception on one line.</summary>
    public static string Describe(Exception exception) =>
        exception.GetType().Name + ": " + exception.Message.Replace("\r", string.Empty).Replace('\n', ' ');
}
