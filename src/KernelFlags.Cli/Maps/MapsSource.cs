using System.Diagnostics;
using System.Globalization;
using KernelFlags.Cli.Input;
using KernelFlags.Live.Input;
using KernelFlags.Live.Maps;
using KernelFlags.Live.Processes;
using KernelFlags.Vma;

namespace KernelFlags.Cli.Maps;

/// <summary>
/// The VMAs of a process, or of a saved file, read on a thread of their own so that what is slow to start can start meanwhile.
/// </summary>
internal sealed class MapsSource : IDisposable
{
    /// <summary>The word for standard input.</summary>
    public const string StandardInput = "-";

    private const string Self = "self";
    private const int ChunkSize = 512;
    private const int Chunks = 64;

    private readonly MapsReader _reader;
    private readonly ProcessFolder? _process;
    private readonly ProcessActivity? _activity;
    private readonly GuardScanner? _guards;
    private readonly Handover<Chunk> _chunks = new(Chunks);
    private readonly Thread _pump;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Chunk? _chunk;
    private int _next;

    private MapsSource(string name, Stream stream, ProcessFolder? process = null, ProcessActivity? activity = null)
    {
        (Name, _process, _activity) = (name, process, activity);
        _guards = process?.OpenPagemap() is { } pagemap ? new(pagemap) : null;
        _reader = new MapsReader(stream, isSaved: process is null);
        _pump = new Thread(Pump) { IsBackground = true, Name = "parse" };
        _pump.Start();
    }

    /// <summary>What messages call it: the path of the text.</summary>
    public string Name { get; }

    /// <summary>The process; null for a saved file.</summary>
    public int? Pid => _process?.Pid;

    /// <summary>Whether a guard that is there is seen.</summary>
    public bool SeesGuards => _guards is not null;

    /// <summary>Ranges that were too long to look for guards in.</summary>
    public int SkippedByGuards => _guards?.Skipped ?? 0;

    /// <summary>Whether one of the first VMAs tells what is in memory.</summary>
    public bool TellsRss { get; private set; }

    /// <summary>Whether one of the first VMAs tells its flags.</summary>
    public bool TellsFlags { get; private set; }

    /// <summary>Whether the process changed its memory while it was read, as far as that can be told; complete after the last VMA.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>What the text has that the kernel writes otherwise; complete after the last VMA.</summary>
    public IReadOnlyList<MapsNote> Notes => _reader.Notes;

    /// <summary>Which fields there were; complete after the last VMA.</summary>
    public IReadOnlyList<MapsField> Fields => _reader.Fields;

    /// <summary>How much text was read, in bytes.</summary>
    public long Bytes => _reader.Bytes;

    /// <summary>How long it took to read all of it.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Opens what the user named.</summary>
    /// <param name="target">A process, <c>self</c>, or a file.</param>
    /// <param name="terminal">Where relative paths start.</param>
    /// <param name="proc">Where proc is mounted.</param>
    /// <param name="withFields">Whether flags and sizes are wanted.</param>
    /// <returns>The source.</returns>
    /// <exception cref="UnusableException">There is no such thing.</exception>
    public static MapsSource Open(string target, Terminal terminal, string proc, bool withFields)
    {
        if (PidOf(target) is { } pid)
        {
            var process = new ProcessFolder(proc, pid);
            if (terminal.Prefetched is { } prefetched && prefetched.Name == process.PathOf(withFields ? "smaps" : "maps"))
            {
                terminal.Prefetched = null;
                return prefetched;
            }

            return OfProcess(process, withFields);
        }

#pragma warning disable CA2000 // The source closes what it reads.
        return new(target, target == StandardInput ? terminal.OpenInput() : InputFile.Open(terminal, target, "name a process, self, a saved smaps file, or - for standard input"));
#pragma warning restore CA2000
    }

