using System.Diagnostics;
using System.Globalization;
using KernelFlags.Live.Btf;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>The program of <c>Examples/hidden.c</c>, compiled once.</summary>
public sealed class HiddenProgram : IDisposable
{
    private readonly CompiledExample _program = new("hidden");

    /// <summary>Skips the test where the kernel can't be asked, or nothing can be compiled.</summary>
    public static void Require()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "asks the running kernel: run it as root");
        Assert.SkipUnless(File.Exists(BtfTypes.RunningKernel), $"needs a kernel with CONFIG_DEBUG_INFO_BTF, which has {BtfTypes.RunningKernel}");
        CompiledExample.Require();
    }

    /// <summary>Starts it, and waits until its VMAs are there.</summary>
    /// <param name="why">What is to keep them apart.</param>
    /// <returns>The process; skipped where the kernel lacks what is needed.</returns>
    internal async Task<HiddenProcess> StartAsync(string why)
    {
        var process = Process.Start(new ProcessStartInfo(await _program.PathAsync(), [why]) { RedirectStandardOutput = true })!;
        var line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) ?? "nothing";
        Assert.SkipWhen(line.StartsWith("lacks", StringComparison.Ordinal), $"needs a kernel that has what this one {line}");
        var words = line.Split(' ');
        return new(process, words[0], ulong.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), ulong.Parse(words[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    public void Dispose() => _program.Dispose();
}

/// <summary>A process that waits with VMAs of which smaps shows no difference.</summary>
/// <param name="started">The process that was started: its parent, where it is a child.</param>
/// <param name="pid">Its number.</param>
/// <param name="start">The first byte of where they are.</param>
/// <param name="end">The byte after the last one.</param>
internal sealed class HiddenProcess(Process started, string pid, ulong start, ulong end) : IDisposable
{
    public string Pid => pid;

    /// <summary>Whether an address is where they are.</summary>
    public bool Has(ulong address) => address > start && address < end;

    public void Dispose()
    {
        started.Kill();
        started.Dispose();
    }
}
