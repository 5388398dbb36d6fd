using System.Runtime.InteropServices;

namespace KernelFlags.Live.Running.Agents;

/// <summary>The requests of ptrace(2) that are made here.</summary>
internal static unsafe class Ptrace
{
    private const int PokeUser = 6;
    private const int Cont = 7;
    private const int GetRegs = 12;
    private const int SetRegs = 13;
    private const int GetEventMsg = 0x4201;
    private const int GetSigInfo = 0x4202;
    private const int SeizeRequest = 0x4206;
    private const int InterruptRequest = 0x4207;

    /// <summary>PTRACE_O_TRACEFORK, _TRACEVFORK, _TRACECLONE and _EXITKILL.</summary>
    private const int Options = 2 | 4 | 8 | 0x10_0000;

    private const int RegisterCount = 27;

    // Where registers stand in user_regs_struct, in words.
    private const int Rbx = 5;
    private const int R10 = 7;
    private const int R9 = 8;
    private const int R8 = 9;
    private const int Rax = 10;
    private const int Rdx = 12;
    private const int Rsi = 13;
    private const int Rdi = 14;
    private const int OriginalRax = 15;
    private const int Rip = 16;

    /// <summary>Takes a process over, with all that it will fork.</summary>
    public static void Seize(int pid)
    {
        Check(LibC.Ptrace(SeizeRequest, pid, 0, Options), "the right to trace a process is missing (CAP_SYS_PTRACE, kernel.yama.ptrace_scope)");
        Check(LibC.Ptrace(InterruptRequest, pid, 0, 0));
    }

    /// <summary>Sets a process to map a page of a file, shared, at an address that a register keeps.</summary>
    public static void BeginWithMmap(int pid, ulong instruction, ulong page, int fd)
    {
        const ulong SharedAtAddress = (ulong)(MapFlags.Shared | MapFlags.FixedNoReplace);
        var registers = stackalloc ulong[RegisterCount];
        Check(LibC.Ptrace(GetRegs, pid, 0, (nint)registers));
        registers[Rbx] = registers[Rdi] = page;
        registers[Rax] = (ulong)SystemCall.Mmap;
        registers[Rsi] = 4096;
        registers[Rdx] = (ulong)(Protection.Read | Protection.Write);
        registers[R10] = SharedAtAddress;
        registers[R8] = (ulong)fd;
        registers[R9] = 0;
        registers[OriginalRax] = ulong.MaxValue; // what it was in is not to be started again
        registers[Rip] = instruction;
        Check(LibC.Ptrace(SetRegs, pid, 0, (nint)registers));
    }

    /// <summary>Sets where a process goes on.</summary>
    public static void SetInstruction(int pid, ulong address) => Check(LibC.Ptrace(PokeUser, pid, Rip * sizeof(ulong), (nint)address));

    /// <summary>Lets a process run, with a signal or without.</summary>
    public static void Continue(int pid, int signal) => _ = LibC.Ptrace(Cont, pid, 0, signal);

    /// <summary>Whether a process still is in the stop that it was seen in last: one that is killed leaves it at once.</summary>
    public static bool IsStopped(int pid)
    {
        ulong message;
        return LibC.Ptrace(GetEventMsg, pid, 0, (nint)(&message)) >= 0;
    }

    /// <summary>The process that a fork made.</summary>
    public static int EventMessage(int pid)
    {
        ulong message;
        Check(LibC.Ptrace(GetEventMsg, pid, 0, (nint)(&message)));
        return (int)message;
    }

    /// <summary>The address that the fault was at (si_addr).</summary>
    public static ulong FaultAddress(int pid)
    {
        const int SigInfoSize = 128;
        const int AddressOffset = 16;
        var info = stackalloc byte[SigInfoSize];
        Check(LibC.Ptrace(GetSigInfo, pid, 0, (nint)info));
        return *(ulong*)(info + AddressOffset);
    }

    private static void Check(nint result, string? remedy = null)
    {
        if (result < 0)
        {
            throw RunningKernelException.Of("ptrace", Marshal.GetLastPInvokeError(), remedy);
        }
    }
}