    /// <summary>Begins to read a process while the call that names it is still parsed. Whatever goes wrong is told when it is opened.</summary>
    /// <param name="args">The words of the call.</param>
    /// <returns>The source; null where the call is none of this kind.</returns>
    public static MapsSource? Prefetch(string[] args)
    {
        string[] others = ["--no-flags", "--proc", "--help", "-h", "-?"];
        if (args is not ["maps", var target, ..] || PidOf(target) is not { } pid || args.Intersect(others, StringComparer.Ordinal).Any())
        {
            return null;
        }

        try
        {
            return OfProcess(new ProcessFolder("/proc", pid), withFields: true);
        }
        catch (ProcessException)
        {
            return null;
        }
    }

    private static MapsSource OfProcess(ProcessFolder process, bool withFields)
    {
        // kflags changes its own memory by reading it.
        var activity = process.Pid == OwnPid() ? null : process.Watch();
        return new(process.PathOf(withFields ? "smaps" : "maps"), process.Open(withFields), process, activity);
    }

    /// <summary>The process that a word names.</summary>
    /// <param name="target">The word.</param>
    /// <returns>Its number; null where it is a file.</returns>
    public static int? PidOf(string target) =>
        target == Self ? OwnPid()
        : int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

    /// <summary>The number of this process as <c>/proc</c> has it, which may be of another PID namespace.</summary>
    private static int OwnPid() =>
        int.TryParse(new FileInfo("/proc/self").LinkTarget, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : Environment.ProcessId;

    /// <summary>The next VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>False after the last one.</returns>
    /// <exception cref="UnusableException">The text is none of maps or smaps, or can't be read to its end.</exception>
    public bool TryRead(out MapsEntry entry)
    {
        while (_chunk is null || _next == _chunk.Count)
        {
            _next = 0;
            _chunk = _chunks.Take(_chunk);
            if (_chunk is null)
            {
                entry = default;
                RethrowOfPump();
                return false;
            }
        }

        if (_next == 0)
        {
            TellsRss |= _chunk.TellsRss;
            TellsFlags |= _chunk.TellsFlags;
        }

        entry = _chunk.Entries[_next++];
        return true;
    }

    /// <summary>Finds the guards in a VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <param name="guards">Where they are added.</param>
    /// <returns>False where nothing tells which there are: for a saved file.</returns>
    public bool TryFindGuards(in MapsEntry entry, List<AddressRange> guards)
    {
        var skipped = SkippedByGuards;
        _guards?.Find(entry.Start, entry.End, guards);
        return SeesGuards && SkippedByGuards == skipped;
    }

    public void Dispose()
    {
        _chunks.Stop();
        _pump.Join();
        _reader.Dispose();
        _guards?.Dispose();
    }

    private void RethrowOfPump()
    {
        switch (_chunks.Error)
        {
            case null:
                return;
            case InputException wrong:
                throw new UnusableException(wrong.Format(Name));
            case ProcessException ended:
                throw new UnusableException(ended.Message, ended);
            case IOException or UnauthorizedAccessException:
                throw new UnusableException($"{Name} can't be read: {_chunks.Error.Message}", _chunks.Error);
            default:
                throw new InvalidOperationException(_chunks.Error.Message, _chunks.Error);
        }
    }

    private void Pump()
    {
        try
        {
            Chunk chunk;
            do
            {
                chunk = _chunks.Reuse() ?? new Chunk();
                chunk.Count = 0;
                while (chunk.Count < ChunkSize && _reader.TryRead(out chunk.Entries[chunk.Count]))
                {
                    chunk.Count++;
                }

                (chunk.TellsRss, chunk.TellsFlags) = (_reader.TellsRss, _reader.TellsFlags);
            }
            while (_chunks.TryGive(chunk) && chunk.Count == ChunkSize);

            Elapsed = _clock.Elapsed;
            HasChanged = _process is not null && (_reader.Notes.Count > 0 || (_activity is not null && _process.HasChanged(_activity, _reader.Fingerprint)));
            _chunks.End(null);
        }
#pragma warning disable CA1031 // Whatever goes wrong is told where the VMAs are taken.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _chunks.End(exception);
        }
    }

    /// <summary>Some VMAs.</summary>
    private sealed class Chunk
    {
        public MapsEntry[] Entries { get; } = new MapsEntry[ChunkSize];

        public int Count { get; set; }

        public bool TellsRss { get; set; }

        public bool TellsFlags { get; set; }
    }
}
