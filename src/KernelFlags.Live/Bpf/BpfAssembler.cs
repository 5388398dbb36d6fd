using System.Runtime.InteropServices;

namespace KernelFlags.Live.Bpf;

/// <summary>
/// Writes BPF instructions, each a word of 64 bits: operation, registers, offset, number, from the lowest byte up
/// (Documentation/bpf/standardization/instruction-set.rst). A machine of the other byte order has the registers otherwise, and is not written for.
/// </summary>
internal sealed class BpfAssembler
{
    private const int LoadFromMemory = 0x61;
    private const int StoreNumber = 0x62;
    private const int StoreRegister = 0x63;
    private const int AddNumber = 0x07;
    private const int JumpIfEqualToNumber = 0x15;
    private const int CallHelper = 0x85;
    private const int Leave = 0x95;
    private const int MoveNumber = 0xb7;
    private const int MoveRegister = 0xbf;

    private readonly List<ulong> _code = [];

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<ulong> Code => CollectionsMarshal.AsSpan(_code);

    /// <summary>Sets a register to a number.</summary>
    public void Move(BpfRegister to, int number) => Add(MoveNumber, to, number: number);

    /// <summary>Copies a register.</summary>
    public void Move(BpfRegister to, BpfRegister from) => Add(MoveRegister, to, from);

    /// <summary>Adds a number to a register.</summary>
    public void Add(BpfRegister to, int number) => Add(AddNumber, to, number: number);

    /// <summary>Reads memory.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="from">The register with the address.</param>
    /// <param name="offset">What is added to the address.</param>
    /// <param name="size">How many bytes: 1, 2, 4 or 8.</param>
    public void Load(BpfRegister to, BpfRegister from, int offset, int size) => Add(LoadFromMemory | Width(size), to, from, offset);

    /// <summary>Writes a register into memory.</summary>
    /// <param name="to">The register with the address.</param>
    /// <param name="offset">What is added to the address.</param>
    /// <param name="from">What is written.</param>
    /// <param name="size">How many bytes: 1, 2, 4 or 8.</param>
    public void Store(BpfRegister to, int offset, BpfRegister from, int size) => Add(StoreRegister | Width(size), to, from, offset);

    /// <summary>Writes 8 bytes of 0 into memory.</summary>
    /// <param name="to">The register with the address.</param>
    /// <param name="offset">What is added to the address.</param>
    public void StoreZero(BpfRegister to, int offset) => Add(StoreNumber | Width(sizeof(ulong)), to, offset: offset);

    /// <summary>Jumps where a register is 0; where to, <see cref="Land"/> says.</summary>
    /// <returns>The jump.</returns>
    public int JumpIfZero(BpfRegister register)
    {
        Add(JumpIfEqualToNumber, register);
        return _code.Count - 1;
    }

    /// <summary>Lets a jump arrive here.</summary>
    /// <param name="jump">The jump.</param>
    public void Land(int jump) => _code[jump] |= (ulong)(ushort)checked((short)(_code.Count - jump - 1)) << 16;

    /// <summary>Calls a function of the kernel's.</summary>
    /// <param name="helper">Its number among <c>enum bpf_func_id</c>.</param>
    public void Call(int helper) => Add(CallHelper, BpfRegister.R0, number: helper);

    /// <summary>Ends the program.</summary>
    public void Exit() => Add(Leave, BpfRegister.R0);

    private static int Width(int size) => size switch
    {
        4 => 0x00,
        2 => 0x08,
        1 => 0x10,
        8 => 0x18,
        _ => throw new ArgumentOutOfRangeException(nameof(size), size, "memory is read by 1, 2, 4 or 8 bytes"),
    };

    private void Add(int operation, BpfRegister to, BpfRegister from = default, int offset = 0, int number = 0) => _code.Add(
        (uint)operation | ((ulong)to << 8) | ((ulong)from << 12) | ((ulong)(ushort)checked((short)offset) << 16) | ((ulong)(uint)number << 32));
}
