using CsCheck;

namespace KernelFlags.Vma.Tests.Properties;

/// <summary>A part of a VMA that is given something else is split off; given back what it had, it merges, and the VMA is as it was.</summary>
public sealed class MergingBackRestores
{
    private const int Pages = 16;

    /// <summary>The change that locks.</summary>
    private const int Lock = 5;

    private static readonly Gen<(Protection Protection, Backing Backing, int Start, int Length, int Touched, int Change)> Cases = Gen.Select(
        Gen.Int[0, 2].Select(i => i == 0 ? Protection.Read : Protection.Write | (Protection)i),
        Gen.Int[0, (int)Backing.SharedMemfd].Select(i => (Backing)i),
        Gen.Int[0, Pages - 1],
        Gen.Int[1, Pages],
        Gen.Int[0, Pages],
        Gen.Int[0, 11]);

    [Theory]
    [MemberData(nameof(Property.Tables), MemberType = typeof(Property))]
    public void Vma_SplitAndMergedBack_IsAsItWas(string table) => Property.On(table, new Sampling());

    private static List<Vma<TFlags>> Split<TFlags>(World<TFlags> world, ulong start, ulong length, Protection protection, int change)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var space = world.Space;
        (Func<SyscallResult> Do, Func<SyscallResult> Undo) how = change switch
        {
            0 => (() => space.Madvise(start, length, Advice.Sequential), () => space.Madvise(start, length, Advice.Normal)),
            1 => (() => space.Madvise(start, length, Advice.Random), () => space.Madvise(start, length, Advice.Normal)),
            2 => (() => space.Madvise(start, length, Advice.DontFork), () => space.Madvise(start, length, Advice.DoFork)),
            3 => (() => space.Madvise(start, length, Advice.DontDump), () => space.Madvise(start, length, Advice.DoDump)),
            4 => (() => space.Madvise(start, length, Advice.WipeOnFork), () => space.Madvise(start, length, Advice.KeepOnFork)),
            Lock => (() => space.Mlock2(start, length, onFault: true), () => space.Munlock(start, length)),
            6 => (() => space.SetAnonName(start, length, "part"), () => space.SetAnonName(start, length, null)),
            7 => (() => space.SetPolicy(start, length, new(MemoryPolicyMode.Bind, 0, 1)), () => space.SetPolicy(start, length, null)),
            8 => (() => space.UffdRegister(start, length, UffdMode.Missing, world.Uffds[0]), () => space.UffdUnregister(start, length, world.Uffds[0])),
            9 => (() => space.Mprotect(start, length, Protection.None), () => space.Mprotect(start, length, protection)),
            10 => (() => space.Mprotect(start, length, Protection.Read), () => space.Mprotect(start, length, protection)),
            _ => (() => space.Mprotect(start, length, protection | Protection.Exec), () => space.Mprotect(start, length, protection)),
        };

        how.Do();
        var split = world.Snapshot();
        how.Undo();
        return split;
    }

    private sealed class Sampling : ITableAction
    {
        public void Run<TFlags>(KernelCapabilities capabilities)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var splits = 0;
            Cases.Sample(
                c =>
                {
                    var world = new World<TFlags>(capabilities);

                    // Droppable memory is never locked, and locking it faults it in all the same: nothing is split, and an anon_vma comes.
                    var faults = c is { Backing: Backing.Droppable, Change: Lock };
                    if (faults || !world.Map(Pages, c.Protection, c.Backing).Succeeded)
                    {
                        return;
                    }

                    world.Space.Touch(RandomCall.Window, (ulong)c.Touched * TestPage.Size, write: true);
                    var before = world.Snapshot();
                    var length = Math.Min(c.Length, Pages - c.Start);
                    var split = Split(
                        world, RandomCall.Window + ((ulong)c.Start * TestPage.Size), (ulong)length * TestPage.Size, c.Protection, c.Change);
                    splits += split.Count > 1 ? 1 : 0;
                    Assert.Equal(before.Select(Contents), world.Snapshot().Select(Contents));
                },
                iter: Property.Times(400),
                threads: 1);
            Assert.True(splits > 100, "Nothing was split.");
        }

        /// <summary>All but the identity: which part keeps it depends on the side that a VMA merges to.</summary>
        private static object Contents<TFlags>(Vma<TFlags> vma)
            where TFlags : unmanaged, IVmaFlags<TFlags> =>
            (vma.Start, vma.End, vma.Flags, vma.PageOffset, vma.AnonVma, vma.File, vma.Name, vma.Policy, vma.Uffd);
    }
}
