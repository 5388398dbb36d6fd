using System.Diagnostics;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Hostile;

/// <summary>A signal ends each command at once, as a shell expects, and nothing stays behind; who can't be told is not told.</summary>
public sealed class SignalTests(SignalTests.WaitingCalls waiting) : IClassFixture<SignalTests.WaitingCalls>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Calls that wait for a pipe to which nobody writes.</summary>
    public static TheoryData<string, int> Calls
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var call in (string[])["maps PIPE --kernel 7.2", "replay PIPE", "replay --kernel 7.2 --strace PIPE", "table --config-file PIPE", "gen --template PIPE.scriban", "decode -"])
            {
                data.Add(call, call.StartsWith("maps", StringComparison.Ordinal) ? 15 : 2);
            }

            data.Add("maps PIPE --kernel 7.2", 1);
            data.Add("decode -", 15);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Signal_EndsACommandThatWaits(string call, int signal)
    {
        var (process, folder) = waiting.Of(call, signal);
        Assert.False(process.HasExited, "it did not wait");
        await Shell.RunAsync(folder, FormattableString.Invariant($"kill -{signal} {process.Id}"));
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken);
        Assert.Equal((128 + signal, ""), (process.ExitCode, await errors));
        Assert.Equal(["PIPE", "PIPE.scriban"], folder.Files().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Signal_WhileACompilerRuns_LeavesNeitherItNorAFolder()
    {
        using var folder = new ScratchFolder().With("tmp/kept", "").With("bin/gcc", "#!/bin/sh\necho $$ > \"$TMPDIR/../pid\"\nsleep 600 &\nwait\n");
        await Shell.RunAsync(folder, "chmod +x bin/gcc; mkdir -p tree/include/linux tree/include/trace/events tree/fs/proc tree/arch/x86/include/asm"
            + "; printf '#define VM_NONE 0\\n#define VM_READ 1\\n' > tree/include/linux/mm.h; echo '#define __VM_UFFD_FLAGS 1' > tree/include/linux/userfaultfd_k.h"
            + "; echo '#define ARCH_VM_PKEY_FLAGS 0' > tree/include/linux/pkeys.h; echo '#define __def_vmaflag_names {VM_READ, \"read\"}' > tree/include/trace/events/mmflags.h"
            + "; printf 'static const char mnemonics[BITS_PER_LONG][2] = {\\n};\\n' > tree/fs/proc/task_mmu.c");
        using var process = Start(folder, ["check", "--tree", "tree", "--kernel", "7.2"], ("TMPDIR", folder["tmp"]), ("PATH", folder["bin"] + ":" + Environment.GetEnvironmentVariable("PATH")));
        while (!File.Exists(folder["pid"]) || folder.Read("pid").Length == 0)
        {
            Assert.False(process.HasExited, "it did not wait");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Shell.RunAsync(folder, FormattableString.Invariant($"kill -2 {process.Id}"));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Longest, TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.Equal(["kept"], Directory.EnumerateFileSystemEntries(folder["tmp"]).Select(Path.GetFileName));
        Assert.NotEqual(0, (await Shell.RunAsync(folder, $"kill -0 {folder.Read("pid")}")).ExitCode);
    }

    [Theory]
    [InlineData("2>&-", 2, "")]
    [InlineData("2>/dev/full", 2, "")]
    [InlineData("2>&1 >/dev/full", 2, "")]
    public async Task StandardErrorThatCantBeWritten_IsNoAbort(string redirection, int status, string output)
    {
        using var folder = new ScratchFolder();
        var result = await Shell.RunAsync(folder, $"{Shell.Kflags} maps nothing {redirection}; echo status $? >&2");
        Assert.Equal((output, $"status {status}\n"), (result.Output.Contains("there is no file", StringComparison.Ordinal) ? output : result.Output, result.Errors));
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData(">/dev/full")]
    public async Task StandardOutputThatCantBeWritten_IsToldInOneLine(string redirection)
    {
        using var folder = new ScratchFolder();
        var result = await Shell.RunAsync(folder, $"{Shell.Kflags} decode 0x71 {redirection}; echo status $? >&2");
        Assert.Equal("", result.Output);
        var lines = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2, "status 2"), (lines.Length, lines[^1]));
    }

    private static Process Start(ScratchFolder folder, string[] args, params (string Name, string Value)[] environment)
    {
        // What a shell starts in the background ignores SIGINT, and so would what is started from there.
        string[] call = ["--default-signal=INT,HUP", ExternalTool.Find("dotnet")!, Path.Combine(AppContext.BaseDirectory, "kflags.dll"), .. args];
        var start = new ProcessStartInfo(ExternalTool.Find("env")!, call) { WorkingDirectory = folder.Path, RedirectStandardInput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>All calls of <see cref="Calls"/>, which were given the time to start and to wait for their pipe.</summary>
    public sealed class WaitingCalls : IAsyncLifetime
    {
        private readonly Dictionary<(string Call, int Signal), (Process Process, ScratchFolder Folder)> _started = [];

        public async ValueTask InitializeAsync()
        {
            foreach (var row in Calls)
            {
                var (call, signal) = row.Data;
                var folder = new ScratchFolder();
                await Shell.RunAsync(folder, "mkfifo PIPE PIPE.scriban");
                _started.Add((call, signal), (Start(folder, call.Split(' ')), folder));
            }

            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        }

        internal (Process Process, ScratchFolder Folder) Of(string call, int signal) => _started[(call, signal)];

        public ValueTask DisposeAsync()
        {
            foreach (var (process, folder) in _started.Values)
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }

                process.Dispose();
                folder.Dispose();
            }

            return ValueTask.CompletedTask;
        }
    }
}
