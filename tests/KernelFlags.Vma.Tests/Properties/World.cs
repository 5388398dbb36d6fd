namespace KernelFlags.Vma.Tests.Properties;

/// <summary>A process with some files and userfaultfds, and the random calls that it makes.</summary>
internal sealed class World<TFlags>
    where TFlags : unmanaged, IVmaFlags<TFlags>
{
    private const int FilePages = 2 * RandomCall.WindowPages;

    public World(KernelCapabilities capabilities) => Space = new(new()
    {
        Machine = new(capabilities) { Nodes = 3, PageSize = TestPage.Size },
        LowestAddress = RandomCall.Window,
        PlacementTop = RandomCall.Window + (RandomCall.WindowPages * TestPage.Size),
    });

    public AddressSpace<TFlags> Space { get; private set; }

    public VmaFile Memfd { get; } = new(FileKind.Memfd, FilePages * TestPage.Size, new() { Name = "memfd" });

    public VmaFile ReadOnlyMemfd => field ??= Memfd.Reopen(writable: false);

    public VmaFile Regular { get; } = new(FileKind.Regular, FilePages * TestPage.Size, new() { Name = "regular", HasCloseHook = true });

    /// <summary>The first two forget what is moved and forked, the last does not.</summary>
    public Userfaultfd[] Uffds { get; } =
    [
        new(UffdFeatures.Sigbus | UffdFeatures.WpAsync | UffdFeatures.WpUnpopulated),
        new(UffdFeatures.Sigbus),
        new(UffdFeatures.Sigbus | UffdFeatures.EventRemap | UffdFeatures.EventFork),
    ];

    public KernelCapabilities Capabilities => Space.Machine.Capabilities;

    public List<Vma<TFlags>> Snapshot()
    {
        var vmas = new List<Vma<TFlags>>();
        foreach (var vma in Space)
        {
            vmas.Add(vma);
        }

        return vmas;
    }

    public VmaFile? FileOf(Backing backing) => backing switch
    {
        Backing.Memfd or Backing.SharedMemfd => Memfd,
        Backing.ReadOnlyMemfd => ReadOnlyMemfd,
        Backing.Regular => Regular,
        _ => null,
    };

    /// <summary>Maps at the window's start.</summary>
    public SyscallResult Map(int pages, Protection protection, Backing backing) => Space.Mmap(
        RandomCall.Window, (ulong)pages * TestPage.Size, protection, RandomCall.FlagsOf(backing) | MapFlags.Fixed, FileOf(backing));

    public SyscallResult Do(in RandomCall call) => call.Kind switch
    {
        CallKind.Mmap => Space.Mmap(call.Start, call.Length, call.Protection, call.MapFlags, FileOf(call.Backing), call.FileOffset),
        CallKind.Munmap => Space.Munmap(call.Start, call.Length),
        CallKind.Mprotect => Space.Mprotect(call.Start, call.Length, call.Protection),
        CallKind.Madvise => Space.Madvise(call.Start, call.Length, call.Advice),
        CallKind.Mlock => Space.Mlock(call.Start, call.Length),
        CallKind.Mlock2 => Space.Mlock2(call.Start, call.Length, onFault: true),
        CallKind.Munlock => Space.Munlock(call.Start, call.Length),
        CallKind.Mseal => Space.Mseal(call.Start, call.Length),
        CallKind.Name => Space.SetAnonName(call.Start, call.Length, call.Name),
        CallKind.Policy => Space.SetPolicy(call.Start, call.Length, call.Policy),
        CallKind.UffdRegister => Space.UffdRegister(call.Start, call.Length, call.UffdMode, Uffds[call.Uffd]),
        CallKind.UffdUnregister => Space.UffdUnregister(call.Start, call.Length, Uffds[call.Uffd]),
        CallKind.Resize => Space.Mremap(call.Start, call.Length, call.NewLength, call.MayMove ? RemapFlags.MayMove : RemapFlags.None),
        CallKind.Move => Space.Mremap(call.Start, call.Length, call.Length, RemapFlags.MayMove | RemapFlags.Fixed, call.NewStart),
        CallKind.DontUnmap => Space.Mremap(
            call.Start, call.Length, call.Length, RemapFlags.MayMove | RemapFlags.Fixed | RemapFlags.DontUnmap, call.NewStart),
        CallKind.Touch => Space.Touch(call.Start, call.Length, call.Writes),
        CallKind.GuardInstall => Space.Madvise(call.Start, call.Length, Advice.GuardInstall),
        CallKind.GuardRemove => Space.Madvise(call.Start, call.Length, Advice.GuardRemove),
        CallKind.Fork => Fork(),
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };

    /// <summary>The same files, and a clone of the address space.</summary>
    public World<TFlags> Clone()
    {
        // The clone must not open it again by itself.
        _ = ReadOnlyMemfd;
        var clone = (World<TFlags>)MemberwiseClone();
        clone.Space = Space.Clone();
        return clone;
    }

    private SyscallResult Fork()
    {
        Space = Space.Fork();
        return SyscallResult.Success();
    }
}
