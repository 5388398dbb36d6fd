using System.Runtime.InteropServices;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli;

/// <summary>
/// Ends the process when a signal asks for it: at once, and nothing stays behind that is half written or runs on. A command that has what it
/// knows to write is told instead, and ends by itself. The exit status is what a shell makes of the signal: 128 and its number.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private const int StatusOfSignal = 128;

    private static readonly (PosixSignal Signal, int Number)[] Signals = [(PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGTERM, 15)];

    /// <summary>How long a command may take to write what it knows.</summary>
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    private readonly Terminal _terminal;
    private readonly CancellationTokenSource _cancel = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private int _number;

    /// <summary>Watches for signals from now on.</summary>
    /// <param name="terminal">That of the process.</param>
    public Interruption(Terminal terminal)
    {
        _terminal = terminal;
        _registrations = [.. Signals.Select(s => PosixSignalRegistration.Create(s.Signal, context => Handle(context, s.Number)))];
    }

    /// <summary>Tells a command that ends by itself.</summary>
    public CancellationToken Token => _cancel.Token;

    /// <summary>The exit status of an interrupted process; null while there was no signal.</summary>
    public int? ExitCode => Volatile.Read(ref _number) is > 0 and var number ? StatusOfSignal + number : null;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _cancel.Dispose();
    }

    private void Handle(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        var isFirst = Interlocked.CompareExchange(ref _number, number, 0) == 0;
        if (isFirst && _terminal.EndsByItself)
        {
            // What hears of it may go on in this thread.
            _ = Task.Run(_cancel.Cancel);
            Thread.Sleep(LongestEnd);
        }

        Leftovers.RemoveAll();
        Environment.Exit(ExitCode ?? StatusOfSignal + number);
    }
}
