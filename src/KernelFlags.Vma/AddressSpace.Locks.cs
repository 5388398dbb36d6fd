using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <content>Locks, and what may be done by hand with one held.</content>
public partial class AddressSpace<TFlags, TSync>
{
    private readonly SpaceLocks<TSync> _locks;

    /// <summary>Takes the mmap lock for writing: waits until nobody else reads or changes.</summary>
    /// <remarks>System calls take the locks that they need: one that is made by a thread with a token throws.</remarks>
    /// <returns>The token, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space already.</exception>
    public MmapWriteLock<TFlags> LockForWrite()
    {
        var token = new MmapWriteLock<TFlags>(_locks, _locks.EnterWrite());
        _vmas.SettlePending();
        return token;
    }

    /// <summary>Takes the mmap lock for reading: waits until nobody changes. Others may read, and set atomic flags.</summary>
    /// <returns>The token, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space already.</exception>
    public MmapReadLock<TFlags> LockForRead() => new(_locks, _locks.EnterRead());

    /// <summary>
    /// Locks the VMA that contains an address for reading, without the mmap lock: it is looked up, locked, and looked at again.
    /// </summary>
    /// <param name="address">The address, in bytes.</param>
    /// <param name="token">The token, to be disposed.</param>
    /// <returns>False when no VMA does, somebody is changing it, or it is locked 65,535 times already: who must know takes the mmap lock.</returns>
    public bool TryLockVma(ulong address, out VmaReadLock<TFlags> token)
    {
        if (!TryEnterVma(address, out var vma))
        {
            token = default;
            return false;
        }

        token = new(_locks, LockTickets.Current.Add(_locks, isMmap: false), View(vma));
        return true;
    }

    /// <summary>Sets flags of a VMA that may be set atomically: others may do the same at the same time.</summary>
    /// <param name="token">The VMA, locked.</param>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public void SetAtomic(in VmaReadLock<TFlags> token, AtomicFlags<TFlags> flags)
    {
        _locks.Check(token.Locks, token.Ticket);
        _vmas.SetAtomic(token.Vma.Record, flags);
    }

    /// <summary>Sets flags of a VMA that may be set atomically: others may do the same at the same time.</summary>
    /// <param name="token">The mmap lock, held for reading.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public void SetAtomic(in MmapReadLock<TFlags> token, in Vma<TFlags> vma, AtomicFlags<TFlags> flags)
    {
        _locks.Check(token.Locks, token.Ticket);
        _vmas.SetAtomic(Current(vma, out _), flags);
    }

    /// <summary>Adds flags to a VMA where it stands: unlike the system calls it neither merges nor splits, as drivers do to their own VMAs.</summary>
    /// <param name="token">The mmap lock, held for writing.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>The VMA as it is now.</returns>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public Vma<TFlags> SetFlags(in MmapWriteLock<TFlags> token, in Vma<TFlags> vma, TFlags flags) =>
        ModifyFlags(token, vma, flags, TFlags.None);

    /// <summary>Takes flags away from a VMA where it stands.</summary>
    /// <param name="token">The mmap lock, held for writing.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>The VMA as it is now.</returns>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public Vma<TFlags> ClearFlags(in MmapWriteLock<TFlags> token, in Vma<TFlags> vma, TFlags flags) =>
        ModifyFlags(token, vma, TFlags.None, flags);

    /// <summary>Adds flags to a VMA and takes others away, where it stands.</summary>
    /// <param name="token">The mmap lock, held for writing.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="set">The flags to add.</param>
    /// <param name="clear">The flags to take away; one that is also added stays.</param>
    /// <returns>The VMA as it is now.</returns>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public Vma<TFlags> ModifyFlags(in MmapWriteLock<TFlags> token, in Vma<TFlags> vma, TFlags set, TFlags clear)
    {
        _locks.Check(token.Locks, token.Ticket);
        var record = Current(vma, out var at);
        StartWrite(ref record);
        record.Flags = record.Flags.Without(clear) | set;
        Replace(at, ref record);
        return View(record);
    }

    /// <summary>The VMA that a caller looked up, as it is now.</summary>
    private VmaRecord<TFlags> Current(in Vma<TFlags> vma, out VmaPosition at)
    {
        at = _vmas.Seek(vma.Start);
        return _vmas.TryGet(at, out var record) && record.Id == vma.Id && record.Start == vma.Start && record.End == vma.End
            ? record
            : throw new ArgumentException("The VMA is no longer as it was: look it up while the lock is held.", nameof(vma));
    }

    /// <summary>Takes the mmap lock for writing until the system call ends.</summary>
    private WriteCall<TSync> BeginWrite()
    {
        var call = new WriteCall<TSync>(_locks);
        if (_vmas.HasPending || _attributes.IsCrowded)
        {
            Tidy();
        }

        return call;
    }

    /// <summary>Does what is left of what came before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Tidy()
    {
        _vmas.SettlePending();
        if (_attributes.IsCrowded)
        {
            ForgetUnusedAttributes();
        }
    }

    /// <summary>Forgets attributes that no VMA has any more, and has files forget the address space that mapped them. For the writer.</summary>
    private void ForgetUnusedAttributes()
    {
        var isUsed = new bool[_attributes.End];
        for (var at = _vmas.Seek(0); _vmas.TryGet(at, out var vma); _vmas.MoveNext(ref at))
        {
            isUsed[vma.Attributes] = true;
        }

        foreach (var pages in _attributes.Keep(isUsed, _vmas.Count))
        {
            pages.RemoveMapper(this);
        }
    }

    /// <summary>Takes the mmap lock for reading, unless the thread has it.</summary>
    private MmapReadLock<TFlags> LockToLook() => LockTickets.Current.Holds(_locks, onlyMmap: true) ? default : LockForRead();

    /// <summary>Finds the VMA that contains an address and locks it for reading, without the mmap lock.</summary>
    /// <returns>False when there is none, or it can't be had without the mmap lock.</returns>
    private bool TryEnterVma(ulong address, out VmaRecord<TFlags> vma)
    {
        while (_vmas.TryFind(address, out vma, out var sight))
        {
            if (!_locks.TryEnterVma(vma.Id))
            {
                return false;
            }

            // Between the lookup and the lock it may have changed, or gone, and its identity may be another one's by now.
            if (_vmas.IsStill(sight))
            {
                return true;
            }

            var id = vma.Id;
            if (_vmas.TryFind(address, out vma) && vma.Id == id)
            {
                return true;
            }

            _locks.ExitVma(id);
        }

        return false;
    }

    /// <summary>Locks a VMA for writing until the mmap lock is released, and sees what could be set of it until then.</summary>
    /// <param name="vma">The VMA.</param>
    private void StartWrite(ref VmaRecord<TFlags> vma)
    {
        if (_locks.LocksVmas)
        {
            _locks.StartWrite(vma.Id);
            _vmas.AddPending(ref vma);
        }
    }
}
