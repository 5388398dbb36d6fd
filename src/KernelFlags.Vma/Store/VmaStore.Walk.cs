using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <content>Walks of readers.</content>
internal partial class VmaStore<TFlags, TSync>
{
    /// <summary>
    /// A walk in the order of addresses that takes no lock. Each VMA is seen whole; after a change the walk goes on behind the last one.
    /// </summary>
    /// <param name="store">The store.</param>
    public struct Walk(VmaStore<TFlags, TSync> store)
    {
        private LeafNode<TFlags>? _leaf;
        private ulong _version;
        private int _slot;
        private ulong _address;

        /// <summary>Goes to the next VMA.</summary>
        /// <param name="vma">The VMA.</param>
        /// <returns>False at the end.</returns>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext(out VmaRecord<TFlags> vma)
        {
            if (_leaf is { } leaf && _slot < leaf.Count && TryRead(leaf, out vma))
            {
                return true;
            }

            return MoveOn(out vma);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool TryRead(LeafNode<TFlags> leaf, out VmaRecord<TFlags> vma)
        {
            leaf.Read(_slot, out vma);
            if (!IsUnchanged(leaf, _version) || !store.TryReadAtomic(leaf, _version, ref vma))
            {
                return false;
            }

            _slot++;
            _address = vma.End;
            return true;
        }

        /// <summary>Goes on in the next leaf, or after a change where the tree now has what follows.</summary>
        private bool MoveOn(out VmaRecord<TFlags> vma)
        {
            var spins = 0;
            while (true)
            {
                if (_leaf is null || !IsUnchanged(_leaf, _version))
                {
                    while (!store.TryEnter(_address, out _leaf, out _version))
                    {
                        TSync.Pause(ref spins);
                    }

                    _slot = _leaf.SlotOf(_address);
                }

                if (_slot < _leaf.Count)
                {
                    if (TryRead(_leaf, out vma))
                    {
                        return true;
                    }
                }
                else if (!TryEnterNext(out var isEnd) && isEnd)
                {
                    vma = default;
                    return false;
                }
            }
        }

        private bool TryEnterNext(out bool isEnd)
        {
            var next = _leaf!.Next;
            var border = _leaf.High;
            isEnd = false;
            if (!IsUnchanged(_leaf, _version))
            {
                return false;
            }

            if (next is null)
            {
                isEnd = true;
                return false;
            }

            (_leaf, _version, _slot, _address) = (next, TSync.Read(ref next.Version), 0, border);
            if (_version % 2 != 0 || next.Low != border)
            {
                _leaf = null;
                return false;
            }

            return true;
        }
    }
}
