using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas.Locks;

/// <summary>The locks of an address space as tokens see them.</summary>
internal abstract class SpaceLocks
{
    /// <summary>Releases the mmap lock that was taken for reading; nothing if it was released before.</summary>
    /// <param name="ticket">The number of the token.</param>
    public abstract void ExitRead(ulong ticket);

    /// <summary>Releases the mmap lock that was taken for writing, and with it all VMAs; nothing if it was released before.</summary>
    /// <param name="ticket">The number of the token.</param>
    public abstract void ExitWrite(ulong ticket);

    /// <summary>Releases a VMA that was locked for reading; nothing if it was released before.</summary>
    /// <param name="ticket">The number of the token.</param>
    /// <param name="id">The VMA's identity.</param>
    public abstract void ExitVma(ulong ticket, int id);

    /// <summary>Refuses a token that does not hold a lock of this address space.</summary>
    /// <param name="locks">What the token is of.</param>
    /// <exception cref="ArgumentException">It is of no lock, or of another address space's.</exception>
    /// <exception cref="InvalidOperationException">It was released.</exception>
    public void Check(SpaceLocks? locks, ulong ticket)
    {
        if (locks != this || !LockTickets.Current.Contains(ticket))
        {
            throw Refusal(locks);
        }
    }

    /// <summary>Refuses to go on where the thread holds a lock of this address space, for which it would wait for ever.</summary>
    /// <exception cref="InvalidOperationException">It does.</exception>
    public void ThrowIfHeld()
    {
        if (LockTickets.Current.Holds(this))
        {
            throw new InvalidOperationException("This thread holds a lock of the address space: release it before the call, which takes its own.");
        }
    }

    private Exception Refusal(SpaceLocks? locks) => locks is null
        ? new ArgumentException("The token holds no lock: it is a default value.")
        : locks != this
            ? new ArgumentException("The token holds a lock of another address space.")
            : new InvalidOperationException("The token's lock was released.");
}

