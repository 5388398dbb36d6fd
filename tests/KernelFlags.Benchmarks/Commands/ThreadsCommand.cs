using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using KernelFlags.Benchmarks.Measuring;
using KernelFlags.Benchmarks.Workloads;
using KernelFlags.Linux;

namespace KernelFlags.Benchmarks.Commands;

/// <summary><c>threads</c>: what a second thread adds, for readers beside a writer and for guard flags that are set under each kind of lock.</summary>
internal static class ThreadsCommand
{
    /// <summary>Every so many lookups a page is read, which may fault.</summary>
    private const int LookupsPerRead = 64;

    private const int BatchSize = 256;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("threads", "Measure lookups and read faults beside a writer, and guard flags set by two threads under each kind of lock.");
        var n = CommonOptions.Number(command, "--n", 65_000, "How many VMAs.");
        var rounds = CommonOptions.Number(command, "--rounds", 5, "How many rounds.");
        var milliseconds = CommonOptions.Number(command, "--ms", 500, "How long each measurement takes, in milliseconds.");
        command.SetAction(result =>
        {
            var span = TimeSpan.FromMilliseconds(result.GetValue(milliseconds));
            CompareReaders(result.GetValue(n), result.GetValue(rounds), span);
            CompareGuards(result.GetValue(n), result.GetValue(rounds), span);
        });
        return command;
    }

    private static void CompareReaders(int n, int rounds, TimeSpan span)
    {
        var operations = Workload.ChurnOf(n, 1_000_000, seed: 3, sticky: false);
        var subject = SpaceUnderTest.OfSlots(n, SpaceUnderTest.ChurnSlot);
        List<double> two = [], beside = [], kept = [];
        for (var round = 0; round <= rounds; round++)
        {
            var alone = Run(span, Reader(subject, n, 1));
            var both = Run(span, Reader(subject, n, 1), Reader(subject, n, 2));
            var writerAlone = Run(span, Writer(subject, operations));
            var mixed = Run(span, Reader(subject, n, 1), Writer(subject, operations));
            if (round > 0)
            {
                two.Add((both[0] + both[1]) / alone[0]);
                beside.Add((mixed[0] / alone[0]) + (mixed[1] / writerAlone[0]));
                kept.Add(mixed[0] / alone[0]);
            }
        }

        Console.Out.WriteLine($"lookups and read faults of two threads over those of one: {Text(two)}");
        Console.Out.WriteLine($"one such thread beside a writer that runs W3: together {Text(beside)} of what each does alone; the reader keeps {Text(kept)}");
    }

    private static void CompareGuards(int n, int rounds, TimeSpan span)
    {
        var subject = SpaceUnderTest.OfSlots(n, SpaceUnderTest.ChurnSlot);
        List<double> vma = [], mmap = [], scale = [];
        for (var round = 0; round <= rounds; round++)
        {
            var one = Run(span, VmaLockGuards(subject, n, 1)).Sum();
            var underVma = Run(span, VmaLockGuards(subject, n, 1), VmaLockGuards(subject, n, 2)).Sum();
            var underRead = Run(span, ReadLockGuards(subject, n, 1), ReadLockGuards(subject, n, 2)).Sum();
            var underWrite = Run(span, WriteLockGuards(subject, n, 1), WriteLockGuards(subject, n, 2)).Sum();
            if (round > 0)
            {
                vma.Add(underVma / underWrite);
                mmap.Add(underRead / underWrite);
                scale.Add(underVma / one);
            }
        }

        Console.Out.WriteLine($"guard flags of two threads under a VMA's read token over those under a write token: {Text(vma)}; over one thread: {Text(scale)}");
        Console.Out.WriteLine($"under the mmap lock's read token over those under a write token: {Text(mmap)}");
    }

    private static string Text(List<double> values)
    {
        var figures = Figures.Of(values);
        return string.Create(CultureInfo.InvariantCulture, $"{figures.Median:F2} ({figures.Low:F2}-{figures.High:F2})");
    }

    /// <summary>Runs threads for a time.</summary>
    /// <returns>How much each did, in operations a second.</returns>
    private static double[] Run(TimeSpan span, params Func<int>[] batches)
    {
        using var start = new Barrier(batches.Length);
        var done = new double[batches.Length];
        var threads = batches.Select((batch, i) => new Thread(() =>
        {
            start.SignalAndWait();
            var began = Stopwatch.GetTimestamp();
            var count = 0L;
            do
            {
                count += batch();
            }
            while (Stopwatch.GetElapsedTime(began) < span);
            done[i] = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return done;
    }

    private static Func<int> Reader(SpaceUnderTest subject, int n, ulong seed)
    {
        var random = new RandomStream(seed);
        var pages = (ulong)n * SpaceUnderTest.ChurnSlot;
        return () =>
        {
            for (var i = 0; i < BatchSize; i++)
            {
                var address = SpaceUnderTest.Address(random.Below(pages));
                if (i % LookupsPerRead == 0)
                {
                    subject.Space.Touch(address, 1, write: false);
                }
                else if (!subject.Space.TryFind(address, out var vma) || vma.Start > address)
                {
                    throw new InvalidOperationException("A mapped page was not found.");
                }
            }

            return BatchSize;
        };
    }

    private static Func<int> Writer(SpaceUnderTest subject, Operation[] operations)
    {
        var next = 0;
        return () =>
        {
            next = next + BatchSize > operations.Length ? 0 : next;
            subject.Run(operations.AsSpan(next, BatchSize));
            next += BatchSize;
            return BatchSize;
        };
    }

    private static Func<int> VmaLockGuards(SpaceUnderTest subject, int n, ulong seed) => Guards(n, seed, address =>
    {
        if (subject.Space.TryLockVma(address, out var token))
        {
            using (token)
            {
                subject.Space.SetAtomic(token, Linux72.VmaFlags.Atomic.MaybeGuard);
            }
        }
    });

    private static Func<int> ReadLockGuards(SpaceUnderTest subject, int n, ulong seed) => Guards(n, seed, address =>
    {
        using var token = subject.Space.LockForRead();
        subject.Space.TryFind(address, out var vma);
        subject.Space.SetAtomic(token, vma, Linux72.VmaFlags.Atomic.MaybeGuard);
    });

    private static Func<int> WriteLockGuards(SpaceUnderTest subject, int n, ulong seed) => Guards(n, seed, address =>
    {
        using var token = subject.Space.LockForWrite();
        subject.Space.TryFind(address, out var vma);
        subject.Space.SetFlags(token, vma, Linux72.VmaFlags.MaybeGuard);
    });

    private static Func<int> Guards(int n, ulong seed, Action<ulong> set)
    {
        var random = new RandomStream(seed);
        var pages = (ulong)n * SpaceUnderTest.ChurnSlot;
        return () =>
        {
            for (var i = 0; i < BatchSize; i++)
            {
                set(SpaceUnderTest.Address(random.Below(pages)));
            }

            return BatchSize;
        };
    }
}
