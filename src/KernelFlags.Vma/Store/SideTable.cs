using System.Numerics;
using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <summary>
/// What may change of a VMA while others only read: it lies here by its identity, and never moves while the VMA lives. Identities are
/// used again: who locked one must look whether it still is the VMA that was meant.
/// </summary>
/// <remarks>
/// The flags of neighbours share words, so that those of 65,000 VMAs fit into a processor's first cache; locks have a word each, which
/// is not there before somebody locks a VMA by itself.
/// </remarks>
/// <typeparam name="TSync">The synchronisation.</typeparam>
internal sealed class SideTable<TSync>
    where TSync : struct, ISync
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;
    private const int WordBits = 64;

    private readonly int _lowestBit;
    private readonly int _widthLog2;
    private readonly ulong _fieldMask;

    private ulong[][] _atomic = [];
    private ulong[][]? _locks;
    private ulong[] _free = [];
    private int _freeCount;
    private int _freeWord;
    private int _lastId;
    private ulong _anyAtomic;

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

    /// <summary>Whether an atomic flag was ever set: before that, all VMAs have none, and need not be asked.</summary>
    public bool HasAtomic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSync.Read(ref _anyAtomic) != 0;
    }

    /// <summary>The lock of a VMA.</summary>
    /// <param name="id">Its identity.</param>
    /// <returns>The word.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Lock(int id) => ref Volatile.Read(ref _locks)![id >> ChunkBits][id & (ChunkSize - 1)];

    /// <summary>Makes the locks of the VMAs, if they are not there. No VMA may come meanwhile.</summary>
    public void AddLocks()
    {
        if (Volatile.Read(ref _locks) is null)
        {
            Interlocked.CompareExchange(ref _locks, Array.ConvertAll(_atomic, chunk => chunk is null ? null! : new ulong[ChunkSize]), null);
        }
    }

    /// <summary>Reads the atomic flags of a VMA.</summary>
    /// <param name="id">Its identity.</param>
    /// <returns>The bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadAtomic(int id) => ((TSync.Read(ref AtomicWord(id)) >> Shift(id)) & _fieldMask) << _lowestBit;

    /// <summary>Sets atomic flags of a VMA; any thread may at any time.</summary>
    /// <param name="id">Its identity.</param>
    /// <param name="bits">The bits.</param>
    public void SetAtomic(int id, ulong bits)
    {
        if (!HasAtomic)
        {
            TSync.Write(ref _anyAtomic, 1);
        }

        if ((ReadAtomic(id) & bits) != bits)
        {
            TSync.Or(ref AtomicWord(id), (bits >> _lowestBit) << Shift(id));
        }
    }

    /// <summary>Makes the atomic flags of a VMA what they shall be. For the writer, while nobody may set any.</summary>
    /// <param name="id">Its identity.</param>
    /// <param name="bits">The bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteAtomic(int id, ulong bits)
    {
        if ((bits != 0 || HasAtomic) && ReadAtomic(id) != bits)
        {
            ExchangeAtomic(id, bits);
        }
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
    /// <param name="id">Its identity.</param>
    public void Free(int id)
    {
        _freeWord = id / WordBits;
        _free[_freeWord] |= 1UL << id;
        _freeCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong AtomicWord(int id) =>
        ref Volatile.Read(ref _atomic)[id >> ChunkBits][((id & (ChunkSize - 1)) << _widthLog2) / WordBits];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Shift(int id) => (id << _widthLog2) & (WordBits - 1);

    /// <summary>Others may set flags of VMAs whose flags lie in the same word.</summary>
    private void ExchangeAtomic(int id, ulong bits)
    {
        TSync.Write(ref _anyAtomic, 1);
        ref var word = ref AtomicWord(id);
        var field = (bits >> _lowestBit) << Shift(id);
        var mask = _fieldMask << Shift(id);
        for (var seen = TSync.Read(ref word); ;)
        {
            var found = TSync.CompareExchange(ref word, (seen & ~mask) | field, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    private int AllocateNew()
    {
        var id = ++_lastId;
        if (id >> ChunkBits >= _atomic.Length)
        {
            var count = Math.Max(1, 2 * _atomic.Length);
            Array.Resize(ref _free, count * ChunkSize / WordBits);
            Volatile.Write(ref _atomic, Longer(_atomic, count));
            if (_locks is not null)
            {
                Volatile.Write(ref _locks, Longer(_locks, count));
            }
        }

        _atomic[id >> ChunkBits] ??= new ulong[(ChunkSize << _widthLog2) / WordBits];
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
