using System.Diagnostics;

namespace KernelFlags.Rendering.Tests;

/// <summary>A compiler or interpreter of the machine. Tests that need one that is not there are skipped, with how to get it.</summary>
internal sealed class Tool
{
    private readonly string? _path;
    private readonly string _enable;

    private Tool(string name, string package)
    {
        _path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        _enable = $"{name} is not installed: apt-get install {package}";
    }

    public static Tool Gcc { get; } = new("gcc", "gcc");

    public static Tool Gxx { get; } = new("g++", "g++");

    public static Tool Clang { get; } = new("clang", "clang");

    public static Tool Rustc { get; } = new("rustc", "rustc");

    public static Tool Python { get; } = new("python3", "python3");

    public static Tool Mypy { get; } = new("mypy", "mypy");

    public bool IsThere => _path is not null;

    /// <summary>Runs the tool.</summary>
    /// <returns>What it wrote; the test fails unless it ends with 0.</returns>
    public Task<string> Succeeds(string folder, IEnumerable<string> arguments, string input = "") =>
        Succeeds(Required(), folder, arguments, input);

    /// <summary>Runs the tool, which must not end with 0.</summary>
    /// <returns>What it wrote as errors.</returns>
    public async Task<string> Fails(string folder, IEnumerable<string> arguments, string input = "")
    {
        var (code, _, errors) = await Run(Required(), folder, arguments, input);
        Assert.NotEqual(0, code);
        return errors;
    }

    /// <summary>Runs a program that a test made.</summary>
    /// <returns>What it wrote; the test fails unless it ends with 0.</returns>
    public static async Task<string> Succeeds(string path, string folder, IEnumerable<string> arguments, string input = "")
    {
        var (code, output, errors) = await Run(path, folder, arguments, input);
        Assert.True(code == 0, $"{Path.GetFileName(path)} ended with {code}:\n{output}{errors}");
        return output;
    }

    private string Required()
    {
        Assert.SkipWhen(_path is null, _enable);
        return _path!;
    }

    private static async Task<(int Code, string Output, string Errors)> Run(
        string path, string folder, IEnumerable<string> arguments, string input)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
