using KernelFlags.Vma;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Calls.Advising;
using KernelFlags.Vma.Calls.Faults;
using KernelFlags.Vma.Calls.Mapping;
using KernelFlags.Vma.Calls.Processes;
using KernelFlags.Vma.Pages.Tables;

using Space = KernelFlags.Vma.Calls.Mm<KernelFlags.Linux.Linux72.VmaFlags, KernelFlags.Conformance.Schedules.Stepped>;

namespace KernelFlags.Conformance.Schedules;

/// <summary>What threads do at the same time on one address space, or on two.</summary>
internal static class Scenarios
{
    private const ulong HugePage = 512;

    /// <summary>An address at which a huge page could begin.</summary>
    private const ulong Base = 0x10_0000_0000;

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, Func<Scenario>> All { get; } = new Dictionary<string, Func<Scenario>>
    {
        ["install while a change of access merges"] = () => InstallAndProtect(4, 8, Protection.Read | Protection.Write),
        ["install while a change of access splits"] = () => InstallAndProtect(4, 6, Protection.None),
        ["install while another mapping collapses"] = InstallAndCollapse,
        ["install while all is unmapped"] = InstallAndUnmap,
        ["install while the process forks"] = InstallAndFork,
        ["install while another thread touches the page"] = InstallAndTouch,
        ["two writes to one page"] = WriteTwice,
        ["two first writes to VMAs that touch"] = WriteNeighbours,
        ["a write while all is unmapped"] = WriteAndUnmap,
        ["a write while the page moves"] = WriteAndMove,
        ["a write while the page leaves the file"] = WriteAndRemove,
        ["a write while the process forks"] = WriteAndFork,
        ["a lock while the identity is used again"] = LockAndReuse,
        ["a walk while VMAs merge"] = WalkAndProtect,
        ["two atomic flags"] = SetTwoFlags,
        ["flags of two VMAs in one word"] = SetFlagsOfNeighbours,
        ["a lookup while flags are settled"] = LookUpAndSettle,
    };

    private static Scenario InstallAndProtect(ulong from, ulong to, Protection protection)
    {
        var space = NewSpace();
        Map(space, 0, 8, MapFlags.Shared, Memfd(8));
        Works(space.Mprotect(At(4), 4 * TestPage.Size, Protection.Read));
        return OfOne(
            space,
            [
                () => Works(space.Madvise(At(5), TestPage.Size, (int)Advice.GuardInstall)),
                () => Works(space.Mprotect(At(from), (to - from) * TestPage.Size, protection)),
            ],
            () => Holds(HasFlag(space, 5) && Entry(space, 5).Kind == PageKind.Guard, "the guard or its flag is lost"));
    }

    private static Scenario InstallAndCollapse()
    {
        var space = NewSpace();
        var file = Memfd(HugePage);
        Map(space, 0, HugePage, MapFlags.Shared, file);
        Map(space, 2 * HugePage, 3 * HugePage, MapFlags.Shared, file);
        Works(space.Touch(At(0), TestPage.Size, write: false));
        Works(space.Touch(At((2 * HugePage) + 100), TestPage.Size, write: false));
        var guard = (2 * HugePage) + 10;
        return OfOne(
            space,
            [
                () => Works(space.Madvise(At(guard), TestPage.Size, (int)Advice.GuardInstall)),
                () => Works(space.Madvise(At(0), HugePage * TestPage.Size, (int)Advice.Collapse)),
            ],
            () => Holds(HasFlag(space, guard) && Entry(space, guard).Kind == PageKind.Guard, "the guard or its flag is lost"));
    }

    private static Scenario InstallAndUnmap()
    {
        var space = NewSpace();
        Map(space, 0, 4, MapFlags.Private, Memfd(4));
        return OfOne(
            space,
            [
                () => space.Madvise(At(1), 2 * TestPage.Size, (int)Advice.GuardInstall),
                () => Works(space.Munmap(At(0), 4 * TestPage.Size)),
            ],
            () => Holds(space.Store.Count == 0, "something is left"));
    }

    private static Scenario InstallAndFork()
    {
        var space = NewSpace();
        Map(space, 0, 4, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Touch(At(3), TestPage.Size, write: true));
        var child = space;
        return OfOne(
            space,
            [
                () => Works(space.Madvise(At(1), TestPage.Size, (int)Advice.GuardInstall)),
                () => child = space.Fork(),
            ],
            () =>
            {
                Invariants.Hold(child);
                Holds(HasFlag(space, 1) && Entry(space, 1).Kind == PageKind.Guard, "the guard or its flag is lost");
            });
    }

