using System.Diagnostics;
using System.Globalization;
using KernelFlags.Live.Recording;

namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>What was found, and how to see it again.</summary>
/// <param name="Index">The input's number in its run.</param>
/// <param name="What">What went wrong.</param>
/// <param name="Path">The file with the input, as short as it became.</param>
internal sealed record FuzzFinding(long Index, string What, string Path);

/// <summary>Gives a reader inputs one after the other, and keeps those that it does not take as it should.</summary>
/// <param name="name">The reader's name.</param>
/// <param name="seed">The seed; with an input's number it makes that input again.</param>
/// <param name="folder">Where inputs are kept that show something.</param>
internal sealed class ReaderFuzzer(string name, ReaderTarget target, long seed, string folder)
{
    /// <summary>More would be the same few faults over and over.</summary>
    private const int MaxFindings = 20;

    private readonly InputMutator _mutator = new(target.Corpus, target.Words);
    private readonly Dictionary<string, FuzzFinding> _findings = new(StringComparer.Ordinal);

    /// <summary>The input that is read now; none before the first and after the last.</summary>
    private volatile Reading? _reading;

    /// <summary>Whether the run was given up: what the reader finds that went on after all is nobody's.</summary>
    private volatile bool _isGivenUp;

    private sealed record Reading(long Index, byte[] Input, long Since);

    /// <summary>Runs.</summary>
    /// <param name="first">The number of the first input.</param>
    /// <param name="count">How many inputs.</param>
    /// <returns>What was found: of each kind the first.</returns>
    public IReadOnlyList<FuzzFinding> Run(long first, long count)
    {
        var thread = new Thread(() => RunAll(first, count)) { IsBackground = true, Name = "readers" };
        thread.Start();
        while (!thread.Join(TimeSpan.FromSeconds(1)))
        {
            if (_reading is { } reading && Stopwatch.GetElapsedTime(reading.Since) > target.Longest)
            {
                // It can't be stopped; the run ends here.
                lock (_findings)
                {
                    _isGivenUp = true;
                    return [.. _findings.Values, Keep(reading.Index, reading.Input, $"it takes longer than {target.Longest.TotalSeconds} s")];
                }
            }
        }

        return [.. _findings.Values];
    }

    /// <summary>Reads one input.</summary>
    /// <param name="way">Chooses one of several ways to print, below <see cref="ReaderTarget.Ways"/>.</param>
    /// <returns>What went wrong, and of which kind it is; null for nothing.</returns>
    public static (string Kind, string What)? Try(ReaderTarget target, byte[] input, int way)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input, way);
        }
#pragma warning disable CA1031 // Any exception is one of those that are looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ($"{exception.GetType().Name} {PlaceOf(exception)}", exception.ToString());
        }

        return GC.GetAllocatedBytesForCurrentThread() - before > target.Largest ? ("memory", $"it takes more than {target.Largest >> 20} MiB") : null;
    }

    private void RunAll(long first, long count)
    {
        for (var index = first; index < first + count && _findings.Count < MaxFindings && !_isGivenUp; index++)
        {
            var input = _mutator.Make(new OperationRandom(unchecked((seed << 40) + index)));
            _reading = new(index, input, Stopwatch.GetTimestamp());
            if (Try(target, input, WayOf(index)) is { } wrong && !_findings.ContainsKey(wrong.Kind))
            {
                _reading = null;
                var shrunk = InputShrinker.Shrink(input, candidate => Try(target, candidate, WayOf(index))?.Kind == wrong.Kind);
                lock (_findings)
                {
                    if (_isGivenUp)
                    {
                        return;
                    }

                    _findings[wrong.Kind] = Keep(index, shrunk, Try(target, shrunk, WayOf(index))?.What ?? wrong.What);
                }
            }
        }

        _reading = null;
    }

    private int WayOf(long index) => (int)(index % target.Ways);

    private FuzzFinding Keep(long index, byte[] input, string what)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{seed}-{index}"));
        File.WriteAllBytes(path, input);
        return new(index, what, path);
    }

    /// <summary>The innermost place of ours.</summary>
    private static string PlaceOf(Exception exception) => new StackTrace(exception, fNeedFileInfo: false).GetFrames()
        .Select(frame => DiagnosticMethodInfo.Create(frame))
        .FirstOrDefault(method => method?.DeclaringTypeName.StartsWith("KernelFlags.", StringComparison.Ordinal) == true) is { } ours
            ? $"{ours.DeclaringTypeName}.{ours.Name}"
            : "";
}
