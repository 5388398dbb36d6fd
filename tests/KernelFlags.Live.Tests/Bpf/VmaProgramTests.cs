using System.Buffers.Binary;
using KernelFlags.Live.Bpf;
using KernelFlags.Live.Btf;

namespace KernelFlags.Live.Tests.Bpf;

/// <summary>The program for kernels that are laid out in one way and another, run where no kernel need be.</summary>
public sealed class VmaProgramTests
{
    private const int SizeOfVma = 256;

    [Fact]
    public void EachWord_IsThatOfItsMember()
    {
        var kernel = new Kernel { HasPolicy = true, HasAnonPageOffset = true, HasUserfaultfd = true };
        var words = kernel.Run();
        Assert.Equal(
            [0x1000, 0x3000, 0xfb, 77, 0x5_0000_0004, 0xa1, 0xa2, 0xa3, 0xf1, 0xe1, 0, 0xc1],
            words.Take((int)VmaWord.Policy));
        Assert.Equal((int)VmaWord.Count + 1 + 2 + 2, words.Length);
        Assert.Equal(kernel.PolicyAt, words[(int)VmaWord.Policy]);
        Assert.Equal([(2UL | (3 << 16)) | (9UL << 32), 0x11, 0x12, 0x21, 0x22], words[(int)VmaWord.Count..]);
    }

    [Fact]
    public void VmaWithoutPolicyAndOperations_HasNoneOfTheirWords()
    {
        var words = new Kernel { HasPolicy = true, HasUserfaultfd = true, IsPlain = true }.Run();
        Assert.Equal((int)VmaWord.Count, words.Length);
        Assert.Equal((0UL, 0UL), (words[(int)VmaWord.Policy], words[(int)VmaWord.Close]));
    }

    [Fact]
    public void WhatAKernelIsBuiltWithout_IsNothing()
    {
        var words = new Kernel().Run();
        Assert.Equal((int)VmaWord.Count, words.Length);
        Assert.Equal((0UL, 0UL, 0UL), (words[(int)VmaWord.Policy], words[(int)VmaWord.Userfaultfd], words[(int)VmaWord.AnonPageOffset]));
    }

    [Fact]
    public void EndOfTheWalk_WritesNothing() => Assert.Empty(new Kernel { IsAtEnd = true }.Run());

    [Theory]
    [InlineData("bpf_iter_task_vma")]
    [InlineData("vm_area_struct")]
    [InlineData("bpf_iter_meta")]
    [InlineData("vm_flags")]
    [InlineData("tid")]
    public void WhatIsMissing_IsNamed(string name)
    {
        var wrong = Assert.Throws<BpfException>(() => new Kernel { Without = name }.Run());
        Assert.Contains(name == "tid" ? "bpf_iter_link_info.task" : name, wrong.Message, StringComparison.Ordinal);
        Assert.Contains("Linux 6.1", wrong.Message, StringComparison.Ordinal);
    }

    /// <summary>A kernel of which there is only what the program sees.</summary>
    private sealed class Kernel
    {
        public bool HasPolicy { get; init; }

        public bool HasAnonPageOffset { get; init; }

        public bool HasUserfaultfd { get; init; }

        public bool IsPlain { get; init; }

        public bool IsAtEnd { get; init; }

        public string Without { get; init; } = "";

        public ulong PolicyAt { get; private set; }

