namespace KernelFlags.Live.Bpf;

/// <summary>
/// The program that the kernel runs for each VMA: it gathers the words on the stack and writes them to the file of the iterator, after them the
/// policy where there is one. Called once more with no VMA at the end, it writes nothing.
/// </summary>
internal static class VmaProgram
{
    /// <summary><c>bpf_seq_write</c>.</summary>
    private const int SequenceWrite = 127;

    /// <summary>In the context of the iterator: its header, and the VMA.</summary>
    private const int Header = 0;
    private const int Vma = 16;

    private const int WordSize = sizeof(ulong);
    private const int HalfSize = sizeof(uint);

    /// <summary>How many bytes are written of a VMA without policy.</summary>
    public const int RecordSize = (int)VmaWord.Count * WordSize;

    /// <summary>Writes the program.</summary>
    /// <param name="layout">Where the kernel keeps what is read.</param>
    /// <returns>Its instructions.</returns>
    public static BpfAssembler Assemble(VmaLayout layout)
    {
        var code = new BpfAssembler();
        var (file, vma, scratch, policy) = (BpfRegister.R6, BpfRegister.R7, BpfRegister.R2, BpfRegister.R8);
        code.Load(file, BpfRegister.R1, Header, WordSize);
        code.Load(vma, BpfRegister.R1, Vma, WordSize);
        var end = code.JumpIfZero(vma);
        code.Load(file, file, layout.SequenceFile, WordSize);
        var stack = -(RecordSize + (layout.Policy?.Size ?? 0));
        int At(VmaWord word) => stack + ((int)word * WordSize);
        void Copy(VmaWord word, int? offset)
        {
            if (offset is not { } place)
            {
                code.StoreZero(BpfRegister.Frame, At(word));
                return;
            }

            code.Load(scratch, vma, place, WordSize);
            code.Store(BpfRegister.Frame, At(word), scratch, WordSize);
        }

        Copy(VmaWord.Start, layout.Start);
        Copy(VmaWord.End, layout.End);
        Copy(VmaWord.Flags, layout.Flags);
        Copy(VmaWord.PageOffset, layout.PageOffset);
        Copy(VmaWord.AnonVma, layout.AnonVma);
        Copy(VmaWord.ChainNext, layout.ChainNext);
        Copy(VmaWord.ChainPrevious, layout.ChainPrevious);
        Copy(VmaWord.File, layout.File);
        Copy(VmaWord.Userfaultfd, layout.Userfaultfd);
        Copy(VmaWord.AnonName, layout.AnonName);
        CopyHalves(code, vma, At(VmaWord.AnonPageOffset), layout.AnonPageOffsetLow, layout.AnonPageOffsetHigh);
        CopyClose(code, vma, At(VmaWord.Close), layout);
        Copy(VmaWord.Policy, layout.Policy?.Policy);
        code.Move(BpfRegister.R3, RecordSize);
        if (layout.Policy is { } fields)
        {
            code.Load(policy, vma, fields.Policy, WordSize);
            var none = code.JumpIfZero(policy);
            CopyPolicy(code, policy, stack + RecordSize, fields);
            code.Move(BpfRegister.R3, RecordSize + fields.Size);
            code.Land(none);
        }

        code.Move(BpfRegister.R1, file);
        code.Move(BpfRegister.R2, BpfRegister.Frame);
        code.Add(BpfRegister.R2, stack);
        code.Call(SequenceWrite);
        code.Land(end);
        code.Move(BpfRegister.R0, 0);
        code.Exit();
        return code;
    }

    private static void CopyHalves(BpfAssembler code, BpfRegister from, int at, int? low, int? high)
    {
        code.StoreZero(BpfRegister.Frame, at);
        foreach (var (offset, place) in new[] { (low, at), (high, at + HalfSize) })
        {
            if (offset is { } half)
            {
                code.Load(BpfRegister.R2, from, half, HalfSize);
                code.Store(BpfRegister.Frame, place, BpfRegister.R2, HalfSize);
            }
        }
    }

    private static void CopyClose(BpfAssembler code, BpfRegister vma, int at, VmaLayout layout)
    {
        code.StoreZero(BpfRegister.Frame, at);
        if (layout.Close is { } close)
        {
            code.Load(BpfRegister.R2, vma, layout.Operations, WordSize);
            var none = code.JumpIfZero(BpfRegister.R2);
            code.Load(BpfRegister.R2, BpfRegister.R2, close, WordSize);
            code.Store(BpfRegister.Frame, at, BpfRegister.R2, WordSize);
            code.Land(none);
        }
    }

    private static void CopyPolicy(BpfAssembler code, BpfRegister policy, int at, PolicyLayout fields)
    {
        void Copy(int to, int from, int size)
        {
            code.Load(BpfRegister.R2, policy, from, size);
            code.Store(BpfRegister.Frame, to, BpfRegister.R2, size);
        }

        code.StoreZero(BpfRegister.Frame, at);
        Copy(at, fields.Mode, sizeof(short));
        Copy(at + sizeof(short), fields.Flags, sizeof(short));
        if (fields.HomeNode is { } home)
        {
            Copy(at + HalfSize, home, HalfSize);
        }

        for (var (offset, to) = (0, at + WordSize); offset < fields.NodesSize; offset += WordSize, to += WordSize)
        {
            Copy(to, fields.Nodes + offset, WordSize);
            if (fields.UserNodes is { } user)
            {
                Copy(to + fields.NodesSize, user + offset, WordSize);
            }
            else
            {
                code.StoreZero(BpfRegister.Frame, to + fields.NodesSize);
            }
        }
    }
}
