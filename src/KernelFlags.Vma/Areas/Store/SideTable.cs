using System.Numerics;
using System.Runtime.CompilerServices;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>
/// What may change of a VMA while others only read: it lies here by its identity, and never moves while the VMA lives. Identities are
/// used again: who locked one must look whether it still is the VMA that was meant.
/// </summary>
/// <remarks>
/// Flags that were set atomically are pending here until the next write section brings them to the VMAs, which may move in memory
/// before. The flags of neighbours share words; locks have a word each, which is not there before somebody locks a VMA by itself.
/// </remarks>
internal sealed class SideTable<TSync>
    where TSync : struct, ISync
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;
    private const int WordBits = 64;

    private readonly int _lowestBit;
    private readonly int _widthLog2;
    private readonly ulong _fieldMask;

    private ulong[][] _pending = [];
    private ulong[][]? _locks;
    private ulong[] _free = [];
    private int _freeCount;
    private int _freeWord;
    private int _lastId;
    private ulong _pendingLock;
    private ulong _hasPending;
    private ulong[] _pendingAt = [];
    private int _pendingCount;

    /// <summary>Makes an empty table.</summary>
    /// <param name="atomicBits">The bits of the flags that may be set atomically, in the one word that they lie in.</param>
    public SideTable(ulong atomicBits)
    {
        // A power of two bits a VMA, from the lowest flag to the highest, so that no VMA's flags lie in two words.
        _lowestBit = atomicBits == 0 ? 0 : BitOperations.TrailingZeroCount(atomicBits);
        var width = Math.Max(1, WordBits - BitOperations.LeadingZeroCount(atomicBits) - _lowestBit);
        _widthLog2 = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)width));
        _fieldMask = ulong.MaxValue >> (WordBits - (1 << _widthLog2));
    }

    /// <summary>Whether flags are pending: otherwise the VMAs have all of them, and nothing here need be read.</summary>
    public bool HasPending
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSync.Read(ref _hasPending) != 0;
    }

    /// <summary>The lock of a VMA.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Lock(int id) => ref Volatile.Read(ref _locks)![id >> ChunkBits][id & (ChunkSize - 1)];

    /// <summary>Makes the locks of the VMAs, if they are not there. No VMA may come meanwhile.</summary>
    public void AddLocks()
    {
        if (Volatile.Read(ref _locks) is null)
        {
            Interlocked.CompareExchange(ref _locks, Array.ConvertAll(_pending, chunk => chunk is null ? null! : new ulong[ChunkSize]), null);
        }
    }

    /// <summary>The flags of a VMA that are pending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadPending(int id) => ((TSync.Read(ref PendingWord(id)) >> Shift(id)) & _fieldMask) << _lowestBit;

    /// <summary>Sets flags of a VMA; any thread may that keeps it from changing.</summary>
    public void AddPending(int id, ulong address, ulong bits)
    {
        // Whoever sees the flags may rely on them from then on: they must not vanish between the word and the note that leads to it.
        WordLock<TSync>.Enter(ref _pendingLock);
        var pending = ReadPending(id);
        if ((pending & bits) != bits)
        {
            WritePending(id, pending | bits);
            Note(address);
        }

        WordLock<TSync>.Exit(ref _pendingLock);
    }

    /// <summary>Forgets what is pending for a VMA that is written with all its flags, or goes. For the writer, who has it locked.</summary>
    public void ClearPending(int id)
    {
        if (ReadPending(id) != 0)
        {
            WordLock<TSync>.Enter(ref _pendingLock);
            WritePending(id, 0);
            WordLock<TSync>.Exit(ref _pendingLock);
        }
    }

    /// <summary>Begins to bring what is pending to the VMAs. For the writer; until <see cref="EndSettle"/> nobody sets flags.</summary>
    /// <returns>Addresses in the VMAs.</returns>
    public ReadOnlySpan<ulong> BeginSettle()
    {
        WordLock<TSync>.Enter(ref _pendingLock);
        return _pendingAt.AsSpan(0, _pendingCount);
    }

    /// <summary>Takes what is pending for a VMA away.</summary>
    public ulong TakePending(int id)
    {
        var bits = ReadPending(id);
        WritePending(id, 0);
        return bits;
    }

    /// <summary>Nothing is pending any more.</summary>
    public void EndSettle()
    {
        _pendingCount = 0;
        TSync.Write(ref _hasPending, 0);
        WordLock<TSync>.Exit(ref _pendingLock);
    }

    /// <summary>Takes an identity for a new VMA.</summary>
    /// <returns>The identity, above 0.</returns>
    public int Allocate()
    {
        if (_freeCount == 0)
        {
            return AllocateNew();
        }

        while (_free[_freeWord] == 0)
        {
            _freeWord = _freeWord + 1 < _free.Length ? _freeWord + 1 : 0;
        }

        var bit = BitOperations.TrailingZeroCount(_free[_freeWord]);
        _free[_freeWord] &= ~(1UL << bit);
        _freeCount--;
        return (_freeWord * WordBits) + bit;
    }

    /// <summary>Ends the life of a VMA.</summary>
    public void Free(int id)
    {
        _freeWord = id / WordBits;
        _free[_freeWord] |= 1UL << id;
        _freeCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong PendingWord(int id) =>
        ref Volatile.Read(ref _pending)[id >> ChunkBits][((id & (ChunkSize - 1)) << _widthLog2) / WordBits];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Shift(int id) => (id << _widthLog2) & (WordBits - 1);

    /// <summary>The word has flags of other VMAs too: whoever calls has them locked.</summary>
    private void WritePending(int id, ulong bits)
    {
        ref var word = ref PendingWord(id);
        TSync.Write(ref word, (TSync.Read(ref word) & ~(_fieldMask << Shift(id))) | ((bits >> _lowestBit) << Shift(id)));
    }

    private void Note(ulong address)
    {
        if (_pendingCount == _pendingAt.Length)
        {
            Array.Resize(ref _pendingAt, Math.Max(4, 2 * _pendingCount));
        }

        _pendingAt[_pendingCount++] = address;
        TSync.Write(ref _hasPending, 1);
    }

    private int AllocateNew()
    {
        var id = ++_lastId;
        if (id >> ChunkBits >= _pending.Length)
        {
            var count = Math.Max(1, 2 * _pending.Length);
            Array.Resize(ref _free, count * ChunkSize / WordBits);
            Volatile.Write(ref _pending, Longer(_pending, count));
            if (_locks is not null)
            {
                Volatile.Write(ref _locks, Longer(_locks, count));
            }
        }

        _pending[id >> ChunkBits] ??= new ulong[(ChunkSize << _widthLog2) / WordBits];
        if (_locks is not null)
        {
            _locks[id >> ChunkBits] ??= new ulong[ChunkSize];
        }

        return id;
    }

    private static ulong[][] Longer(ulong[][] chunks, int count)
    {
        var longer = new ulong[count][];
        chunks.CopyTo(longer, 0);
        return longer;
    }
}