    /// <summary>The flag is pending; a write section that has nothing to do with the VMA brings it there.</summary>
    private static Scenario LookUpAndSettle()
    {
        var space = NewSpace();
        Map(space, 0, 4, MapFlags.Private | MapFlags.Anonymous);
        Map(space, 8, 12, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Madvise(At(1), TestPage.Size, (int)Advice.GuardInstall));
        return OfOne(
            space,
            [
                () => Holds(HasFlag(space, 1), "the flag was gone for a moment"),
                () => Works(space.Mprotect(At(8), TestPage.Size, Protection.Read)),
            ],
            () => Holds(HasFlag(space, 1), "the flag is lost"));
    }

    private static Scenario InstallAndTouch()
    {
        var space = NewSpace();
        Map(space, 0, 4, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Touch(At(3), TestPage.Size, write: true));
        return OfOne(
            space,
            [
                () => Works(space.Madvise(At(1), TestPage.Size, (int)Advice.GuardInstall)),
                () => space.Touch(At(1), TestPage.Size, write: true),
            ],
            () => Holds(Entry(space, 1).Kind == PageKind.Guard, "the guard is lost"));
    }

    private static Scenario WriteTwice()
    {
        var space = NewSpace();
        Map(space, 0, 4, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Touch(At(3), TestPage.Size, write: true));
        return OfOne(
            space,
            [() => Works(space.Touch(At(1), TestPage.Size, write: true)), () => Works(space.Touch(At(1), TestPage.Size, write: true))],
            () => Holds(space.Machine.AnonPages.Used == 2, "a page is lost"));
    }

    private static Scenario WriteNeighbours()
    {
        var space = NewSpace();

        // They touch where a page table ends, so that no lock of one keeps the two apart.
        Map(space, HugePage - 2, HugePage + 2, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Mprotect(At(HugePage), 2 * TestPage.Size, Protection.Read | Protection.Write | Protection.Exec));
        return OfOne(
            space,
            [
                () => Works(space.Touch(At(HugePage - 1), TestPage.Size, write: true)),
                () => Works(space.Touch(At(HugePage), TestPage.Size, write: true)),
            ],
            () =>
            {
                Works(space.Mprotect(At(HugePage), 2 * TestPage.Size, Protection.Read | Protection.Write));
                Holds(space.Store.Count == 1, "two faults made two anon_vmas side by side");
            });
    }

    private static Scenario WriteAndUnmap()
    {
        var space = NewSpace();
        Map(space, 0, 4, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Touch(At(3), TestPage.Size, write: true));
        return OfOne(
            space,
            [() => space.Touch(At(1), TestPage.Size, write: true), () => Works(space.Munmap(At(0), 4 * TestPage.Size))],
            () => Holds(space.Store.Count == 0 && space.Machine.AnonPages.Used == 0, "something is left"));
    }

    private static Scenario WriteAndMove()
    {
        var space = NewSpace();
        Map(space, 0, 2, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Touch(At(1), TestPage.Size, write: true));
        return OfOne(
            space,
            [
                () => space.Touch(At(0), TestPage.Size, write: true),
                () => Works(space.Mremap(At(0), 2 * TestPage.Size, 2 * TestPage.Size, RemapFlags.MayMove | RemapFlags.Fixed, At(8))),
            ],
            () => Holds(Entry(space, 9).Kind == PageKind.Anon && !space.Areas.TryFind(At(0), out _), "the page did not move"));
    }

    private static Scenario WriteAndRemove()
    {
        var space = NewSpace();
        var file = Memfd(4);
        Map(space, 0, 4, MapFlags.Shared, file);
        return OfOne(
            space,
            [
                () => Works(space.Touch(At(1), TestPage.Size, write: true)),
                () => Works(space.Madvise(At(0), 4 * TestPage.Size, (int)Advice.Remove)),
            ],
            () => Holds(Entry(space, 1).IsNone || file.Pages.IsCached(1), "a page is mapped that the file does not hold"));
    }

    private static Scenario WriteAndFork()
    {
        var space = NewSpace();
        Map(space, 0, 2, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Touch(At(0), TestPage.Size, write: true));
        var child = space;
        return OfOne(
            space,
            [() => Works(space.Touch(At(0), 2 * TestPage.Size, write: true)), () => child = space.Fork()],
            () =>
            {
                Invariants.Hold(child);
                Holds(!Entry(child, 0).IsWritable && !Entry(child, 1).IsWritable, "the child may write to a page of its parent");
            });
    }

