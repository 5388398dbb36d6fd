using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Tests.Store;

/// <summary>What the store costs when there are many VMAs, and what readers see meanwhile.</summary>
public class VmaStoreScaleTests
{
    private const int Many = 65_000;

    [Fact]
    public void A_VMA_takes_at_most_80_bytes_when_they_came_in_random_order()
    {
        var order = Shuffled(Many, seed: 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var store = new VmaStore<WordFlags, RealSync>();
        foreach (var page in order)
        {
            Insert(store, (ulong)page);
        }

        // The store keeps every node that it makes, and little else is allocated on the way.
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Many;
        Assert.Equal(Many, store.Count);
        Assert.InRange(bytes, 44, 80);
        StoreChecks.Check(store);
    }

    [Fact]
    public void Levels_come_and_go()
    {
        var store = new VmaStore<WordFlags, RealSync>();
        foreach (var page in Shuffled(Many, seed: 2))
        {
            Insert(store, (ulong)page);
        }

        Assert.Equal(2, store.Root.Level);
        var random = new Random(3);
        while (store.Count > 0)
        {
            var at = store.Seek((ulong)random.Next(Many) << 12);
            var count = 0;
            for (var probe = at; count < 100 && store.TryGet(probe, out _); count++)
            {
                store.MoveNext(ref probe);
            }

            store.Splice(at, random.Next(count + 1), []);
            if (random.Next(10) == 0)
            {
                StoreChecks.Check(store);
            }
        }

        Assert.Equal(0, store.Root.Level);
        StoreChecks.Check(store);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(20_000)]
    public void A_store_that_was_filled_has_what_it_was_given_in_order(int count)
    {
        var store = new VmaStore<WordFlags, RealSync>();
        var filler = new VmaFiller<WordFlags, RealSync>(store);
        for (var i = 0; i < count; i++)
        {
            var vma = new VmaRecord<WordFlags> { Start = Start(i), End = Start(i) + 0x1000, PageOffset = (ulong)i };
            filler.Add(ref vma);
            Assert.Equal(i + 1, vma.Id);
        }

        Assert.Equal(count, store.Count);
        StoreChecks.Check(store);
        var at = store.Seek(0);
        for (var i = 0; i < count; i++, store.MoveNext(ref at))
        {
            Assert.True(store.TryGet(at, out var vma));
            Assert.Equal((Start(i), (ulong)i), (vma.Start, vma.PageOffset));
        }

        Assert.False(store.TryGet(at, out _));
        Churn(store, new(6), 1000);
        StoreChecks.Check(store);

        // The gaps grow, so that each leaf has to be told of a larger one.
        static ulong Start(int i) => 0x10000 + ((ulong)i * 0x4000) + ((ulong)(i / 40) * 0x1000);
    }

    [Fact]
    public void Lookups_flag_changes_and_churn_do_not_allocate_once_the_store_has_its_size()
    {
        var store = new VmaStore<WordFlags, RealSync>();
        foreach (var page in Shuffled(Many, seed: 4))
        {
            Insert(store, 2 * (ulong)page);
        }

        var random = new Random(5);
        Churn(store, random, 1_200_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Churn(store, random, 400_000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        StoreChecks.Check(store);
    }

    [Fact]
    public async Task Readers_never_see_a_torn_tree_while_a_writer_runs()
    {
        var store = new VmaStore<WideFlags, RealSync>();
        var readers = Task.WhenAll(Enumerable.Range(0, 3).Select(seed => Task.Factory.StartNew(
            () => Read(store, new(seed)),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Write(store, new(9), isDone: () => readers.IsCompleted);

        await readers;
        StoreChecks.Check(store);
    }

    /// <summary>Tiles [0, 4096 pages) with VMAs in which each field follows from the borders, and changes the tiling without leaving a gap.</summary>
    private static void Write(VmaStore<WideFlags, RealSync> store, Random random, Func<bool> isDone)
    {
        const int Pages = 4096;
        const int LeastChanges = 10_000;
        store.Splice(store.Seek(0), 0, [Tile(0, Pages)]);
        var cut = new ulong[40];
        var tiles = new VmaRecord<WideFlags>[40];
        for (var changes = 0; changes < LeastChanges || !isDone(); changes++)
        {
            var at = store.Seek((ulong)random.Next(Pages) << 12);
            store.TryGet(at, out var first);
            var last = first;
            var count = 0;
            var remove = random.Next(1, random.Next(8) == 0 ? 80 : 5);
            for (var probe = at; count < remove && store.TryGet(probe, out var vma); count++)
            {
                last = vma;
                store.MoveNext(ref probe);
            }

            var low = first.Start >> 12;
            var high = last.End >> 12;
            var pieces = (int)Math.Min((ulong)random.Next(1, random.Next(8) == 0 ? 40 : 4), high - low);
            cut[0] = low;
            for (var i = 1; i < pieces; i++)
            {
                cut[i] = (ulong)random.NextInt64((long)low + 1, (long)high);
            }

            var borders = cut.Take(pieces).Append(high).Distinct().Order().ToArray();
            for (var i = 0; i + 1 < borders.Length; i++)
            {
                tiles[i] = Tile(borders[i], borders[i + 1]);
            }

            store.Splice(at, count, tiles.AsSpan(0, borders.Length - 1));
        }
    }

    private static void Read(VmaStore<WideFlags, RealSync> store, Random random)
    {
        const int Reads = 500_000;
        SpinWait.SpinUntil(() => store.Count > 0);
        for (var i = 0; i < Reads; i++)
        {
            var address = (ulong)random.Next(4096 << 12);
            Assert.True(random.Next(2) == 0 ? store.TryFind(address, out var vma) : store.TryFindNext(address, out vma));
            Assert.InRange(address, vma.Start, vma.End - 1);
            Assert.Equal(Tile(vma.Start >> 12, vma.End >> 12), vma with { Id = 0 });
        }
    }

    private static VmaRecord<WideFlags> Tile(ulong low, ulong high) => new()
    {
        Start = low << 12,
        End = high << 12,
        Flags = new WideFlags(low * 0x9e3779b97f4a7c15, high * 0x9e3779b97f4a7c15) & ~WideFlags.AtomicWritable,
        PageOffset = low ^ (high << 32),
        AnonVma = (int)(low + high),
        Attributes = (int)(high - low),
    };

    private static void Churn(VmaStore<WordFlags, RealSync> store, Random random, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            var page = (ulong)random.Next(2 * Many);
            if (store.TryFind(page << 12, out var vma))
            {
                var at = store.Seek(page << 12);
                if (random.Next(2) == 0)
                {
                    store.Splice(at, 1, []);
                }
                else
                {
                    store.SetAtomic(vma, AtomicFlags.FromDefinition(WordFlags.MaybeGuard));
                    store.Splice(at, 1, [vma with { Flags = vma.Flags ^ WordFlags.Write }]);
                }
            }
            else if (store.Count < Many)
            {
                Insert(store, page);
            }
        }
    }

    private static void Insert(VmaStore<WordFlags, RealSync> store, ulong page) => store.Splice(store.Seek(page << 12), 0, [new()
    {
        Start = page << 12,
        End = (page + 1) << 12,
        Flags = WordFlags.Read,
        PageOffset = page,
    }]);

    private static int[] Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }
}
