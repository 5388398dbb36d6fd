using KernelFlags.Cli.Maps;
using KernelFlags.Cli.Maps.Changes;
using KernelFlags.Cli.Maps.Html;

namespace KernelFlags.Cli.Tests.Fuzzing.Targets;

/// <summary><c>kflags maps FILE</c>, for smaps or maps, in each of its forms.</summary>
internal sealed class MapsTarget : ReaderTarget
{
    private const int Page = 7;

    private readonly MapsKernel _kernel = MapsKernel.Of(KnownKernel.Model, KnownKernel.Profile);

    public MapsTarget(bool withFields)
    {
        Corpus = withFields
            ? [.. CorpusFiles.Of("tests/KernelFlags.Cli.Tests/Maps/Examples", "*.smaps.gz").SelectMany(file => CorpusFiles.Pieces(CorpusFiles.Head(file, 1 << 20), 75, 8))]
            : [.. CorpusFiles.Of("tests/KernelFlags.Live.Tests/strace", "*.??*.gz").Where(file => !file.AsSpan().Contains((byte)'(')).SelectMany(file => CorpusFiles.Pieces(file, 12, 10))];
        File.WriteAllBytes(Folder["saved"], Corpus[0]);
    }

    public override int Slice => 2_500;

    public override IReadOnlyList<byte[]> Corpus { get; }

    public override IReadOnlyList<string> Words { get; } =
    [
        "[heap]", "[stack]", "[vdso]", "[vvar]", "[vsyscall]", "[anon:a]", "[anon_shmem:a]", "[rollup]", "/dev/zero (deleted)", "/memfd:a (deleted)", "/SYSV00000000 (deleted)", "/dev/ashmem/a", "/anon_hugepage (deleted)",
        "//toolong", "rw-p", "---p", "r-xs", "r-x-", "00:00 0", "fe:00 1234", "VmFlags: rd wr mr mw me\n", "VmFlags:\n", "Rss: 4 kB\n", "Size: 18446744073709551615 kB\n", "THPeligible: 0\n", "ProtectionKey: 0\n",
        "Name: a\n", "00400000-00401000 r-xp 00000000 fe:00 1 /a\n", "00400000-00400000 ---p 00000000 00:00 0\n", "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]\n", " kB", "Rss:", "gu", "zz", "??", "$ cat /proc/1/smaps\n",
    ];

    protected override void Read(byte[] input, int way)
    {
        // A page takes as long as all the other forms.
        way = way == Ways - 1 ? Page : way % Page;
        var terminal = new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null) { InputBytes = () => new MemoryStream(input), CurrentFolder = Folder.Path };
        var isDiff = way is 4 or 5;
        var request = new MapsRequest(
            MapsSource.StandardInput, "/proc", WithFlags: true, WithRows: way != 3, Explain: way is 1 or 6, Summarize: way is 1 or 2 or 3 or Page || isDiff, WithDetails: way == 1, Top: null, WithMeanings: way == 2, Limit: null);
        using var source = request.Open(terminal);
        if (isDiff)
        {
            new DiffReport(request, _kernel, terminal).Write(source, "saved", isJson: way == 5, CancellationToken.None);
        }
        else if (way == Page)
        {
            new HtmlReport(request, _kernel, terminal).Write(source, saved: null, Folder["page"], CancellationToken.None);
        }
        else
        {
            new MapsReport(request, _kernel, terminal).Write(source, isJson: way is 3 or 6, CancellationToken.None);
        }
    }
}
