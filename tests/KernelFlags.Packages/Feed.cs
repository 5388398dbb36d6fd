using System.IO.Compression;

[assembly: AssemblyFixture(typeof(KernelFlags.Packages.Feed))]

namespace KernelFlags.Packages;

/// <summary>
/// The packages of this build in a folder, and a package cache with nothing in it. Consumers are built with both. There is one for all tests:
/// two that pack at a time would write the same intermediate files.
/// </summary>
public sealed class Feed : IDisposable
{
    private static readonly string[] Projects = ["src/KernelFlags", "src/KernelFlags.Vma", "src/KernelFlags.Proc", "generators/KernelFlags.Definitions", "src/KernelFlags.Linux", "generators/KernelFlags.Generator.Package", "src/KernelFlags.Templates"];

    private readonly Lock _packing = new();
    private readonly string _work = Directory.CreateTempSubdirectory("kflags-packages-").FullName;

    public Feed()
    {
        Pack("feed");
        foreach (var package in Directory.EnumerateFiles(Repository.Metadata("Dependency"), "*.nupkg"))
        {
            File.Copy(package, Path.Combine(_work, "feed", Path.GetFileName(package)));
        }

        File.WriteAllText(
            Path.Combine(_work, "nuget.config"),
            "<configuration><packageSources><clear /><add key=\"local\" value=\"feed\" /></packageSources></configuration>\n");
    }

    /// <summary>Packs everything into a folder.</summary>
    public string Pack(string folder)
    {
        var output = Path.Combine(_work, folder);
        lock (_packing)
        {
            foreach (var project in Projects)
            {
                var (status, text) = Run(
                    Repository.Root, "pack", Path.Combine(Repository.Root, project), "--no-build", "-c", Repository.Metadata("Configuration"), "-o", output, "-nodeReuse:false");
                Assert.True(status == 0, text);
            }
        }

        return output;
    }

    /// <summary>The files of a package, by path.</summary>
    public Dictionary<string, long> Files(string package)
    {
        using var zip = ZipFile.OpenRead(PackagePath(package));
        return zip.Entries.ToDictionary(entry => entry.FullName, entry => entry.Length);
    }

    /// <summary>A text file of a package.</summary>
    public string Text(string package, string file)
    {
        using var zip = ZipFile.OpenRead(PackagePath(package));
        using var reader = new StreamReader(zip.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>A file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    /// <summary>Copies a consumer into an empty folder.</summary>
    /// <param name="name">The folder, whose name the project gets; null for that of the consumer.</param>
    public string Copy(string consumer, string? name = null)
    {
        var source = Path.Combine(Repository.Root, "tests", "KernelFlags.Packages", "Consumers", consumer);
        var target = Path.Combine(_work, name ?? consumer);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(source, file);
            var copy = Path.Combine(target, path == consumer + ".csproj" ? Path.GetFileName(target) + ".csproj" : path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    /// <summary>Restores and builds a consumer.</summary>
    /// <param name="more">Arguments of <c>dotnet build</c>, which count more than those that are given here.</param>
    public (int Status, string Output) Build(string folder, params string[] more) =>
        Run(folder, ["build", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", Path.Combine(folder, "out"), .. more]);

    /// <summary>Compiles a library with the compiler of the SDK.</summary>
    /// <param name="path">The library.</param>
    /// <param name="source">Its source.</param>
    /// <param name="references">What it refers to, beside the framework and the compiler.</param>
    public void Compile(string path, string source, params string[] references)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = Path.ChangeExtension(path, ".cs");
        File.WriteAllText(file, source);
        var compiler = Repository.Metadata("Compiler");
        string[] own = [Path.Combine(compiler, "Microsoft.CodeAnalysis.dll"), Path.Combine(compiler, "Microsoft.CodeAnalysis.CSharp.dll")];
        var all = Directory.EnumerateFiles(Repository.Metadata("FrameworkReferences"), "*.dll").Concat(own).Concat(references).Select(reference => "-r:" + reference);
        var (status, output) = Run(_work, ["exec", Path.Combine(compiler, "csc.dll"), "-nologo", "-noconfig", "-target:library", "-nullable:enable", "-out:" + path, file, .. all]);
        Assert.True(status == 0, output);
    }

    /// <summary>A folder that nothing else uses.</summary>
    public string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_work, name)).FullName;

    /// <summary>Runs a consumer that was built.</summary>
    public (int Status, string Output) Start(string folder) => Run(folder, Path.Combine(folder, "out", Path.GetFileName(folder) + ".dll"));

    public void Dispose() => Directory.Delete(_work, recursive: true);

    /// <summary>A package's file.</summary>
    public string PackagePath(string package) => Directory.EnumerateFiles(Path.Combine(_work, "feed"), package + ".?.*.nupkg").Single();

    /// <summary>The files of all packages of this build.</summary>
    public IEnumerable<string> Packages => Directory.EnumerateFiles(Path.Combine(_work, "feed"), "KernelFlags*.nupkg").Order(StringComparer.Ordinal);

    /// <summary>Has a folder take packages from here, and what is of others from where this build has them.</summary>
    public void WriteFeedWithCache(string folder) => File.WriteAllText(
        Path.Combine(folder, "nuget.config"),
        $"<configuration><packageSources><clear /><add key=\"local\" value=\"{Path.Combine(_work, "feed")}\" /></packageSources>"
            + $"<fallbackPackageFolders><add key=\"build\" value=\"{Repository.Metadata("PackageCache")}\" /></fallbackPackageFolders></configuration>\n");

    /// <summary>Calls <c>dotnet</c>.</summary>
    public (int Status, string Output) Run(string folder, params IEnumerable<string> arguments) => Run(folder, new Dictionary<string, string?>(), arguments);

    /// <summary>Calls <c>dotnet</c> in an environment.</summary>
    public (int Status, string Output) Run(string folder, IReadOnlyDictionary<string, string?> more, params IEnumerable<string> arguments)
    {
        var environment = new Dictionary<string, string?>(more) { ["NUGET_PACKAGES"] = Path.Combine(_work, "cache"), ["CI"] = null };
        return Dotnet.Run(folder, environment, arguments);
    }
}
