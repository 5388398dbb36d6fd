using System.Text.Json;
using KernelFlags.Conformance.Replay;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Live.Btf;
using KernelFlags.Live.Running;
using KernelFlags.Live.Running.Flags;

namespace KernelFlags.Conformance.Live;

/// <summary><c>kflags check --running</c>: what user space can provoke, and the bits in the kernel's BTF.</summary>
[Collection(RunningKernel.Name)]
public sealed class CheckRunningTests
{
    private const string Btf = "/sys/kernel/btf/vmlinux";

    [Fact]
    public async Task RunningKernel_IsAsTheDefinitionsSay()
    {
        RunningKernel.Require();
        var (exitCode, output, error) = await Kflags.RunAsync(TraceFiles.Root, "check", "--running", "--format", "json");
        using var document = JsonDocument.Parse(output);
        Assert.Equal("[]", document.RootElement.GetProperty("differences").GetRawText());
        Assert.Equal(0, exitCode);
        Assert.InRange(document.RootElement.GetProperty("seen").GetInt32(), 20, 64);
        Assert.Contains("0 differences", error, StringComparison.Ordinal);
        var unseen = document.RootElement.GetProperty("unseen").EnumerateArray();
        Assert.All(unseen, flag => Assert.NotEqual("", flag.GetProperty("why").GetString()));
    }

    [Fact]
    public async Task AnotherKernelsDefinitions_Differ()
    {
        RunningKernel.Require();
        var shown = LiveThread.Run(() => FlagProvoker.ProvokeAll(Repository.Model.FindTable("vma")!, TestContext.Current.CancellationToken));
        Assert.SkipUnless(shown.Provoked.Any(p => p.Flag == "MAYBE_GUARD" && p.VmFlags?.Contains("gu", StringComparison.Ordinal) == true), "needs a kernel that shows guards: 6.19 or later");
        var (exitCode, output, _) = await Kflags.RunAsync(TraceFiles.Root, "check", "--running", "--kernel", "6.12");
        Assert.Equal(1, exitCode);
        Assert.Contains("gu: smaps shows it, and no flag of linux-6.12.117-x86_64 has it", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check", "--running", "--tree", "x")]
    public async Task OneOfBoth_IsNamed(params string[] args)
    {
        var (exitCode, _, error) = await Kflags.RunAsync(TraceFiles.Root, args);
        Assert.Equal(2, exitCode);
        Assert.Contains("--tree DIR", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Provoked_WithoutItsMnemonic_IsADifference()
    {
        var comparison = Compare([new("SEQ_READ", "madvise", "rd wr", null), new("RAND_READ", "madvise", "rd wr rr", null)], []);
        Assert.Equal("VM_SEQ_READ: smaps shows 'rd wr' after madvise, without 'sr', which the definitions say", Assert.Single(comparison.Differences).Message);
        Assert.DoesNotContain(comparison.Unseen, f => f.Name is "VM_SEQ_READ" or "VM_RAND_READ");
    }

    [Fact]
    public void Refused_IsNotSeen()
    {
        var comparison = Compare([new("SEALED", "mseal", null, "ENOSYS")], []);
        Assert.Empty(comparison.Differences);
        Assert.Contains(new UnseenFlag("VM_SEALED", "mseal failed: ENOSYS"), comparison.Unseen);
        Assert.Contains(comparison.Unseen, f => f.Name == "VM_PFNMAP" && f.Why.Contains("device", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rd zz", "zz: smaps shows it, and no flag of linux-7.2-x86_64 has it")]
    [InlineData("wr rd", "wr: smaps shows it before 'rd'; by the definitions its bit is 1, that of 'rd' 0")]
    public void Line_ThatTheDefinitionsCantHave_IsADifference(string line, string expected) =>
        Assert.Equal(expected, Assert.Single(Compare([], [line]).Differences).Message);

    [Fact]
    public void EnumeratedBits_AreCompared()
    {
        var bits = Table.Flags.Where(f => f.Enumerator is not null).Select(f => (f.Enumerator!, (long)f.EnumeratedBit!.Value)).ToArray();
        Assert.Empty(Compare([], [], Enumerators(bits)).Differences);
        Assert.DoesNotContain(Compare([], [], Enumerators(bits)).Unseen, f => f.Name == "VM_MAYBE_GUARD");

        (string, long)[] others = [.. bits.Where(b => b.Item1 is not ("VMA_MAYBE_GUARD_BIT" or "VMA_IO_BIT")), ("VMA_MAYBE_GUARD_BIT", 12), ("VMA_NEW_BIT", 50)];
        Assert.Equal(
            [
                "VMA_IO_BIT: not enumerated in the kernel's BTF, 14 in the definitions",
                "VMA_MAYBE_GUARD_BIT: 12 in the kernel's BTF, 11 in the definitions",
                "VMA_NEW_BIT: 50 in the kernel's BTF, not enumerated in the definitions",
            ],
            Compare([], [], Enumerators(others)).Differences.Select(d => d.Message));
    }

    [Fact]
    public void EnumerationsOfBothWidths_AreReadAmongOtherTypes()
    {
        var btf = new BtfBuilder()
            .With(kind: 1, members: 0, words: 1)
            .With(kind: 4, members: 3, words: 9)
            .WithEnum(isWide: false, ("VMA_READ_BIT", 0), ("OTHER", 7), ("VMA_X_BIT", -1))
            .With(kind: 13, members: 2, words: 4)
            .With(kind: 3, members: 0, words: 3)
            .WithEnum(isWide: true, ("VMA_FAR_BIT", 1L << 40))
            .With(kind: 17, members: 0, words: 1);
        Assert.Equal(
            new Dictionary<string, long> { ["VMA_READ_BIT"] = 0, ["VMA_X_BIT"] = -1, ["VMA_FAR_BIT"] = 1L << 40 },
            BtfEnumerators.Read(btf.Build(), "VMA_", "_BIT"));
    }

    [Fact]
    public void CutBtf_IsRefused()
    {
        var btf = new BtfBuilder().WithEnum(isWide: false, ("VMA_READ_BIT", 0)).Build();
        for (var length = 0; length < btf.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => BtfEnumerators.Read(btf[..length], "VMA_", "_BIT"));
        }
    }

    [Fact]
    public void RunningKernelsBtf_IsRead()
    {
        Assert.SkipUnless(File.Exists(Btf), $"needs a kernel with CONFIG_DEBUG_INFO_BTF, which has {Btf}");
        var states = BtfEnumerators.Read(File.ReadAllBytes(Btf), "PIDTYPE_", "");
        Assert.Equal(0, states["PIDTYPE_PID"]);
        Assert.Equal(1, states["PIDTYPE_TGID"]);
    }

    private static ResolvedTable Table { get; } = TableResolver.Resolve(
        Repository.Model.FindTable("vma")!, KernelSelector.Of(Repository.Model, Repository.Model.FindProfile("linux-7.2-x86_64")!));

    private static RunningComparison Compare(
        IReadOnlyList<ProvokedFlag> provoked, IReadOnlyList<string> lines, IReadOnlyDictionary<string, long>? enumerators = null) =>
        RunningComparison.Compare(Table, new RunningFlags(provoked, lines, enumerators ?? new Dictionary<string, long>()));

    private static IReadOnlyDictionary<string, long> Enumerators((string Name, long Value)[] members) =>
        BtfEnumerators.Read(new BtfBuilder().WithEnum(isWide: false, members).Build(), "VMA_", "_BIT");
}
