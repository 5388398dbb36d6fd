using System.Runtime.ExceptionServices;

namespace KernelFlags.Live.Running;

/// <summary>Processes that are traced belong to the thread that traces them: what asks the running kernel runs on one of its own.</summary>
public static class LiveThread
{
    /// <summary>Runs something on a thread of its own, and waits for it. Processes that it leaves behind end with that thread.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="work">What is run.</param>
    /// <returns>What it returns. What it throws is thrown here.</returns>
    public static T Run<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        T result = default!;
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() =>
        {
#pragma warning disable CA1031 // It is thrown again on the thread that waits.
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                thrown = ExceptionDispatchInfo.Capture(e);
            }
#pragma warning restore CA1031
        })
        {
            IsBackground = true,
            Name = "running kernel",
        };
        thread.Start();
        thread.Join();
        thrown?.Throw();
        return result;
    }
}
