using System.Reflection;
using KernelFlags.Cli;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Replay;
using KernelFlags.Definitions;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;

namespace KernelFlags.Conformance.Replay;

/// <summary>The recorded traces, and the engine on the kernel that each was recorded on.</summary>
internal static class TraceFiles
{
    private static readonly Lazy<DefinitionModel> Model = new(
        () => DefinitionSet.Load(DefinitionRoot.Named(Metadata("DefinitionsRoot"), Terminal.OfProcess())).WithoutErrors().Model);

    /// <summary>The folder of this project.</summary>
    public static string Root { get; } = Metadata("ConformanceRoot");

    /// <summary>The folder of the traces.</summary>
    public static string Folder { get; } = Path.Combine(Root, "traces");

    /// <summary>The definitions.</summary>
    public static DefinitionModel Definitions => Model.Value;

    /// <summary>The paths of all traces, from <see cref="Folder"/>.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Folder, "*.jsonl.gz", SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(Folder, p).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>Replays a trace.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="comparison">What is compared.</param>
    /// <param name="ignoreSnapshots">Whether snapshots are passed over.</param>
    /// <returns>What came of it.</returns>
    public static TraceReport Replay(Stream trace, TraceComparison comparison = TraceComparison.All, bool ignoreSnapshots = false)
    {
        using var reader = new TraceReader(trace);
        var target = TraceKernel.Of(Definitions, reader.Header).CreateTarget(reader.Header);
        return new TraceReplayer(reader, target, comparison, ignoreSnapshots).Run();
    }

    private static string Metadata(string key) =>
        typeof(TraceFiles).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
