using CsCheck;
using KernelFlags.Vma.Areas.Store;
using KernelFlags.Vma.Synchronization;

namespace KernelFlags.Vma.Tests.Store;

/// <summary>The tree against the sorted list, on random changes.</summary>
public class VmaStorePropertyTests
{
    [Fact]
    public void Random_changes_give_what_a_sorted_list_gives() => Compare<WordFlags>(WordFlags.MaybeGuard);

    [Fact]
    public void Random_changes_give_what_a_sorted_list_gives_with_flags_of_two_words() => Compare<WideFlags>(WideFlags.FromBit(126));

    private static void Compare<TFlags>(TFlags atomic)
        where TFlags : unmanaged, IVmaFlags<TFlags> =>
        Gen.Select(Gen.ULong, Gen.Int[1, 400], Gen.Int[1, 3000]).Sample(
            (seed, size, steps) => new Run<TFlags>(seed, size, atomic).Go(steps), iter: 60, threads: 1);

    private sealed class Run<TFlags>(ulong seed, int size, TFlags atomic)
        where TFlags : unmanaged, IVmaFlags<TFlags>
    {
        private readonly VmaStore<TFlags, RealSync> _store = new();
        private readonly ModelStore<TFlags> _model = new();
        private readonly Random _random = new((int)seed);

        public void Go(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                Change();
                Ask();
                if (step % 50 == 0)
                {
                    CheckAll();
                }
            }

            CheckAll();
        }

        /// <summary>Replaces some VMAs by as many as fit between their neighbours. The number goes up and down around the size.</summary>
        private void Change()
        {
            var records = _model.Records;
            var index = _random.Next(records.Length + 1);
            var grow = records.Length < _random.Next(2 * size);
            var most = _random.Next(40) == 0 ? 300 : 4;
            var remove = Math.Min(_random.Next(grow ? 3 : most), records.Length - index);
            var low = index > 0 ? records[index - 1].End : 0;
            var high = index + remove < records.Length ? records[index + remove].Start : low + 0x400000;
            var pages = (int)Math.Min((high - low) >> 12, 4096);
            var borders = Enumerable.Range(0, _random.Next(grow ? most : 3)).Select(_ => (ulong)_random.Next(pages + 1)).Order().Distinct().ToArray();
            var insert = new List<VmaRecord<TFlags>>();
            for (var i = 0; i + 1 < borders.Length; i++)
            {
                if (_random.Next(4) > 0)
                {
                    insert.Add(Record(low + (borders[i] << 12), low + (borders[i + 1] << 12), insert.Count < remove ? records[index + insert.Count].Id : 0));
                }
            }

            Apply(index, remove, insert.ToArray());
        }

        private VmaRecord<TFlags> Record(ulong start, ulong end, int id) => new()
        {
            Start = start,
            End = end,
            Flags = TFlags.FromWord(TFlags.WordCount - 1, (ulong)_random.NextInt64()),
            PageOffset = (ulong)_random.NextInt64(),
            AnonVma = _random.Next(),
            Attributes = _random.Next(),
            Id = _random.Next(2) == 0 ? id : 0,
        };

        private void Apply(int index, int remove, VmaRecord<TFlags>[] insert)
        {
            var at = _store.Seek(index < _model.Records.Length ? _model.Records[index].Start : ulong.MaxValue);
            var alive = new HashSet<int>();
            foreach (var record in _model.Records[..index].ToArray().Concat(_model.Records[(index + remove)..].ToArray()))
            {
                alive.Add(record.Id);
            }

            at = _store.Splice(at, remove, insert);
            for (var i = 0; i < insert.Length; i++)
            {
                Assert.True(_store.TryGet(at, out var stored));
                Assert.True(stored.Id > 0 && (insert[i].Id == 0 || insert[i].Id == stored.Id) && alive.Add(stored.Id));
                insert[i].Id = stored.Id;
                Assert.Equal(insert[i], stored);
                _store.MoveNext(ref at);
            }

            _model.Splice(index, remove, insert);
            var follows = _store.TryGet(at, out var next);
            Assert.Equal(index + insert.Length < _model.Records.Length, follows);
            Assert.True(!follows || next.Equals(_model.Records[index + insert.Length]));
        }

        private void Ask()
        {
            var records = _model.Records;
            var address = records.IsEmpty ? 0 : (ulong)_random.NextInt64((long)records[^1].End + 0x4000);
            var index = _model.Seek(address);
            var expected = index < records.Length ? records[index] : default;
            Assert.Equal(index < records.Length, _store.TryFindNext(address, out var vma));
            Assert.True(expected.Equals(vma));
            Assert.Equal(index < records.Length && expected.Start <= address, _store.TryFind(address, out _));
            if (expected.Id != 0 && _random.Next(8) == 0)
            {
                _store.SetAtomic(expected, AtomicFlags.FromDefinition(atomic));
                _model.SetAtomic(expected.Id, AtomicFlags.FromDefinition(atomic));
            }

            var low = (ulong)_random.NextInt64((long)address + 1) & ~0xfffUL;
            var high = low + ((ulong)_random.Next(1 << 12) << 12);
            var length = (ulong)_random.Next(1, 1 << _random.Next(1, 12)) << 12;
            var topDown = _random.Next(2) == 0;
            ulong? gap = _store.TryFindGap(low, high, length, topDown, out var start) ? start : null;
            Assert.Equal(_model.FindGap(low, high, length, topDown), gap);
        }

        private void CheckAll()
        {
            StoreChecks.Check(_store);
            var at = _store.Seek(0);
            foreach (var record in _model.Records)
            {
                Assert.True(_store.TryGet(at, out var vma));
                Assert.Equal(record, vma);
                _store.MoveNext(ref at);
            }

            Assert.False(_store.TryGet(at, out _));
            for (var i = _model.Records.Length - 1; i >= 0; i--)
            {
                Assert.True(_store.MovePrevious(ref at));
                Assert.True(_store.TryGet(at, out var vma));
                Assert.Equal(_model.Records[i], vma);
            }
        }
    }
}
