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
    private const string Self = "self";
    private const int ChunkSize = 512;
    private const int Chunks = 64;

    private readonly MapsReader _reader;
    private readonly ProcessFolder? _process;
    private readonly GuardScanner? _guards;
    private readonly Handover<Chunk> _chunks = new(Chunks);
    private readonly Thread _pump;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Chunk? _chunk;
    private int _next;

    private MapsSource(string name, Stream stream, ProcessFolder? process)
    {
        Name = name;
        _process = process;
        _guards = process?.OpenPagemap() is { } pagemap ? new(pagemap) : null;
        _reader = new MapsReader(stream);
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

            return new(process.PathOf(withFields ? "smaps" : "maps"), process.Open(withFields), process);
        }

        return new(target, InputFile.Open(terminal, target, "name a process, self, or a saved smaps file"), null);
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
            var process = new ProcessFolder("/proc", pid);
            return new(process.PathOf("smaps"), process.Open(withFields: true), process);
        }
        catch (ProcessException)
        {
            return null;
        }
    }

    /// <summary>The process that a word names.</summary>
    /// <param name="target">The word.</param>
    /// <returns>Its number; null where it is a file.</returns>
    public static int? PidOf(string target) =>
        target == Self ? Environment.ProcessId
        : int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;

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

        entry = _chunk.Entries[_next++];
        return true;
    }

    /// <summary>Finds the guards in a VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <param name="guards">Where they are added.</param>
    public void FindGuards(in MapsEntry entry, List<AddressRange> guards) => _guards?.Find(entry.Start, entry.End, guards);

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
            }
            while (_chunks.TryGive(chunk) && chunk.Count == ChunkSize);

            Elapsed = _clock.Elapsed;
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
    }
}
