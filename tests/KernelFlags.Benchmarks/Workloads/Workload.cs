using System.Diagnostics;

namespace KernelFlags.Benchmarks.Workloads;

/// <summary>A workload, as Peer/README.md specifies it.</summary>
/// <param name="Name">Its name, which the peer knows too.</param>
/// <param name="FlatName">What of the static arrays does the same; null where nothing does.</param>
/// <param name="Run">Runs it once on the engine, with a number of VMAs.</param>
internal sealed record Workload(string Name, string? FlatName, Func<int, Outcome> Run)
{
    private const int LookupCount = 10_000_000;
    private const int WalkedVmas = 10_000_000;
    private const int ChurnCount = 1_000_000;
    private const int BuiltVmas = 400_000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("W1asc", null, n => Build(n, null)),
        new("W1rnd", null, n => Build(n, Operation.Permutation(n))),
        new("W2", "stree16", n => Lookup(n, null)),
        new("W2r", "stree16", n => Lookup(n, Operation.Permutation(n))),
        new("W2dep", "stree16-dep", DependentLookup),
        new("W3", null, n => Churn(n, SpaceUnderTest.ChurnSlot, count => ChurnOf(n, count, seed: 3, sticky: false))),
        new("W4", null, n => Churn(n, SpaceUnderTest.RemapSlot, count => Operation.Slots(n, count))),
        new("W4x", null, n => Churn(n, SpaceUnderTest.ChurnSlot, count => Operation.AsRemaps(ChurnOf(n, count, seed: 3, sticky: false)))),
        new("W5", null, n => Churn(n, SpaceUnderTest.ChurnSlot, count => ChurnOf(n, count, seed: 5, sticky: true))),
        new("W6", "scan", n => Walk(n, null)),
        new("W6r", "scan", n => Walk(n, Operation.Permutation(n))),
    ];

    /// <summary>The operations before the clock runs: until the VMAs lie as they will from then on.</summary>
    /// <param name="n">The number of VMAs.</param>
    /// <param name="slot">The pages of each at first.</param>
    /// <returns>How many.</returns>
    public static int WarmUp(int n, uint slot) => Math.Max(slot == SpaceUnderTest.RemapSlot ? n : 4 * n, 100_000);

    /// <summary>The operations of W3 (without sticky flags) or W5.</summary>
    /// <param name="n">The number of VMAs.</param>
    /// <param name="count">How many operations.</param>
    /// <param name="sticky">Whether sticky flags come into it.</param>
    public static Operation[] ChurnOf(int n, int count, ulong seed, bool sticky) =>
        Operation.Churn((uint)n * SpaceUnderTest.ChurnSlot, count, seed, sticky);

    private static Outcome Build(int n, uint[]? order)
    {
        var repetitions = n < BuiltVmas / 2 ? BuiltVmas / n : 1;
        var clock = default(Clock);
        var sum = 0UL;
        for (var i = 0; i < repetitions; i++)
        {
            var subject = new SpaceUnderTest();
            clock.Start();
            subject.MapPages(n, order);
            clock.Stop();
            sum = i + 1 == repetitions ? subject.Checksum() : 0;
        }

        return clock.Outcome((long)repetitions * n, sum);
    }

    private static Outcome Lookup(int n, uint[]? order)
    {
        var subject = SpaceUnderTest.OfPages(n, order);
        var space = subject.Space;
        var random = new RandomStream(2);
        var span = (ulong)n << SpaceUnderTest.PageShift;
        var accumulator = 0UL;
        var clock = default(Clock);
        clock.Start();
        for (var i = 0; i < LookupCount; i++)
        {
            space.TryFind(SpaceUnderTest.Base + random.Below(span), out var vma);
            accumulator += (vma.Start >> SpaceUnderTest.PageShift) + vma.Flags.ToLegacyWord();
        }

        clock.Stop();
        return clock.Outcome(LookupCount, subject.Checksum(), accumulator);
    }

    /// <summary>Lookups of which each needs the answer of the one before, so that they can't overlap.</summary>
    private static Outcome DependentLookup(int n)
    {
        var subject = SpaceUnderTest.OfPages(n, null);
        var space = subject.Space;
        var random = new RandomStream(2);
        var span = (ulong)n << SpaceUnderTest.PageShift;
        var accumulator = 0UL;
        var clock = default(Clock);
        clock.Start();
        for (var i = 0; i < LookupCount; i++)
        {
            space.TryFind(SpaceUnderTest.Base + random.Below(span), out var vma);
            accumulator += vma.Start >> SpaceUnderTest.PageShift;
            random.Skip(vma.Flags.ToLegacyWord() & 1);
        }

        clock.Stop();
        return clock.Outcome(LookupCount, subject.Checksum(), accumulator);
    }

    private static Outcome Churn(int n, uint slot, Func<int, Operation[]> operationsOf)
    {
        var warmUp = WarmUp(n, slot);
        var operations = operationsOf(warmUp + ChurnCount);
        var subject = SpaceUnderTest.OfSlots(n, slot);
        subject.Run(operations.AsSpan(0, warmUp));
        var clock = default(Clock);
        clock.Start();
        subject.Run(operations.AsSpan(warmUp));
        clock.Stop();
        return clock.Outcome(ChurnCount, subject.Checksum());
    }

    private static Outcome Walk(int n, uint[]? order)
    {
        var subject = SpaceUnderTest.OfPages(n, order);
        var repetitions = WalkedVmas / n;
        var accumulator = 0UL;
        var clock = default(Clock);
        clock.Start();
        for (var i = 0; i < repetitions; i++)
        {
            accumulator += SumOf(subject);
        }

        clock.Stop();
        return clock.Outcome((long)repetitions * n, subject.Checksum(), accumulator);
    }

    private static ulong SumOf(SpaceUnderTest subject)
    {
        var sum = 0UL;
        foreach (var vma in subject.Space)
        {
            sum += vma.Length + vma.Flags.ToLegacyWord();
        }

        return sum;
    }

    /// <summary>Time and allocation between each start and stop.</summary>
    private struct Clock
    {
        private TimeSpan _time;
        private long _allocated;
        private long _startTime;
        private long _startAllocated;

        public void Start()
        {
            _startAllocated = GC.GetAllocatedBytesForCurrentThread();
            _startTime = Stopwatch.GetTimestamp();
        }

        public void Stop()
        {
            _time += Stopwatch.GetElapsedTime(_startTime);
            _allocated += GC.GetAllocatedBytesForCurrentThread() - _startAllocated;
        }

        public readonly Outcome Outcome(long operations, ulong sum, ulong? accumulator = null) =>
            new(_time.TotalNanoseconds / operations, sum, accumulator, _allocated);
    }
}
