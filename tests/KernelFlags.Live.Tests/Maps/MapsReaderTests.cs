using System.IO.Compression;
using System.Text;
using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Live.Tests.Maps;

public sealed class MapsReaderTests
{
    private const string Vma =
        """
        7f0000000000-7f0000003000 rw-p 00002000 fe:00 42                         /srv/with blank (deleted)
        Size:                 12 kB
        Rss:                   8 kB
        Anonymous:             4 kB
        Locked:                8 kB
        Swap:                  4 kB
        AnonHugePages:      2048 kB
        THPeligible:           0
        ProtectionKey:         3
        Novelty:               5 kB
        VmFlags: rd wr zq 

        """;

    [Fact]
    public void Smaps_EachFieldThatIsAskedFor_IsRead()
    {
        using var reader = Reader(Vma);
        var entry = Assert.Single(reader.ReadAll());
        Assert.Equal((0x7f0000000000UL, 0x7f0000003000UL, "rw-p", 0x2000UL), (entry.Start, entry.End, entry.Perm, entry.Offset));
        Assert.Equal(new MapsBacking("fe:00", 42, "/srv/with blank (deleted)"), entry.Backing);
        Assert.Equal((8192UL, 4096UL, 8192UL, 4096UL, 2UL << 20), (entry.Rss, entry.Anonymous, entry.Locked, entry.Swap, entry.Huge));
        Assert.Equal(3, entry.ProtectionKey);
        Assert.Equal("rd wr zq", entry.VmFlags);
    }

    [Fact]
    public void FieldThatNobodyKnows_IsKeptAsItsSum()
    {
        using var reader = Reader(Vma + Vma.Replace("7f", "8f", StringComparison.Ordinal));
        Assert.Equal(2, reader.ReadAll().Count);
        var field = reader.Fields.Single(field => field.Name == "Novelty");
        Assert.Equal((true, 10240UL), (field.IsSize, field.Total));
        Assert.False(reader.Fields.Single(field => field.Name == "THPeligible").IsSize);
    }

    [Fact]
    public void EmptyVmFlags_AreToldFromNone()
    {
        using var reader = Reader("1000-2000 r--p 0 00:00 0\nVmFlags: \n2000-3000 r--p 0 00:00 0\n");
        Assert.Equal(["", null], reader.ReadAll().Select(entry => entry.VmFlags));
    }

    [Theory]
    [InlineData("[anon:pool]", 0, "pool", false)]
    [InlineData("[anon_shmem:pool]", 7, "pool", false)]
    [InlineData("[heap]", 0, null, true)]
    [InlineData("", 0, null, false)]
    [InlineData("/dev/zero (deleted)", 7, null, false)]
    public void Name_IsThatWhichWasGiven(string path, int inode, string? name, bool hides)
    {
        using var reader = Reader($"1000-2000 rw-p 00000000 00:01 {inode}                    {path}\n");
        var backing = Assert.Single(reader.ReadAll()).Backing;
        Assert.Equal((name, hides, inode != 0), (backing.AnonymousName, backing.HidesName, backing.HasFile));
    }

    [Theory]
    [InlineData("# something else\n", 1, 1)]
    [InlineData("1000-2000 rw-p 0 00:00 0\nRss: many kB\n", 2, 6)]
    [InlineData("1000-2000 rw-p 0 00:00 0\nRss: 99999999999999999999 kB\n", 2, 6)]
    [InlineData("1000-2000 rw-p 0 00:00 0\nRss: 4\n", 2, 7)]
    [InlineData("2000-3000 rw-p 0 00:00 0\n1000-2000 rw-p 0 00:00 0\n", 2, 1)]
    [InlineData("Rss: 4 kB\n", 1, 1)]
    [InlineData("2000-1000 rw-p 0 00:00 0\n", 1, 1)]
    [InlineData("1000-20g0 rw-p 0 00:00 0\n", 1, 8)]
    [InlineData("1000\n", 1, 1)]
    [InlineData("1000-2000 rwzp 0 00:00 0\n", 1, 11)]
    [InlineData("1000-2000 rw-p 0 0000 0\n", 1, 18)]
    [InlineData("1000-2000 rw-p 0 00:00 x\n", 1, 24)]
    [InlineData("11111111111111111-2 rw-p 0 00:00 0\n", 1, 17)]
    [InlineData("1000-2000 ---p 00000000 00:00 0                          [rollup]\nRss: 4 kB\n", 1, 1)]
    public void WhatIsNeitherMapsNorSmaps_IsRefusedAtItsPlace(string text, int line, int column)
    {
        using var reader = Reader(text);
        var wrong = Assert.Throws<InputException>(() => reader.ReadAll());
        Assert.Equal((InputException.MalformedMaps, line, column), (wrong.Id, (int)wrong.Line, wrong.Column));
    }

