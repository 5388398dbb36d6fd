using System.Diagnostics.CodeAnalysis;
using KernelFlags.Vma.Areas;
using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Calls.Advising;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Calls.Mapping;
using KernelFlags.Vma.Calls.Processes;
using KernelFlags.Vma.Readers;
using KernelFlags.Vma.Snapshots;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma;

/// <summary>
/// The memory of a process as the kernel keeps it: VMAs, page tables, and the system calls that change them. A call does what the
/// kernel's does, down to the error and to what is done before it.
/// </summary>
/// <remarks>
/// Addresses and lengths are in bytes. Nothing throws on what a user program may ask for. Any number of threads may call at the same time: a
/// call takes the locks that the kernel's takes, and one that is made by a thread that holds a token throws.
/// </remarks>
/// <typeparam name="TFlags">The flag type: which flags there are, and what follows from them for merging, fork and locks.</typeparam>
public sealed partial class AddressSpace<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private readonly Mm<TFlags, RealSync> _mm;

    /// <summary>Those of <see cref="_mm"/>: a lookup is short enough for one load more to count.</summary>
    private readonly VmaMap<TFlags, RealSync> _areas;

    /// <summary>An address space with nothing in it.</summary>
    /// <param name="options">What it is made with; null for the defaults.</param>
    public AddressSpace(AddressSpaceOptions? options = null)
        : this(new Mm<TFlags, RealSync>(options))
    {
    }

    /// <summary>An address space that begins with VMAs, such as those of a process. Each is put as it is described: none merges, and nothing of
    /// its pages is in memory. Shared memory without a file gets one of its own.</summary>
    /// <param name="vmas">The VMAs, in the order of their addresses.</param>
    /// <param name="options">What it is made with; null for the defaults.</param>
    /// <exception cref="ArgumentException">A VMA is empty, no whole number of pages, not in order, or beyond the end of the address space.</exception>
    public AddressSpace(IEnumerable<VmaDescription<TFlags>> vmas, AddressSpaceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(vmas);
        _mm.Restore(vmas);
    }

    private AddressSpace(Mm<TFlags, RealSync> mm) => (_mm, _areas) = (mm, mm.Areas);

    /// <summary>The machine that it lives on.</summary>
    public Machine Machine => _mm.Machine;

    /// <summary>Flags that every new mapping gets (<c>mlockall(MCL_FUTURE)</c>, <c>PR_SET_MEMORY_MERGE</c>).</summary>
    public TFlags DefaultFlags
    {
        get => _mm.DefaultFlags;
        set => _mm.DefaultFlags = value;
    }

    /// <summary>What <c>maps</c> and <c>smaps</c> show behind the last VMA although no VMA is there, nor can be: the <c>[vsyscall]</c> page of x86-64.
    /// Its file has the name. Null for nothing.</summary>
    public VmaDescription<TFlags>? Gate
    {
        get => _mm.Gate;
        init => _mm.Gate = value;
    }

    /// <summary>The number of VMAs.</summary>
    public int Count => _mm.Store.Count;

    /// <summary>Whether <see cref="Exit"/> ended it.</summary>
    public bool HasExited => _mm.HasExited;

    /// <summary>What the calls work on, for tests.</summary>
    internal Mm<TFlags, RealSync> Mm => _mm;

    /// <summary>Finds the VMA that contains an address.</summary>
    /// <param name="address">The address, in bytes.</param>
    /// <param name="vma">The VMA.</param>
    /// <returns>False when none does.</returns>
    public bool TryFind(ulong address, out Vma<TFlags> vma) => _areas.TryFind(address, out vma);

    /// <summary>Finds the first VMA that ends after an address.</summary>
    /// <param name="address">The address, in bytes.</param>
    /// <param name="vma">The VMA.</param>
    /// <returns>False when there is none.</returns>
    public bool TryFindNext(ulong address, out Vma<TFlags> vma) => _areas.TryFindNext(address, out vma);

    /// <summary>Why two touching VMAs are two. It is asked of the same predicate that decides merges.</summary>
    /// <param name="left">The lower one.</param>
    /// <param name="right">The one that begins where it ends.</param>
    /// <returns>The first reason that decided, with the flags that it is about.</returns>
    public MergeExplanation<TFlags> Explain(in Vma<TFlags> left, in Vma<TFlags> right) => _mm.Writer.Explain(left, right);

    /// <summary>Why two touching VMAs that are described would be two, had neither ever been faulted.</summary>
    /// <param name="left">The lower one.</param>
    /// <param name="right">The one that begins where it ends.</param>
    /// <returns>As <see cref="Explain(in Vma{TFlags}, in Vma{TFlags})"/>.</returns>
    public MergeExplanation<TFlags> Explain(in VmaDescription<TFlags> left, in VmaDescription<TFlags> right) =>
        _mm.Writer.Explain(left.ToVma(), right.ToVma());

    /// <summary>Maps memory (mmap(2)).</summary>
    /// <param name="address">Where, in bytes: a hint, unless <see cref="MapFlags.Fixed"/> or <see cref="MapFlags.FixedNoReplace"/> is set.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="protection">The access.</param>
    /// <param name="flags">The type and how.</param>
    /// <param name="file">The file; null with <see cref="MapFlags.Anonymous"/>.</param>
    /// <param name="offset">Where in the file, in bytes, a multiple of the page size.</param>
    /// <returns>The address; or EINVAL, ENOMEM, EOVERFLOW, EEXIST, EACCES, EBADF, EPERM, EOPNOTSUPP.</returns>
    public SyscallResult Mmap(ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file = null, ulong offset = 0) =>
        _mm.Mmap(address, length, protection, flags, file, offset);

    /// <summary>Unmaps a range (munmap(2)). Holes in it are no error.</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <returns>0; or EINVAL for a bad range, ENOMEM at the limit of VMAs, EPERM for sealed memory: nothing is unmapped then.</returns>
    public SyscallResult Munmap(ulong address, ulong length) => _mm.Munmap(address, length);

    /// <summary>Changes the access to a range (mprotect(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="protection">The access.</param>
    /// <returns>0; or EINVAL for bad arguments, ENOMEM for a hole or at the limit of VMAs, EACCES where the mapping does not allow the
    /// access, EPERM for sealed memory. What lies before the place of the error is changed.</returns>
    public SyscallResult Mprotect(ulong address, ulong length, Protection protection) => _mm.Mprotect(address, length, protection);

    /// <summary>Resizes or moves a mapping (mremap(2)).</summary>
    /// <param name="address">Where it is, in bytes, at a page's start.</param>
    /// <param name="oldLength">How much of it, in bytes; rounded up to pages. 0 maps shared memory once more.</param>
    /// <param name="newLength">How long it becomes, in bytes; rounded up to pages.</param>
    /// <param name="flags">Whether and how it may move.</param>
    /// <param name="newAddress">With <see cref="RemapFlags.Fixed"/> where to, with <see cref="RemapFlags.DontUnmap"/> a hint.</param>
    /// <returns>The new address; or EINVAL for bad arguments, EFAULT where nothing is mapped or the range spans mappings, EPERM for sealed
    /// memory, ENOMEM where there is no room or at the limit of VMAs.</returns>
    public SyscallResult Mremap(ulong address, ulong oldLength, ulong newLength, RemapFlags flags, ulong newAddress = 0) =>
        _mm.Mremap(address, oldLength, newLength, flags, newAddress);

    /// <summary>Gives advice on a range (madvise(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="advice">The advice.</param>
    /// <returns>0; or EINVAL for bad arguments or memory that the advice does not fit, ENOMEM for holes, what is mapped being done, EAGAIN at
    /// the limit of VMAs, EACCES, EBADF, EPERM for sealed memory, EFAULT where populating faults. What lies before an error is done.</returns>
    public SyscallResult Madvise(ulong address, ulong length, Advice advice) => _mm.Madvise(address, length, (int)advice);

    /// <summary>Gives advice on a range (madvise(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="advice">The advice, by the kernel's number.</param>
    /// <returns>As <see cref="Madvise(ulong, ulong, Advice)"/>.</returns>
    public SyscallResult Madvise(ulong address, ulong length, int advice) => _mm.Madvise(address, length, advice);

    /// <summary>Locks a range in memory and faults it in (mlock(2)).</summary>
    /// <param name="address">Where, in bytes; rounded down to a page.</param>
    /// <param name="length">How much, in bytes.</param>
    /// <returns>0; or ENOMEM for a hole or a page that can't be had, EINVAL for a range that wraps around.</returns>
    public SyscallResult Mlock(ulong address, ulong length) => _mm.Mlock(address, length, onFault: false);

    /// <summary>Locks a range in memory (mlock2(2)).</summary>
    /// <param name="address">Where, in bytes; rounded down to a page.</param>
    /// <param name="length">How much, in bytes.</param>
    /// <param name="onFault">Whether pages are locked as they are faulted in, not faulted in now (<c>MLOCK_ONFAULT</c>).</param>
    /// <returns>As <see cref="Mlock"/>.</returns>
    public SyscallResult Mlock2(ulong address, ulong length, bool onFault) => _mm.Mlock(address, length, onFault);

    /// <summary>Undoes mlock (munlock(2)).</summary>
    /// <param name="address">Where, in bytes; rounded down to a page.</param>
    /// <param name="length">How much, in bytes.</param>
    /// <returns>0; or ENOMEM for a hole, EINVAL for a range that wraps around.</returns>
    public SyscallResult Munlock(ulong address, ulong length) => _mm.Munlock(address, length);

    /// <summary>Seals a range: from then on it can't be unmapped, moved, replaced, or given other access (mseal(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="flags">None are defined.</param>
    /// <returns>0; or ENOSYS, EINVAL for bad arguments, ENOMEM for a hole: nothing is sealed then.</returns>
    public SyscallResult Mseal(ulong address, ulong length, ulong flags = 0) => _mm.Mseal(address, length, flags);

    /// <summary>Sets the end of the heap (brk(2)).</summary>
    /// <param name="address">The new end in bytes; below the heap's start it only asks.</param>
    /// <returns>The end of the heap, which is the old one where the new one can't be had; never an error.</returns>
    public SyscallResult Brk(ulong address) => _mm.Brk(address);

    /// <summary>Names anonymous memory (<c>PR_SET_VMA_ANON_NAME</c>, PR_SET_VMA(2const)).</summary>
    /// <remarks>From the manual page: no kernel at hand has the option that it needs.</remarks>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="name">The name, of at most 79 printable ASCII characters without <c>[ ] \ $ `</c>; null to take it away.</param>
    /// <returns>0; or EINVAL without the option and for bad arguments, ENOMEM for holes, what is mapped being done, EBADF for memory of a
    /// file, EAGAIN at the limit of VMAs.</returns>
    public SyscallResult SetAnonName(ulong address, ulong length, string? name) => _mm.SetAnonName(address, length, name);

    /// <summary>Sets the memory policy of a range (mbind(2), without moving pages).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes; rounded up to pages.</param>
    /// <param name="policy">The policy; null for the process's (<c>MPOL_DEFAULT</c>).</param>
    /// <returns>0; or EINVAL for bad arguments, EFAULT for holes, what lies before being done, ENOMEM at the limit of VMAs.</returns>
    public SyscallResult SetPolicy(ulong address, ulong length, MemoryPolicy? policy) => _mm.SetPolicy(address, length, policy);

    /// <summary>Has a userfaultfd watch a range (<c>UFFDIO_REGISTER</c>, ioctl_userfaultfd(2)).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes, whole pages.</param>
    /// <param name="mode">What it is told of; replaces what it was told of before.</param>
    /// <param name="uffd">The userfaultfd.</param>
    /// <returns>0; or EINVAL for bad arguments, nothing mapped, or memory that can't be watched so, EPERM for memory that may never be
    /// written, EBUSY where another one watches: nothing is done then. ENOMEM at the limit of VMAs.</returns>
    public SyscallResult UffdRegister(ulong address, ulong length, UffdMode mode, Userfaultfd uffd) =>
        _mm.UffdRegister(address, length, mode, uffd);

    /// <summary>Has a userfaultfd watch a range no more (<c>UFFDIO_UNREGISTER</c>). Its write protection goes.</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes, whole pages.</param>
    /// <param name="uffd">The userfaultfd.</param>
    /// <returns>0; or EINVAL for bad arguments, nothing mapped, memory that can't be watched or that another one watches: nothing is done
    /// then. ENOMEM at the limit of VMAs.</returns>
    public SyscallResult UffdUnregister(ulong address, ulong length, Userfaultfd uffd) => _mm.UffdUnregister(address, length, uffd);

    /// <summary>Write-protects a range that is registered for it, or lifts that (<c>UFFDIO_WRITEPROTECT</c>).</summary>
    /// <param name="address">Where, in bytes, at a page's start.</param>
    /// <param name="length">How much, in bytes, whole pages.</param>
    /// <param name="on">Whether to protect.</param>
    /// <returns>0; or EINVAL for bad arguments, ENOENT for memory that is not registered, what lies before it being done.</returns>
    public SyscallResult UffdWriteProtect(ulong address, ulong length, bool on) => _mm.UffdWriteProtect(address, length, on);

    /// <summary>Accesses each page of a range in order, up to the first access that faults for good.</summary>
    /// <param name="address">The first access, in bytes; the others follow a page's size apart.</param>
    /// <param name="length">Up to where, in bytes.</param>
    /// <param name="write">Whether to write.</param>
    /// <returns>0, or the signal and the address that raised it.</returns>
    public SyscallResult Touch(ulong address, ulong length, bool write) => _mm.Touch(address, length, write);

    /// <summary>Makes a child: a copy of the address space as fork(2) makes it.</summary>
    /// <returns>The child. The break is that of the parent, and so are the options.</returns>
    public AddressSpace<TFlags> Fork() => new(_mm.Fork());

    /// <summary>
    /// Makes a copy that goes on as this one would: the same VMAs, <c>anon_vma</c>s, pages, locks and userfaultfds. Unlike <see cref="Fork"/> it
    /// is no process beside this one but another course of the same: nothing becomes shared or write-protected by it, and it lives on a copy of
    /// the machine.
    /// </summary>
    /// <remarks>Files are the same ones: what one of the two does to their contents the other one sees, and their pages have one mapping more.</remarks>
    /// <returns>The copy. Its VMAs have identities of their own.</returns>
    public AddressSpace<TFlags> Clone() => new(_mm.Clone());

    /// <summary>Keeps the VMAs as they are now, all at one moment.</summary>
    /// <returns>The VMAs; of pages it holds nothing.</returns>
    public AddressSpaceSnapshot<TFlags> Snapshot() => new(_mm.Snapshot());

    /// <summary>Ends the address space: its pages and mappings are given back.</summary>
    public void Exit() => _mm.Exit();

    /// <summary>Takes the mmap lock for writing: waits until nobody else reads or changes.</summary>
    /// <remarks>System calls take the locks that they need: one that is made by a thread with a token throws.</remarks>
    /// <returns>The token, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space already.</exception>
    public MmapWriteLock<TFlags> LockForWrite() => _mm.LockForWrite();

    /// <summary>Takes the mmap lock for reading: waits until nobody changes. Others may read, and set atomic flags.</summary>
    /// <returns>The token, to be disposed.</returns>
    /// <exception cref="InvalidOperationException">The thread holds a lock of the address space already.</exception>
    public MmapReadLock<TFlags> LockForRead() => _mm.LockForRead();

    /// <summary>
    /// Locks the VMA that contains an address for reading, without the mmap lock: it is looked up, locked, and looked at again.
    /// </summary>
    /// <param name="address">The address, in bytes.</param>
    /// <param name="token">The token, to be disposed.</param>
    /// <returns>False when no VMA does, somebody is changing it, or it is locked 65,535 times already: who must know takes the mmap lock.</returns>
    public bool TryLockVma(ulong address, out VmaReadLock<TFlags> token) => _mm.TryLockVma(address, out token);

    /// <summary>Sets flags of a VMA that may be set atomically: others may do the same at the same time.</summary>
    /// <param name="token">The VMA, locked.</param>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public void SetAtomic(in VmaReadLock<TFlags> token, AtomicFlags<TFlags> flags) => _mm.SetAtomic(in token, flags);

    /// <summary>Sets flags of a VMA that may be set atomically: others may do the same at the same time.</summary>
    /// <param name="token">The mmap lock, held for reading.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="flags">The flags.</param>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public void SetAtomic(in MmapReadLock<TFlags> token, in Vma<TFlags> vma, AtomicFlags<TFlags> flags) =>
        _mm.SetAtomic(in token, in vma, flags);

    /// <summary>Adds flags to a VMA where it stands: unlike the system calls it neither merges nor splits, as drivers do to their own VMAs.</summary>
    /// <param name="token">The mmap lock, held for writing.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>The VMA as it is now.</returns>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public Vma<TFlags> SetFlags(in MmapWriteLock<TFlags> token, in Vma<TFlags> vma, TFlags flags) => _mm.ModifyFlags(in token, in vma, flags, TFlags.None);

    /// <summary>Takes flags away from a VMA where it stands.</summary>
    /// <param name="token">The mmap lock, held for writing.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="flags">The flags.</param>
    /// <returns>The VMA as it is now.</returns>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public Vma<TFlags> ClearFlags(in MmapWriteLock<TFlags> token, in Vma<TFlags> vma, TFlags flags) =>
        _mm.ModifyFlags(in token, in vma, TFlags.None, flags);

    /// <summary>Adds flags to a VMA and takes others away, where it stands.</summary>
    /// <param name="token">The mmap lock, held for writing.</param>
    /// <param name="vma">The VMA, as it is while the lock is held.</param>
    /// <param name="set">The flags to add.</param>
    /// <param name="clear">The flags to take away; one that is also added stays.</param>
    /// <returns>The VMA as it is now.</returns>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or the VMA is no longer there.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public Vma<TFlags> ModifyFlags(in MmapWriteLock<TFlags> token, in Vma<TFlags> vma, TFlags set, TFlags clear) =>
        _mm.ModifyFlags(in token, in vma, set, clear);

    /// <summary>Adds flags to a range and takes others away, splitting and merging VMAs as a system call does: what a call of one's own is made
    /// of. Flags are all that changes: no memory is promised or given back for them, and no page is touched.</summary>
    /// <param name="token">The mmap lock, held for writing.</param>
    /// <param name="start">The first byte, at a page's start.</param>
    /// <param name="end">The byte after the last one, at a page's start.</param>
    /// <param name="set">The flags to add.</param>
    /// <param name="clear">The flags to take away; one that is also added stays.</param>
    /// <returns>0; or, as for advice that changes flags (madvise(2)), EINVAL for a bad range, ENOMEM for holes, what is mapped being changed,
    /// EAGAIN at the limit of VMAs, what lies before being changed.</returns>
    /// <exception cref="ArgumentException">The token is a default value, or of another address space; or a flag is to go that may be set under
    /// a read lock: such flags stay with a range.</exception>
    /// <exception cref="InvalidOperationException">The token was released.</exception>
    public SyscallResult ModifyRange(in MmapWriteLock<TFlags> token, ulong start, ulong end, TFlags set, TFlags clear) =>
        _mm.ModifyRange(in token, start, end, set, clear);

    /// <summary>What of a VMA is in memory, as smaps counts it.</summary>
    /// <param name="vma">The VMA.</param>
    /// <returns>The counts, in bytes; <see cref="PageUsage.Locked"/> is cut to whole kilobytes, as the kernel prints it.</returns>
    public PageUsage Usage(in Vma<TFlags> vma) => _mm.Usage(in vma);

    /// <summary>The VMAs of a range with what of each is in memory, in one walk through the page tables.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="found">What gets the VMAs, in order; what it held before is forgotten.</param>
    [SuppressMessage("Design", "CA1002:Do not expose generic lists", Justification = "The list is filled again and again, and read as a span.")]
    public void FindUsage(ulong start, ulong end, List<VmaUsage<TFlags>> found) => _mm.FindUsage(start, end, found);

    /// <summary>Reads pagemap: a word a page (proc_pid_pagemap(5)), the number of the page frame left 0, as it is for a reader without
    /// <c>CAP_SYS_ADMIN</c>.</summary>
    /// <param name="address">Where to start, in bytes; rounded down to a page.</param>
    /// <param name="words">The words; as many pages are looked at.</param>
    public void ReadPagemap(ulong address, Span<ulong> words) => _mm.ReadPagemap(address, words);

    /// <summary>The ranges of pages that a guard marker stands in (pagemap bit 58, <c>PAGE_IS_GUARD</c>).</summary>
    /// <returns>The ranges, in order.</returns>
    public IReadOnlyList<AddressRange> GuardRanges() => _mm.GuardRanges();

    /// <summary>The ranges of pages that are present (pagemap bit 63).</summary>
    /// <returns>The ranges, in order.</returns>
    public IReadOnlyList<AddressRange> PresentRanges() => _mm.PresentRanges();

    /// <summary>The ranges of pages that a userfaultfd write-protects, present or not (pagemap bit 57).</summary>
    /// <returns>The ranges, in order.</returns>
    public IReadOnlyList<AddressRange> UffdWriteProtectedRanges() => _mm.UffdWriteProtectedRanges();

    /// <summary>Finds the pages of a range that hold something, in one walk through the page tables.</summary>
    /// <param name="start">The first byte, at a page's start.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="found">What gets the pages; what it held before is forgotten.</param>
    public void FindPages(ulong start, ulong end, PageRanges found) => _mm.FindPages(start, end, found);

    /// <summary>
    /// Finds pages by what they are (<c>PAGEMAP_SCAN</c> of ioctl(2) on pagemap; the kernel's <c>admin-guide/mm/pagemap</c>): the ranges
    /// within VMAs of which each page matches, in order, a range for each stretch of equal categories.
    /// </summary>
    /// <param name="start">The first byte, at a page's start.</param>
    /// <param name="end">The byte after the last one.</param>
    /// <param name="scan">What is looked for.</param>
    /// <returns>The ranges.</returns>
    public IReadOnlyList<PageRegion> ScanPages(ulong start, ulong end, PageScan scan) => _mm.ScanPages(start, end, scan);

    /// <summary>Writes what <c>/proc/PID/maps</c> shows (proc_pid_maps(5)), each line as the kernel prints it.</summary>
    /// <param name="writer">Where to.</param>
    public void WriteMaps(TextWriter writer) => _mm.WriteMaps(writer);

    /// <summary>
    /// Writes what <c>/proc/PID/smaps</c> shows (proc_pid_smaps(5)): of each VMA the address line and the fields that are modelled, in
    /// the kernel's order and as it prints them. Left out are <see cref="ProcText.SmapsFieldsNotModelled"/>.
    /// </summary>
    /// <param name="writer">Where to.</param>
    public void WriteSmaps(TextWriter writer) => _mm.WriteSmaps(writer);
}
