using System.Runtime.CompilerServices;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas.Store;

/// <summary>Puts VMAs into an empty store that nobody else sees yet, in the order of their addresses. It leaves full leaves behind.</summary>
internal struct VmaFiller<TFlags, TSync>(VmaStore<TFlags, TSync> store)
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
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

        VmaTree<TFlags, TSync>.RaiseGapBound(_leaf, vma.Start - _end);
        _end = vma.End;
        vma.Id = store.NewId();
        _leaf.Write(_leaf.Count++, vma);
        store.Count++;
    }
}
