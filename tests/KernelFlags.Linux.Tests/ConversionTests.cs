using Flags = KernelFlags.Linux.Linux72.VmaFlags;

namespace KernelFlags.Linux.Tests;

/// <summary>Conversions between VM_, PROT_, MAP_ and PF_.</summary>
public sealed class ConversionTests
{
    [Theory]
    [InlineData(Protection.None, SegmentFlags.None)]
    [InlineData(Protection.Read, SegmentFlags.Read)]
    [InlineData(Protection.Write, SegmentFlags.Write)]
    [InlineData(Protection.Exec, SegmentFlags.Exec)]
    [InlineData(Protection.Read | Protection.Write | Protection.Exec, SegmentFlags.Read | SegmentFlags.Write | SegmentFlags.Exec)]
    public void Rights_AreTheSameInEveryForm(Protection protection, SegmentFlags segment)
    {
        var flags = protection.ToFlags<Flags>();
        Assert.Equal(flags, segment.ToFlags<Flags>());
        Assert.Equal(protection, (flags | Flags.MayRead).ToProtection());
        Assert.Equal(segment, flags.ToSegmentFlags());
    }

    [Fact]
    public void Protection_ThatConcernsTheCall_IsNoFlag() =>
        Assert.Equal(Flags.Read, (Protection.Read | Protection.GrowsDown).ToFlags<Flags>());

    [Fact]
    public void MapFlags_StandForWhatTheKernelMakesOfThem()
    {
        Assert.Equal(Flags.None, (MapFlags.Private | MapFlags.Anonymous | MapFlags.Fixed).ToFlags<Flags>());
        Assert.Equal(Flags.Shared | Flags.MayShare, MapFlags.Shared.ToFlags<Flags>());
        Assert.Equal(Flags.Shared | Flags.MayShare | Flags.Sync, (MapFlags.SharedValidate | MapFlags.Sync).ToFlags<Flags>());
        Assert.Equal(Flags.Locked | Flags.GrowsDown, (MapFlags.Private | MapFlags.Locked | MapFlags.GrowsDown).ToFlags<Flags>());
        Assert.Equal(
            Flags.Droppable | Flags.NoReserve | Flags.WipeOnFork | Flags.DontDump, (MapFlags.Droppable | MapFlags.Anonymous).ToFlags<Flags>());
        Assert.Equal(MapFlags.Private | MapFlags.Locked, (Flags.Read | Flags.Locked).ToMapFlags());
        Assert.Equal(MapFlags.Shared | MapFlags.HugeTlb, (Flags.MayShare | Flags.HugeTlb).ToMapFlags());
    }

    [Fact]
    public void MapFlags_OfAFlagThatTheKernelLacks_LeaveItOut() => Assert.Equal(
        Linux61.VmaFlags.NoReserve | Linux61.VmaFlags.WipeOnFork | Linux61.VmaFlags.DontDump, MapFlags.Droppable.ToFlags<Linux61.VmaFlags>());
}
