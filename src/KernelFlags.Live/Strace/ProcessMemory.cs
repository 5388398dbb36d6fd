using KernelFlags.Proc.Images;
using KernelFlags.Proc.Mappings;
using KernelFlags.Vma;

namespace KernelFlags.Live.Strace;

/// <summary>The memory of a process in a log, which its threads share, whatever its flag type.</summary>
internal abstract class ProcessMemory
{
    /// <summary>Whether everything that is mapped is in it.</summary>
    public bool IsWhole { get; protected init; }

    /// <summary>Where memory is that the engine does not model, or that a call changed which was not made.</summary>
    public AddressRanges NotModelled { get; protected init; } = new();

    /// <summary>The size of a page in bytes.</summary>
    public abstract ulong PageSize { get; }

    /// <summary>The first address that no program may have, in bytes.</summary>
    public ulong TaskSize { get; } = new AddressSpaceOptions().TaskSize;

    public abstract ProcessMemory Fork();

    public abstract SyscallResult Mmap(ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file, ulong offset);

    public abstract SyscallResult Munmap(ulong address, ulong length);

    public abstract SyscallResult Mremap(ulong address, ulong length, ulong newLength, RemapFlags flags, ulong newAddress);

    public abstract SyscallResult Brk(ulong address);

    public abstract SyscallResult Mprotect(ulong address, ulong length, Protection protection);

    public abstract SyscallResult Madvise(ulong address, ulong length, int advice);

    public abstract SyscallResult Mlock(ulong address, ulong length, bool onFault);

    public abstract SyscallResult Munlock(ulong address, ulong length);

    /// <summary>mlockall(2), and munlockall(2) with no flags at all.</summary>
    public abstract SyscallResult LockAll(bool current, bool future, bool onFault);

    public abstract SyscallResult Mseal(ulong address, ulong length, ulong flags);

    public abstract SyscallResult SetName(ulong address, ulong length, string? name);

    public abstract SyscallResult SetPolicy(ulong address, ulong length, MemoryPolicy policy);

    public abstract SyscallResult UffdRegister(ulong address, ulong length, UffdMode mode, Userfaultfd uffd);

    public abstract SyscallResult UffdUnregister(ulong address, ulong length, Userfaultfd uffd);

    public abstract SyscallResult UffdWriteProtect(ulong address, ulong length, bool on);

    /// <summary>Whether each page of a range is mapped, as far as is known.</summary>
    public abstract bool IsMapped(ulong start, ulong length);

    /// <summary>Whether nothing is mapped in a range, as far as is known.</summary>
    public abstract bool IsFree(ulong start, ulong length);

    /// <summary>Whether a part of a range is sealed.</summary>
    public abstract bool HasSealed(ulong start, ulong length);

    /// <summary>Whether each VMA of a range may be given an access.</summary>
    public abstract bool MayAccess(ulong start, ulong length, Protection protection);

    /// <summary>Whether an access to a range promises memory that was not promised before.</summary>
    public abstract bool Charges(ulong start, ulong length, Protection protection);

    /// <summary>Whether a file stands behind a part of a range.</summary>
    public abstract bool HasFile(ulong start, ulong length);

    /// <summary>Takes note of memory that is no longer as the engine has it.</summary>
    /// <param name="start">Where, in bytes.</param>
    /// <param name="length">How much, in bytes.</param>
    public void Forget(ulong start, ulong length)
    {
        var end = RoundUp(start + length);
        start &= ~(PageSize - 1);
        if (end > start)
        {
            Munmap(start, end - start);
            NotModelled.Add(start, end);
        }
    }

    /// <summary>Rounds up to pages.</summary>
    public ulong RoundUp(ulong length) => (length + PageSize - 1) & ~(PageSize - 1);
}

