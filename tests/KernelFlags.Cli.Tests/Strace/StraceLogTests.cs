using System.Text.Json;

namespace KernelFlags.Cli.Tests.Strace;

/// <summary>Logs of strace(1) in the forms that its options and versions write, and calls that a log has and the engine does not.</summary>
public sealed class StraceLogTests
{
    private const string Exec = "execve(\"./a\", [\"./a\"], 0x7ffc0000 /* 2 vars */) = 0\n";
    private const string Map = "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n";
    private const string Rest = "7f0000001000-7f0000002000 rw-p 00000000 00:00 0 \n";

    /// <summary>It is placed where the log has it, which FIXED_NOREPLACE would ask for, was that not a flag that MAP_SHARED_VALIDATE refuses.</summary>
    [Fact]
    public async Task SharedValidate_IsMadeWhereItWasPlaced()
    {
        var replay = await StraceLog.ReplayAsync("mmap(NULL, 4096, PROT_READ, MAP_SHARED_VALIDATE, 3</srv/x>, 0) = 0x7f0000200000\nmunmap(0x7f0000200000, 4096) = 0\n");
        Assert.Equal(0, replay.ExitCode);
        Assert.Contains(": passed, 2 operations", replay.Output, StringComparison.Ordinal);
    }

    /// <summary>Each log maps two pages and unmaps the first.</summary>
    [Theory]
    [InlineData("a thread is attached within the line that makes it", Exec + Map
        + "clone3({flags=CLONE_VM|CLONE_THREAD, exit_signal=0, stack=0x7f0000100000, stack_size=0x7fff80}strace: Process 101 attached\n"
        + " => {parent_tid=[101]}, 88) = 101\n[pid 101] munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("one is attached before the call that makes it is interrupted", Exec + Map
        + "clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD}, 88strace: Process 101 attached\n <unfinished ...>\n"
        + "[pid   101] munmap(0x7f0000000000, 4096 <unfinished ...>\n[pid   100] <... clone3 resumed>) = 101\n[pid   101] <... munmap resumed>) = 0\n")]
    [InlineData("one is attached within another call", Exec + Map
        + "clone3({flags=CLONE_VM|CLONE_THREAD}, 88 <unfinished ...>\n[pid 100] <... clone3 resumed>) = 101\n"
        + "[pid 100] munmap(0x7f0000000000, 4096strace: Process 102 attached\n) = 0\n")]
    [InlineData("an old version", Exec + Map
        + "clone(Process 101 attached\nchild_stack=0x7f0000100000, flags=CLONE_VM|CLONE_FS|CLONE_THREAD) = 101\n"
        + "[pid   101] munmap(0x7f0000000000, 4096 <unfinished ...>\n[pid   100] wait4(-1,  <unfinished ...>\n"
        + "[pid   101] <... munmap resumed> )        = 0\nProcess 101 detached\n")]
    [InlineData("the first process is named once there is another", Exec + Map
        + "clone(child_stack=0x7f0000100000, flags=CLONE_VM|CLONE_THREAD) = 101\nstrace: Process 101 attached\n"
        + "[pid 100] munmap(0x7f0000000000, 4096) = 0\n[pid 101] +++ exited with 0 +++\n+++ exited with 0 +++\n")]
    [InlineData("the last process is not named", Exec + Map
        + "vfork(strace: Process 101 attached\n) = 101\n[pid 100] +++ exited with 0 +++\nmunmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("-k", Exec + " > /usr/lib/libc.so.6(execve+0xb) [0xd5a2b]\n" + Map
        + " > /usr/lib/libc.so.6(mmap64+0x13) [0x11b093]\n > /usr/bin/a(main+0x21) [0x1149]\nmunmap(0x7f0000000000, 4096) = 0\n > unexpected_backtracing_error [0x0]\n")]
    [InlineData("-i -n -r -tt -T -Y", Exec
        + "14:07:59.643651 (+     0.002217) [   9] [00007fdcfbded9b3] mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000 <0.000012>\n"
        + "[pid 14861<a b>] 14:07:59.646063 (+     0.002412) [  11] [????????????????] munmap(0x7f0000000000, 4096 <unfinished ...>\n"
        + "[pid 14861<a b>] 14:07:59.646163 (+     0.000100) [  11] [00007fdcfbded9b3] <... munmap resumed>) = 0 <0.000100>\n")]
    [InlineData("-o with -ttt -Y", "100<a> 1718000000.123456 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
        + "100<a> 1718000000.223456 munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("a time in whole seconds", "1718000000 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
        + "1718000001 munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("-r", "     0.000000 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
        + "     0.000021 munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("-yy", "read(3<TCP:[127.0.0.1:40080->127.0.0.1:80]>, \"x\", 5) = 1\nwrite(1</dev/pts/0<char 136:0>>, \"a) = b\", 6) = 6\n" + Map
        + "munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("-X raw", "mmap(0, 0x2000, 0x3, 0x22, 0xffffffff, 0) = 0x7f0000000000\nmunmap(0x7f0000000000, 0x1000) = 0\n")]
    [InlineData("-X raw with a child", Exec + Map + "clone(child_stack=0, flags=0x1200000|17strace: Process 101 attached\n, child_tidptr=0x7f0000000a10) = 101\n"
        + "[pid 100] munmap(0x7f0000000000, 0x1000) = 0\n")]
    [InlineData("-X verbose", "mmap(NULL, 8192, 0x3 /* PROT_READ|PROT_WRITE */, 0x22 /* MAP_PRIVATE|MAP_ANONYMOUS */, -1, 0) = 0x7f0000000000\n"
        + "munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("32 bits, as older versions say it", "[ Process PID=469 runs in 32 bit mode. ]\n" + Map + "munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("threads that were there", "strace: Process 100 attached with 2 threads\n[pid   101] restart_syscall(<... resuming interrupted futex ...> <unfinished ...>\n"
        + "[pid   100] mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
        + "[pid   101] <... restart_syscall resumed>) = 0\n[pid   101] munmap(0x7f0000000000, 4096) = 0\n^Cstrace: Process 100 detached\n <detached ...>\n")]
    [InlineData("text of the program", "$ strace ./a\n" + Map + "write(1, \"a(b\\nc\\n\", 6a(b\nc\n) = 6\nready> munmap(0x7f0000000000, 4096) = 0\nfoo(bar\n--- SIGURG {si_signo=SIGURG} ---\n")]
    [InlineData("text before a line's process", Exec + Map + "fork() = 101\nhello[pid   100] munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("errors, signals and stops", Map + "100 --- SIGSTOP {si_signo=SIGSTOP, si_code=SI_USER, si_pid=1, si_uid=0} ---\n100 --- stopped by SIGSTOP ---\n"
        + "futex(0x7f, FUTEX_WAIT, 2, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)\nmunmap(0x7f0000000000, 4096) = 0\nexit_group(0) = ?\n")]
    [InlineData("a byte order mark", "\ufeff" + Exec + Map + "munmap(0x7f0000000000, 4096) = 0\n")]
    [InlineData("a call that strace does not know", Map + "SYS_318(0x7ffc, 0x8, 0x1, 0, 0, 0) = 8\nmunmap(0x7f0000000000, 4096) = 0\n")]
    public async Task Log_InAForm_IsReplayed(string form, string log)
    {
        Assert.NotEmpty(form);
        var call = await StraceLog.ReplayAsync(log, Rest);
        Assert.Contains(": passed, 2 operations, 1 snapshots, ", call.Output, StringComparison.Ordinal);
        Assert.Equal(0, call.ExitCode);
    }

    /// <summary>Numbers are the architecture's own: MAP_ANONYMOUS, MAP_FIXED and MCL_CURRENT are not the same everywhere.</summary>
    [Theory]
    [InlineData("x86_64", "0x22", "0x4", "1")]
    [InlineData("parisc", "0x12", "0x4", "1")]
    [InlineData("parisc", "0x10 /* MAP_ANONYMOUS */|MAP_PRIVATE", "0x4", "1")]
    [InlineData("mips64", "0x802", "0x4", "1")]
    [InlineData("ppc64", "0x22", "0x4", "0x2000")]
    public async Task Numbers_OfAnArchitecture_AreItsOwn(string arch, string anonymous, string dontNeed, string current)
    {
        var log = $"mmap(0, 0x2000, 0x3, {anonymous}, 0xffffffff, 0) = 0x70000000\nmadvise(0x70000000, 0x1000, {dontNeed}) = 0\n"
            + $"mlockall({current}) = 0\nmunmap(0x70000000, 0x1000) = 0\n";

        var call = await StraceLog.ReplayAsync(log, "70001000-70002000 rw-p 00000000 00:00 0 \n", "--arch", arch);

        Assert.Contains(": passed, 4 operations, 1 snapshots, ", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parisc", "0x22", "MAP_34")]
    [InlineData("mips64", "0x22", "MAP_PRIVATE|MAP_RENAME")]
    public async Task Number_ThatIsNoWordOfTheArchitecture_IsNotReadAsOneOfAnother(string arch, string flags, string named)
    {
        var call = await StraceLog.ReplayAsync($"mmap(0, 0x2000, 0x3, {flags}, 0xffffffff, 0) = 0x70000000\n", to: null, "--arch", arch);

        Assert.Contains(named, call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execve_OfAThread_GoesOnUnderTheNumberOfItsProcess()
    {
        var call = await StraceLog.ReplayAsync(
            "100 execve(\"./a\", [\"./a\"], 0x7ffc0000 /* 2 vars */) = 0\n"
            + "100 clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 102\n"
            + "102 mmap(NULL, 8192, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
            + "102 execve(\"/bin/true\", [\"true\"], 0x7fff8e746b28 /* 43 vars */ <unfinished ...>\n"
            + "100 +++ superseded by execve in pid 102 +++\n100 <... execve resumed>) = 0\n"
            + "100 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000\n",
            Rest);
        Assert.Contains(": passed, 2 operations, ", call.Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execve_ThatChangesThePid_GoesOnUnderTheNewOne()
    {
        var call = await StraceLog.ReplayAsync(
            "[pid   102] execve(\"/bin/true\", [\"true\"], 0x7fff8e746b28 /* 43 vars */ <pid changed to 100 ...>\n"
            + "[pid   100] <... execve resumed>) = 0\n[pid   100] mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000\n",
            Rest);
        Assert.Contains(": passed, 1 operations, ", call.Result(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mmap2", "0x1000")]
    [InlineData("old_mmap", "0x1000")]
    [InlineData("mmap2", "0x13f")]
    public async Task Mmap_OfThirtyTwoBits_HasItsOffset(string name, string offset)
    {
        var bytes = offset == "0x13f" ? "0013f000" : "00001000";
        var call = await StraceLog.ReplayAsync(
            "strace: [ Process PID=100 runs in 32 bit mode. ]\n"
            + $"{name}(NULL, 8192, PROT_READ, MAP_PRIVATE, 3</lib/a.so>, {offset}) = 0xfffffffff7f47000\nmunmap(0xf7f48000, 4096) = 0\n",
            $"f7f47000-f7f48000 r--p {bytes} 08:01 5                      /lib/a.so\n",
            "--arch=i386");
        Assert.Contains(": passed, 2 operations, 1 snapshots, ", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Child_ThatIsAnotherProgramBeforeItsParentGoesOn_HasMemoryOfItsOwn()
    {
        var call = await StraceLog.ReplayAsync(
            "100 execve(\"/bin/a\", [\"a\"], 0x7ffd0 /* 1 vars */) = 0\n"
            + "100 mmap(0x7f0000001000, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000\n"
            + "100 clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x7f0078ffa000, stack_size=0x9000}, 88 <unfinished ...>\n"
            + "101 execve(\"/bin/b\", [\"b\"], 0x7ffd0 /* 1 vars */) = 0\n100 <... clone3 resumed>) = 101\n"
            + "101 mmap(0x7f0000001000, 8192, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000\n",
            Rest);
        Assert.Contains(": passed, 2 operations, ", call.Result(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("munmap(0x7f0000001000, 4096", "munmap", "0")]
    [InlineData("mremap(0x7f0000001000, 4096, 8192, MREMAP_MAYMOVE", "mremap", "0x7f0000100000")]
    public async Task Call_ThatReturnsBehindOneWhichHasItsAddresses_WasDoneBefore(string begin, string name, string result)
    {
        var call = await StraceLog.ReplayAsync(
            "100 execve(\"/bin/a\", [\"a\"], 0x7ffd0 /* 1 vars */) = 0\n100 clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 101\n"
            + "100 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000\n"
            + $"100 {begin} <unfinished ...>\n"
            + "101 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000\n"
            + $"100 <... {name} resumed>) = {result}\n",
            name == "munmap" ? Rest : Rest + "7f0000100000-7f0000102000 r--p 00000000 00:00 0 \n");
        Assert.Contains(": passed, 3 operations, ", call.Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OnMemoryThatIsGoneWhenItReturns_WasDoneBefore()
    {
        var call = await StraceLog.ReplayAsync(
            "100 execve(\"/bin/a\", [\"a\"], 0x7ffd0 /* 1 vars */) = 0\n100 clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 101\n"
            + "100 mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n"
            + "100 mprotect(0x7f0000000000, 4096, PROT_READ <unfinished ...>\n101 munmap(0x7f0000000000, 4096) = 0\n100 <... mprotect resumed>) = 0\n",
            Rest);
        Assert.Contains(": passed, 3 operations, ", call.Result(), StringComparison.Ordinal);
        Assert.Contains(" 0 calls about memory", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openat(AT_FDCWD, \"/lib/x.so\", O_RDONLY|O_CLOEXEC) = 5\nclose(3) = 0\ndup(5) = 3\nclose(5) = 0\n")]
    [InlineData("open(\"/lib/x.so\", O_RDONLY) = 5\nfcntl(5, F_DUPFD_CLOEXEC, 3) = 3\n")]
    [InlineData("openat(AT_FDCWD, \"x.so\", O_RDONLY) = 3\nopenat(AT_FDCWD, \"/lib/y.so\", O_RDONLY) = 4\n")]
    public async Task Files_WithoutPaths_FollowTheirDescriptors(string open)
    {
        var call = await StraceLog.ReplayAsync(
            Exec + open + "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0x1000) = 0x7f0000001000\n",
            "7f0000001000-7f0000002000 r--p 00001000 08:01 5 /usr/lib/x.so.1\n");
        Assert.Contains(": passed, 1 operations, 1 snapshots, ", call.Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_ThatTheLogDoesNotHave_AreSaidOnceAndBlameNobody()
    {
        var call = await StraceLog.ReplayAsync(
            Exec + "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f0000001000\nmmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3, 0) = 0x7f0000003000\n"
            + "mmap(NULL, 4096, PROT_READ, MAP_SHARED, 4, 0) = -1 ENODEV (No such device)\n",
            "7f0000001000-7f0000002000 r--p 00000000 08:01 5 /usr/lib/x.so\n7f0000003000-7f0000004000 r--p 00000000 08:01 6 /usr/lib/y.so\n");
        Assert.Equal(0, call.ExitCode);
        Assert.EndsWith("the log was made without -y and does not have how files were opened: which files are mapped is not known", Assert.Single(call.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mmap(NULL, 2097152, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0) = 0x7f0000200000", "MAP_HUGETLB is not modelled")]
    [InlineData("mmap(NULL, 4096, PROT_READ, MAP_SHARED|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, 3</dev/hugepages/x>, 0) = 0x7f0000200000", "MAP_HUGETLB is not modelled")]
    [InlineData("mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3</dev/hugepages/x>, 0) = 0x7f0000200000", "memory of hugetlbfs is not modelled")]
    [InlineData("mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3</dev/dri/renderD128<char 226:128>>, 0) = 0x7f0000200000", "memory of a device is not modelled")]
    [InlineData("mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3<anon_inode:[perf_event]>, 0) = 0x7f0000200000", "memory of anon_inode is not modelled")]
    [InlineData("mprotect(0x7f0000001000, 4096, PROT_READ|PROT_BTI) = 0", "the argument 'PROT_READ|PROT_BTI' is not known")]
    [InlineData("pkey_mprotect(0x7f0000001000, 4096, PROT_READ, 1) = 0", "pkey_mprotect is not modelled")]
    [InlineData("process_madvise(5, [{iov_base=0x7f0000001000, iov_len=4096}], 1, MADV_COLD, 0) = 4096", "process_madvise is not modelled")]
    [InlineData("set_mempolicy(MPOL_BIND, [0x0000000000000001], 64) = 0", "set_mempolicy is not modelled")]
    [InlineData("ioctl(3<anon_inode:[userfaultfd]>, UFFDIO_MOVE, {dst=0x7f0000001000, src=0x7f0000000000, len=4096, mode=0, move=4096}) = 0", "UFFDIO_MOVE is not modelled")]
    [InlineData("ioctl(3, 0xc020aa05, 0x7ffd0) = 0", "UFFDIO_MOVE is not modelled")]
    [InlineData("ioctl(3, _IOC(_IOC_READ|_IOC_WRITE, 0xaa, 0, 0x20), 0x7ffd0) = 0", "the argument '0x7ffd0' is not known")]
    [InlineData("prctl(PR_SET_SHADOW_STACK_STATUS, PR_SHADOW_STACK_ENABLE, 0, 0, 0) = 0", "PR_SET_SHADOW_STACK_STATUS is not modelled")]
    [InlineData("prctl(0x4b /* PR_??? */, 0x1, 0, 0, 0) = 0", "0x4b is not modelled")]
    [InlineData("remap_file_pages(0x7f0000001000, 4096, 0, 1, 0) = 0", "remap_file_pages is not modelled")]
    [InlineData("shmat(0, NULL, 0) = 0x7f0000200000", "shmat is not modelled")]
    [InlineData("map_shadow_stack(NULL, 4096, SHADOW_STACK_SET_TOKEN) = 0x7f0000200000", "map_shadow_stack is not modelled")]
    [InlineData("syscall_0x1c5(0, 0x1000, 0x1, 0, 0x40, 0x40) = 0x7f0000200000", "map_shadow_stack is not modelled")]
    [InlineData("madvise(0x7f0000001000, 4096, MADV_HWPOISON) = 0", "pages that are broken are not modelled")]
    [InlineData("<... munmap resumed>) = 0", "its beginning is not in the log")]
    [InlineData("mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 E\"foo (bar)", "its result is none that strace writes")]
    [InlineData("openat(AT_FDCWD, \"/f\", O_RDWR) = 3\nmmap(NULL, 4096, PROT_READ, MAP_SHARED, 3, 0) = 0x7f0000200000\nfallocate(3, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 0, 4096) = 0\nmunmap(0x7f0000200000, 4096) = 0", "a hole in a mapped file is not modelled")]
    public async Task Call_ThatIsNotModelled_IsListedWithItsCount(string line, string why)
    {
        using var json = JsonDocument.Parse((await StraceLog.ReplayAsync(Exec + Map + line + "\nmunmap(0x7f0000000000, 4096) = 0\n", Rest, "--format=json")).Output);
        var trace = json.RootElement.GetProperty("traces")[0];
        Assert.EndsWith(": " + why, Assert.Single(trace.GetProperty("skipped").EnumerateArray()).GetProperty("why").GetString(), StringComparison.Ordinal);
        var kind = Assert.Single(trace.GetProperty("not_modelled").EnumerateArray());
        Assert.Equal((why, 1), (kind.GetProperty("why").GetString(), kind.GetProperty("calls").GetInt32()));
        Assert.Equal(0, trace.GetProperty("mismatches").GetArrayLength());
        Assert.Equal(1, json.RootElement.GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task ManyCalls_ThatAreNotModelled_AreCounted()
    {
        var call = await StraceLog.ReplayAsync(Map + string.Concat(Enumerable.Repeat("set_mempolicy(MPOL_DEFAULT, NULL, 0) = 0\n", 1000)), to: null);
        Assert.Contains("  not modelled: 1000 calls of set_mempolicy, the first in line 2: set_mempolicy is not modelled\n", call.Output, StringComparison.Ordinal);
        Assert.InRange(call.OutputLines.Length, 20, 30);
    }

    [Theory]
    [InlineData("mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)", "RLIMIT_AS")]
    [InlineData("mmap(NULL, 109951162777600, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)", "overcommit_memory")]
    [InlineData("mmap(0x400000, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE, -1, 0) = -1 EEXIST (File exists)", "mapped there before the log")]
    [InlineData("mlock2(0x7f0000001000, 4096, 0x2 /* MLOCK_??? */) = -1 EINVAL (Invalid argument)", "the argument '0x2' is not known")]
    [InlineData("mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3</etc/passwd>, 0) = -1 EACCES (Permission denied)", "the file is not open for that")]
    [InlineData("mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3</memfd:x>(deleted), 0) = -1 EPERM (Operation not permitted)", "a seal of the file")]
    [InlineData("mprotect(0x7f0000001000, 4096, PROT_READ|PROT_EXEC) = -1 EACCES (Permission denied)", "PR_SET_MDWE")]
    [InlineData("mprotect(0x7f0000001000, 4096, PROT_READ) = -1 EPERM (Operation not permitted)", "sealed before the log")]
    [InlineData("munmap(0x7f0000001000, 4096) = -1 ENOMEM (Cannot allocate memory)", "max_map_count")]
    [InlineData("mlock(0x7f0000001000, 4096) = -1 ENOMEM (Cannot allocate memory)", "RLIMIT_MEMLOCK")]
    [InlineData("mlockall(MCL_CURRENT) = -1 EPERM (Operation not permitted)", "RLIMIT_MEMLOCK")]
    [InlineData("mremap(0x7f0000001000, 4096, 8192, MREMAP_MAYMOVE) = -1 EAGAIN (Resource temporarily unavailable)", "RLIMIT_MEMLOCK")]
    [InlineData("madvise(0x7f0000001000, 4096, MADV_HUGEPAGE) = -1 EINVAL (Invalid argument)", "CONFIG_TRANSPARENT_HUGEPAGE")]
    [InlineData("prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7f0000001000, 4096, \"x\") = -1 EINVAL (Invalid argument)", "CONFIG_ANON_VMA_NAME")]
    [InlineData("mseal(0x7f0000001000, 4096, 0) = -1 ENOSYS (Function not implemented)", "no such call")]
    [InlineData("munmap(0x7f0000001000, 4096) = 0 (INJECTED)", "strace made its result up")]
    public async Task Call_ThatFailedForWhatNoLogTells_BlamesNobody(string line, string why)
    {
        var call = await StraceLog.ReplayAsync(Exec + Map + line + "\nmunmap(0x7f0000000000, 4096) = 0\n", Rest);
        Assert.Contains(": passed, 3 operations, 1 snapshots, ", call.Result(), StringComparison.Ordinal);
        Assert.Contains("  not the engine's to say, and not made: 1 call of ", call.Output, StringComparison.Ordinal);
        Assert.Contains(why, call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7f0000001000, 4096, \"mem\") = 0", "")]
    [InlineData("prctl(0x53564d41 /* PR_SET_VMA */, 0 /* PR_SET_VMA_ANON_NAME */, 0x7f0000001000, 4096, \"mem\") = 0", "")]
    [InlineData("mseal(0x7f0000001000, 4096, 0) = 0\nmprotect(0x7f0000001000, 4096, PROT_NONE) = -1 EPERM (Operation not permitted)", "")]
    [InlineData("syscall_0x1ce(0x7f0000001000, 0x1000, 0, 0, 0, 0x40) = 0\nmprotect(0x7f0000001000, 4096, PROT_NONE) = -1 EPERM (Operation not permitted)", "")]
    [InlineData("mbind(0x7f0000001000, 4096, MPOL_BIND|MPOL_F_STATIC_NODES, [0x0000000000000003], 64, MPOL_MF_MOVE) = 0", "")]
    [InlineData("userfaultfd(O_CLOEXEC) = 3\nioctl(3, UFFDIO_API, {api=0xaa, features=0 => features=UFFD_FEATURE_PAGEFAULT_FLAG_WP, ioctls=1<<_UFFDIO_REGISTER}) = 0\n"
        + "ioctl(3, UFFDIO_REGISTER, {range={start=0x7f0000001000, len=0x1000}, mode=UFFDIO_REGISTER_MODE_MISSING, ioctls=1<<_UFFDIO_WAKE}) = 0", "")]
    [InlineData("userfaultfd(0x80000 /* O_CLOEXEC */) = 3\nioctl(3, 0xc018aa3f /* UFFDIO_API */, {api=0xaa, features=0 => features=0x1, ioctls=0x1}) = 0\n"
        + "ioctl(3, 0xc020aa00 /* UFFDIO_REGISTER */, {range={start=0x7f0000001000, len=0x1000}, mode=0x1 /* UFFDIO_REGISTER_MODE_MISSING */, ioctls=0x1c}) = 0", "")]
    [InlineData("mlock2(0x7f0000001000, 4096, MLOCK_ONFAULT) = 0", "")]
    [InlineData("madvise(0x7f0000001000, 4096, 0x66 /* MADV_??? */) = 0", "one")]
    [InlineData("munlockall() = 0", "one")]
    [InlineData("mlockall(MCL_CURRENT|MCL_FUTURE) = 0", "one")]
    public async Task Call_ThatChangesAVma_ShowsInTheBorderThatItMakes(string lines, string expected)
    {
        var maps = expected == "one" ? "7f0000000000-7f0000002000 rw-p 00000000 00:00 0 \n"
            : "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 \n7f0000001000-7f0000002000 rw-p 00000000 00:00 0 \n";
        var call = await StraceLog.ReplayAsync(Exec + Map + lines + "\n", maps);
        Assert.Contains(": passed, ", call.Result(), StringComparison.Ordinal);
        Assert.Contains("  0 hidden borders, ", call.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_ThatTheLogCuts_IsTheReasonOfABorderThatItHides()
    {
        const string Cut = "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x7f000000{0}000, 4096, \"abcdefghijklmnopqrstuvwxyzabcdef\"...) = 0\n";
        var call = await StraceLog.ReplayAsync(
            Exec + Map + Cut.Replace("{0}", "0", StringComparison.Ordinal) + Cut.Replace("{0}", "1", StringComparison.Ordinal),
            "7f0000000000-7f0000001000 rw-p 00000000 00:00 0 [anon:abcdefghijklmnopqrstuvwxyzabcdef1]\n"
            + "7f0000001000-7f0000002000 rw-p 00000000 00:00 0 [anon:abcdefghijklmnopqrstuvwxyzabcdef2]\n");
        Assert.Contains("maps has a border that the engine has not; hidden: name\n", call.Output, StringComparison.Ordinal);
        Assert.Contains(call.ErrorLines, line => line.Contains("names of memory are cut in the log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Memfd_WhoseNameTheLogCuts_IsTheOneOfMaps()
    {
        var call = await StraceLog.ReplayAsync(
            Exec + "memfd_create(\"abcdefghijklmnopqrstuvwxyzabcdef\"..., 0) = 3\nmmap(NULL, 4096, PROT_READ, MAP_SHARED, 3, 0) = 0x7f0000001000\n",
            "7f0000001000-7f0000002000 r--s 00000000 00:01 5 /memfd:abcdefghijklmnopqrstuvwxyzabcdefghi (deleted)\n");
        Assert.Contains(": passed, 1 operations, ", call.Result(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("100 execve(\"./a\", [\"./a\"], 0x7ffc0000) = 0\n100 clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 101\n")]
    [InlineData("100 munmap(0x1000, 4096) = 0\n")]
    public async Task Heap_ThatAThreadAsksForFirst_IsThatOfItsProcess(string begin)
    {
        var call = await StraceLog.ReplayAsync(
            begin + "101 brk(NULL) = 0x555500000000\n100 brk(0x555500021000) = 0x555500021000\n",
            "555500000000-555500021000 rw-p 00000000 00:00 0 [heap]\n");
        Assert.Contains(": passed, ", call.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[pid 1] ")]
    [InlineData("strace: Process 1 attached")]
    [InlineData("mmap(")]
    public async Task Line_OfOneMegabyteOfTheSame_IsReadAtOnce(string word)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var line = string.Concat(Enumerable.Repeat(word, (1 << 20) / word.Length));
        var call = await StraceLog.ReplayAsync(Exec + Map + line + "\nmunmap(0x7f0000000000, 4096) = 0\n", Rest);
        Assert.Contains(": passed, 2 operations, ", call.Output, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public async Task LockAll_OfTheFuture_LocksWhatIsMappedThen()
    {
        var call = await StraceLog.ReplayAsync(
            Exec + Map + "mlockall(MCL_FUTURE) = 0\nmmap(0x7f0000002000, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000002000\n",
            "7f0000000000-7f0000002000 rw-p 00000000 00:00 0 \n7f0000002000-7f0000003000 rw-p 00000000 00:00 0 \n");
        Assert.Contains("  0 hidden borders, ", call.Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truncation_OfAMappedFile_IsMade()
    {
        var call = await StraceLog.ReplayAsync(Exec + "mmap(NULL, 8192, PROT_READ, MAP_SHARED, 3</f>, 0) = 0x7f0000000000\nftruncate(3</f>, 4096) = 0\n", to: null);
        Assert.Contains(": passed, 2 operations, ", call.Result(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_WithEscapes_IsThatOfMaps()
    {
        var call = await StraceLog.ReplayAsync(
            Exec + "mmap(NULL, 4096, PROT_READ, MAP_SHARED, 3</tmp/we\\74ird\\76, (x) \\n\\\"y\\\".bin>(deleted), 0) = 0x7f0000001000\n",
            "7f0000001000-7f0000002000 r--s 00000000 08:01 5 /tmp/we<ird>, (x) \\012\"y\".bin (deleted)\n");
        Assert.Contains(": passed, 1 operations, ", call.Result(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("execve(\"/nonexistent\", [\"x\"], 0x7ffc0000 /* 2 vars */) = -1 ENOENT (No such file or directory)\nexit_group(1) = ?\n+++ exited with 1 +++\n", "has no successful execve: ")]
    [InlineData("mprotect(0x7f0000000000, 4096, PROT_READ) = 0\n", "--from MAPS tells")]
    [InlineData("brk(NULL) = 0x1000\nmmap(NULL, 4096", "call of mmap has no result in the log and was not made, the first in line 2")]
    [InlineData("100 munmap(0x1000, 4096) = ?\n100 +++ killed by SIGKILL +++\n", "call of munmap has no result in the log")]
    [InlineData("brk(NULL) = 0x1000\nhello\nworld\n", "2 lines are not strace's, the first of them line 2")]
    [InlineData("100 munmap(0x1000, 4096) = 0\n101 munmap(0x1000, 4096) = 0\n", "taken as threads of 100")]
    [InlineData(Exec + Map + "mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000\n", "has no munmap at all")]
    [InlineData("clone3({flags=CLONE_VM|CLONE_THREAD}, 88) = 101\n", "1 thread has no line in the log: -f follows them")]
    public async Task Log_ThatLacksSomething_IsReplayedWithASentence(string log, string sentence)
    {
        var call = await StraceLog.ReplayAsync(log, to: null);
        Assert.Equal(log.StartsWith(Exec + Map, StringComparison.Ordinal) ? 1 : 0, call.ExitCode);
        Assert.Contains(call.ErrorLines, line => line.StartsWith("note: ", StringComparison.Ordinal) && line.Contains(sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Exec)]
    [InlineData("brk(NULL) = 0x560000000000\n")]
    public async Task Process_WhoseBeginningIsMissing_IsNotGuessedWhereTheLogBeginsWithAProgram(string begin)
    {
        var call = await StraceLog.ReplayAsync("100 " + begin + "100 " + Map + "101 munmap(0x7f0000000000, 4096) = 0\n", to: null);
        Assert.Equal(1, call.ExitCode);
        Assert.Contains("munmap, line 3: the log does not have how process 101 begins", call.Output, StringComparison.Ordinal);
    }
}
