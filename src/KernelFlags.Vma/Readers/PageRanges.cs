using System.Runtime.InteropServices;
using KernelFlags.Vma.Pages.Tables;

namespace KernelFlags.Vma.Readers;

/// <summary>Pages by what stands in their entries, as ranges in order. The same object can be filled again and again.</summary>
public sealed class PageRanges
{
    private readonly List<AddressRange> _guard = [];
    private readonly List<AddressRange> _present = [];
    private readonly List<AddressRange> _uffdWriteProtected = [];

    /// <summary>Those that a guard marker stands in (pagemap bit 58, <c>PAGE_IS_GUARD</c>).</summary>
    public IReadOnlyList<AddressRange> Guard => _guard;

    /// <summary>Those that are present (pagemap bit 63).</summary>
    public IReadOnlyList<AddressRange> Present => _present;

    /// <summary>Those that a userfaultfd write-protects, present or not (pagemap bit 57).</summary>
    public IReadOnlyList<AddressRange> UffdWriteProtected => _uffdWriteProtected;

    internal void Clear()
    {
        _guard.Clear();
        _present.Clear();
        _uffdWriteProtected.Clear();
    }

    /// <summary>Adds pages that have the same entry, or are one huge page. They lie behind those that were added before.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="end">The byte after the last one.</param>
    internal void Add(PageEntry entry, ulong start, ulong end)
    {
        if (entry.Kind == PageKind.Guard)
        {
            Add(_guard, start, end);
        }

        if (entry.IsPresent)
        {
            Add(_present, start, end);
        }

        if (entry.IsUffdProtected)
        {
            Add(_uffdWriteProtected, start, end);
        }
    }

    private static void Add(List<AddressRange> ranges, ulong start, ulong end)
    {
        var known = CollectionsMarshal.AsSpan(ranges);
        if (known.Length > 0 && known[^1].End == start)
        {
            known[^1] = known[^1] with { End = end };
        }
        else
        {
            ranges.Add(new(start, end));
        }
    }
}
