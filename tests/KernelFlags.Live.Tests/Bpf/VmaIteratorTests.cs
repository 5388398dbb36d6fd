using KernelFlags.Live.Bpf;
using KernelFlags.Live.Btf;
using KernelFlags.Live.Tests.Readers;

namespace KernelFlags.Live.Tests.Bpf;

/// <summary>What the running kernel says of the VMAs of this process.</summary>
public sealed class VmaIteratorTests
{
    private const int Pages = 3000;
    private const int ReadWrite = 3;
    private const int NoAccess = 0;
    private const int PrivateAnonymous = 0x22;

    /// <summary>The kernel hands out some hundred at a time. Asked for more at the end, it begins again with the last of them.</summary>
    [Fact]
    public void EachVma_IsReadOnce()
    {
        Require();
        var page = (ulong)Environment.SystemPageSize;
        var start = (ulong)LibC.Mmap(0, Pages * page, ReadWrite, PrivateAnonymous, -1, 0);
        try
        {
            for (var i = 0UL; i < Pages; i += 2)
            {
                LibC.Check(LibC.Mprotect(start + (i * page), page, NoAccess));
            }

            using var iterator = VmaIterator.Open(Environment.ProcessId);
            var facts = new List<VmaFacts>();
            while (iterator.TryRead(out var next))
            {
                facts.Add(next);
                Assert.True(facts.Count < 100_000, "the kernel goes on for ever");
            }

            Assert.False(iterator.TryRead(out _));
            Assert.Equal(facts.Count, facts.Select(vma => vma.Start).Distinct().Count());
            var own = facts.Where(vma => vma.Start >= start && vma.End <= start + (Pages * page)).ToList();
            Assert.InRange(own.Count, Pages - 1, Pages);
            Assert.All(own[1..^1], (vma, i) =>
            {
                Assert.Equal((page, own[i].End), (vma.Length, vma.Start));
                Assert.Equal(vma.Start / page, vma.PageOffset);
            });
        }
        catch (BpfException exception) when (exception.Message.Contains("EPERM", StringComparison.Ordinal))
        {
            Assert.Skip(exception.Message);
        }
        finally
        {
            LibC.Check(LibC.Munmap(start, Pages * page));
        }
    }

    [Fact]
    public void WhatTheVerifierRefuses_IsToldInItsWords()
    {
        Require();
        var code = new BpfAssembler();
        code.Exit();
        var target = VmaLayout.Of(new BtfTypes(File.ReadAllBytes(BtfTypes.RunningKernel))).Target;
        var refused = Assert.Throws<BpfException>(() => BpfCall.Load(code.Code, target).Dispose());
        Assert.SkipWhen(refused.Message.Contains("EPERM", StringComparison.Ordinal), refused.Message);
        Assert.Equal("a BPF program can't be loaded: EACCES (R0 !read_ok)", refused.Message);
    }

    private static void Require()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "asks the running kernel: run it as root");
        Assert.SkipUnless(File.Exists(BtfTypes.RunningKernel), $"needs a kernel with CONFIG_DEBUG_INFO_BTF, which has {BtfTypes.RunningKernel}");
    }
}
