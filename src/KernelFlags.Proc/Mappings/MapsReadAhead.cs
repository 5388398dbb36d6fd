using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace KernelFlags.Proc.Mappings;

/// <summary>
/// Reads the VMAs of a text on a thread of its own, some ahead, so that what takes them can start meanwhile: of the 300 ms for a process with
/// 65,000 VMAs the kernel takes two thirds for the text.
/// </summary>
public sealed class MapsReadAhead : IDisposable
{
    private const int ChunkSize = 512;
    private const int Chunks = 64;
    private const int FewChunks = 4;

    private readonly MapsReader _reader;
    private readonly BoundedQueue<Chunk> _chunks;
    private readonly Thread _thread;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private Chunk? _chunk;
    private int _next;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The text, gzip too; closed with this.</param>
    /// <param name="isSaved">Whether somebody saved it, in whatever encoding; false for what the kernel writes now.</param>
    /// <param name="isSparing">Whether memory matters more than to be ahead.</param>
    public MapsReadAhead(Stream stream, bool isSaved, bool isSparing = false)
    {
        _chunks = new(isSparing ? FewChunks : Chunks);
        _reader = new MapsReader(stream, isSaved);
        _thread = new Thread(ReadAll) { IsBackground = true, Name = "parse" };
        _thread.Start();
    }

    /// <summary>Whether one of the first VMAs tells what is in memory.</summary>
    public bool TellsRss { get; private set; }

    /// <summary>Whether one of the first VMAs tells its flags.</summary>
    public bool TellsFlags { get; private set; }

    /// <summary>The fields of VMAs; complete after the last one.</summary>
    public IReadOnlyList<MapsField> Fields => _reader.Fields;

    /// <summary>What was read otherwise than as the kernel writes it, or passed over; complete after the last VMA.</summary>
    public IReadOnlyList<MapsNote> Notes => _reader.Notes;

    /// <summary>How many bytes of text were read; complete after the last VMA.</summary>
    public long Bytes => _reader.Bytes;

    /// <summary>What <see cref="MapsReader.Fingerprint"/> is after the last VMA.</summary>
    public ulong Fingerprint => _reader.Fingerprint;

    /// <summary>How long it took to read all of it.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The next VMA.</summary>
    /// <param name="entry">The VMA.</param>
    /// <returns>False after the last one.</returns>
    /// <exception cref="Input.InputException">The text is none of maps or smaps.</exception>
    /// <exception cref="Processes.ProcessException">The process ended.</exception>
    /// <exception cref="IOException">The text can't be read to its end.</exception>
    public bool TryRead(out MapsEntry entry)
    {
        while (_chunk is null || _next == _chunk.Count)
        {
            _next = 0;
            _chunk = _chunks.Take(_chunk);
            if (_chunk is null)
            {
                if (_chunks.Error is { } error)
                {
                    ExceptionDispatchInfo.Throw(error);
                }

                entry = default;
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunks.Stop();
        _thread.Join();
        _reader.Dispose();
    }

    private void ReadAll()
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
