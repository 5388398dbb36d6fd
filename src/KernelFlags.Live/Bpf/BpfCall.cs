using System.Runtime.InteropServices;
using System.Text;
using KernelFlags.Live.Traces;
using Microsoft.Win32.SafeHandles;

namespace KernelFlags.Live.Bpf;

/// <summary>bpf(2), as far as an iterator over the VMAs of a process needs it. What it opens is gone with its descriptor.</summary>
internal static partial class BpfCall
{
    private const string License = "Dual MIT/GPL";
    private const string ProgramName = "kflags_vmas";
    private const int LogSize = 64 << 10;

    private enum Command
    {
        ProgramLoad = 5,
        LinkCreate = 28,
        IteratorCreate = 33,
    }

    /// <summary>Loads a program of an iterator.</summary>
    /// <param name="code">Its instructions.</param>
    /// <param name="target">The type in the kernel's BTF of the function that stands for the iterator.</param>
    /// <returns>The program.</returns>
    /// <exception cref="BpfException">It can't be loaded.</exception>
    public static unsafe SafeFileHandle Load(ReadOnlySpan<ulong> code, int target)
    {
        const int Tracing = 26;
        var attributes = new LoadAttributes { Type = Tracing, AttachType = LinkAttributes.Iterator, AttachType2 = target, Count = code.Length };
        Encoding.ASCII.GetBytes(ProgramName, new Span<byte>(attributes.Name, LoadAttributes.NameLength));
        var license = Encoding.ASCII.GetBytes(License + '\0');
        fixed (ulong* instructions = code)
        fixed (byte* licensed = license)
        {
            (attributes.Instructions, attributes.License) = ((ulong)instructions, (ulong)licensed);
            var program = TryCall(Command.ProgramLoad, &attributes, sizeof(LoadAttributes), out var error);
            return program ?? throw Refused("a BPF program can't be loaded", error, VerifierSays(attributes));
        }
    }

    /// <summary>Makes an iterator that walks one process.</summary>
    /// <param name="program">What is run for each VMA.</param>
    /// <param name="pid">The process.</param>
    /// <returns>The iterator, from which is read what the program writes.</returns>
    /// <exception cref="BpfException">It can't be made.</exception>
    public static unsafe SafeFileHandle Iterate(SafeFileHandle program, int pid)
    {
        var task = new TaskInformation { Thread = (uint)pid };
        var attributes = new LinkAttributes
        {
            Program = (int)program.DangerousGetHandle(),
            Type = LinkAttributes.Iterator,
            Information = (ulong)&task,
            InformationLength = sizeof(TaskInformation),
        };
        using var link = TryCall(Command.LinkCreate, &attributes, sizeof(LinkAttributes), out var error) ?? throw Refused("a BPF iterator can't be made", error);
        var iterator = new IteratorAttributes { Link = (int)link.DangerousGetHandle() };
        return TryCall(Command.IteratorCreate, &iterator, sizeof(IteratorAttributes), out error) ?? throw Refused("a BPF iterator can't be opened", error);
    }

    /// <summary>Loads the program once more, to hear from the verifier what it does not like.</summary>
    private static unsafe string? VerifierSays(LoadAttributes attributes)
    {
        var log = new byte[LogSize];
        fixed (byte* text = log)
        {
            (attributes.LogLevel, attributes.LogSize, attributes.Log) = (1, LogSize, (ulong)text);
            TryCall(Command.ProgramLoad, &attributes, sizeof(LoadAttributes), out _)?.Dispose();
        }

        // The last line tells how long the verifier took.
        var end = Array.IndexOf(log, (byte)0);
        return Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .LastOrDefault(line => !line.StartsWith("processed ", StringComparison.Ordinal));
    }

    private static unsafe SafeFileHandle? TryCall(Command command, void* attributes, int size, out int error)
    {
        var result = Syscall(Number ?? throw new BpfException("the number of bpf(2) on this architecture is not known"), (nint)command, attributes, size);
        error = result < 0 ? Marshal.GetLastPInvokeError() : 0;
        return result < 0 ? null : new SafeFileHandle(result, ownsHandle: true);
    }

    private static nint? Number => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 or Architecture.RiscV64 or Architecture.LoongArch64 => 280,
        Architecture.Ppc64le => 361,
        _ => null,
    };

    private static BpfException Refused(string what, int error, string? verifier = null)
    {
        var name = TraceNames.Errors.NameOf(error) ?? $"E{error}";
        return new($"{what}: {name}{(verifier is null ? "" : $" ({verifier})")}" + name switch
        {
            "EPERM" => "; be root of the machine, outside a container or with CAP_BPF and CAP_PERFMON" + Lockdown.Hint(),
            "ENOSYS" => "; a kernel with CONFIG_BPF_SYSCALL can",
            _ => "",
        });
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial nint Syscall(nint number, nint command, void* attributes, nint size);

    /// <summary>What <c>BPF_PROG_LOAD</c> takes.</summary>
    private unsafe struct LoadAttributes
    {
        public const int NameLength = 16;

        public int Type;
        public int Count;
        public ulong Instructions;
        public ulong License;
        public int LogLevel;
        public int LogSize;
        public ulong Log;
        public int KernelVersion;
        public int Flags;
        public fixed byte Name[NameLength];
        public int Interface;
        public int AttachType;
        public int Btf;
        public int FunctionSize;
        public ulong Functions;
        public int FunctionCount;
        public int LineSize;
        public ulong Lines;
        public int LineCount;
        public int AttachType2;
    }

    /// <summary>What <c>BPF_LINK_CREATE</c> takes.</summary>
    private struct LinkAttributes
    {
        /// <summary><c>BPF_TRACE_ITER</c>.</summary>
        public const int Iterator = 28;

        public int Program;
        public int Target;
        public int Type;
        public int Flags;
        public ulong Information;
        public int InformationLength;
    }

    /// <summary>What <c>BPF_ITER_CREATE</c> takes.</summary>
    private struct IteratorAttributes
    {
        public int Link;
        public int Flags;
    }

    /// <summary>Which task is walked, of <c>union bpf_iter_link_info</c>.</summary>
    private struct TaskInformation
    {
        public uint Thread;
        public uint Process;
        public uint ProcessFile;
    }
}
