using KernelFlags.Live.Bpf;

namespace KernelFlags.Live.Tests.Bpf;

/// <summary>The words are those of the instruction set (Documentation/bpf/standardization/instruction-set.rst), as a disassembler reads them.</summary>
public sealed class BpfAssemblerTests
{
    [Fact]
    public void Instructions_AreWords()
    {
        var code = new BpfAssembler();
        code.Load(BpfRegister.R6, BpfRegister.R1, 16, 8);
        var end = code.JumpIfZero(BpfRegister.R6);
        code.Load(BpfRegister.R2, BpfRegister.R6, -8, 4);
        code.Load(BpfRegister.R2, BpfRegister.R6, 2, 2);
        code.Load(BpfRegister.R2, BpfRegister.R6, 1, 1);
        code.Store(BpfRegister.Frame, -8, BpfRegister.R2, 8);
        code.StoreZero(BpfRegister.Frame, -16);
        code.Move(BpfRegister.R2, BpfRegister.Frame);
        code.Add(BpfRegister.R2, -16);
        code.Move(BpfRegister.R3, 16);
        code.Call(127);
        code.Land(end);
        code.Move(BpfRegister.R0, 0);
        code.Exit();
        Assert.Equal(
            [
                0x0000_0000_0010_1679, // r6 = *(u64 *)(r1 + 16)
                0x0000_0000_0009_0615, // if r6 == 0 goto +9
                0x0000_0000_fff8_6261, // r2 = *(u32 *)(r6 - 8)
                0x0000_0000_0002_6269, // r2 = *(u16 *)(r6 + 2)
                0x0000_0000_0001_6271, // r2 = *(u8 *)(r6 + 1)
                0x0000_0000_fff8_2a7b, // *(u64 *)(r10 - 8) = r2
                0x0000_0000_fff0_0a7a, // *(u64 *)(r10 - 16) = 0
                0x0000_0000_0000_a2bf, // r2 = r10
                0xffff_fff0_0000_0207, // r2 += -16
                0x0000_0010_0000_03b7, // r3 = 16
                0x0000_007f_0000_0085, // call bpf_seq_write
                0x0000_0000_0000_00b7, // r0 = 0
                0x0000_0000_0000_0095, // exit
            ],
            code.Code.ToArray());
    }

    [Fact]
    public void OffsetsThatDoNotFit_AreRefused()
    {
        var code = new BpfAssembler();
        Assert.Throws<OverflowException>(() => code.Load(BpfRegister.R0, BpfRegister.R1, 40_000, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => code.Load(BpfRegister.R0, BpfRegister.R1, 0, 3));
    }
}
