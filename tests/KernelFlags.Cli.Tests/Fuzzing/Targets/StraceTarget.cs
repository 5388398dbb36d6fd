using KernelFlags.Linux;
using KernelFlags.Live.Strace;
using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary><c>kflags replay --strace LOG</c>, without and with the maps before and after it.</summary>
internal sealed class StraceTarget : ReaderTarget
{
    private const string Logs = "tests/KernelFlags.Live.Tests/strace";

    private static readonly string[] Architectures = ["x86_64", "i386", "arm64", "ppc64"];

    private readonly LinuxKernel _kernel = LinuxKernel.Of(KnownKernel.Model, KnownKernel.Profile);
    private readonly byte[] _from = CorpusFiles.Of(Logs, "bash.from.gz").Single();
    private readonly byte[] _to = CorpusFiles.Of(Logs, "bash.to.gz").Single();

    public StraceTarget() => Corpus = [.. CorpusFiles.Of(Logs, "*.log.gz").SelectMany(log => CorpusFiles.Pieces(log, 20, 40)), .. Forms.Select(System.Text.Encoding.UTF8.GetBytes)];

    public override int Slice => 4_000;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } =
    [
        "[pid 7] ", "7 ", "<unfinished ...>", "<... mmap resumed>", "<detached ...>", "<pid changed to 9 ...>", "strace: Process 8 attached\n", "+++ exited with 0 +++", "+++ superseded by execve in pid 9 +++",
        "+++ killed by SIGKILL +++", "--- SIGCHLD {si_signo=SIGCHLD} ---", " = 0", " = ?", " = -1 ENOMEM (Cannot allocate memory)", " = 0x7f0000000000", "ERESTARTSYS", "mmap(", "mmap2(", "old_mmap({addr=NULL, length=4096})", "munmap(",
        "mprotect(", "mremap(", "madvise(", "brk(", "clone(", "clone3({flags=CLONE_VM|CLONE_THREAD}", "vfork()", "fork()", "execve(\"/bin/a\", [\"a\"], 0x7ffd /* 1 vars */)", "exit_group(0)", "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, ",
        "SYS_318(", "syscall_0x1ce(", "openat(AT_FDCWD, \"a\", O_RDONLY)", "dup2(3, 4)", "close(3)", "ftruncate(3, 0)", "fallocate(3, ", "shmat(1, NULL, 0)", "shmdt(", "mlock2(", "mlockall(MCL_FUTURE)", "mseal(", "process_madvise(",
        "ioctl(3, UFFDIO_REGISTER, {range={start=0x1, len=0x2}})", "map_shadow_stack(", "set_mempolicy(", "mbind(", "PROT_READ|PROT_WRITE", "PROT_NONE", "MAP_PRIVATE|MAP_ANONYMOUS", "MAP_FIXED", "MAP_HUGETLB|21<<MAP_HUGE_SHIFT", "NULL", "3</lib/a>", "-1", "...",
    ];

    private static IEnumerable<string> Forms { get; } =
    [
        "execve(\"/bin/a\", [\"a\"], 0x7ffd /* 1 vars */) = 0\nbrk(NULL) = 0x55550000\nmmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
            + "clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|SIGCHLD) = 8\nstrace: Process 8 attached\n[pid 7] munmap(0x7f0000000000, 4096 <unfinished ...>\n[pid 8] mprotect(0x7f0000000000, 4096, PROT_NONE) = 0\n[pid 7] <... munmap resumed>) = 0\n[pid 8] +++ exited with 0 +++\n",
        "7 execve(\"/bin/a\", [\"a\"], [/* 1 var */]) = 0\n7 old_mmap({0, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0}) = 0xb7f00000\n7 mmap2(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</lib/a>, 0x10) = 0xb7e00000\n7 vfork() = 8\n8 execve(\"/bin/b\", [], []) = 0\n8 exit_group(0) = ?\n8 +++ exited with 0 +++\n",
        "10:00:00.1 mmap(NULL, 4096, PROT_READ, MAP_SHARED|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000 <0.000010>\n > /lib/libc.so(mmap+0x1) [0x1]\n10:00:00.2 mremap(0x7f0000001000, 4096, 8192, MREMAP_MAYMOVE) = 0x7f0000002000\n10:00:00.3 madvise(0x7f0000002000, 8192, MADV_GUARD_INSTALL) = 0\n",
    ];

    protected override void Read(byte[] input, int way)
    {
        try
        {
            using var log = new StraceReader(new MemoryStream(input), Architectures[way % Architectures.Length]);
            var report = _kernel.Accept(new Replayer(log, way % 8 == 6 ? Maps(_from) : null, way % 8 >= 6 ? Maps(_to) : null));
            foreach (var note in report.Notes)
            {
                NoTerminal.Error.WriteLine(note);
            }

            TraceTarget.Write(new("log", report.Report, report), way);
        }
        catch (InputException refusal)
        {
            throw new UnusableException(refusal.Format("log"));
        }
    }

    private static List<MapsEntry> Maps(byte[] text)
    {
        using var reader = new MapsReader(new MemoryStream(text));
        return reader.ReadAll();
    }

    private sealed class Replayer(StraceReader log, List<MapsEntry>? from, List<MapsEntry>? to) : ILinuxKernelVisitor<StraceReport>
    {
        public StraceReport Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => new StraceReplayer<TFlags>(log, kernel.Capabilities, from).Run(to);
    }
}
