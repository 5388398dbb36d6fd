using System.Reflection;
using System.Runtime.Loader;

namespace KernelFlags.Generator.Tests.Harness;

/// <summary>
/// A compiler of another version, with everything of its own: it loads these tests once more, so that what they call is that compiler's.
/// </summary>
internal sealed class CompilerHost : AssemblyLoadContext
{
    private static readonly string[] Compiler = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"];

    private readonly string _version;

    public CompilerHost(string version)
        : base("Compiler " + version) => _version = version;

    /// <summary>A file of a package that was restored.</summary>
    public static string PackageFile(string package, string version, string path) =>
        Path.Combine(Repository.Metadata("PackageRoot"), package, version, path);

    /// <summary>Runs generators on a project in this compiler.</summary>
    /// <returns>What <see cref="HostProbe.Run"/> says.</returns>
    public string[] Run(string[] generators, string source, string[] definitions)
    {
        var probe = LoadFromAssemblyPath(typeof(CompilerHost).Assembly.Location).GetType(typeof(HostProbe).FullName!)!;
        return (string[])probe.GetMethod(nameof(HostProbe.Run))!.Invoke(null, [generators, source, definitions])!;
    }

    protected override Assembly? Load(AssemblyName assemblyName) => Compiler.Contains(assemblyName.Name)
        ? LoadFromAssemblyPath(PackageFile(
            assemblyName.Name == Compiler[0] ? "microsoft.codeanalysis.common" : "microsoft.codeanalysis.csharp", _version, $"lib/net7.0/{assemblyName.Name}.dll"))
        : null;
}

/// <summary>The folder of an analyzer, as a compiler loads it: what lies in it is its own, and the compiler is the host's.</summary>
internal sealed class AnalyzerFolder(string folder, AssemblyLoadContext host) : AssemblyLoadContext("analyzers")
{
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
        {
            return host.LoadFromAssemblyName(assemblyName);
        }

        var file = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
