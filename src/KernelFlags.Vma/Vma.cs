using System.Diagnostics.CodeAnalysis;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Readers;

namespace KernelFlags.Vma;

/// <summary>A virtual memory area as it was when it was looked at. One that no address space has is a
/// <see cref="VmaDescription{TFlags}"/>.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
public readonly record struct Vma<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly VmaRecord<TFlags> _record;
    private readonly VmaAttributes? _attributes;

    internal Vma(in VmaRecord<TFlags> record, VmaAttributes? attributes) => (_record, _attributes) = (record, attributes);

    /// <summary>The first byte.</summary>
    public ulong Start => _record.Start;

    /// <summary>The byte after the last one.</summary>
    public ulong End => _record.End;

    /// <summary>The flags.</summary>
    public TFlags Flags => _record.Flags;

    /// <summary>The page offset, in pages: the place in the file; for private anonymous memory the number that merging compares.</summary>
    public ulong PageOffset => _record.PageOffset;

    /// <summary>The file; null for private anonymous memory.</summary>
    public VmaFile? File => _attributes?.File;

    /// <summary>The name of anonymous memory (<c>PR_SET_VMA_ANON_NAME</c>); null for none.</summary>
    public string? Name => _attributes?.Name;

    /// <summary>The memory policy; null for the process's.</summary>
    public MemoryPolicy? Policy => _attributes?.Policy;

    /// <summary>The userfaultfd that watches it; null for none.</summary>
    public Userfaultfd? Uffd => _attributes?.Uffd;

    /// <summary>Which <c>anon_vma</c> it has, by a number; 0 for none.</summary>
    public int AnonVma => _record.AnonVma;

    /// <summary>Its identity, which stays while it lives.</summary>
    public int Id => _record.Id;

    /// <summary>Whether its pages are private anonymous memory, as against a file's.</summary>
    internal bool IsAnonymous => File is null;

    [UnscopedRef]
    internal ref readonly VmaRecord<TFlags> Record => ref _record;

    internal VmaAttributes Attributes => _attributes ?? VmaAttributes.Plain;

    /// <summary>Its length in bytes.</summary>
    public ulong Length => End - Start;

    /// <summary>The line that <c>/proc/PID/maps</c> shows (proc_pid_maps(5)), but for <c>[heap]</c> and <c>[stack]</c>: those are the address
    /// space's to know, whose <see cref="AddressSpace{TFlags}.WriteMaps"/> names them.</summary>
    /// <returns>The line, without blanks and a line feed at its end.</returns>
    public override string ToString() => ProcText.AddressLine(this, ProcText.FileLabel(this) ?? (Name is { } name ? $"[anon:{name}]" : null)).TrimEnd();
}
