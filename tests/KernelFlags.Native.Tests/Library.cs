
[assembly: AssemblyFixture(typeof(KernelFlags.Native.Tests.Library))]

namespace KernelFlags.Native.Tests;

/// <summary>The library, published once a run, and programs that are built with it.</summary>
public sealed class Library : IDisposable
{
    private const string HowToEnable = "install gcc and libc6-dev";

    private readonly Lazy<(string? Reason, string Output)> _publication;

    public Library() => _publication = new(Publish);

    /// <summary>Where everything is built.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("kflags-native-").FullName;

    /// <summary>The library's path.</summary>
    public string Path => System.IO.Path.Combine(Folder, "libkernelflags.so");

    /// <summary>Skips the test where the library can't be had here.</summary>
    public void Need()
    {
        Assert.SkipWhen(_publication.Value.Reason is not null, _publication.Value.Reason ?? "");
        Assert.True(File.Exists(Path), _publication.Value.Output);
    }

    /// <summary>Builds a program of the tests or of the samples with the library.</summary>
    /// <param name="source">Its path, absolute or from the root of the repository.</param>
    /// <param name="options">Of the compiler, beside those that every program gets.</param>
    /// <returns>The program's path.</returns>
    public string Build(string source, params string[] options)
    {
        Need();
        var program = System.IO.Path.Combine(Folder, System.IO.Path.GetFileNameWithoutExtension(source) + string.Concat(options).Replace('/', '_').Replace('=', '_'));
        var isC = source.EndsWith(".c", StringComparison.Ordinal);
        string[] arguments =
        [
            isC ? "-std=c11" : "-std=c++20", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-D_GNU_SOURCE", "-pthread", "-I", Folder, .. options,
            Repository.Find(source), "-o", program, "-L", Folder, "-lkernelflags", $"-Wl,-rpath,{Folder}",
        ];
        var (status, output) = Run(isC ? "gcc" : "g++", arguments);
        Assert.True(status == 0, output);
        return program;
    }

    /// <summary>Runs a program.</summary>
    /// <returns>How it ended and everything that it said.</returns>
    public (int Status, string Output) Run(string program, params IEnumerable<string> arguments) => RunIn([], program, arguments);

    /// <summary>Runs a program in an environment.</summary>
    /// <param name="environment">What is set beside what is.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>How it ended and everything that it said.</returns>
    public (int Status, string Output) RunIn(Dictionary<string, string?> environment, string program, params IEnumerable<string> arguments)
    {
        var (status, output, error) = InstalledProgram.Run(Folder, environment, program, arguments);
        return (status, output + error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private (string? Reason, string Output) Publish()
    {
        if (!OperatingSystem.IsLinux() || !InstalledProgram.Has("gcc") || !File.Exists("/usr/include/stdlib.h"))
        {
            return ($"the library is linked by gcc on Linux: {HowToEnable}", "");
        }

        var (status, output) = RunIn(
            new() { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" },
            "dotnet",
            "publish", Repository.Find("src/KernelFlags.Native"), "-c", Repository.Metadata("Configuration"), "-o", Folder, "-v", "q", "-nodeReuse:false");
        return status != 0 && output.Contains("error NU1", StringComparison.Ordinal) && output.Contains("ILCompiler", StringComparison.Ordinal)
            ? ("the compiler of NativeAOT can't be had: let NuGet restore microsoft.dotnet.ilcompiler", output)
            : (null, output);
    }
}
