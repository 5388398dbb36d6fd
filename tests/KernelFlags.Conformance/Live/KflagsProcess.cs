using System.Diagnostics;
using System.Runtime.InteropServices;
using KernelFlags.Cli.Output;

namespace KernelFlags.Conformance.Live;

/// <summary>A process that runs <c>kflags</c>, to be disturbed.</summary>
internal sealed partial class KflagsProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Kill = 9;

    private static readonly TimeSpan LongestEnd = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public KflagsProcess(string folder, params string[] args)
    {
        // What a shell starts in the background ignores SIGINT, and so would what is started from there.
        string[] call = ["--default-signal=INT,HUP", ExternalTool.Find("dotnet")!, Path.Combine(AppContext.BaseDirectory, "kflags.dll"), .. args];
        var start = new ProcessStartInfo(ExternalTool.Find("env")!, call)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The processes that it drives.</summary>
    public IReadOnlyList<int> Agents => [.. AgentProcesses.All().Where(IsOurs)];

    /// <summary>Waits until it drives a process, and then a while.</summary>
    public async Task<int> WaitForAgentAsync(int milliseconds = 300)
    {
        while (Agents.Count < 2)
        {
            Assert.False(_process.HasExited, "it ended before it started");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await Task.Delay(milliseconds, TestContext.Current.CancellationToken);
        return Agents.Max();
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int signal) => Assert.Equal(0, SendSignal(_process.Id, signal));

    /// <summary>Sends a process a signal.</summary>
    public static int SendSignal(int pid, int signal) => KillProcess(pid, signal);

    /// <summary>Waits until it has ended.</summary>
    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(LongestEnd, TestContext.Current.CancellationToken);
        return (_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    /// <summary>Whether a process is a child of it, or a child of one of these.</summary>
    private bool IsOurs(int pid)
    {
        for (var parent = pid; parent > 1; parent = AgentProcesses.ParentOf(parent))
        {
            if (parent == _process.Id)
            {
                return true;
            }
        }

        return false;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int KillProcess(int pid, int signal);
}