/// <summary>
/// The locks of an address space: the mmap lock, one writer or many readers; and one of each VMA, in its word of the side table, for
/// readers that do without the mmap lock. The writer locks VMAs one by one as it comes to change them, and releases them all at once
/// with the mmap lock: each word names the last write section, by its number, that locked the VMA. Until somebody locks a VMA for the
/// first time, all of that is spared: the mmap lock alone serves.
/// </summary>
/// <param name="side">The words of the VMAs.</param>
internal sealed class SpaceLocks<TSync>(SideTable<TSync> side) : SpaceLocks
    where TSync : struct, ISync
{
    private const ulong Writing = 1;
    private const ulong WriterWaits = 2;
    private const ulong OneReader = 4;

    /// <summary>The low bits of a VMA's word count its readers, of which there can't be more; the rest is the number of a write section.</summary>
    private const int SectionShift = 16;

    private const ulong ReadersMask = (1UL << SectionShift) - 1;
    private const ulong SectionMask = ulong.MaxValue >> SectionShift;

    private ulong _mmap;

    /// <summary>Odd in a write section. It counts them, twice each, from 2: no word of a VMA that was never written to names it.</summary>
    private ulong _section = 2;

    /// <summary>1 once somebody has locked a VMA: a write section that began before that is over by then.</summary>
    private ulong _locksVmas;

    /// <summary>Whether VMAs are locked by themselves, too.</summary>
    public bool LocksVmas
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSync.Read(ref _locksVmas) != 0;
    }

    /// <summary>Whether a write section runs.</summary>
    public bool IsWriting => (TSync.Read(ref _mmap) & Writing) != 0;

    /// <summary>Takes the mmap lock for reading.</summary>
    /// <returns>The number of the token.</returns>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space.</exception>
    public ulong EnterRead()
    {
        ThrowIfHeld();
        var spins = 0;
        for (; ; )
        {
            var seen = TSync.Read(ref _mmap);
            if ((seen & (Writing | WriterWaits)) == 0 && TSync.CompareExchange(ref _mmap, seen + OneReader, seen) == seen)
            {
                return LockTickets.Current.Add(this, isMmap: true);
            }

            TSync.Pause(ref spins);
        }
    }

    /// <summary>Takes the mmap lock for writing.</summary>
    /// <returns>The number of the token.</returns>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space.</exception>
    public ulong EnterWrite()
    {
        BeginCall();
        return LockTickets.Current.Add(this, isMmap: true);
    }

    /// <summary>Takes the mmap lock for writing, for a system call: it releases the lock before it returns, so that no token is needed.</summary>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space.</exception>
    public void BeginCall()
    {
        // Who has the mmap lock already finds it taken below; of a VMA's lock nothing but the tickets tells.
        if (LocksVmas)
        {
            ThrowIfHeld();
        }

        if (TSync.CompareExchange(ref _mmap, Writing, 0) != 0)
        {
            ThrowIfHeld();
            WaitToWrite();
        }

        TSync.Write(ref _section, _section + 1);
    }

    /// <summary>Releases the mmap lock that was taken for a system call, and with it all VMAs.</summary>
    public void EndCall()
    {
        TSync.Write(ref _section, _section + 1);

        // Writers that wait say so again: what they said is overwritten here.
        TSync.Write(ref _mmap, 0);
    }

    /// <inheritdoc/>
    public override void ExitRead(ulong ticket)
    {
        if (LockTickets.Current.Remove(ticket))
        {
            TSync.Add(ref _mmap, unchecked(0 - OneReader));
        }
    }

    /// <inheritdoc/>
    public override void ExitWrite(ulong ticket)
    {
        if (LockTickets.Current.Remove(ticket))
        {
            EndCall();
        }
    }

    /// <summary>Locks a VMA for reading, if no writer has it.</summary>
    /// <returns>False when a writer has it, or as many readers as can be counted.</returns>
    public bool TryEnterVma(int id)
    {
        if (!LocksVmas && !TryStartLockingVmas())
        {
            return false;
        }

        ref var word = ref side.Lock(id);
        for (; ; )
        {
            // The word comes first: a section that it names has begun by then, and either still runs or never will again.
            var seen = TSync.Read(ref word);
            if (seen >> SectionShift == (TSync.Read(ref _section) & SectionMask) || (seen & ReadersMask) == ReadersMask)
            {
                return false;
            }

            if (TSync.CompareExchange(ref word, seen + 1, seen) == seen)
            {
                return true;
            }
        }
    }

    /// <summary>Releases a VMA that was locked for reading.</summary>
    public void ExitVma(int id) => TSync.Add(ref side.Lock(id), ulong.MaxValue);

    /// <inheritdoc/>
    public override void ExitVma(ulong ticket, int id)
    {
        if (LockTickets.Current.Remove(ticket))
        {
            ExitVma(id);
        }
    }

    /// <summary>Locks a VMA for writing until the mmap lock, which must be held for that, is released; waits for its readers.</summary>
    public void StartWrite(int id)
    {
        if (!LocksVmas)
        {
            return;
        }

        ref var word = ref side.Lock(id);
        var section = _section & SectionMask;
        var seen = TSync.Read(ref word);
        while (seen >> SectionShift != section)
        {
            var found = TSync.CompareExchange(ref word, (section << SectionShift) | (seen & ReadersMask), seen);
            if (found == seen)
            {
                WaitForReaders(ref word, seen);
                return;
            }

            seen = found;
        }
    }

    /// <summary>Has VMAs locked by themselves from now on; the mmap lock, held for reading, keeps write sections away meanwhile.</summary>
    /// <returns>False while there is a writer.</returns>
    private bool TryStartLockingVmas()
    {
        var seen = TSync.Read(ref _mmap);
        while ((seen & (Writing | WriterWaits)) == 0)
        {
            var found = TSync.CompareExchange(ref _mmap, seen + OneReader, seen);
            if (found == seen)
            {
                side.AddLocks();
                TSync.Write(ref _locksVmas, 1);
                TSync.Add(ref _mmap, unchecked(0 - OneReader));
                return true;
            }

            seen = found;
        }

        return false;
    }

    private static void WaitForReaders(ref ulong word, ulong seen)
    {
        for (var spins = 0; (seen & ReadersMask) != 0; seen = TSync.Read(ref word))
        {
            TSync.Pause(ref spins);
        }
    }

    private void WaitToWrite()
    {
        var spins = 0;
        for (; ; )
        {
            var seen = TSync.Read(ref _mmap);
            if ((seen & ~WriterWaits) == 0)
            {
                if (TSync.CompareExchange(ref _mmap, Writing, seen) == seen)
                {
                    return;
                }
            }
            else if ((seen & WriterWaits) != 0 || TSync.Or(ref _mmap, WriterWaits) != seen)
            {
                TSync.Pause(ref spins);
            }
        }
    }
}
