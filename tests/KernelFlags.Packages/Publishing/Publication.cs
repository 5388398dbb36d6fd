[assembly: AssemblyFixture(typeof(KernelFlags.Packages.Publishing.Publication))]

namespace KernelFlags.Packages.Publishing;

/// <summary>
/// The command as its page says to publish it. What it is made of was built before the tests. Every way is gone once, at the first test, in the order
/// of <see cref="Profiles"/>: they share their intermediate files, and the packages take the machine code of the profile before them.
/// </summary>
public sealed class Publication : IDisposable
{
    private static readonly string[] Profiles = ["", "single-file", "native", "tool"];

    private readonly Lazy<Dictionary<string, (string? Reason, int Status, string Output)>> _done;

    public Publication() => _done = new(() => Profiles.ToDictionary(profile => profile, profile => Missing(profile) is { } missing ? (missing, 0, "") : Run(profile, Folder(profile))));

    /// <summary>Where everything lies.</summary>
    public string Work { get; } = Directory.CreateTempSubdirectory("kflags-published-").FullName;

    /// <summary>The command as it is built: it needs the runtime, and has the definitions beside it.</summary>
    public static string Built { get; } = Path.Combine(Repository.Root, "src/KernelFlags.Cli/bin", Repository.Metadata("Configuration"), "net10.0/kflags.dll");

    /// <summary>The command as a profile publishes it.</summary>
    /// <param name="profile">A publish profile; empty for none.</param>
    /// <returns>The file; the test is skipped where it can't be made here.</returns>
    public string File(string profile) => Path.Combine(Made(profile), "kflags");

    /// <summary>The packages of the tool.</summary>
    /// <returns>Their folder.</returns>
    public string ToolFeed() => Made("tool");

    /// <summary>A folder that nothing else uses.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(Work, name)).FullName;

    public void Dispose() => Directory.Delete(Work, recursive: true);

    private string Folder(string profile) => Path.Combine(Work, profile.Length == 0 ? "none" : profile);

    private string Made(string profile)
    {
        var (reason, status, output) = _done.Value[profile];
        Assert.SkipWhen(reason is not null, reason ?? "");
        Assert.True(status == 0, output);
        Assert.DoesNotContain("warning ", output, StringComparison.Ordinal);
        return Folder(profile);
    }

    /// <summary>Runs the page's command. Nothing that other tests use is built or restored again: with the environment of this build, and this project alone.</summary>
    private static (string? Reason, int Status, string Output) Run(string profile, string folder)
    {
        var words = Commands.Single(command => profile.Length == 0 ? !command.Contains("PublishProfile", StringComparison.Ordinal) : command.Contains($"PublishProfile={profile} ", StringComparison.Ordinal))
            .Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(word => word switch { "DIR" => folder, "Release" => Repository.Metadata("Configuration"), _ => word });
        var environment = new Dictionary<string, string?> { ["CI"] = Repository.Metadata("ContinuousIntegrationBuild") == "true" ? "true" : null };
        var (status, output) = Dotnet.Run(Repository.Root, environment, [.. words, "-p:BuildProjectReferences=false", "-p:RestoreRecursive=false", "-nodeReuse:false"]);
        var isUnserved = status != 0 && output.Contains("error NU1", StringComparison.Ordinal) && output.Contains("microsoft.", StringComparison.OrdinalIgnoreCase);
        return (isUnserved ? "the runtime or the compiler of NativeAOT can't be had: let NuGet restore microsoft.netcore.app.runtime and microsoft.dotnet.ilcompiler" : null, status, output);
    }

    private static IEnumerable<string> Commands => System.IO.File.ReadLines(Repository.Find("src/KernelFlags.Cli/README.md"))
        .Where(line => line.StartsWith("dotnet publish ", StringComparison.Ordinal) || line.StartsWith("dotnet pack ", StringComparison.Ordinal));

    private static string? Missing(string profile)
    {
        var hasLinker = InstalledProgram.Has("clang") || InstalledProgram.Has("gcc");
        return OperatingSystem.IsLinux() && (profile is "" or "single-file" || (hasLinker && System.IO.File.Exists("/usr/include/stdlib.h")))
            ? null
            : "machine code is linked by clang or gcc on Linux: install gcc and libc6-dev";
    }
}
