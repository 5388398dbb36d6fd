using static KernelFlags.Conformance.KernelTests.KernelTestAttribute;

namespace KernelFlags.Conformance.KernelTests;

/// <summary>
/// Sets of flags, as the kernel's unit tests ask for them; those build with a word of 128 bits, so each runs on a table of 64 bits and on
/// one of 128. <c>High</c> are bits of the second word that no flag of the table has.
/// </summary>
public sealed class VmaFlagsTests
{
    private const int FirstHigh = 71;

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_unchanged))]
    public void vma_flags_unchanged()
    {
        Unchanged<VmaFlags>();
        Unchanged<WideFlags>();

        static void Unchanged<T>()
            where T : unmanaged, IVmaFlags<T>
        {
            var byBit = T.None;
            var byMask = T.None;
            ulong word = 0;
            for (var bit = 0; bit < 64; bit++)
            {
                word |= 1UL << bit;
                byBit |= T.FromBit(bit);
                byMask = byMask.With(T.FromWord(0, 1UL << bit));
                Assert.Equal(word, byBit.GetWord(0));
                Assert.Equal(byBit, byMask);
                Assert.Equal(T.FromWord(0, word), byBit);
                for (var i = 1; i < T.WordCount; i++)
                {
                    Assert.Equal(0UL, byBit.GetWord(i));
                }
            }
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_cleared))]
    public void vma_flags_cleared()
    {
        Cleared<VmaFlags>();
        Cleared<WideFlags>();

        static void Cleared<T>()
            where T : unmanaged, IVmaFlags<T>
        {
            var all = T.None;
            for (var i = 0; i < T.WordCount; i++)
            {
                all |= T.FromWord(i, 0xa5a5_5a5a_f00f_0ff0);
            }

            var cleared = all.Without(all);
            Assert.Equal(T.None, cleared);
            Assert.All(Enumerable.Range(0, T.WordCount), i => Assert.Equal(0UL, cleared.GetWord(i)));
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_word))]
    public void vma_flags_word()
    {
        var (h0, h1) = (High(0), High(1));
        var (w0, w1) = (WideFlags.FromBit(0), WideFlags.FromBit(1));
        var expected = w0 | w1 | h0 | h1;

        // Low words are combined with the set: the higher one stays as it is.
        Assert.Equal(expected, (h0 | h1) | WideFlags.FromWord(0, 3));
        Assert.Equal(expected, (h0 | h1 | w1).With(WideFlags.FromWord(0, 1)));
        Assert.Equal(expected, (h0 | h1 | w0 | w1 | WideFlags.FromBit(2)).Without(WideFlags.FromWord(0, 4)));
        Assert.Equal(expected.GetWord(1), ((expected & ~WideFlags.FromWord(0, ulong.MaxValue)) | WideFlags.FromWord(0, 7)).GetWord(1));
        Assert.Equal(3UL, expected.GetWord(0));
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_test))]
    public void vma_flags_test()
    {
        Test(Five<VmaFlags>(), VmaFlags.MayWrite, VmaFlags.MayExec);
        Test(Five<WideFlags>(), WideFlags.MayWrite, High(2));

        static void Test<T>(T[] five, params T[] others)
            where T : unmanaged, IVmaFlags<T>
        {
            var set = Union(five);
            Assert.All(five, flag => Assert.True(set.TestAny(flag)));
            Assert.All(others, flag => Assert.False(set.TestAny(flag)));
            Assert.False(set.TestAny(T.None));
            Assert.False(T.None.TestAny(T.None));
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_test_any))]
    public void vma_flags_test_any()
    {
        Test(Five<VmaFlags>(), VmaFlags.MayRead, VmaFlags.SeqRead);
        Test(Five<WideFlags>(), WideFlags.MayRead, High(2));

        static void Test<T>(T[] five, T other, T another)
            where T : unmanaged, IVmaFlags<T>
        {
            var set = Union(five);
            foreach (var some in Subsets(five))
            {
                Assert.Equal(!some.IsEmpty, set.TestAny(some));
                Assert.True(set.TestAll(some));
                Assert.Equal(!some.IsEmpty, set.TestAny(some | other));
                Assert.False(set.TestAll(some | other));
            }

            Assert.True(set.TestAny(five[0] | other | another));
            Assert.False(set.TestAll(five[0] | other | another));
            Assert.False(set.TestAny(other | another));
            Assert.True(set.TestAll(T.None));
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_clear))]
    public void vma_flags_clear()
    {
        Clear(Five<VmaFlags>());
        Clear(Five<WideFlags>());

        static void Clear<T>(T[] five)
            where T : unmanaged, IVmaFlags<T>
        {
            var set = Union(five);
            foreach (var first in five)
            {
                foreach (var second in five)
                {
                    var cleared = set.Without(first).Without(second);
                    Assert.Equal(set.Without(first | second), cleared);
                    Assert.False(cleared.TestAny(first | second));
                    Assert.All(five.Where(f => f != first && f != second), flag => Assert.True(cleared.TestAny(flag)));
                    Assert.Equal(set, cleared.With(first).With(second));
                }
            }
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_empty))]
    public void vma_flags_empty()
    {
        Empty(Five<VmaFlags>());
        Empty(Five<WideFlags>());

        static void Empty<T>(T[] five)
            where T : unmanaged, IVmaFlags<T>
        {
            var set = Union(five);
            Assert.False(set.IsEmpty);
            set = set.Without(Union(five.AsSpan(..3)));
            Assert.False(set.IsEmpty);
            set = set.Without(Union(five.AsSpan(3..)));
            Assert.True(set.IsEmpty);
            Assert.Equal(T.None, set);
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_diff))]
    public void vma_flags_diff()
    {
        Diff(Five<VmaFlags>(), VmaFlags.MayWrite, VmaFlags.MayExec);
        Diff(Five<WideFlags>(), WideFlags.MayWrite, WideFlags.MayExec, High(2), High(3));

        static void Diff<T>(T[] five, params T[] more)
            where T : unmanaged, IVmaFlags<T>
        {
            var set = Union(five);
            var larger = set | Union(more);
            Assert.Equal(Union(more), set.Diff(larger));
            Assert.Equal(Union(more), larger.Diff(set));
            Assert.Equal(T.None, set.Diff(set));
            Assert.Equal(set, set.Diff(T.None));
            Assert.Equal(Union(five.AsSpan(2..)), set.Diff(five[0] | five[1]));
            Assert.True(set.SameAs(larger.Without(Union(more))));
            Assert.False(set.SameAs(larger));
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_and))]
    public void vma_flags_and()
    {
        And(Five<VmaFlags>(), VmaFlags.Io, VmaFlags.MaybeGuard);
        And(Five<WideFlags>(), WideFlags.Io, WideFlags.MaybeGuard, High(2), High(3));

        static void And<T>(T[] five, params T[] disjoint)
            where T : unmanaged, IVmaFlags<T>
        {
            var set = Union(five);
            Assert.Equal(set, set & set);
            Assert.Equal(set, set & (set | Union(disjoint)));
            Assert.Equal(T.None, set & Union(disjoint));
            Assert.Equal(T.None, set & T.None);
            Assert.Equal(five[0] | five[3], set & (five[0] | five[3] | disjoint[0]));
        }
    }

    [Fact]
    [KernelTest(VmaVma, nameof(append_vma_flags))]
    public void append_vma_flags()
    {
        Assert.Equal(VmaFlags.Io | VmaFlags.PfnMap | VmaFlags.DontExpand | VmaFlags.DontDump, VmaFlags.Remap);
        var appended = VmaFlags.Remap.With(VmaFlags.Read | VmaFlags.Write);
        Assert.Equal(6, appended.Count);
        Assert.All(
            [VmaFlags.Io, VmaFlags.PfnMap, VmaFlags.DontExpand, VmaFlags.DontDump, VmaFlags.Read, VmaFlags.Write],
            flag => Assert.True(appended.TestAll(flag)));
        Assert.Equal(VmaFlags.Read | VmaFlags.Write, VmaFlags.None.With(VmaFlags.Read | VmaFlags.Write));

        var wide = (WideFlags.Io | WideFlags.PfnMap).With(WideFlags.Read | High(0) | High(1));
        Assert.Equal(5, wide.Count);
        Assert.True(wide.TestAll(WideFlags.Io | WideFlags.PfnMap | WideFlags.Read | High(0) | High(1)));
    }

    [Fact]
    [KernelTest(VmaVma, nameof(vma_flags_count))]
    public void vma_flags_count()
    {
        Count(Five<VmaFlags>());
        Count(Five<WideFlags>());

        static void Count<T>(T[] five)
            where T : unmanaged, IVmaFlags<T>
        {
            var set = Union(five);
            for (var left = five.Length; left > 0; left--)
            {
                Assert.Equal(left, set.Count);
                set = set.Without(five[left - 1]);
            }

            Assert.Equal(0, set.Count);
        }
    }

    private static WideFlags High(int number) => WideFlags.FromBit(FirstHigh + number);

    /// <summary>Read, write, execute, and two more: of the second word where there is one.</summary>
    private static T[] Five<T>()
        where T : unmanaged, IVmaFlags<T> => T.Width > 64
        ? [T.Read, T.Write, T.Exec, T.FromBit(FirstHigh), T.FromBit(FirstHigh + 1)]
        : [T.Read, T.Write, T.Exec, T.FromBit(T.Width - 1), T.FromBit(T.Width - 2)];

    private static T Union<T>(params ReadOnlySpan<T> flags)
        where T : unmanaged, IVmaFlags<T>
    {
        var union = T.None;
        foreach (var flag in flags)
        {
            union |= flag;
        }

        return union;
    }

    private static IEnumerable<T> Subsets<T>(T[] flags)
        where T : unmanaged, IVmaFlags<T> => Enumerable.Range(0, 1 << flags.Length)
        .Select(set => Union<T>(flags.Where((_, i) => (set & (1 << i)) != 0).ToArray()));
}
