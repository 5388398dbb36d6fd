using System.Runtime.InteropServices;
using KernelFlags.Vma.Areas.Store;

namespace KernelFlags.Vma.Tests.Store;

/// <summary>The store in its simplest form, a sorted list: what the tree is held against.</summary>
internal sealed class ModelStore<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly List<VmaRecord<TFlags>> _records = [];

    public ReadOnlySpan<VmaRecord<TFlags>> Records => CollectionsMarshal.AsSpan(_records);

    public int Seek(ulong address)
    {
        var index = 0;
        while (index < _records.Count && _records[index].End <= address)
        {
            index++;
        }

        return index;
    }

    public void Splice(int index, int removeCount, ReadOnlySpan<VmaRecord<TFlags>> insert)
    {
        _records.RemoveRange(index, removeCount);
        _records.InsertRange(index, insert);
    }

    public void SetAtomic(int id, AtomicFlags<TFlags> flags)
    {
        foreach (ref var record in CollectionsMarshal.AsSpan(_records))
        {
            record.Flags |= record.Id == id ? flags.Flags : TFlags.None;
        }
    }

    public ulong? FindGap(ulong low, ulong high, ulong length, bool topDown)
    {
        ulong? found = null;
        var gap = low;
        foreach (var (start, end) in _records.Select(record => (record.Start, record.End)).Append((ulong.MaxValue, ulong.MaxValue)))
        {
            var limit = Math.Min(start, high);
            if (limit > gap && limit - gap >= length && (topDown || found is null))
            {
                found = topDown ? limit - length : gap;
            }

            gap = Math.Max(gap, end);
        }

        return found;
    }
}
