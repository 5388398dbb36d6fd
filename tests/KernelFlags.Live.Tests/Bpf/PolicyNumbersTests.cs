using System.Buffers.Binary;
using KernelFlags.Live.Bpf;

namespace KernelFlags.Live.Tests.Bpf;

/// <summary>The kernel has a copy of a policy for each VMA: equal ones are told by what they say (mm/mempolicy.c: __mpol_equal).</summary>
public sealed class PolicyNumbersTests
{
    private const int NodesSize = 16;
    private const ushort Bind = 2;
    private const ushort Local = 4;
    private const ushort StaticNodes = 1 << 15;

    private readonly PolicyNumbers _numbers = new(NodesSize);

    [Fact]
    public void EqualPolicies_HaveOneNumber()
    {
        var first = Number(Bind, nodes: 1);
        Assert.Equal(first, Number(Bind, nodes: 1));
        Assert.NotEqual(first, Number(Bind, nodes: 2));
        Assert.NotEqual(first, Number(1, nodes: 1));
        Assert.NotEqual(first, Number(Bind, nodes: 1, home: 1));
        Assert.NotEqual(first, Number(Bind, nodes: 1, flags: 1));
    }

    [Fact]
    public void NodesOfTheCaller_CountWhereTheKernelKeptThem()
    {
        Assert.Equal(Number(Bind, nodes: 1, user: 1), Number(Bind, nodes: 1, user: 3));
        Assert.NotEqual(Number(Bind, nodes: 1, user: 1, flags: StaticNodes), Number(Bind, nodes: 1, user: 3, flags: StaticNodes));
    }

    [Fact]
    public void LocalPolicy_HasNoNodes() => Assert.Equal(Number(Local, nodes: 1), Number(Local, nodes: 2));

    private int Number(ushort mode, ulong nodes, ulong user = 0, ushort flags = 0, int home = -1)
    {
        var policy = new byte[sizeof(ulong) + (2 * NodesSize)];
        BinaryPrimitives.WriteUInt16LittleEndian(policy, mode);
        BinaryPrimitives.WriteUInt16LittleEndian(policy.AsSpan(2), flags);
        BinaryPrimitives.WriteInt32LittleEndian(policy.AsSpan(4), home);
        BinaryPrimitives.WriteUInt64LittleEndian(policy.AsSpan(8), nodes);
        BinaryPrimitives.WriteUInt64LittleEndian(policy.AsSpan(8 + NodesSize), user);
        return _numbers.Of(policy);
    }
}
