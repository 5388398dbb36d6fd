using System.Globalization;
using KernelFlags.Benchmarks.Workloads;

namespace KernelFlags.Benchmarks.Measuring;

/// <summary>
/// The peer: the kernel's own code for VMAs, compiled for user space out of a tree, and static arrays as the limit. Only our driver of
/// it is here; the binary is GPL-2.0, stays in the temporary folder and goes with this object.
/// </summary>
internal sealed class Peer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernelflags-peer-").FullName;

    private Peer()
    {
    }

    /// <summary>Builds the peer. What the compiler says goes to standard error.</summary>
    /// <param name="tree">The folder of the kernel tree.</param>
    /// <exception cref="UnusableException">The tree is none, or does not compile.</exception>
    public static Peer Build(string tree)
    {
        if (!File.Exists(Path.Combine(tree, "mm/vma.c")))
        {
            throw new UnusableException($"{tree} has no mm/vma.c; give the folder of a Linux tree, 7.2 or near it, with --tree");
        }

        var peer = new Peer();
        var script = Repository.Find("tests/KernelFlags.Benchmarks/Peer/build.sh");
        if (TryRun("/bin/sh", [script, tree, peer._folder], out _))
        {
            return peer;
        }

        peer.Dispose();
        throw new UnusableException($"the peer does not build out of {tree}; it needs gcc and a Linux tree, 7.2 or near it");
    }

    /// <summary>Runs a workload once, in a process of its own.</summary>
    /// <param name="workload">Its name.</param>
    /// <param name="n">The number of VMAs.</param>
    /// <param name="options">Options of the peer.</param>
    /// <returns>What it printed.</returns>
    public PeerLine Run(string workload, int n, params string[] options)
    {
        var line = PeerLine.Parse(Run("vmabench", [workload, Text(n), .. options]).Single());
        return line.Holds ? line : throw new InvalidOperationException($"The peer failed: {line}");
    }

    /// <summary>Runs the static arrays once.</summary>
    /// <param name="n">The number of VMAs.</param>
    /// <returns>What each of them gave, by name.</returns>
    public Dictionary<string, PeerLine> RunFlat(int n) =>
        Run("flatbench", [Text(n)]).Select(PeerLine.Parse).ToDictionary(line => line.Name);

    /// <summary>Runs a workload once by system calls of the running kernel.</summary>
    /// <param name="workload">Its name.</param>
    /// <param name="n">The number of VMAs.</param>
    /// <returns>What it printed; null where the kernel refuses, as it does above <c>vm.max_map_count</c>.</returns>
    public PeerLine? RunLive(string workload, int n) =>
        TryRun(Path.Combine(_folder, "livebench"), [workload, Text(n)], out var lines) ? PeerLine.Parse(lines.Single()) : null;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string[] Run(string program, string[] arguments) =>
        TryRun(Path.Combine(_folder, program), arguments, out var lines)
            ? lines
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");

    private static bool TryRun(string program, string[] arguments, out string[] lines)
    {
        var (exitCode, text) = Programs.Run(program, arguments);
        lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return exitCode == 0;
    }
}

/// <summary>A line of the peer: a name, and <c>key=value</c> for everything else.</summary>
internal sealed record PeerLine(string Name, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Whether each operation succeeded and the VMAs are what they must be.</summary>
    public bool Holds => Values.GetValueOrDefault("fails") == "0" && Values.GetValueOrDefault("model") != "BAD";

    /// <summary>The time of an operation, in nanoseconds.</summary>
    public double Nanoseconds => Number("ns/op");

    /// <summary>What the run gave.</summary>
    public Outcome Outcome => new(Nanoseconds, Hex("sum") ?? 0, Hex("acc"));

    /// <summary>Reads a line.</summary>
    /// <returns>What it says.</returns>
    public static PeerLine Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new(words[0], words.Skip(1).Select(word => word.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    /// <summary>A number.</summary>
    /// <param name="key">Its key.</param>
    public double Number(string key) => double.Parse(Values[key], CultureInfo.InvariantCulture);

    private ulong? Hex(string key) => Values.TryGetValue(key, out var text) ? ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;
}
