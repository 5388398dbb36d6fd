using KernelFlags.Live.Btf;

namespace KernelFlags.Live.Bpf;

/// <summary>Where the running kernel keeps what is asked of a VMA. What it is built without has no place.</summary>
internal sealed class VmaLayout
{
    private const string Function = "bpf_iter_task_vma";
    private const int WordSize = sizeof(ulong);

    /// <summary>A stack of 512 bytes holds the words of a VMA and two sets of so many nodes.</summary>
    private const int LargestNodes = 128;

    private readonly BtfTypes _types;
    private readonly int _vma;

    private VmaLayout(BtfTypes types, int target, int vma, int header)
    {
        (_types, _vma, Target) = (types, vma, target);
        SequenceFile = Word(header, "seq");
        Start = Word(vma, "vm_start");
        End = Word(vma, "vm_end");
        Flags = Word(vma, "vm_flags");
        PageOffset = Word(vma, "vm_pgoff");
        File = Word(vma, "vm_file");
        AnonVma = Word(vma, "anon_vma");
        ChainNext = Word(vma, "anon_vma_chain.next");
        ChainPrevious = Word(vma, "anon_vma_chain.prev");
        Operations = Word(vma, "vm_ops");
        Close = types.PointedTo(types.Field(vma, "vm_ops")!.Value.Type) is > 0 and var operations ? types.Field(operations, "close")?.Offset : null;
        Userfaultfd = types.Field(vma, "vm_userfaultfd_ctx.ctx")?.Offset;
        AnonName = types.Field(vma, "anon_name")?.Offset;
        AnonPageOffsetLow = types.Field(vma, "__vm_anon_pgoff_lo") is { Size: sizeof(int) } low ? low.Offset : null;
        AnonPageOffsetHigh = types.Field(vma, "__vm_anon_pgoff_hi") is { Size: sizeof(int) } high ? high.Offset : null;
        Policy = PolicyOf();
    }

    /// <summary>The type of the function that stands for the iterator.</summary>
    public int Target { get; }

    /// <summary>In the header of the context, the file that is written to.</summary>
    public int SequenceFile { get; }

    public int Start { get; }

    public int End { get; }

    public int Flags { get; }

    public int PageOffset { get; }

    public int File { get; }

    public int AnonVma { get; }

    public int ChainNext { get; }

    public int ChainPrevious { get; }

    public int Operations { get; }

    /// <summary>In the operations, what is called when the VMA goes away.</summary>
    public int? Close { get; }

    public int? Userfaultfd { get; }

    public int? AnonName { get; }

    /// <summary>The page offset of the private pages of a file, where the kernel keeps one beside that in the file.</summary>
    public int? AnonPageOffsetLow { get; }

    public int? AnonPageOffsetHigh { get; }

    /// <summary>The memory policy; null for a kernel without.</summary>
    public PolicyLayout? Policy { get; }

    /// <summary>The layout of a kernel.</summary>
    /// <param name="types">Its types.</param>
    /// <exception cref="BpfException">It can't walk the VMAs of one process.</exception>
    public static VmaLayout Of(BtfTypes types)
    {
        var target = types.Find(BtfKind.Function, Function) ?? throw Missing(Function);
        var vma = types.Find(BtfKind.Struct, "vm_area_struct") ?? throw Missing("struct vm_area_struct");
        var header = types.Find(BtfKind.Struct, "bpf_iter_meta") ?? throw Missing("struct bpf_iter_meta");

        // Before Linux 6.1 an iterator walked every process.
        var information = types.Find(BtfKind.Union, "bpf_iter_link_info");
        return information is { } union && types.Field(union, "task.tid") is { Offset: 0 } ? new(types, target, vma, header) : throw Missing("bpf_iter_link_info.task");
    }

    private PolicyLayout? PolicyOf()
    {
        if (_types.Field(_vma, "vm_policy") is not { } field || _types.PointedTo(field.Type) is not (> 0 and var policy)
            || _types.Field(policy, "mode") is not { Size: sizeof(short) } mode
            || _types.Field(policy, "flags") is not { Size: sizeof(short) } flags
            || _types.Field(policy, "nodes") is not { Size: <= LargestNodes } nodes || nodes.Size % WordSize != 0)
        {
            return null;
        }

        var user = _types.Field(policy, "w.user_nodemask");
        return new(field.Offset, mode.Offset, flags.Offset, _types.Field(policy, "home_node")?.Offset, nodes.Offset, user?.Size == nodes.Size ? user.Value.Offset : null, nodes.Size);
    }

    private int Word(int type, string path) => _types.Field(type, path) is { Size: WordSize } field ? field.Offset : throw Missing(path);

    private static BpfException Missing(string what) =>
        new($"this kernel's BTF has no {what} of the kind that is needed; Linux 6.1 and later on a machine of 64 bits with CONFIG_BPF_SYSCALL have it");
}

/// <summary>Where a memory policy keeps what makes two of them equal.</summary>
/// <param name="Policy">In the VMA, the policy.</param>
/// <param name="Mode">The mode.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="HomeNode">The home node; null for a kernel without.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="UserNodes">The nodes as the caller gave them.</param>
/// <param name="NodesSize">How many bytes a set of nodes has.</param>
internal sealed record PolicyLayout(int Policy, int Mode, int Flags, int? HomeNode, int Nodes, int? UserNodes, int NodesSize)
{
    /// <summary>How many bytes are read of a policy.</summary>
    public int Size => sizeof(ulong) + (2 * NodesSize);
}
