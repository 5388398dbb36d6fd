using KernelFlags.Live.Recording;
using KernelFlags.Live.Replay;
using KernelFlags.Live.Running;
using KernelFlags.Live.Traces;

namespace KernelFlags.Live.Fuzzing;

/// <summary>
/// Draws operations, does them to the running kernel and to an engine side by side, and shrinks the first difference to a few operations.
/// Everything is done on the calling thread, which must be one that nothing else runs on; see <see cref="LiveThread"/>.
/// </summary>
/// <param name="engine">Makes the engine that a trace's header describes, with one empty address space.</param>
/// <param name="folder">The folder of the files that are mapped.</param>
/// <param name="cancel">Ends a run after the operation that runs.</param>
public sealed class Fuzzer(Func<TraceHeader, ITraceTarget> engine, string folder, CancellationToken cancel)
{
    private static readonly TimeSpan LongestShrinking = TimeSpan.FromMinutes(2);

    /// <summary>How long a system call may take before its process is ended.</summary>
    public TimeSpan LongestCall { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One run: operations that are drawn, up to the first difference.</summary>
    /// <param name="mix">What is drawn how often.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">How many operations.</param>
    /// <param name="isLate">Whether time is up.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="RunningKernelException">The kernel can't be asked.</exception>
    /// <exception cref="IOException">The files can't be made.</exception>
    public FuzzRun Draw(OperationMix mix, long seed, long count, Func<bool> isLate)
    {
        ArgumentNullException.ThrowIfNull(mix);
        ArgumentNullException.ThrowIfNull(isLate);
        var options = TraceRecorder.OptionsOf(mix, seed, folder) with { LongestCall = LongestCall };
        using var live = new LiveTarget(options, cancel);
        var header = live.Header with { Seed = seed, Mix = mix.Name, ReadAheadKilobytes = live.ReadAheadKilobytes };
        var both = new SideBySide(live, engine(header));
        var generator = new OperationGenerator(mix, seed, header, both.Run.Spaces);
        var done = new List<TraceOperation>();
        try
        {
            while (done.Count < count && !isLate())
            {
                if (cancel.IsCancellationRequested)
                {
                    return new FuzzRun(done.Count, null, "interrupted");
                }

                var operation = new TraceOperation();
                generator.Next(operation);
                var before = both.Run.Spaces[operation.AddressSpace].At(operation.Address);
                var mismatch = both.Do(operation);
                done.Add(operation);
                if (mismatch is not null && !(operation.Outcome.Hang && cancel.IsCancellationRequested))
                {
                    return new FuzzRun(done.Count, Finding(options, header, done, mismatch, both.Run), null);
                }

                generator.Done(operation, operation.Outcome, before);
            }
        }
        catch (RunningKernelException exception)
        {
            return new FuzzRun(done.Count, null, exception.Message);
        }

        return new FuzzRun(done.Count, null, null);
    }

    /// <summary>Does operations again.</summary>
    /// <param name="options">What they are done in.</param>
    /// <param name="header">The first line of their trace.</param>
    /// <param name="operations">The operations, as they would stand in a script.</param>
    /// <returns>The first difference; null when there is none.</returns>
    public FuzzFinding? Play(LiveOptions options, TraceHeader header, IReadOnlyList<TraceOperation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        using var live = new LiveTarget(options, cancel);
        var both = new SideBySide(live, engine(header));
        var done = new List<TraceOperation>();
        foreach (var operation in operations.Where(o => both.Run.Spaces[o.AddressSpace].IsAlive))
        {
            var again = operation.Copy();
            done.Add(again);
            if (both.Do(again) is { } mismatch)
            {
                return Finding(options, header, done, mismatch, both.Run);
            }
        }

        return null;
    }

    /// <summary>Shrinks a finding, if it happens again.</summary>
    /// <param name="finding">The finding.</param>
    /// <returns>A smaller one, or the same; and whether it happened again.</returns>
    public (FuzzFinding Finding, bool HappensAgain) Shrink(FuzzFinding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var end = Environment.TickCount64 + (long)LongestShrinking.TotalMilliseconds;
        bool Stop() => cancel.IsCancellationRequested || Environment.TickCount64 > end;
        FuzzFinding? Again(IReadOnlyList<TraceOperation> operations)
        {
            try
            {
                return Play(finding.Options, finding.Header, operations);
            }
            catch (Exception e) when (e is RunningKernelException or IOException)
            {
                // What was found is not to be lost because it can't be made smaller.
                return null;
            }
        }

        return Again(finding.Operations) is { } again && again.Mismatch.Kind == finding.Mismatch.Kind
            ? (new Shrinker(Again, Stop).Shrink(again), true)
            : (finding, false);
    }

    /// <summary>
    /// Writes the trace of a finding. Up to the last operation the engine and the kernel are the same, so what is shown there comes from the
    /// engine; the last operation is what the kernel made of it.
    /// </summary>
    /// <param name="finding">The finding.</param>
    /// <param name="output">Where the trace goes.</param>
    public void Write(FuzzFinding finding, Stream output)
    {
        ArgumentNullException.ThrowIfNull(finding);
        var target = engine(finding.Header);
        var text = new TraceWriter();
        text.WriteHeader(finding.Header);
        for (var i = 0; i < finding.Operations.Count; i++)
        {
            var operation = finding.Operations[i];
            text.WriteOperation(operation);
            if (i == finding.Operations.Count - 1)
            {
                finding.Shown.ToList().ForEach(text.WriteSnapshot);
                break;
            }

            target.Apply(operation, out var outcome);
            if (operation.Op != TraceOp.Exit && !outcome.Hang)
            {
                WriteSnapshot(target, operation, operation.AddressSpace, text);
                if (operation.Op == TraceOp.Fork && outcome.Errno == 0)
                {
                    WriteSnapshot(target, operation, operation.Child, text);
                }
            }
        }

        text.FlushTo(output);
    }

    private static void WriteSnapshot(ITraceTarget target, TraceOperation operation, int addressSpace, TraceWriter text)
    {
        var snapshot = new TraceSnapshot { Number = operation.Number, AddressSpace = addressSpace };
        target.Snapshot(addressSpace, snapshot);
        text.WriteSnapshot(snapshot);
    }

    private static FuzzFinding Finding(
        LiveOptions options, TraceHeader header, List<TraceOperation> operations, FuzzMismatch mismatch, LiveRun run) => new()
        {
            Options = options,
            Header = header,
            Operations = operations,
            Mismatch = mismatch,
            Shown = [.. run.Shown.Select(s => s.Last)],
        };
}
