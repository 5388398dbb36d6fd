using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Maps;

/// <summary>A program of the folder <c>Examples</c>, compiled once.</summary>
internal sealed class CompiledExample : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly Lazy<Task<string>> _path;

    /// <param name="name">The name of its source, without the ending.</param>
    public CompiledExample(string name) => _path = new(() => CompileAsync(name));

    /// <summary>Skips the test where nothing can be compiled.</summary>
    public static void Require() => Assert.SkipUnless(ExternalTool.Find("gcc") is not null, "needs gcc: apt-get install gcc libc6-dev");

    /// <summary>The path of the program.</summary>
    public Task<string> PathAsync() => _path.Value;

    public void Dispose() => _folder.Dispose();

    private async Task<string> CompileAsync(string name)
    {
        var program = _folder[name];
        var source = Repository.Find($"tests/KernelFlags.Cli.Tests/Maps/Examples/{name}.c");
        var result = await ExternalTool.RunAsync(ExternalTool.Find("gcc")!, ["-std=c11", "-D_GNU_SOURCE", "-O1", "-o", program, source], _folder.Path);
        Assert.True(result.ExitCode == 0, result.Errors);
        return program;
    }
}
