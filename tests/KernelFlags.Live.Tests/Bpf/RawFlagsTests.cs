using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Linux;
using KernelFlags.Live.Borders;
using KernelFlags.Live.Bpf;

namespace KernelFlags.Live.Tests.Bpf;

/// <summary>Flags that smaps hides, and what they keep apart.</summary>
public sealed class RawFlagsTests
{
    private const ulong Ordinary = 0x100073;
    private const ulong SoftDirty = 1UL << 27;
    private const ulong Key = 1UL << 33;

    private static readonly RawFlags Flags = new(
        LinuxKernel.Find("linux-6.18-x86_64")!,
        TableResolver.Resolve(Repository.Model.FindTable("vma")!, KernelSelector.Of(Repository.Model, Repository.Model.FindProfile("linux-6.18-x86_64")!)));

    [Fact]
    public void HiddenFlags_AreNamed_AndUnknownBitsNumbered()
    {
        Assert.Empty(Flags.Hidden(Ordinary));
        Assert.Equal(["VM_PKEY_BIT1", "VM_ALLOW_ANY_UNCACHED", "bit 50"], Flags.Hidden(Ordinary | Key | (1UL << 39) | (1UL << 50)));
    }

    [Fact]
    public void HiddenFlagThatDiffers_IsProven()
    {
        var proven = Assert.Single(Prove(Ordinary, Ordinary | Key).Proven);
        Assert.Equal(new ProvenCause("flags", "VM_PKEY_BIT1 differs, which smaps hides"), proven);
    }

    [Fact]
    public void FlagThatMergingIgnores_KeepsNothingApart() => Assert.Equal("not_tried", Assert.Single(Prove(Ordinary, Ordinary | SoftDirty).Proven).Name);

    [Fact]
    public void SeveralCauses_StandInTheOrderOfMerging()
    {
        var border = Prove(Ordinary | Key, Ordinary, facts => facts with { AnonVma = 2, PageOffset = 9, Policy = 1 });
        Assert.Equal(["flags", "policy", "anon_vma", "offset"], border.Proven.Select(cause => cause.Name));
        Assert.True(border.IsCertain);
    }

    [Fact]
    public void TwoNames_MayBeOne()
    {
        var border = Prove(Ordinary, Ordinary, facts => facts with { AnonName = 2 });
        Assert.False(border.IsCertain);
        Assert.Equal(["name", "not_tried"], border.Reasons[0].Words);
        Assert.Equal("name", Assert.Single(Prove(Ordinary, Ordinary, facts => facts with { AnonName = 0 }).Proven).Name);
    }

    private static Border Prove(ulong left, ulong right, Func<VmaFacts, VmaFacts>? change = null)
    {
        var page = (ulong)Environment.SystemPageSize;
        var below = new VmaFacts { Start = page, End = 2 * page, Flags = left, PageOffset = 1, AnonVma = 1, AnonName = 1 };
        var above = below with { Start = 2 * page, End = 3 * page, Flags = right, PageOffset = 2 };
        return new BorderProver(Flags).Prove(below, change is null ? above : change(above));
    }
}
