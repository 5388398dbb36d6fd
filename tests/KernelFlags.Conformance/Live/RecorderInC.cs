using KernelFlags.Cli.Output;
using KernelFlags.Conformance.Replay;

namespace KernelFlags.Conformance.Live;

/// <summary>The recorder in C, compiled once, and a folder in which both recorders work.</summary>
public sealed class RecorderInC : IDisposable
{
    private readonly Lazy<Task<string>> _program;

    public RecorderInC() => _program = new(CompileAsync);

    /// <summary>The folder, on a disk where the one for temporary files is.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("kflags-record-").FullName;

    /// <summary>Skips the test where the running kernel can't be asked, or nothing can be compiled.</summary>
    public static void Require()
    {
        RunningKernel.Require();
        Assert.SkipUnless(ExternalTool.Find("gcc") is not null, "needs gcc: apt-get install gcc libc6-dev");
    }

    /// <summary>Records with it.</summary>
    public async Task<string> RecordAsync(params string[] arguments)
    {
        var program = await _program.Value;
        var result = await ExternalTool.RunAsync(program, [.. arguments, "--dir", Folder], Folder, cancel: TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Errors);
        return result.Output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<string> CompileAsync()
    {
        var program = Path.Combine(Folder, "record");
        var source = Path.Combine(TraceFiles.Root, "oracle", "record.c");
        var result = await ExternalTool.RunAsync(ExternalTool.Find("gcc")!, ["-std=c11", "-O2", "-o", program, source], Folder);
        Assert.True(result.ExitCode == 0, result.Errors);
        return program;
    }
}
