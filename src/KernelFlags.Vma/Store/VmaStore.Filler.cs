using System.Runtime.CompilerServices;

namespace KernelFlags.Vma;

/// <content>Filling a store that is new.</content>
internal partial class VmaStore<TFlags, TSync>
{
    /// <summary>Puts VMAs into an empty store that nobody else sees yet, in the order of their addresses. It leaves full leaves behind.</summary>
    /// <param name="store">The store.</param>
    public struct Filler(VmaStore<TFlags, TSync> store)
    {
        private LeafNode<TFlags> _leaf = Unsafe.As<LeafNode<TFlags>>(store.Root);
        private ulong _end;

        /// <summary>Adds a VMA behind all others.</summary>
        /// <param name="vma">The VMA; it gets an identity.</param>
        public void Add(ref VmaRecord<TFlags> vma)
        {
            if (_leaf.Count == LeafNode<TFlags>.Capacity)
            {
                _leaf = store.Split(_leaf, 0);
                store.ReleaseAll();
            }

            RaiseGapBound(_leaf, vma.Start - _end);
            _end = vma.End;
            vma.Id = store._side.Allocate();
            _leaf.Write(_leaf.Count++, vma);
            store.Count++;
        }
    }
}