/// <summary>The memory of a process in a log: an address space of the engine.</summary>
/// <typeparam name="TFlags">The flag type.</typeparam>
internal sealed class ProcessMemory<TFlags> : ProcessMemory
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private ProcessMemory(AddressSpace<TFlags> space, LogFiles files, ProcessMemory<TFlags> parent) =>
        (Space, Files, IsWhole, NotModelled) = (space, files, parent.IsWhole, parent.NotModelled.Copy());

    /// <summary>Memory as maps shows it; without maps there is nothing in it yet, and what the log does not map stays unknown.</summary>
    /// <param name="files">The files of the log.</param>
    /// <param name="heapStart">Where the heap begins; 0 where there is none.</param>
    public ProcessMemory(Machine machine, LogFiles files, IReadOnlyList<MapsEntry>? maps, ulong heapStart)
    {
        // The limits of the log's system are not known; what it refused for them is not made.
        var options = new AddressSpaceOptions { Machine = machine, LowestAddress = 0, MaxMapCount = int.MaxValue, BreakStart = heapStart };
        (Files, IsWhole) = (files, maps is not null);
        var mask = machine.PageSize - 1;
        List<MapsEntry> known = [.. maps?.Where(m => ((m.Start | m.End) & mask) == 0) ?? []];
        Space = new ImageBuilder<TFlags>(known, options, FileOf).Build().Space;
    }

    public AddressSpace<TFlags> Space { get; }

    public LogFiles Files { get; }

    /// <inheritdoc/>
    public override ulong PageSize => Space.Machine.PageSize;

    /// <inheritdoc/>
    public override ProcessMemory Fork() => new ProcessMemory<TFlags>(Space.Fork(), Files, this);

    /// <inheritdoc/>
    public override SyscallResult Mmap(ulong address, ulong length, Protection protection, MapFlags flags, VmaFile? file, ulong offset) =>
        Space.Mmap(address, length, protection, flags, file, offset);

    /// <inheritdoc/>
    public override SyscallResult Munmap(ulong address, ulong length) => Space.Munmap(address, length);

    /// <inheritdoc/>
    public override SyscallResult Mremap(ulong address, ulong length, ulong newLength, RemapFlags flags, ulong newAddress) =>
        Space.Mremap(address, length, newLength, flags, newAddress);

    /// <inheritdoc/>
    public override SyscallResult Brk(ulong address) => Space.Brk(address);

    /// <inheritdoc/>
    public override SyscallResult Mprotect(ulong address, ulong length, Protection protection) => Space.Mprotect(address, length, protection);

    /// <inheritdoc/>
    public override SyscallResult Madvise(ulong address, ulong length, int advice) => Space.Madvise(address, length, advice);

    /// <inheritdoc/>
    public override SyscallResult Mlock(ulong address, ulong length, bool onFault) => Space.Mlock2(address, length, onFault);

    /// <inheritdoc/>
    public override SyscallResult Munlock(ulong address, ulong length) => Space.Munlock(address, length);

    /// <inheritdoc/>
    public override SyscallResult LockAll(bool current, bool future, bool onFault)
    {
        var defaults = future ? onFault ? TFlags.Locked | TFlags.LockOnFault : TFlags.Locked : TFlags.None;
        Space.DefaultFlags = Space.DefaultFlags.Without(TFlags.LockedMask) | defaults;
        if (future && !current)
        {
            return SyscallResult.Success();
        }

        var ranges = new List<AddressRange>();
        foreach (var vma in Space)
        {
            ranges.Add(new(vma.Start, vma.End));
        }

        foreach (var range in ranges)
        {
            // What can't be locked is passed over.
            _ = current ? Space.Mlock2(range.Start, range.Length, onFault) : Space.Munlock(range.Start, range.Length);
        }

        return SyscallResult.Success();
    }

    /// <inheritdoc/>
    public override SyscallResult Mseal(ulong address, ulong length, ulong flags) => Space.Mseal(address, length, flags);

    /// <inheritdoc/>
    public override SyscallResult SetName(ulong address, ulong length, string? name) => Space.SetAnonName(address, length, name);

    /// <inheritdoc/>
    public override SyscallResult SetPolicy(ulong address, ulong length, MemoryPolicy policy) => Space.SetPolicy(address, length, policy);

    /// <inheritdoc/>
    public override SyscallResult UffdRegister(ulong address, ulong length, UffdMode mode, Userfaultfd uffd) =>
        Space.UffdRegister(address, length, mode, uffd);

    /// <inheritdoc/>
    public override SyscallResult UffdUnregister(ulong address, ulong length, Userfaultfd uffd) => Space.UffdUnregister(address, length, uffd);

    /// <inheritdoc/>
    public override SyscallResult UffdWriteProtect(ulong address, ulong length, bool on) => Space.UffdWriteProtect(address, length, on);

    /// <inheritdoc/>
    public override bool IsMapped(ulong start, ulong length)
    {
        while (length > 0 && Space.TryFind(start, out var vma))
        {
            var part = Math.Min(length, vma.End - start);
            (start, length) = (start + part, length - part);
        }

        return length == 0;
    }

    /// <inheritdoc/>
    public override bool IsFree(ulong start, ulong length) => !Any(start, length, _ => true);

    /// <inheritdoc/>
    public override bool HasSealed(ulong start, ulong length) => Any(start, length, vma => vma.Flags.TestAny(TFlags.Sealed));

    /// <inheritdoc/>
    public override bool MayAccess(ulong start, ulong length, Protection protection) => !Any(start, length, vma =>
        ((protection & Protection.Read) != 0 && !vma.Flags.TestAny(TFlags.MayRead))
        || ((protection & Protection.Write) != 0 && !vma.Flags.TestAny(TFlags.MayWrite))
        || ((protection & Protection.Exec) != 0 && !vma.Flags.TestAny(TFlags.MayExec)));

    /// <inheritdoc/>
    public override bool Charges(ulong start, ulong length, Protection protection) => (protection & Protection.Write) != 0
        && Any(start, length, vma => !vma.Flags.TestAny(TFlags.Write | TFlags.Account | TFlags.Shared | TFlags.NoReserve));

    /// <inheritdoc/>
    public override bool HasFile(ulong start, ulong length) => Any(start, length, vma => vma.File is not null);

    private bool Any(ulong start, ulong length, Predicate<Vma<TFlags>> test)
    {
        var end = start + length;
        for (var at = start; at < end && Space.TryFindNext(at, out var vma) && vma.Start < end; at = vma.End)
        {
            if (test(vma))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The file of the log that maps shows by the same path.</summary>
    private VmaFile? FileOf(MapsEntry entry) => MapsPath.Of(entry) is { Length: > 0 } path ? Files.OfPath(path) : null;
}

/// <summary>The names that maps shows, made comparable with those in a log.</summary>
internal static class MapsPath
{
    private const string Deleted = " (deleted)";

    /// <summary>The path of a file or of what the kernel itself maps; empty for anonymous memory, with a name or without.</summary>
    public static string Of(MapsEntry entry) => entry.Backing.Path switch
    {
        "[heap]" or "[stack]" => "",
        var path when path.StartsWith("[anon", StringComparison.Ordinal) => "",
        var path => WithoutDeleted(path),
    };

    /// <summary>A path without what is written behind it once the file is deleted.</summary>
    public static string WithoutDeleted(string path) => path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
}
