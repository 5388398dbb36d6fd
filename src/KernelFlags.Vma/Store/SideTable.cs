using System.Numerics;
using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <summary>
/// What may change of a VMA while others only read: its words lie here by its identity, and never move while it lives. Identities are
/// used again: who locked one must look whether it still is the VMA that was meant.
/// </summary>
/// <typeparam name="TSync">The synchronisation.</typeparam>
internal sealed class SideTable<TSync>
    where TSync : struct, ISync
{
    private const int ChunkBits = 8;
    private const int ChunkSize = 1 << ChunkBits;

    private SideWords[][] _chunks = [];
    private ulong[] _free = [];
    private int _freeCount;
    private int _freeWord;
    private int _lastId;
    private ulong _anyAtomic;

    /// <summary>Whether an atomic flag was ever set: before that, all words of them are 0 and need not be read.</summary>
    public bool HasAtomic
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TSync.Read(ref _anyAtomic) != 0;
    }

    /// <summary>The words of a VMA.</summary>
    /// <param name="id">Its identity.</param>
    /// <returns>The words.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref SideWords Words(int id) => ref Volatile.Read(ref _chunks)[id >> ChunkBits][id & (ChunkSize - 1)];

    /// <summary>Reads the atomic flags of a VMA.</summary>
    /// <param name="id">Its identity.</param>
    /// <returns>The bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadAtomic(int id) => TSync.Read(ref Words(id).Atomic);

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
            TSync.Or(ref Words(id).Atomic, bits);
        }
    }

    /// <summary>Makes the atomic flags of a VMA what they shall be. For the writer, while nobody may set any.</summary>
    /// <param name="id">Its identity.</param>
    /// <param name="bits">The bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteAtomic(int id, ulong bits)
    {
        if (bits == 0 && !HasAtomic)
        {
            return;
        }

        TSync.Write(ref _anyAtomic, 1);
        TSync.Write(ref Words(id).Atomic, bits);
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
        return (_freeWord * 64) + bit;
    }

    /// <summary>Ends the life of a VMA.</summary>
    /// <param name="id">Its identity.</param>
    public void Free(int id)
    {
        _freeWord = id / 64;
        _free[_freeWord] |= 1UL << id;
        _freeCount++;
    }

    private int AllocateNew()
    {
        var id = ++_lastId;
        if (id >> ChunkBits >= _chunks.Length)
        {
            var chunks = new SideWords[Math.Max(1, 2 * _chunks.Length)][];
            _chunks.CopyTo(chunks, 0);
            Array.Resize(ref _free, chunks.Length * ChunkSize / 64);
            Volatile.Write(ref _chunks, chunks);
        }

        _chunks[id >> ChunkBits] ??= new SideWords[ChunkSize];
        return id;
    }
}

/// <summary>The words of a VMA that change under a read lock.</summary>
internal struct SideWords
{
    /// <summary>The lock of the VMA.</summary>
    public ulong Lock;

    /// <summary>The flags that may be set atomically.</summary>
    public ulong Atomic;
}
