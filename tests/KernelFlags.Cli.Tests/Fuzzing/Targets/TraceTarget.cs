using System.Text;
using KernelFlags.Cli.Output;
using KernelFlags.Cli.Replay;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary><c>kflags replay FILE</c>, and the script of <c>kflags record</c>.</summary>
internal sealed class TraceTarget : ReaderTarget
{
    private const string Traces = "tests/KernelFlags.Conformance/traces";
    private const int Length = 3 << 10;
    private const int Scripts = 7;

    private readonly TraceKernels _kernels = new(KnownKernel.Model);

    /// <summary>Kernels of the headers that stand in the corpus: to resolve one takes longer than a trace.</summary>
    private readonly Dictionary<string, TraceKernel> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _headers;

    public TraceTarget()
    {
        var files = CorpusFiles.Of(Traces, "*.jsonl.gz").ToList();
        Corpus = [.. files.Where(file => file.Length <= Length), .. files.Where(file => file.Length > Length).Select(file => CorpusFiles.Head(file, Length)).Where((file, index) => file.Length > 0 && index % 10 == 0)];
        _headers = [.. Corpus.Select(HeaderOf)];
    }

    public override int Slice => 2_000;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } =
    [
        "null", "true", "false", "[]", "{}", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"n\"", "\"op\"", "\"snap\"", "\"trace\"", "\"as\"", "\"addr\"", "\"len\"", "\"new_len\"", "\"new_addr\"", "\"prot\"",
        "\"flags\"", "\"file\"", "\"off\"", "\"ret\"", "\"errno\"", "\"sig\"", "\"hang\"", "\"child\"", "\"size\"", "\"id\"", "mmap", "munmap", "mprotect", "mremap", "madvise", "fork", "exit", "touch",
        "mlock", "munlock", "mlock2", "mlockall", "munlockall", "mseal", "brk", "uffd_register", "prctl", "ftruncate", "fallocate", "collapse", "MAYMOVE", "FIXED", "DONTUNMAP", "PRIVATE", "SHARED", "ANONYMOUS", "GROWSDOWN", "HUGETLB",
    ];

    protected override void Read(byte[] input, int way)
    {
        try
        {
            using var reader = new TraceReader(new MemoryStream(input), isScript: way % 8 == Scripts);
            if (way % 8 == Scripts)
            {
                ReadScript(reader);
                return;
            }

            var target = KernelOf(input, reader.Header).CreateTarget(reader.Header);
            var report = new TraceReplayer(reader, target, way % 2 == 0 ? TraceComparison.All : TraceComparison.Vmas, ignoreSnapshots: way == 1).Run();
            Write(new("trace", report), way);
        }
        catch (InputException refusal)
        {
            throw new UnusableException(refusal.Format("trace"));
        }
    }

    /// <summary>Prints what came of a replay.</summary>
    internal static void Write(ReplayedTrace replayed, int way)
    {
        if (way % 4 == 3)
        {
            JsonDocumentWriter.Write(NoTerminal.Output, ReplayText.Json([replayed]));
        }
        else
        {
            ReplayText.Write(NoTerminal.Output, [replayed], new Style(way % 4 == 1), allDifferences: way % 2 == 0);
        }
    }

    private static void ReadScript(TraceReader reader)
    {
        var snapshot = new TraceSnapshot();
        for (var kind = reader.Read(); kind != TraceLineKind.End; kind = reader.Read())
        {
            if (kind == TraceLineKind.Snapshot)
            {
                reader.ReadSnapshot(snapshot);
            }
        }
    }

    private TraceKernel KernelOf(byte[] input, TraceHeader header)
    {
        var text = HeaderOf(input);
        return !_headers.Contains(text) ? _kernels.Of(header)
            : _known.TryGetValue(text, out var kernel) ? kernel
            : _known[text] = _kernels.Of(header);
    }

    private static string HeaderOf(byte[] input) => Encoding.Latin1.GetString(input.AsSpan(0, Math.Max(0, input.AsSpan().IndexOf((byte)'\n'))));
}