        /// <summary>Runs the program for one VMA.</summary>
        /// <returns>The words that it writes.</returns>
        public ulong[] Run()
        {
            var layout = VmaLayout.Of(new BtfTypes(Btf()));
            var machine = new BpfMachine();
            var context = machine.Take(24);
            var (header, sequence) = (machine.Take(16), machine.Take(8));
            machine.Set(context, (ulong)header);
            machine.Set(header + 8, (ulong)sequence);
            machine.Set(context + 16, IsAtEnd ? 0UL : (ulong)Vma(machine));
            Assert.Equal(0UL, machine.Run(VmaProgram.Assemble(layout).Code, context));
            Assert.Equal(machine.Written is null ? 0 : (ulong)sequence, machine.File);
            var bytes = machine.Written ?? [];
            return [.. Enumerable.Range(0, bytes.Length / 8).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8 * i)))];
        }

        private int Vma(BpfMachine machine)
        {
            var (vma, operations, policy) = (machine.Take(SizeOfVma), machine.Take(32), machine.Take(64));
            PolicyAt = (ulong)policy;
            ulong[] words = [0x1000, 0x3000, 0xfb, 0xa1, 0xa2, 0xa3, IsPlain ? 0UL : (ulong)operations, 77, 0xf1, IsPlain ? 0UL : (ulong)policy, 0xe1];
            for (var i = 0; i < words.Length; i++)
            {
                machine.Set(vma + (8 * i), words[i]);
            }

            machine.Set(vma + 128, 4U);
            machine.Set(vma + 192, 5U);
            machine.Set(operations + 8, 0xc1UL);
            machine.Set(policy + 4, 2U | (3 << 16));
            machine.Set(policy + 8, 0x11UL);
            machine.Set(policy + 16, 0x12UL);
            machine.Set(policy + 24, 9U);
            machine.Set(policy + 32, 0x21UL);
            machine.Set(policy + 40, 0x22UL);
            return vma;
        }

        private byte[] Btf()
        {
            var btf = new BtfBuilder();
            string Named(string name) => name == Without ? "gone" : name;
            var (word, half, quarter) = (btf.AddInt(8), btf.AddInt(4), btf.AddInt(2));
            var anything = btf.AddPointer(0);
            btf.Add(12, Named("bpf_iter_task_vma"), 0);
            btf.AddStruct(Named("bpf_iter_meta"), 16, ("", btf.AddUnion("", 8, ("other", word)), 0), ("", btf.AddUnion("", 8, ("seq", anything), ("word", word)), 64));
            btf.AddUnion("bpf_iter_link_info", 16, ("task", btf.AddStruct("", 12, (Named("tid"), half, 0), ("pid", half, 32))));
            var pair = btf.AddStruct("", 16, ("vm_start", word, 0), ("vm_end", word, 64));
            var chain = btf.AddStruct("list_head", 16, ("next", anything, 0), ("prev", anything, 64));
            var operations = btf.AddStruct("vm_operations_struct", 32, ("open", anything, 0), ("close", anything, 64));
            var nodes = btf.AddStruct("", 16, ("bits", btf.AddArray(word, 2), 0));
            var policy = btf.AddStruct(
                "mempolicy", 64, ("mode", quarter, 32), ("flags", quarter, 48), ("nodes", nodes, 64), ("home_node", half, 192), ("w", btf.AddUnion("", 16, ("user_nodemask", nodes)), 256));
            List<(string, int, int)> members =
            [
                ("", btf.AddUnion("", 16, ("rcu", btf.AddArray(word, 2)), ("", pair)), 0),
                ("", btf.AddUnion("", 8, (Named("vm_flags"), btf.Add(8, "vm_flags_t", word))), 128),
                ("anon_vma", anything, 192),
                ("anon_vma_chain", chain, 256),
                ("vm_ops", btf.AddPointer(btf.Add(10, "", operations)), 384),
                ("vm_pgoff", word, 448),
                ("vm_file", anything, 512),
                ("vm_userfaultfd_ctx", HasUserfaultfd ? btf.AddStruct("vm_userfaultfd_ctx", 8, ("ctx", anything, 0)) : btf.AddStruct("vm_userfaultfd_ctx", 0), 640),
            ];
            members.AddRange(HasPolicy ? [("vm_policy", btf.AddPointer(policy), 576)] : []);
            members.AddRange(HasAnonPageOffset ? [("__vm_anon_pgoff_lo", half, 1024), ("__vm_anon_pgoff_hi", half, 1536)] : []);
            btf.AddStruct(Named("vm_area_struct"), SizeOfVma, [.. members]);
            return btf.Build();
        }
    }
}
