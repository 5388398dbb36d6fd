using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Calls;
using KernelFlags.Vma.Tests.Properties;

namespace KernelFlags.Vma.Tests;

/// <summary>
/// What keeps VMAs apart, survives a merge or can't be locked comes from the flag type alone, and so does the explanation: the tables give
/// each bit another meaning, and the engine follows each of them.
/// </summary>
public sealed class MergePolicyTests
{
    private const ulong Page = 4096;

    [Theory]
    [MemberData(nameof(Property.Tables), MemberType = typeof(Property))]
    public void EachBit_OnOneSide_KeepsApartAsTheTypeSays(string table) => Property.On(table, new OnOneSide());

    [Theory]
    [MemberData(nameof(Property.Tables), MemberType = typeof(Property))]
    public void EachBit_OfASpecialVma_KeepsItUnlocked(string table) => Property.On(table, new Locking());

    [Fact]
    public void IgnoreMask_Exchanged_IsFollowedByMergeAndExplanation()
    {
        Assert.True(WordFlags.IgnoredOnMerge.TestAny(WordFlags.SoftDirty) && !WideFlags.IgnoredOnMerge.TestAny(WideFlags.SoftDirty));
        Assert.True(WideFlags.IgnoredOnMerge.TestAny(WideFlags.Mergeable) && !WordFlags.IgnoredOnMerge.TestAny(WordFlags.Mergeable));
        Assert.Equal((true, MergeReason.None, WordFlags.None), Differing(WordFlags.SoftDirty));
        Assert.Equal((false, MergeReason.Flags, WordFlags.Mergeable), Differing(WordFlags.Mergeable));
        Assert.Equal((false, MergeReason.Flags, WideFlags.SoftDirty), Differing(WideFlags.SoftDirty));
        Assert.Equal((true, MergeReason.None, WideFlags.None), Differing(WideFlags.Mergeable));
    }

    private static TFlags Common<TFlags>()
        where TFlags : unmanaged, IVmaFlags<TFlags> => TFlags.Read | TFlags.MayRead;

    /// <summary>Whether a VMA without a flag takes in a new range with it, and why the two are two.</summary>
    private static (bool Merges, MergeReason Reason, TFlags Flags) Differing<TFlags>(TFlags flag)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        var space = new AddressSpace<TFlags>();
        var left = space.Mm.Put(Record(1, Common<TFlags>()));
        Assert.True(space.Mm.TryMergeNew(Record(2, Common<TFlags>() | flag), out var result));
        var merges = space.Count == 1;
        Assert.Equal(
            merges ? left.Flags | (flag & TFlags.Sticky) : Common<TFlags>() | flag,
            result.Flags);

        var explanation = space.Explain(
            new VmaDescription<TFlags> { Start = Page, End = 2 * Page, Flags = Common<TFlags>(), PageOffset = 1 },
            new VmaDescription<TFlags> { Start = 2 * Page, End = 3 * Page, Flags = Common<TFlags>() | flag, PageOffset = 2 });
        return (merges, explanation.Reason, explanation.Flags);
    }

    private static VmaRecord<TFlags> Record<TFlags>(ulong page, TFlags flags)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        new() { Start = page * Page, End = (page + 1) * Page, Flags = flags, PageOffset = page };

    private sealed class OnOneSide : ITableAction
    {
        public void Run<TFlags>(KernelCapabilities capabilities)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            var ignored = 0;
            for (var bit = 0; bit < TFlags.Width; bit++)
            {
                var flag = TFlags.FromBit(bit);
                if (Common<TFlags>().TestAny(flag))
                {
                    continue;
                }

                var expected = TFlags.Special.TestAny(flag) ? (false, MergeReason.Special, flag)
                    : TFlags.IgnoredOnMerge.TestAny(flag) ? (true, MergeReason.None, TFlags.None)
                    : (false, MergeReason.Flags, flag);
                Assert.Equal(expected, Differing(flag));
                ignored += expected.Item1 ? 1 : 0;
            }

            Assert.Equal(TFlags.IgnoredOnMerge.Without(TFlags.Special).Count, ignored);
        }
    }

    private sealed class Locking : ITableAction
    {
        public void Run<TFlags>(KernelCapabilities capabilities)
            where TFlags : unmanaged, IVmaFlags<TFlags>
        {
            for (var bit = 0; bit < TFlags.Width; bit++)
            {
                var flag = TFlags.FromBit(bit);
                if (TFlags.LockedMask.TestAny(flag))
                {
                    continue;
                }

                var space = new AddressSpace<TFlags>();
                space.Mm.Put(Record(1, Common<TFlags>() | flag));
                Assert.True(space.Mlock2(Page, Page, onFault: true).Succeeded);
                space.TryFind(Page, out var vma);
                Assert.Equal(
                    !flag.TestAny(TFlags.Special | TFlags.HugeTlb | TFlags.Droppable),
                    vma.Flags.TestAll(TFlags.Locked | TFlags.LockOnFault));
            }
        }
    }
}
