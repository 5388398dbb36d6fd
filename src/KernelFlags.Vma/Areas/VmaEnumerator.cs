using System.Runtime.CompilerServices;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Areas;

/// <summary>A walk through the VMAs with their attributes, which takes no lock and goes on behind the end of the last one, whatever changes.</summary>
internal struct VmaEnumerator<TFlags, TSync>(VmaMap<TFlags, TSync> map)
    where TFlags : unmanaged, IVmaFlags<TFlags>
    where TSync : struct, ISync
{
    private VmaWalk<TFlags, TSync> _walk = new(map.Store, map.PageShift);
    private VmaAttributes? _attributes;

    public readonly Vma<TFlags> Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(_walk.Current, _walk.Current.Attributes == 0 ? null : _attributes);
    }

    /// <summary>Goes to the next one.</summary>
    /// <returns>False at the end.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext() => _walk.MoveNext() && (_walk.Current.Attributes == 0 || TakeAttributes());

    /// <summary>Reads the attributes of the VMA, or goes once more to what is there when it changes meanwhile.</summary>
    private bool TakeAttributes()
    {
        do
        {
            _attributes = map.Attributes[_walk.Current.Attributes];
            if (_walk.IsStill)
            {
                return true;
            }

            _walk.StepBack();
        }
        while (_walk.MoveNext());
        return false;
    }
}