    /// <summary>A VMA that is locked is the one that was looked for, and stays.</summary>
    private static Scenario LockAndReuse()
    {
        var space = NewSpace();
        Map(space, 0, 2, MapFlags.Private | MapFlags.Anonymous);
        Map(space, 4, 6, MapFlags.Private | MapFlags.Anonymous);
        return OfOne(
            space,
            [
                () =>
                {
                    if (space.TryLockVma(At(0), out var token))
                    {
                        Stays(space, token);
                        Stays(space, token);
                        token.Dispose();
                    }
                },
                () =>
                {
                    Works(space.Munmap(At(0), 2 * TestPage.Size));
                    Map(space, 8, 10, MapFlags.Private | MapFlags.Anonymous);
                },
            ],
            () => Holds(space.Store.Count == 2, "a VMA is lost"));
    }

    private static Scenario WalkAndProtect()
    {
        var space = NewSpace();
        Map(space, 0, 8, MapFlags.Private | MapFlags.Anonymous);
        Works(space.Mprotect(At(2), 2 * TestPage.Size, Protection.Read));
        return OfOne(
            space,
            [
                () =>
                {
                    var end = At(0);
                    foreach (var vma in space.Areas)
                    {
                        Holds(vma.Start == end && vma.End > end, "the walk missed a VMA, or went back");
                        Holds(vma.PageOffset == vma.Start / TestPage.Size, "the offset is not that of the place");
                        end = vma.End;
                    }

                    Holds(end == At(8), "the walk ended early");
                },
                () =>
                {
                    Works(space.Mprotect(At(2), 2 * TestPage.Size, Protection.Read | Protection.Write));
                    Works(space.Mprotect(At(0), 4 * TestPage.Size, Protection.Read));
                },
            ],
            () => Holds(space.Store.Count == 2, "the VMAs are not what the calls make of them"));
    }

    /// <summary>Flag types have one such flag today; the words are made for more.</summary>
    private static Scenario SetTwoFlags()
    {
        var side = new SideTable<Stepped>(atomicBits: 3);
        var id = side.Allocate();
        return new(
            [() => side.AddPending(id, 0, 1), () => side.AddPending(id, 0, 2)],
            () => { },
            () => Holds(side.ReadPending(id) == 3, "a flag is lost"));
    }

    /// <summary>One VMA's are set while the writer takes those of another one.</summary>
    private static Scenario SetFlagsOfNeighbours()
    {
        var side = new SideTable<Stepped>(atomicBits: 1);
        var (first, second) = (side.Allocate(), side.Allocate());
        side.AddPending(second, 0, 1);
        return new(
            [() => side.AddPending(first, 0, 1), () => side.ClearPending(second)],
            () => { },
            () => Holds(side.ReadPending(first) == 1 && side.ReadPending(second) == 0, "a flag is lost, or one is left"));
    }

    private static Scenario OfOne(Space space, IReadOnlyList<Action> threads, Action atEnd) => new(
        threads,
        () => Invariants.Hold(space),
        () =>
        {
            Invariants.Hold(space);
            atEnd();

            // Whoever left a lock behind makes this wait.
            Works(space.Munmap(At(0), 4 * HugePage * TestPage.Size));
        });

    private static void Stays(Space space, in VmaReadLock<VmaFlags> token)
    {
        Holds(space.Areas.TryFind(token.Vma.Start, out var vma) && vma.Id == token.Vma.Id && vma.End == token.Vma.End, "a locked VMA has gone");
    }

    private static Space NewSpace() => new(new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) { PageSize = TestPage.Size } });

    private static VmaFile Memfd(ulong pages) => new(FileKind.Memfd, pages * TestPage.Size);

    private static ulong At(ulong page) => Base + (page * TestPage.Size);

    private static PageEntry Entry(Space space, ulong page) => space.EntryAt(At(page));

    private static bool HasFlag(Space space, ulong page) => space.Areas.TryFind(At(page), out var vma) && vma.Flags.TestAll(VmaFlags.MaybeGuard);

    private static void Map(Space space, ulong from, ulong to, MapFlags flags, VmaFile? file = null) => Works(space.Mmap(
        At(from), (to - from) * TestPage.Size, Protection.Read | Protection.Write, flags | MapFlags.Fixed, file));

    private static void Works(SyscallResult result) => Holds(result.Succeeded, $"a call failed: {result}");

    private static void Holds(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new BrokenException(otherwise);
        }
    }
}
