using System.Text;
using System.Text.Json;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Replay;
using KernelFlags.Conformance.Replay;
using KernelFlags.Live.Fuzzing;
using KernelFlags.Live.Recording;
using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;

namespace KernelFlags.Conformance.Live;

/// <summary>
/// What goes wrong from outside: a call that hangs, a process that is killed, a disk that is full, a signal. It is told, what is known is
/// written, and no process stays.
/// </summary>
[Collection(RunningKernel.Name)]
public sealed class DisturbedTests : IDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromMilliseconds(700);

    private readonly string _folder = Directory.CreateTempSubdirectory("kflags-disturbed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CallThatHangs_IsEndedAndRecorded()
    {
        RunningKernel.Require();
        using var output = new MemoryStream();
        LiveThread.Run(() =>
        {
            using var script = Hang();
            using var target = new LiveTarget(LiveOptions.OfScript(script.Header, _folder) with { LongestCall = LongestCall });
            new TraceRecorder(target, target.Header with { Mix = "hang" }, output).Play(script, TestContext.Current.CancellationToken);
            Assert.Empty(target.Processes);
            return 0;
        });
        var trace = Encoding.UTF8.GetString(output.ToArray());
        Assert.Contains("\"hang\":true}", trace, StringComparison.Ordinal);
        output.Position = 0;
        Assert.True(TraceFiles.Replay(new MemoryStream(output.ToArray())).Passed, trace);
        Assert.Empty(AgentProcesses.Children());
    }

    [Fact]
    public void CallThatHangs_IsNoDifferenceWhereTheEngineKnows()
    {
        RunningKernel.Require();
        var finding = LiveThread.Run(() =>
        {
            using var script = Hang();
            var operations = new List<TraceOperation>();
            while (script.Read() == TraceLineKind.Operation)
            {
                operations.Add(script.Operation.Copy());
            }

            var options = LiveOptions.OfScript(script.Header, _folder) with { LongestCall = LongestCall };
            TraceHeader header;
            using (var target = new LiveTarget(options))
            {
                header = target.Header;
            }

            return new Fuzzer(h => TraceKernel.Of(Repository.Model, h).CreateTarget(h), _folder, CancellationToken.None)
                .Play(options, header, operations);
        });
        Assert.Null(finding);
    }

    [Fact]
    public async Task KilledProcess_IsTold()
    {
        RunningKernel.Require();
        using var kflags = new KflagsProcess(_folder, "fuzz", "--ops", "100000000", "--dir", _folder);
        await kflags.WaitForAgentAsync();

        // The first process only probes; one that draws operations is meant, which there is from soon after on.
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.Equal(0, KflagsProcess.SendSignal(await kflags.WaitForAgentAsync(), KflagsProcess.Kill));
        var (exitCode, output, error) = await kflags.EndAsync();
        Assert.Equal(2, exitCode);
        Assert.Contains("was ended from outside", Assert.Single(Lines(error)), StringComparison.Ordinal);
        AssertStopped(output, "was ended from outside");
        Assert.Empty(kflags.Agents);
    }

    [Theory]
    [InlineData(KflagsProcess.Interrupt)]
    [InlineData(15)]
    [InlineData(1)]
    public async Task Signal_EndsItWithWhatWasDone(int signal)
    {
        RunningKernel.Require();
        using var kflags = new KflagsProcess(_folder, "fuzz", "--ops", "100000000", "--mix", "fork", "--dir", _folder);
        await kflags.WaitForAgentAsync();
        kflags.Signal(signal);
        var (exitCode, output, error) = await kflags.EndAsync();
        Assert.Equal(128 + signal, exitCode);
        Assert.Contains("interrupted, after", Assert.Single(Lines(error)), StringComparison.Ordinal);
        AssertStopped(output, "interrupted");
        Assert.Empty(kflags.Agents);
    }

    [Fact]
    public async Task Kill_LeavesNoProcess()
    {
        RunningKernel.Require();
        using var kflags = new KflagsProcess(_folder, "fuzz", "--ops", "100000000", "--mix", "fork", "--dir", _folder);
        await kflags.WaitForAgentAsync();
        var agents = kflags.Agents;
        kflags.Signal(KflagsProcess.Kill);
        await kflags.EndAsync();
        for (var wait = 0; agents.Any(IsRunning) && wait < 100; wait++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(agents, IsRunning);
    }

    [Fact]
    public async Task FullDisk_IsTold()
    {
        RunningKernel.Require();
        var disk = Path.Combine(_folder, "disk");
        Directory.CreateDirectory(disk);
        var mount = await ExternalTool.RunAsync(
            "mount", ["-t", "tmpfs", "-o", "size=300k", "full", disk], _folder, cancel: TestContext.Current.CancellationToken);
        Assert.SkipUnless(mount.ExitCode == 0, "needs the right to mount (CAP_SYS_ADMIN): run it as root outside a container, or with --privileged");
        try
        {
            var (exitCode, output, error) = await Kflags.RunAsync(_folder, "fuzz", "--ops", "10", "--dir", disk);
            Assert.Equal((2, ""), (exitCode, output));
            Assert.Contains("No space left on device", Assert.Single(Lines(error)), StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFileSystemEntries(disk));
        }
        finally
        {
            await ExternalTool.RunAsync("umount", [disk], _folder, cancel: CancellationToken.None);
        }
    }

    [Fact]
    public async Task FullOutput_IsTold()
    {
        RunningKernel.Require();
        var result = await ExternalTool.RunAsync(
            "sh",
            ["-c", $"exec dotnet '{Path.Combine(AppContext.BaseDirectory, "kflags.dll")}' fuzz --ops 10 --dir . > /dev/full"],
            _folder,
            cancel: TestContext.Current.CancellationToken);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("No space left on device", Assert.Single(Lines(result.Errors)), StringComparison.Ordinal);
    }

    private static void AssertStopped(string output, string why)
    {
        var lines = Lines(output);
        Assert.NotEmpty(lines);
        using var last = JsonDocument.Parse(lines[^1]);
        Assert.Equal(JsonValueKind.Null, last.RootElement.GetProperty("mismatch").ValueKind);
        Assert.Contains(why, last.RootElement.GetProperty("stopped").GetString(), StringComparison.Ordinal);
    }

    private static bool IsRunning(int pid) => AgentProcesses.All().Contains(pid);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static TraceReader Hang() =>
        new(File.OpenRead(Path.Combine(TraceFiles.Root, "oracle", "scripts", "hang.jsonl")), isScript: true);
}
