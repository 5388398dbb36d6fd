using System.Buffers.Binary;

namespace KernelFlags.Live.Bpf;

/// <summary>Numbers memory policies by what makes two of them equal (mm/mempolicy.c: __mpol_equal): the kernel keeps a copy for each VMA.</summary>
/// <param name="nodesSize">How many bytes a set of nodes has.</param>
internal sealed class PolicyNumbers(int nodesSize)
{
    private const int FlagsAt = sizeof(short);
    private const int NodesAt = sizeof(ulong);

    /// <summary><c>MPOL_LOCAL</c>, whose nodes say nothing.</summary>
    private const int Local = 4;

    /// <summary><c>MPOL_F_STATIC_NODES</c> and <c>MPOL_F_RELATIVE_NODES</c>, with which the nodes that the caller gave count.</summary>
    private const int WithUserNodes = 0xc000;

    private readonly List<byte[]> _policies = [];

    /// <summary>The number of a policy.</summary>
    /// <param name="policy">What the program writes of it; changed.</param>
    /// <returns>The number, from 1 on.</returns>
    public int Of(Span<byte> policy)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(policy) == Local)
        {
            policy.Slice(NodesAt, nodesSize).Clear();
        }

        if ((BinaryPrimitives.ReadUInt16LittleEndian(policy[FlagsAt..]) & WithUserNodes) == 0)
        {
            policy[(NodesAt + nodesSize)..].Clear();
        }

        for (var i = 0; i < _policies.Count; i++)
        {
            if (policy.SequenceEqual(_policies[i]))
            {
                return i + 1;
            }
        }

        _policies.Add(policy.ToArray());
        return _policies.Count;
    }
}
