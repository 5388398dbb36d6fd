namespace KernelFlags.Vma.Areas.Locks;

/// <summary>
/// The locks that a thread holds by tokens. A token never leaves its thread, so its number is enough to tell whether it still counts:
/// a copy of one that was released does not.
/// </summary>
internal sealed class LockTickets
{
    [ThreadStatic]
    private static LockTickets? _current;

    private Ticket[] _held = new Ticket[4];
    private int _count;
    private ulong _last;

    /// <summary>Those of the running thread.</summary>
    public static LockTickets Current => _current ??= new();

    /// <summary>Notes that a lock is held.</summary>
    /// <param name="locks">The locks that it is one of.</param>
    /// <param name="isMmap">Whether it is the mmap lock, as against that of a VMA.</param>
    /// <returns>The number, above 0, that no other token of the thread ever has.</returns>
    public ulong Add(SpaceLocks locks, bool isMmap)
    {
        if (_count == _held.Length)
        {
            Array.Resize(ref _held, 2 * _count);
        }

        _held[_count++] = new(locks, isMmap, ++_last);
        return _last;
    }

    /// <summary>Notes that a lock is released.</summary>
    /// <returns>False when it was released before.</returns>
    public bool Remove(ulong number)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_held[i].Number == number)
            {
                _held[i] = _held[--_count];
                _held[_count] = default;
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a lock is held.</summary>
    /// <returns>False once it was released.</returns>
    public bool Contains(ulong number)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_held[i].Number == number)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any lock of an address space is held.</summary>
    /// <param name="locks">The address space's locks.</param>
    /// <param name="onlyMmap">Whether only the mmap lock counts.</param>
    /// <returns>True when one is.</returns>
    public bool Holds(SpaceLocks locks, bool onlyMmap = false)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_held[i].Locks == locks && (_held[i].IsMmap || !onlyMmap))
            {
                return true;
            }
        }

        return false;
    }

    private readonly record struct Ticket(SpaceLocks? Locks, bool IsMmap, ulong Number);
}
