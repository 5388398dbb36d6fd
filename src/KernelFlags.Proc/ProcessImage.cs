using KernelFlags.Proc.Images;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Proc;

/// <summary>An address space made of what <c>/proc</c> says of a process, with what it could not say.</summary>
/// <remarks>
/// Ranges, rights, flags, files and names are the process's. Neither maps nor smaps tells the rest, which is chosen so that nothing merges here
/// that the kernel would keep apart:
/// <list type="bullet">
/// <item>a private VMA that has pages of its own, in memory or swapped out, has an <c>anon_vma</c> of its own;</item>
/// <item>neighbours that would merge by all that is told are two for a reason that is not: private ones get an <c>anon_vma</c> each, shared
/// ones are of a file that was opened twice;</item>
/// <item>the page offset of private anonymous memory is that of its address;</item>
/// <item>a file is as long as what is mapped of it, and open for writing where that or <c>mw</c> is seen; paths of memfd_create(2), of
/// <c>/dev/shm</c> and of System V segments are shmem, others a disk's;</item>
/// <item>userfaultfds are one without features, memory policies the process's;</item>
/// <item>what the kernel itself maps (<c>[vdso]</c>, <c>[vvar]</c>) is a file by that name;</item>
/// <item>no page is in memory, and the heap ends with its last page.</item>
/// </list>
/// Without flags (maps) they are those that mmap(2) gives for the letters, and without sizes nothing has an <c>anon_vma</c> but for the second
/// reason.
/// </remarks>
/// <typeparam name="TFlags">The flag type.</typeparam>
public sealed class ProcessImage<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    internal ProcessImage(AddressSpace<TFlags> space, IReadOnlyList<AddressRange> notModelled, IReadOnlyList<string> unknown) =>
        (Space, NotModelled, Unknown) = (space, notModelled, unknown);

    /// <summary>The address space.</summary>
    public AddressSpace<TFlags> Space { get; }

    /// <summary>Where memory is that is in the address space and that the engine does not model in all: of hugetlb, whose calls round to huge pages,
    /// and of devices, which decide about their own.</summary>
    public IReadOnlyList<AddressRange> NotModelled { get; }

    /// <summary>Words of <c>VmFlags</c> that the flag type does not have, each once; their flags are missing.</summary>
    public IReadOnlyList<string> Unknown { get; }
}

/// <summary>Makes address spaces of what <c>/proc</c> says.</summary>
public static class ProcessImage
{
    /// <summary>The memory of a running process, by its smaps.</summary>
    /// <typeparam name="TFlags">The flag type: that of the running kernel, or one that has its flags.</typeparam>
    /// <param name="pid">The process.</param>
    /// <param name="options">What the address space is made with; its heap, its stack and its end are the process's. Null for defaults, and
    /// <c>mmap</c> then places below the highest VMA under the stack.</param>
    /// <returns>The address space.</returns>
    /// <exception cref="Processes.ProcessException">It can't be read.</exception>
    public static ProcessImage<TFlags> Read<TFlags>(int pid, AddressSpaceOptions? options = null)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        using var smaps = Smaps.Read(pid);
        return Of<TFlags>(smaps, options);
    }

    /// <summary>The memory that a text shows.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="vmas">The text, maps or smaps, read to its end.</param>
    /// <param name="options">As for <see cref="Read{TFlags}(int, AddressSpaceOptions?)"/>.</param>
    /// <returns>The address space.</returns>
    /// <exception cref="Input.InputException">The text can't be read.</exception>
    public static ProcessImage<TFlags> Of<TFlags>(MapsReader vmas, AddressSpaceOptions? options = null)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        ArgumentNullException.ThrowIfNull(vmas);
        return Of<TFlags>(vmas.ReadAll(), options);
    }

    /// <summary>The memory that VMAs of a text are.</summary>
    /// <typeparam name="TFlags">The flag type.</typeparam>
    /// <param name="vmas">The VMAs, in the order of their addresses.</param>
    /// <param name="options">As for <see cref="Read{TFlags}(int, AddressSpaceOptions?)"/>.</param>
    /// <returns>The address space.</returns>
    /// <exception cref="ArgumentException">They are not in order, or no whole pages of the machine.</exception>
    public static ProcessImage<TFlags> Of<TFlags>(IReadOnlyList<MapsEntry> vmas, AddressSpaceOptions? options = null)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        ArgumentNullException.ThrowIfNull(vmas);
        return new ImageBuilder<TFlags>(vmas, options, new ImageFiles(vmas).Of).Build();
    }
}
