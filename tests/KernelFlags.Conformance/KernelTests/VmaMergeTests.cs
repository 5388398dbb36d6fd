using KernelFlags.Vma;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls;

using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;
using static KernelFlags.Conformance.KernelTests.UnitSpace;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>Merging and splitting by themselves, as the kernel's unit tests of <c>mm/vma.c</c> ask for it.</summary>
public sealed class VmaMergeTests
{
    private static readonly bool[] Both = [false, true];

    public static TheoryData<bool, bool, bool, bool> Sixteen => [.. from s in Both from a in Both from b in Both from c in Both select (s, a, b, c)];

    public static TheoryData<bool, bool, bool> Eight => [.. from p in Both from v in Both from n in Both select (p, v, n)];

    [Fact]
    [KernelTest(VmaMerge, nameof(simple_merge))]
    public void simple_merge()
    {
        var space = new UnitSpace();
        space.Put(0, 1);
        space.Put(2, 3);
        var merged = space.New(1, 2);
        Assert.Equal("[0,3)@0", space.Vmas());
        Assert.Equal(RW, merged.Flags);
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(simple_modify))]
    public void simple_modify()
    {
        var space = new UnitSpace();
        var whole = space.Put(0, 3);
        var middle = space.Modify(1, 2);
        Assert.Equal("[0,1)@0 [1,2)@1 [2,3)@2", space.Vmas());
        Assert.Equal(whole.Id, middle.Id);
        Assert.Equal("[1,2)@1", space.Text(middle));
        Assert.All(new ulong[] { 0, 1, 2 }, page => Assert.Equal(RW, space[page].Flags));
    }

    /// <summary>No call of the engine grows a VMA by itself: a new range that nothing else touches does.</summary>
    [Fact]
    [KernelTest(VmaMerge, nameof(simple_expand))]
    public void simple_expand()
    {
        var space = new UnitSpace();
        var vma = space.Put(0, 1);
        Assert.Equal(vma.Id, space.New(1, 3).Id);
        Assert.Equal("[0,3)@0", space.Vmas());
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(simple_shrink))]
    public void simple_shrink()
    {
        var space = new UnitSpace();
        var vma = space.Put(0, 3);
        Assert.True(space.Space.Munmap(TestPage.Size, 2 * TestPage.Size).Succeeded);
        Assert.Equal("[0,1)@0", space.Vmas());
        Assert.Equal(vma.Id, space[0].Id);
    }

    [Theory]
    [MemberData(nameof(Sixteen))]
    [KernelTest(VmaMerge, nameof(merge_new))]
    public void merge_new(bool baseIsSticky, bool aIsSticky, bool bIsSticky, bool cIsSticky)
    {
        var space = new UnitSpace();
        var flags = baseIsSticky ? RW | S : RW;
        VmaFlags With(bool isSticky) => isSticky ? flags | S : flags;
        VmaFlags Sticky(params bool[] parts) => parts.Contains(true) || baseIsSticky ? S : VmaFlags.None;
        var a = space.Put(0, 2, With(aIsSticky));
        var b = space.Put(3, 4, With(bIsSticky));
        var c = space.Put(11, 12, With(cIsSticky));
        var x = space.NewAnonVma();

        var d = space.New(7, 9, flags);
        Assert.Equal("[0,2)@0 [3,4)@3 [7,9)@7 [11,12)@11", space.Vmas());
        Assert.Equal(flags, d.Flags);

        space.Change(a, closes: true);
        space.Change(b, anonVma: x);
        Expect(space.New(2, 3, flags), a, Sticky(aIsSticky, bIsSticky));
        Assert.Equal("[0,4)@0xc [7,9)@7 [11,12)@11", space.Vmas());

        Expect(space.New(4, 5, flags), a, Sticky(aIsSticky, bIsSticky));
        Assert.Equal("[0,5)@0xc [7,9)@7 [11,12)@11", space.Vmas());

        space.Change(d, anonVma: x, closes: true);
        Expect(space.New(6, 7, flags), d, Sticky());
        Assert.Equal("[0,5)@0xc [6,9)@6xc [11,12)@11", space.Vmas());

        space.Change(space[6], closes: false);
        Expect(space.New(5, 6, flags), a, Sticky(aIsSticky, bIsSticky));
        Assert.Equal("[0,9)@0xc [11,12)@11", space.Vmas());

        space.Change(c, anonVma: x);
        Expect(space.New(10, 11, flags), c, Sticky(cIsSticky));
        Assert.Equal("[0,9)@0xc [10,12)@10x", space.Vmas());

        Expect(space.New(9, 10, flags), a, Sticky(aIsSticky, bIsSticky, cIsSticky));
        Assert.Equal("[0,12)@0xc", space.Vmas());

        void Expect(VmaRecord<VmaFlags> merged, VmaRecord<VmaFlags> survivor, VmaFlags sticky)
        {
            Assert.Equal(survivor.Id, merged.Id);
            Assert.Equal(RW | sticky, merged.Flags);
        }
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(vma_merge_special_flags))]
    public void vma_merge_special_flags()
    {
        VmaFlags[] special = [VmaFlags.Io, VmaFlags.DontExpand, VmaFlags.PfnMap, VmaFlags.MixedMap];
        Assert.Equal(special.Aggregate((a, b) => a | b), VmaFlags.Special);
        foreach (var flag in special)
        {
            var space = new UnitSpace();
            var left = space.Put(0, 3, RW | flag);
            var apart = space.New(3, 4, RW | flag);
            Assert.Equal("[0,3)@0 [3,4)@3", space.Vmas());
            Assert.Equal((MergeReason.Special, flag), Explain(space, 0, 3));

            space.Change(apart, flags: RW);
            space.Modify(3, 4, RW | flag);
            Assert.Equal("[0,3)@0 [3,4)@3", space.Vmas());
            Assert.Equal(left.Id, space[0].Id);
        }
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(vma_merge_with_close))]
    public void vma_merge_with_close()
    {
        var space = new UnitSpace();
        var p = space.Put(0, 3);
        var n = space.Put(5, 9, closes: true);
        Assert.Equal(p.Id, space.New(3, 5).Id);
        Assert.Equal("[0,5)@0 [5,9)@5c", space.Vmas());
        Assert.Equal(n, space[5]);

        space = new UnitSpace();
        space.Put(0, 3);
        space.Put(3, 5, closes: true);
        space.Modify(3, 5);
        Assert.Equal("[0,3)@0 [3,5)@3c", space.Vmas());

        space = new UnitSpace();
        space.Put(3, 5, closes: true);
        space.Put(5, 9);
        space.Modify(3, 5);
        Assert.Equal("[3,5)@3c [5,9)@5", space.Vmas());

        space = new UnitSpace();
        space.Put(0, 3);
        space.Put(3, 5, closes: true);
        space.Put(5, 9);
        space.Modify(3, 5);
        Assert.Equal("[0,3)@0 [3,5)@3c [5,9)@5", space.Vmas());

        space = new UnitSpace();
        p = space.Put(0, 3);
        space.Put(3, 5);
        n = space.Put(5, 9, closes: true);
        Assert.Equal(p.Id, space.Modify(3, 5).Id);
        Assert.Equal("[0,5)@0 [5,9)@5c", space.Vmas());
        Assert.Equal(n, space[5]);
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(vma_merge_new_with_close))]
    public void vma_merge_new_with_close()
    {
        var space = new UnitSpace();
        var p = space.Put(0, 2, closes: true);
        var n = space.Put(5, 7, closes: true);
        Assert.Equal(p.Id, space.New(2, 5).Id);
        Assert.Equal("[0,5)@0c [5,7)@5c", space.Vmas());
        Assert.Equal(n, space[5]);
    }

    [Theory]
    [MemberData(nameof(Eight))]
    [KernelTest(VmaMerge, nameof(merge_existing))]
    public void merge_existing(bool pIsSticky, bool vIsSticky, bool nIsSticky)
    {
        VmaFlags With(params bool[] parts) => parts.Contains(true) ? RW | S : RW;
        var (p, v, n) = (With(pIsSticky), With(vIsSticky), With(nIsSticky));

        var space = new UnitSpace();
        var x = space.NewAnonVma();
        space.Put(2, 6, v, x, closes: true);
        var next = space.Put(6, 9, n, closes: true);
        Expect(space.Modify(3, 6), next, With(vIsSticky, nIsSticky));
        Assert.Equal("[2,3)@2xc [3,9)@3xc", space.Vmas());
        Assert.Equal(v, space[2].Flags);

        space = new UnitSpace();
        space.Put(2, 6, v, x = space.NewAnonVma());
        next = space.Put(6, 9, n, closes: true);
        Expect(space.Modify(2, 6), next, With(vIsSticky, nIsSticky));
        Assert.Equal("[2,9)@2xc", space.Vmas());

        space = new UnitSpace();
        var previous = space.Put(0, 3, p, closes: true);
        space.Put(3, 7, v, x = space.NewAnonVma(), closes: true);
        Expect(space.Modify(3, 6), previous, With(pIsSticky, vIsSticky));
        Assert.Equal("[0,6)@0xc [6,7)@6xc", space.Vmas());
        Assert.Equal(v, space[6].Flags);

        space = new UnitSpace();
        previous = space.Put(0, 3, p, closes: true);
        space.Put(3, 7, v, x = space.NewAnonVma());
        Expect(space.Modify(3, 7), previous, With(pIsSticky, vIsSticky));
        Assert.Equal("[0,7)@0xc", space.Vmas());

        space = new UnitSpace();
        previous = space.Put(0, 3, p, closes: true);
        space.Put(3, 7, v, x = space.NewAnonVma());
        space.Put(7, 9, n);
        Expect(space.Modify(3, 7), previous, With(pIsSticky, vIsSticky, nIsSticky));
        Assert.Equal("[0,9)@0xc", space.Vmas());

        foreach (var (start, end) in new (ulong, ulong)[] { (4, 5), (5, 6), (6, 7), (4, 7), (4, 6) })
        {
            space = new UnitSpace();
            space.Put(0, 3, p);
            space.Put(3, 8, v);
            space.Put(8, 10, n);
            space.Modify(start, end);
            Assert.Equal($"[0,3)@0 [3,{start})@3 [{start},{end})@{start} [{end},8)@{end} [8,10)@8", space.Vmas());
            Assert.All(new ulong[] { 3, start, end }, page => Assert.Equal(v, space[page].Flags));
            Assert.Equal((p, n), (space[0].Flags, space[8].Flags));
        }

        void Expect(VmaRecord<VmaFlags> merged, VmaRecord<VmaFlags> survivor, VmaFlags flags)
        {
            Assert.Equal(survivor.Id, merged.Id);
            Assert.Equal(flags, merged.Flags);
            Assert.Equal(x, merged.AnonVma);
        }
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(anon_vma_non_mergeable))]
    public void anon_vma_non_mergeable()
    {
        foreach (var isNew in Both)
        {
            var space = new UnitSpace();
            var (x, y) = (space.NewAnonVma(), space.NewAnonVma());
            var p = space.Put(0, 3, anonVma: x);
            if (!isNew)
            {
                space.Put(3, 7);
            }

            var n = space.Put(7, 9, RW | S, y);
            var merged = isNew ? space.New(3, 7) : space.Modify(3, 7);
            Assert.Equal("[0,7)@0x [7,9)@7x", space.Vmas());
            Assert.Equal((p.Id, x, RW), (merged.Id, merged.AnonVma, merged.Flags));
            Assert.Equal(n, space[7]);
        }
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(dup_anon_vma))]
    public void dup_anon_vma()
    {
        // No call expands a VMA over its next one where they touch already: over the gap between them a new range does.
        var space = new UnitSpace();
        var x = space.NewAnonVma();
        space.Put(0, 2);
        space.Put(3, 5, anonVma: x);
        Assert.Equal(x, space.New(2, 3).AnonVma);
        Assert.Equal("[0,5)@0x", space.Vmas());

        space = new UnitSpace();
        x = space.NewAnonVma();
        space.Put(0, 3);
        space.Put(3, 5);
        space.Put(5, 8, anonVma: x);
        Assert.Equal(x, space.Modify(3, 5).AnonVma);
        Assert.Equal("[0,8)@0x", space.Vmas());

        space = new UnitSpace();
        x = space.NewAnonVma();
        space.Put(0, 3);
        space.Put(3, 5, anonVma: x);
        space.Put(5, 8);
        Assert.Equal(x, space.Modify(3, 5).AnonVma);
        Assert.Equal("[0,8)@0x", space.Vmas());

        space = new UnitSpace();
        x = space.NewAnonVma();
        space.Put(0, 3);
        space.Put(3, 8, anonVma: x);
        Assert.Equal(x, space.Modify(3, 5).AnonVma);
        Assert.Equal("[0,5)@0x [5,8)@5x", space.Vmas());
        Assert.Equal(x, space[5].AnonVma);

        space = new UnitSpace();
        x = space.NewAnonVma();
        space.Put(0, 5, anonVma: x);
        space.Put(5, 8);
        Assert.Equal(x, space.Modify(3, 5).AnonVma);
        Assert.Equal("[0,3)@0x [3,8)@3x", space.Vmas());
        Assert.Equal(x, space[0].AnonVma);
    }

    /// <summary>The engine allocates nothing in advance: what fails is the commit, and the limit of VMAs.</summary>
    [Fact]
    [KernelTest(VmaMerge, nameof(vmi_prealloc_fail))]
    public void vmi_prealloc_fail()
    {
        foreach (var isNew in Both)
        {
            var space = new UnitSpace();
            var x = space.NewAnonVma();
            var p = space.Put(0, 3);
            var v = isNew ? space.Put(4, 6, RW | S, x) : space.Put(3, 5, RW | S, x);
            var before = space.Vmas();
            space.Space.Mm.Writer.FailNextCommit = () => true;
            var failed = isNew
                ? !space.Space.Mm.TryMergeNew(new() { Start = 3 * TestPage.Size, End = 4 * TestPage.Size, Flags = RW, PageOffset = 3 }, out _)
                : space.Space.Mm.TryModify(3 * TestPage.Size, 5 * TestPage.Size, v.Flags, out _) == Errno.ENOMEM;
            Assert.True(failed);
            Assert.Equal(before, space.Vmas());
            Assert.Equal(p, space[0]);
            Assert.Equal(v, space[4]);

            space.Space.Mm.Writer.FailNextCommit = null;
            var merged = isNew ? space.New(3, 4) : space.Modify(3, 5);
            Assert.Equal(isNew ? "[0,6)@0x" : "[0,5)@0x", space.Vmas());
            Assert.Equal(RW | S, merged.Flags);
        }

        // A split that the limit refuses changes nothing; what merges instead needs no room.
        var full = new UnitSpace(maxMapCount: 2);
        full.Put(0, 3, RW | S, full.NewAnonVma());
        var last = full.Put(3, 8, RW | VmaFlags.Exec);
        var all = full.Vmas();
        Assert.Equal(Errno.ENOMEM, full.Space.Mm.TryModify(4 * TestPage.Size, 5 * TestPage.Size, RW, out _));
        Assert.Equal((all, last), (full.Vmas(), full[3]));
        full.Modify(3, 5, RW);
        Assert.Equal("[0,5)@0x [5,8)@5", full.Vmas());
        Assert.Equal((RW | S, last.Flags), (full[0].Flags, full[5].Flags));
    }

    [Fact]
    [KernelTest(VmaMerge, nameof(merge_extend))]
    public void merge_extend()
    {
        var space = new UnitSpace();
        var v = space.Put(0, 1);
        space.Put(3, 4);
        Assert.True(space.Space.Mremap(0, TestPage.Size, 3 * TestPage.Size, RemapFlags.None).Succeeded);
        Assert.Equal("[0,4)@0", space.Vmas());
        Assert.Equal(v.Id, space[0].Id);
    }

    /// <summary>That what lies before the heap is not even looked at can't be seen from outside; that it stays as it is can.</summary>
    [Fact]
    [KernelTest(VmaMerge, nameof(expand_only_mode))]
    public void expand_only_mode()
    {
        var space = new AddressSpace<VmaFlags>(new AddressSpaceOptions { Machine = new Machine(VmaFlags.Capabilities) { PageSize = TestPage.Size }, BreakStart = 3 * TestPage.Size });
        var flags = RW | VmaFlags.MayExec | VmaFlags.Account;
        var before = space.Mm.Put(new() { Start = 0, End = 3 * TestPage.Size, Flags = flags | VmaFlags.SoftDirty });
        Assert.Equal(5 * TestPage.Size, space.Brk(5 * TestPage.Size).Value);
        Assert.Equal(9 * TestPage.Size, space.Brk(9 * TestPage.Size).Value);
        Assert.Equal(2, space.Count);
        Assert.True(space.Mm.Store.TryFind(3 * TestPage.Size, out var heap));
        Assert.Equal((3 * TestPage.Size, 9 * TestPage.Size, 3UL), (heap.Start, heap.End, heap.PageOffset));
        Assert.True(space.Mm.Store.TryFind(0, out var untouched));
        Assert.Equal(before, untouched);
    }

    private static (MergeReason Reason, VmaFlags Flags) Explain(UnitSpace space, ulong left, ulong right)
    {
        Assert.True(space.Space.TryFind(left << TestPage.Shift, out var below));
        Assert.True(space.Space.TryFind(right << TestPage.Shift, out var above));
        var explanation = space.Space.Explain(below, above);
        return (explanation.Reason, explanation.Flags);
    }
}
