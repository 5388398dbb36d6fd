using KernelFlags.Live.Running;

namespace KernelFlags.Cli.Commands;

/// <summary>What commands that ask the running kernel have in common.</summary>
internal static class LiveCommand
{
    /// <summary>
    /// Runs one on a thread of its own, so that a signal is heard meanwhile: it ends the operation that runs, and what is known is written.
    /// </summary>
    /// <param name="run">What is run.</param>
    public static async Task<int> RunAsync(ParseResult result, Func<int> run)
    {
        Terminal.Of(result).EndsByItself = true;
        try
        {
            return await Task.Run(() => LiveThread.Run(run)).ConfigureAwait(false);
        }
        catch (RunningKernelException exception)
        {
            throw new UnusableException(exception.Message, exception);
        }
    }
}
