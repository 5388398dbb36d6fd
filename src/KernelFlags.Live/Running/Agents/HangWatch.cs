namespace KernelFlags.Live.Running.Agents;

/// <summary>
/// Ends a process whose system call does not return. The thread that traces waits for the call and can do nothing else; this is another.
/// </summary>
internal sealed class HangWatch : IDisposable
{
    private const int MillisecondsBetweenLooks = 100;

    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private readonly long _longest;
    private int _pid;
    private long _since;
    private bool _isEnded;

    /// <summary>A watch.</summary>
    /// <param name="longest">How long a call may take.</param>
    /// <param name="cancel">Ends the call that runs, whichever it is.</param>
    public HangWatch(TimeSpan longest, CancellationToken cancel)
    {
        _longest = (long)longest.TotalMilliseconds;
        Cancel = cancel;
        _timer = new Timer(_ => EndWhatHangs(), null, MillisecondsBetweenLooks, MillisecondsBetweenLooks);
    }

    /// <summary>Ends the call that runs once it has taken a second.</summary>
    public CancellationToken Cancel { get; }

    /// <summary>A call of a process starts.</summary>
    public void Begin(int pid)
    {
        lock (_lock)
        {
            (_pid, _since, _isEnded) = (pid, Environment.TickCount64, false);
        }
    }

    /// <summary>The call has returned, or its process has ended.</summary>
    /// <returns>Whether the process was ended here.</returns>
    public bool End()
    {
        lock (_lock)
        {
            _pid = 0;
            return _isEnded;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void EndWhatHangs()
    {
        const int LongestWhenCancelled = 1000;
        lock (_lock)
        {
            var longest = Cancel.IsCancellationRequested ? Math.Min(LongestWhenCancelled, _longest) : _longest;
            if (_pid != 0 && Environment.TickCount64 - _since > longest)
            {
                _isEnded = true;
                _ = LibC.Kill(_pid, Signals.Kill);
            }
        }
    }
}
