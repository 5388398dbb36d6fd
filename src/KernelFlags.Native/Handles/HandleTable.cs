namespace KernelFlags.Native.Handles;

/// <summary>
/// The handles of one kind of thing. A handle looks like a pointer and is none: an address that no process can have, which names a place in
/// a table and how often that was used. So one that is null, made up, freed or of another kind is found to be that.
/// </summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="kind">Its number, from 1 to 15.</param>
internal sealed class HandleTable<T>(int kind)
    where T : Handled
{
    private const int IndexShift = 4;
    private const int IndexBits = 24;
    private const int UseShift = IndexShift + IndexBits;
    private const int UseBits = 20;
    private const ulong Mark = 0x4b46UL << 48;

    private readonly Lock _lock = new();
    private readonly Queue<int> _free = new();
    private T?[] _things = new T?[16];
    private uint[] _uses = new uint[16];
    private int _count;

    /// <summary>What a handle stands for. Takes no lock.</summary>
    /// <param name="handle">The handle, whatever it is.</param>
    /// <returns>Null when it stands for nothing.</returns>
    public T? Find(nint handle)
    {
        var things = Volatile.Read(ref _things);
        var index = IndexOf(handle);
        return index < (uint)things.Length && things[index] is { } thing && thing.Handle == handle ? thing : null;
    }

    /// <summary>Gives something a handle.</summary>
    /// <returns>The handle.</returns>
    /// <exception cref="RefusedException">There are 16,777,216 already.</exception>
    public nint Add(T thing)
    {
        lock (_lock)
        {
            var index = _free.TryDequeue(out var free) ? free : Grow();
            _uses[index]++;
            thing.Handle = (nint)(Mark | (((ulong)_uses[index] & ((1UL << UseBits) - 1)) << UseShift) | ((ulong)(uint)index << IndexShift) | (uint)kind);
            Volatile.Write(ref _things[index], thing);
            return thing.Handle;
        }
    }

    /// <summary>Takes a handle back.</summary>
    /// <returns>What it stood for; null when it stands for nothing.</returns>
    public T? Remove(nint handle)
    {
        lock (_lock)
        {
            if (Find(handle) is not { } thing)
            {
                return null;
            }

            var index = (int)IndexOf(handle);
            _things[index] = null;
            _free.Enqueue(index);
            return thing;
        }
    }

    private static uint IndexOf(nint handle) => (uint)((ulong)handle >> IndexShift) & ((1 << IndexBits) - 1);

    private int Grow()
    {
        if (_count >> IndexBits != 0)
        {
            throw new RefusedException($"there are {_count} handles of this kind, which is as many as there can be");
        }

        if (_count == _things.Length)
        {
            Array.Resize(ref _uses, _count * 2);
            var things = new T?[_count * 2];
            _things.AsSpan().CopyTo(things);
            Volatile.Write(ref _things, things);
        }

        return _count++;
    }
}
