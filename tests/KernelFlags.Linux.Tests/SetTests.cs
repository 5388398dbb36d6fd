using CsCheck;

namespace KernelFlags.Linux.Tests;

/// <summary>The operations of a set, against those of a plain word, and what types keep apart.</summary>
public sealed class SetTests
{
    [Fact]
    public void Operations_OnAnyWords_AreThoseOfAWord() => Gen.Select(Gen.ULong, Gen.ULong).Sample((one, other) =>
    {
        var (a, b) = (Linux72.VmaFlags.FromLegacyWord(one), Linux72.VmaFlags.FromLegacyWord(other));
        Assert.Equal(one | other, (a | b).ToLegacyWord());
        Assert.Equal(one | other, a.With(b).ToLegacyWord());
        Assert.Equal(one & other, (a & b).ToLegacyWord());
        Assert.Equal(one & ~other, a.Without(b).ToLegacyWord());
        Assert.Equal(one ^ other, (a ^ b).ToLegacyWord());
        Assert.Equal(one ^ other, a.Diff(b).ToLegacyWord());
        Assert.Equal(~one, (~a).ToLegacyWord());
        Assert.Equal((one & other) != 0, a.TestAny(b));
        Assert.Equal((one & other) == other, a.TestAll(b));
        Assert.Equal(one == other, a == b);
        Assert.Equal(one != other, a != b);
        Assert.Equal(one == other, a.SameAs(b));
        Assert.Equal(one == 0, a.IsEmpty);
        Assert.Equal(ulong.PopCount(one), (ulong)a.Count);
        Assert.Equal(a, Linux72.VmaFlags.FromWord(0, a.GetWord(0)));
        Assert.Equal(a.GetHashCode(), Linux72.VmaFlags.FromLegacyWord(one).GetHashCode());
    });

    [Fact]
    public void NoFlag_IsContainedInEverySet_AndIntersectsNone()
    {
        Assert.True(Linux72.VmaFlags.Read.TestAll(Linux72.VmaFlags.None));
        Assert.False(Linux72.VmaFlags.Read.TestAny(Linux72.VmaFlags.None));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(64)]
    public void Bit_OutsideTheWord_IsRefused(int bit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Linux72.VmaFlags.FromBit(bit));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Word_OutsideTheSet_IsRefused(int index)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Linux72.VmaFlags.FromWord(index, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Linux72.VmaFlags.Read.GetWord(index));
    }

    [Fact]
    public void BitNumber_MaskAndWord_AreThreeTypesOfOneFlag()
    {
        Assert.Equal(11, Linux72.VmaBit.MaybeGuard.Number);
        Assert.Equal(Linux72.VmaFlags.MaybeGuard, Linux72.VmaBit.MaybeGuard.ToFlags());
        Assert.Equal(1UL << 11, Linux72.VmaFlags.MaybeGuard.ToLegacyWord());
        Assert.True(Linux72.VmaFlags.Sticky.Test(Linux72.VmaBit.MaybeGuard));
        Assert.DoesNotContain(typeof(Linux72.VmaFlags).GetMethods(), method => method.Name is "op_Implicit" or "op_Explicit");
    }

    [Fact]
    public void BitsThatMoved_AreWhereEachKernelHasThem()
    {
        Assert.Equal([37, 38, 41], [Linux61.VmaBit.UffdMinor.Number, Linux612.VmaBit.UffdMinor.Number, Linux616.VmaBit.UffdMinor.Number]);
        Assert.Equal([63, 42], [Linux616.VmaBit.Sealed.Number, Linux617.VmaBit.Sealed.Number]);
        Assert.Equal(43, Linux73.VmaBit.UffdRwp.Number);
    }

    [Fact]
    public void Policy_OfEachKernel_IsWhatItsTraitsSay()
    {
        Assert.Equal(Linux61.VmaFlags.SoftDirty, Linux61.VmaFlags.IgnoredOnMerge);
        Assert.True(Linux61.VmaFlags.Sticky.IsEmpty);
        Assert.Equal(Linux72.VmaFlags.SoftDirty | Linux72.VmaFlags.MaybeGuard, Linux72.VmaFlags.Sticky);
        Assert.Equal(Linux72.VmaFlags.MaybeGuard, Linux72.VmaFlags.Atomic.MaybeGuard.Flags);
        Assert.Equal(0x800UL, Linux72.VmaFlags.Atomic.MaybeGuard.Word);
        Assert.Equal(Linux61844.VmaFlags.MaybeGuard, Linux61844.VmaFlags.AtomicWritable);
        Assert.Throws<ArgumentException>(() => AtomicFlags.FromDefinition(Linux72.VmaFlags.Read));
    }

    [Fact]
    public void Capabilities_AreThoseOfTheKernelsProfile()
    {
        Assert.False(Linux61.VmaFlags.Capabilities.Has(KernelCapability.GuardInstall));
        Assert.True(Linux618.VmaFlags.Capabilities.Has(KernelCapability.GuardInstall));
        Assert.True(Linux616.VmaFlags.Capabilities.Has(KernelCapability.DontunmapDropsAccount));
        Assert.False(Linux617.VmaFlags.Capabilities.Has(KernelCapability.DontunmapDropsAccount));
    }
}
