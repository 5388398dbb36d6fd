using System.Buffers.Binary;

namespace KernelFlags.Live.Running.Agents;

/// <summary>
/// The program that runs in the processes whose address spaces are looked at: 200 bytes of x86-64 that do what a page of memory shared with
/// them says, and stop. It maps nothing by itself, so nothing moves but what is asked for.
/// </summary>
internal static class AgentProgram
{
    /// <summary>Where the program lies.</summary>
    public const ulong CodeAddress = 0x400000;

    /// <summary>Where the page of orders lies.</summary>
    public const ulong OrdersAddress = 0x500000;

    private const int HeaderSize = 64 + 56;

    /// <summary>Where it starts: it asks to be ended with its parent, and waits to be seized.</summary>
    private static ReadOnlySpan<byte> Start =>
    [
        0xb8, 0x9d, 0x00, 0x00, 0x00, // mov eax, 157 (prctl)
        0xbf, 0x01, 0x00, 0x00, 0x00, // mov edi, 1 (PR_SET_PDEATHSIG)
        0xbe, 0x09, 0x00, 0x00, 0x00, // mov esi, 9 (SIGKILL)
        0x0f, 0x05, // syscall
        0xb8, 0x22, 0x00, 0x00, 0x00, // mov eax, 34 (pause)
        0x0f, 0x05, // syscall
        0xeb, 0xf7, // jmp to the mov before
    ];

    /// <summary>Does a system call with six arguments.</summary>
    private static ReadOnlySpan<byte> Call =>
    [
        0x48, 0x8b, 0x7b, 0x10, // mov rdi, [rbx+16]
        0x48, 0x8b, 0x73, 0x18, // mov rsi, [rbx+24]
        0x48, 0x8b, 0x53, 0x20, // mov rdx, [rbx+32]
        0x4c, 0x8b, 0x53, 0x28, // mov r10, [rbx+40]
        0x4c, 0x8b, 0x43, 0x30, // mov r8, [rbx+48]
        0x4c, 0x8b, 0x4b, 0x38, // mov r9, [rbx+56]
        0x48, 0x8b, 0x43, 0x08, // mov rax, [rbx+8]
        0x0f, 0x05, // syscall
        0x48, 0x89, 0x43, 0x40, // mov [rbx+64], rax
        0xcc, // int3
        0xff, 0x23, // jmp [rbx]
    ];

    /// <summary>Reads a byte of each page from the first argument up to the second.</summary>
    private static ReadOnlySpan<byte> Read =>
    [
        0x48, 0x8b, 0x7b, 0x10, // mov rdi, [rbx+16]
        0x48, 0x8b, 0x73, 0x18, // mov rsi, [rbx+24]
        0x48, 0x39, 0xf7, // cmp rdi, rsi
        0x73, 0x0b, // jae to int3
        0x8a, 0x07, // mov al, [rdi]
        0x48, 0x81, 0xc7, 0x00, 0x10, 0x00, 0x00, // add rdi, 4096
        0xeb, 0xf0, // jmp to cmp
        0xcc, // int3
        0xff, 0x23, // jmp [rbx]
    ];

    /// <summary>Writes a byte to each page from the first argument up to the second: the page's number, made odd, never 0.</summary>
    private static ReadOnlySpan<byte> Write =>
    [
        0x48, 0x8b, 0x7b, 0x10, // mov rdi, [rbx+16]
        0x48, 0x8b, 0x73, 0x18, // mov rsi, [rbx+24]
        0x48, 0x39, 0xf7, // cmp rdi, rsi
        0x73, 0x14, // jae to int3
        0x48, 0x89, 0xf8, // mov rax, rdi
        0x48, 0xc1, 0xe8, 0x0c, // shr rax, 12
        0x0c, 0x01, // or al, 1
        0x88, 0x07, // mov [rdi], al
        0x48, 0x81, 0xc7, 0x00, 0x10, 0x00, 0x00, // add rdi, 4096
        0xeb, 0xe7, // jmp to cmp
        0xcc, // int3
        0xff, 0x23, // jmp [rbx]
    ];

    /// <summary>Where the program that makes a system call starts.</summary>
    public static ulong CallAddress { get; } = CodeAddress + HeaderSize + (ulong)Start.Length;

    /// <summary>The instruction in it that makes the call.</summary>
    public static ulong SystemCallAddress { get; } = CallAddress + 28;

    /// <summary>Where the program that reads starts.</summary>
    public static ulong ReadAddress { get; } = CallAddress + (ulong)Call.Length;

    /// <summary>Where the program that writes starts.</summary>
    public static ulong WriteAddress { get; } = ReadAddress + (ulong)Read.Length;

    /// <summary>The program as an executable file (elf(5)): one segment, no library, no interpreter.</summary>
    public static byte[] Image()
    {
        byte[] code = [.. Start, .. Call, .. Read, .. Write];
        var image = new byte[HeaderSize + code.Length];
        ReadOnlySpan<byte> identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(image);
        Put16(0x10, 2); // an executable
        Put16(0x12, 62); // x86-64
        Put32(0x14, 1);
        Put64(0x18, CodeAddress + HeaderSize);
        Put64(0x20, 64); // the program header follows the file header
        Put16(0x34, 64);
        Put16(0x36, 56);
        Put16(0x38, 1);
        Put32(64, 1); // to be loaded
        Put32(68, 5); // readable and executable
        Put64(64 + 0x10, CodeAddress);
        Put64(64 + 0x18, CodeAddress);
        Put64(64 + 0x20, (ulong)image.Length);
        Put64(64 + 0x28, (ulong)image.Length);
        Put64(64 + 0x30, 4096);
        code.CopyTo(image, HeaderSize);
        return image;

        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
        void Put64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);
    }
}
