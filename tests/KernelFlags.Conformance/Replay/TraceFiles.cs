using KernelFlags.Cli.Replay;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;

namespace KernelFlags.Conformance.Replay;

/// <summary>The recorded traces, and the engine on the kernel that each was recorded on.</summary>
internal static class TraceFiles
{
    /// <summary>The folder of this project.</summary>
    public static string Root { get; } = Repository.Find("tests/KernelFlags.Conformance");

    /// <summary>The folder of the traces.</summary>
    public static string Folder { get; } = Path.Combine(Root, "traces");

    /// <summary>The paths of all traces, from <see cref="Folder"/>.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Folder, "*.jsonl.gz", SearchOption.AllDirectories)
        .Select(p => Path.GetRelativePath(Folder, p).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    /// <summary>Replays a trace.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="ignoreSnapshots">Whether snapshots are passed over.</param>
    /// <returns>What came of it.</returns>
    public static TraceReport Replay(Stream trace, TraceComparison comparison = TraceComparison.All, bool ignoreSnapshots = false)
    {
        using var reader = new TraceReader(trace);
        var target = TraceKernel.Of(Repository.Model, reader.Header).CreateTarget(reader.Header);
        return new TraceReplayer(reader, target, comparison, ignoreSnapshots).Run();
    }
}
