using System.Collections.Frozen;
using System.Globalization;

namespace KernelFlags.Live.Strace.Calls;

/// <summary>What a call acts on.</summary>
internal enum CallSubject
{
    /// <summary>The memory of its process.</summary>
    Memory,

    /// <summary>Processes: one begins, becomes another program or ends.</summary>
    Process,

    /// <summary>The descriptors of its process, by which memory finds its files.</summary>
    Files,
}

/// <summary>What a call means.</summary>
/// <param name="process">The process that makes it.</param>
/// <returns>What it does to memory; null where it does nothing.</returns>
internal delegate StraceOperation? CallMeaning(StraceCall call, LogProcess process);

/// <summary>A call that a log may have.</summary>
/// <param name="Subject">What it acts on.</param>
/// <param name="Meaning">What it means; null for those of processes.</param>
/// <param name="Words">Words of which one stands in its arguments where it concerns memory or files; empty where it always does.</param>
internal sealed record KnownCall(CallSubject Subject, CallMeaning? Meaning, params string[] Words)
{
    public bool HasWords => Words.Length > 0;

    public bool Concerns(string text) => Words.Length == 0 || Words.Any(word => text.Contains(word, StringComparison.Ordinal));
}

/// <summary>The calls that a log may have and that have to do with memory: a row each.</summary>
internal static class KnownCalls
{
    private static readonly FrozenDictionary<string, KnownCall> Rows = new Dictionary<string, KnownCall>(StringComparer.Ordinal)
    {
        ["mmap"] = Memory(MappingCalls.Mmap),
        ["mmap2"] = Memory(MappingCalls.Mmap),
        ["old_mmap"] = Memory(MappingCalls.Mmap),
        ["mmap_pgoff"] = Memory(MappingCalls.Mmap),
        ["old_mmap_pgoff"] = Memory(MappingCalls.Mmap),
        ["munmap"] = Memory(MappingCalls.Munmap),
        ["mremap"] = Memory(MappingCalls.Mremap),
        ["brk"] = Memory(MappingCalls.Brk),
        ["remap_file_pages"] = Memory(OtherCalls.OnRange),
        ["map_shadow_stack"] = Memory(OtherCalls.NewRange),
        ["shmat"] = Memory(OtherCalls.Shmat),
        ["shmdt"] = Memory(OtherCalls.Shmdt),
        ["io_setup"] = Memory(OtherCalls.NotModelled),
        ["io_destroy"] = Memory(OtherCalls.NotModelled),
        ["uselib"] = Memory(OtherCalls.NotModelled),
        ["mprotect"] = Memory(RangeCalls.Mprotect),
        ["pkey_mprotect"] = Memory(RangeCalls.PkeyMprotect),
        ["madvise"] = Memory(RangeCalls.Madvise),
        ["process_madvise"] = Memory(OtherCalls.NotModelled),
        ["process_mrelease"] = Memory(OtherCalls.NotModelled),
        ["mlock"] = Memory(RangeCalls.Mlock),
        ["mlock2"] = Memory(RangeCalls.Mlock),
        ["munlock"] = Memory(RangeCalls.Munlock),
        ["mlockall"] = Memory(RangeCalls.Mlockall),
        ["munlockall"] = Memory(RangeCalls.Munlockall),
        ["mseal"] = Memory(RangeCalls.Mseal),
        ["mbind"] = Memory(RangeCalls.Mbind),
        ["set_mempolicy"] = Memory(OtherCalls.NotModelled),
        ["set_mempolicy_home_node"] = Memory(OtherCalls.OnRange),
        ["migrate_pages"] = Memory(OtherCalls.NotModelled),
        ["move_pages"] = Memory(OtherCalls.MovePages),
        ["prctl"] = Memory(OtherCalls.Prctl, "PR_SET_VMA", "0x53564d41", "PR_SET_MM", "PR_SET_MDWE", "PR_SET_MEMORY_MERGE", "PR_SET_SHADOW_STACK", "(35,", "(0x23", "(65,", "(0x41", "(67,", "(0x43", "(75,", "(0x4b"),
        ["arch_prctl"] = Memory(OtherCalls.NotModelled, "ARCH_SHSTK_ENABLE", "0x5001"),
        ["personality"] = Memory(OtherCalls.Personality),
        ["ftruncate"] = Memory(OtherCalls.Ftruncate),
        ["ftruncate64"] = Memory(OtherCalls.Ftruncate),
        ["truncate"] = Memory(OtherCalls.Ftruncate),
        ["truncate64"] = Memory(OtherCalls.Ftruncate),
        ["fallocate"] = Memory(OtherCalls.Fallocate, "PUNCH_HOLE", "COLLAPSE_RANGE", "ZERO_RANGE", "INSERT_RANGE", "0x"),
        ["ioctl"] = Memory(UserfaultfdCalls.Ioctl, UserfaultfdCalls.Words),
        ["clone"] = Process,
        ["clone2"] = Process,
        ["clone3"] = Process,
        ["fork"] = Process,
        ["vfork"] = Process,
        ["execve"] = Process,
        ["execveat"] = Process,
        ["exit"] = Process,
        ["_exit"] = Process,
        ["exit_group"] = Process,
        ["open"] = Files(FileCalls.Open),
        ["openat"] = Files(FileCalls.Openat),
        ["openat2"] = Files(FileCalls.Openat),
        ["creat"] = Files(FileCalls.Open),
        ["memfd_create"] = Files(FileCalls.MemfdCreate),
        ["memfd_secret"] = Files(FileCalls.Special),
        ["shmget"] = Files(FileCalls.Shmget),
        ["userfaultfd"] = Files(FileCalls.Userfaultfd),
        ["dup"] = Files(FileCalls.Dup),
        ["dup2"] = Files(FileCalls.Dup),
        ["dup3"] = Files(FileCalls.Dup),
        ["fcntl"] = Files(FileCalls.Fcntl, "F_DUPFD", "F_SETFD", " 0 ", " 0,", " 0x406", " 0x2"),
        ["fcntl64"] = Files(FileCalls.Fcntl, "F_DUPFD", "F_SETFD", " 0 ", " 0,", " 0x406", " 0x2"),
        ["close"] = Files(FileCalls.Close),
        ["close_range"] = Files(FileCalls.CloseRange),
        ["pipe"] = Files(FileCalls.Pair),
        ["pipe2"] = Files(FileCalls.Pair),
        ["socketpair"] = Files(FileCalls.Pair),
        ["socket"] = Files(FileCalls.Special),
        ["accept"] = Files(FileCalls.Special),
        ["accept4"] = Files(FileCalls.Special),
        ["eventfd"] = Files(FileCalls.Special),
        ["eventfd2"] = Files(FileCalls.Special),
        ["epoll_create"] = Files(FileCalls.Special),
        ["epoll_create1"] = Files(FileCalls.Special),
        ["timerfd_create"] = Files(FileCalls.Special),
        ["signalfd"] = Files(FileCalls.Special),
        ["signalfd4"] = Files(FileCalls.Special),
        ["inotify_init"] = Files(FileCalls.Special),
        ["inotify_init1"] = Files(FileCalls.Special),
        ["fanotify_init"] = Files(FileCalls.Special),
        ["pidfd_open"] = Files(FileCalls.Special),
        ["perf_event_open"] = Files(FileCalls.Special),
        ["io_uring_setup"] = Files(FileCalls.Special),
        ["bpf"] = Files(FileCalls.Special, "_CREATE"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The numbers that are the same on every architecture, from the release on that unified them (5.1).</summary>
    private static readonly FrozenDictionary<int, string> CommonNumbers = new Dictionary<int, string>
    {
        [435] = "clone3",
        [436] = "close_range",
        [437] = "openat2",
        [440] = "process_madvise",
        [447] = "memfd_secret",
        [448] = "process_mrelease",
        [450] = "set_mempolicy_home_node",
        [453] = "map_shadow_stack",
        [462] = "mseal",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, (int Number, string Name)[]> Numbers = new Dictionary<string, (int, string)[]>(StringComparer.Ordinal)
    {
        ["x86_64"] = [(319, "memfd_create"), (322, "execveat"), (323, "userfaultfd"), (325, "mlock2"), (329, "pkey_mprotect")],
        ["i386"] = [(356, "memfd_create"), (358, "execveat"), (374, "userfaultfd"), (376, "mlock2"), (380, "pkey_mprotect")],
        ["arm"] = [(385, "memfd_create"), (387, "execveat"), (388, "userfaultfd"), (390, "mlock2"), (394, "pkey_mprotect")],
        ["arm64"] = [(279, "memfd_create"), (281, "execveat"), (282, "userfaultfd"), (284, "mlock2"), (288, "pkey_mprotect")],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static KnownCall Process => new(CallSubject.Process, null);

    /// <summary>The row of a call.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The row; null for a call that has nothing to do with memory.</returns>
    public static KnownCall? Find(string name) => Rows.GetValueOrDefault(name);

    /// <summary>The name of a call that a version of strace does not know: <c>syscall_0x1ce</c>, <c>syscall_462</c>, <c>SYS_462</c>.</summary>
    /// <param name="written">What is written.</param>
    /// <param name="architecture">The architecture; null for x86_64.</param>
    /// <returns>The name; what is written where it is none of those.</returns>
    public static string NameOf(string written, string? architecture)
    {
        var digits = written.StartsWith("syscall_", StringComparison.Ordinal) ? written.AsSpan("syscall_".Length)
            : written.StartsWith("SYS_", StringComparison.Ordinal) ? written.AsSpan("SYS_".Length)
            : default;
        if (digits.IsEmpty || StraceText.Leading(digits) is not { } raw)
        {
            return written;
        }

        // x32 has a bit, the three of MIPS a thousand each, on top of the number.
        const uint X32 = 0x4000_0000;
        var number = (int)(raw & ~X32 & int.MaxValue);
        number = number is > 4000 and < 7000 ? number % 1000 : number;
        if (CommonNumbers.TryGetValue(number, out var common))
        {
            return common;
        }

        var own = Numbers.GetValueOrDefault(architecture ?? "x86_64") ?? [];
        return Array.Find(own, row => row.Number == number).Name ?? string.Create(CultureInfo.InvariantCulture, $"syscall_{number}");
    }

    /// <summary>The call of memory that a word ends with, which no system call is named like: text stands before it without a blank.</summary>
    public static string? GluedName(string word)
    {
        for (var at = 1; at < word.Length; at++)
        {
            if (Rows.TryGetValue(word[at..], out var row) && row.Subject == CallSubject.Memory)
            {
                return word[at..];
            }
        }

        return null;
    }

    /// <summary>Where in other text a whole call of memory begins.</summary>
    /// <param name="isWhole">Whether a text is one whole call.</param>
    /// <returns>The place; -1 where there is none.</returns>
    public static int FindGlued(string text, Func<string, bool> isWhole)
    {
        const int MaxTries = 4;
        var tries = 0;
        for (var open = text.IndexOf('(', StringComparison.Ordinal); open >= 0 && tries < MaxTries; open = text.IndexOf('(', open + 1))
        {
            var start = open;
            while (start > 0 && (char.IsAsciiLetterLower(text[start - 1]) || char.IsAsciiDigit(text[start - 1]) || text[start - 1] == '_'))
            {
                start--;
            }

            var word = text[start..open];
            if (word.Length > 64 || (Rows.TryGetValue(word, out var row) && row.Subject == CallSubject.Memory ? word : GluedName(word)) is not { } name)
            {
                continue;
            }

            tries++;
            if (isWhole(text[(open - name.Length)..]))
            {
                return open - name.Length;
            }
        }

        return -1;
    }

    private static KnownCall Memory(CallMeaning meaning, params string[] words) => new(CallSubject.Memory, meaning, words);

    private static KnownCall Files(Action<StraceCall, LogProcess> meaning, params string[] words) => new(
        CallSubject.Files,
        (call, process) =>
        {
            meaning(call, process);
            return null;
        },
        words);
}