    [Fact]
    public void LineWithoutEnd_IsNotKeptInMemory()
    {
        using var reader = Reader("1000-2000 rw-p 0 00:00 0 " + new string('x', 3 << 20));
        Assert.Contains("longer than 1 MiB", Assert.Throws<InputException>(() => reader.ReadAll()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_IsUnpacked()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Vma));
        }

        using var reader = new MapsReader(new MemoryStream(packed.ToArray()));
        Assert.Single(reader.ReadAll());
        Assert.Equal(Vma.Length, reader.Bytes);
    }

    [Fact]
    public void ManyVmas_AreReadWithoutMemoryForEach()
    {
        using var reader = new MapsReader(new RepeatedVmas(20_000));
        Assert.True(reader.TryRead(out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 1;
        while (reader.TryRead(out _))
        {
            count++;
        }

        Assert.Equal(20_000, count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Theory]
    [InlineData(2, "\n")]
    [InlineData(7, "\n")]
    [InlineData(12, "\n")]
    [InlineData(3, "\r\n")]
    public void FieldsLikeThoseOfAVmaBefore_AreReadAsIfEachStoodAlone(int kinds, string lineEnd)
    {
        var random = new Random(kinds);
        string[] texts = [.. Enumerable.Range(0, 3000).Select(i => OneOfKind(random.Next(kinds), 0x1000 * (ulong)(i + 1)))];
        var sums = new Dictionary<string, ulong>(StringComparer.Ordinal);
        var alone = new List<MapsEntry>();
        foreach (var text in texts)
        {
            using var one = Reader(text);
            alone.AddRange(one.ReadAll());
            foreach (var field in one.Fields)
            {
                sums[field.Name] = sums.GetValueOrDefault(field.Name) + field.Total;
            }
        }

        using var reader = new MapsReader(new SmallReads(Encoding.UTF8.GetBytes(string.Concat(texts).ReplaceLineEndings(lineEnd))));
        Assert.Equal(alone, reader.ReadAll());
        Assert.Equal(sums, reader.Fields.ToDictionary(field => field.Name, field => field.Total));
    }

    [Fact]
    public void MistakeAfterFieldsThatWereKnown_IsToldAtItsLine()
    {
        using var reader = Reader(OneOfKind(0, 0x1000) + OneOfKind(0, 0x2000) + OneOfKind(0, 0x3000) + "4000-50g0 rw-p 0 00:00 0\n");
        var lines = OneOfKind(0, 0x1000).Count(letter => letter == '\n');
        Assert.Equal((3 * lines) + 1, Assert.Throws<InputException>(() => reader.ReadAll()).Line);
    }

    /// <summary>Some kinds go on where another ends, one has no fields, one has more than are remembered.</summary>
    private static string OneOfKind(int kind, ulong start)
    {
        var line = $"{start:x}-{start + 0x1000:x} rw-p 00000000 00:00 0\n";
        var fields = $"Size: 4 kB\nRss: {kind % 5} kB\nAnonymous: 0 kB\nSwap: {kind} kB\nAnonHugePages: {kind} kB\nProtectionKey: {kind % 3}\n";
        return line + kind switch
        {
            2 => fields + "VmFlags: rd wr\nNovelty: 1 kB\nShmemPmdMapped: 8 kB\n",
            3 => "",
            4 => fields + string.Concat(Enumerable.Range(0, 400).Select(i => $"Other{i}: 7 kB\n")),
            _ => fields + $"VmFlags: rd {(kind % 2 == 0 ? "wr" : "ex")}\n",
        };
    }

    private static MapsReader Reader(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>smaps of a process with many VMAs, which is nowhere as a whole.</summary>
    private sealed class RepeatedVmas(int count) : MemoryStream
    {
        private readonly byte[] _vma = Encoding.ASCII.GetBytes(Vma);
        private int _index;
        private int _at;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_at == 0 && _index == count)
            {
                return 0;
            }

            // The addresses are the first two numbers: 12 digits each.
            (0x100000000000UL + ((ulong)_index * 0x2000)).TryFormat(_vma, out _, "x12", null);
            (0x100000001000UL + ((ulong)_index * 0x2000)).TryFormat(_vma.AsSpan(13), out _, "x12", null);
            var length = Math.Min(buffer.Length, _vma.Length - _at);
            _vma.AsSpan(_at, length).CopyTo(buffer);
            _at = (_at + length) % _vma.Length;
            _index += _at == 0 ? 1 : 0;
            return length;
        }
    }

    /// <summary>A stream that gives little at a time, so that everything is cut somewhere.</summary>
    private sealed class SmallReads(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 101));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 101)]);
    }
}
