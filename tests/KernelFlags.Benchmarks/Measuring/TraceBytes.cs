using System.Diagnostics;
using System.IO.Compression;
using KernelFlags.Cli.Replay;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Traces;

namespace KernelFlags.Benchmarks.Measuring;

/// <summary>Traces as the bytes of their files, and how long they take.</summary>
internal static class TraceBytes
{
    /// <summary>Records one on the running kernel, as root.</summary>
    /// <param name="mix">Which operations are done.</param>
    /// <param name="seed">The seed of the random numbers.</param>
    /// <param name="operations">How many.</param>
    public static byte[] Record(string mix, int seed, int operations)
    {
        var folder = Directory.CreateTempSubdirectory("kernelflags-replay-").FullName;
        try
        {
            using var trace = new MemoryStream();
            new Recorder(folder).Record(mix, seed, operations, trace);
            return trace.ToArray();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Reads one, gzip too.</summary>
    /// <param name="file">Its file.</param>
    public static byte[] Unpack(string file)
    {
        using var stream = File.OpenRead(file);
        using var packed = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : null;
        using var bytes = new MemoryStream();
        ((Stream?)packed ?? stream).CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A trace without its snapshots.</summary>
    /// <returns>Its header and operations.</returns>
    public static byte[] WithoutSnapshots(byte[] trace)
    {
        using var bytes = new MemoryStream();
        foreach (var range in trace.AsSpan().Split((byte)'\n'))
        {
            var line = trace.AsSpan()[range];
            if (!line.IsEmpty && !line.StartsWith("{\"snap\":"u8))
            {
                bytes.Write(line);
                bytes.WriteByte((byte)'\n');
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Replays traces. Opening one, which is to read its header and to make the kernel that it names, is timed by itself.</summary>
    /// <param name="kernel">The kernel of a header.</param>
    /// <param name="ignoreSnapshots">Whether operations are counted, or snapshots.</param>
    /// <returns>How many there were, and the seconds that they and the openings took.</returns>
    public static (long Count, double Seconds, double Opening) Replay(List<byte[]> traces, Func<TraceHeader, TraceKernel> kernel, bool ignoreSnapshots)
    {
        var (count, time, opening) = (0L, TimeSpan.Zero, TimeSpan.Zero);
        foreach (var trace in traces)
        {
            var start = Stopwatch.GetTimestamp();
            using var reader = new TraceReader(new MemoryStream(trace));
            var target = kernel(reader.Header).CreateTarget(reader.Header);
            var replayer = new TraceReplayer(reader, target, ignoreSnapshots: ignoreSnapshots);
            var opened = Stopwatch.GetTimestamp();
            var report = replayer.Run();
            time += Stopwatch.GetElapsedTime(opened);
            opening += Stopwatch.GetElapsedTime(start, opened);
            count += ignoreSnapshots ? report.Operations : report.Snapshots;
        }

        return (count, time.TotalSeconds, opening.TotalSeconds);
    }
}
