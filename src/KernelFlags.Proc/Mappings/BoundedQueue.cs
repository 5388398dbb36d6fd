namespace KernelFlags.Proc.Mappings;

/// <summary>
/// Hands objects from one thread to another, in order and only so many ahead. One lock guards all of it. An object that was used goes back, to be filled again.
/// </summary>
/// <typeparam name="T">What is handed over.</typeparam>
/// <param name="capacity">How many may wait to be taken.</param>
internal sealed class BoundedQueue<T>(int capacity)
    where T : class
{
    private readonly Queue<T> _full = new(capacity);
    private readonly Stack<T> _used = new();
    private readonly object _lock = new();
    private Exception? _error;
    private bool _isEnded;
    private bool _isStopped;

    /// <summary>What went wrong on the other side; null while nothing did.</summary>
    public Exception? Error
    {
        get
        {
            lock (_lock)
            {
                return _error;
            }
        }
    }

    /// <summary>Gives an object, once there is room for it.</summary>
    /// <returns>False when nobody takes any more.</returns>
    public bool TryGive(T item)
    {
        lock (_lock)
        {
            while (_full.Count == capacity && !_isStopped)
            {
                Monitor.Wait(_lock);
            }

            _full.Enqueue(item);
            Monitor.PulseAll(_lock);
            return !_isStopped;
        }
    }

    /// <summary>Takes the next object, once there is one.</summary>
    /// <param name="used">The object that was taken before and is not needed any more; null for none.</param>
    /// <returns>The object; null after the last one.</returns>
    public T? Take(T? used)
    {
        lock (_lock)
        {
            if (used is not null)
            {
                _used.Push(used);
            }

            while (_full.Count == 0 && !_isEnded)
            {
                Monitor.Wait(_lock);
            }

            if (!_full.TryDequeue(out var item))
            {
                return null;
            }

            // Who gives waits only where there was no room.
            if (_full.Count == capacity - 1)
            {
                Monitor.PulseAll(_lock);
            }

            return item;
        }
    }

    /// <summary>An object that was used, to be filled again.</summary>
    /// <returns>The object; null where there is none.</returns>
    public T? Reuse()
    {
        lock (_lock)
        {
            return _used.TryPop(out var item) ? item : null;
        }
    }

    /// <summary>Says that there will be no more.</summary>
    /// <param name="error">What went wrong; null where all of it was given.</param>
    public void End(Exception? error)
    {
        lock (_lock)
        {
            (_error, _isEnded) = (error, true);
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Says that nobody takes any more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            Monitor.PulseAll(_lock);
        }
    }
}
