using System.IO.Compression;
using System.Text;
using KernelFlags.Live.Traces;
using KernelFlags.Proc.Input;
using KernelFlags.Vma;

namespace KernelFlags.Live.Tests;

/// <summary>The form of traces: what is read is written again to the byte, and what is broken is told with its place.</summary>
public sealed class TraceFormatTests
{
    private const string Header = """{"trace":1,"kernel":"6.18.44","window":["0x100000000000","0x100000100000"]}""";

    private const string Mmap =
        """{"n":1,"op":"mmap","as":0,"addr":"0x100000000000","len":4096,"prot":"rw","flags":["PRIVATE","FIXED","ANONYMOUS"],"file":null,"off":0,"ret":"0x100000000000"}""";

    [Fact]
    public void EveryRecordedTrace_ReadAndWritten_IsTheSame()
    {
        var files = Directory.GetFiles(Repository.Find("tests/KernelFlags.Conformance/traces"), "*.jsonl.gz", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            var expected = Unpack(stream).AsSpan();
            stream.Position = 0;
            var written = Rewrite(stream).AsSpan();
            var same = expected.CommonPrefixLength(written);
            Assert.True(
                expected.SequenceEqual(written),
                $"{file}, byte {same}: {Encoding.UTF8.GetString(expected[Math.Max(0, same - 40)..Math.Min(expected.Length, same + 40)])}");
        }
    }

    [Fact]
    public void EveryOperation_WrittenAndRead_IsTheSame()
    {
        foreach (var op in Enum.GetValues<TraceOp>())
        {
            var writer = new TraceWriter();
            writer.WriteOperation(new TraceOperation { Number = 1, Op = op, HasOutcome = true });
            using var reader = new TraceReader(Utf8(Header + "\n" + Encoding.UTF8.GetString(writer.Text)));
            Assert.Equal(TraceLineKind.Operation, reader.Read());
            Assert.Equal(op, reader.Operation.Op);
        }
    }

    [Fact]
    public void OperationsThatNoTraceHas_AreWrittenAsTheyAreRead()
    {
        const string Lines = Header + "\n"
            + """{"n":1,"op":"brk","as":0,"addr":"0x1000","ret":"0x2000"}""" + "\n"
            + """{"n":2,"op":"mbind","as":0,"addr":"0x1000","len":4096,"mode":"BIND","nodes":1,"flags":["STRICT"],"err":"EIO"}""" + "\n"
            + """{"n":3,"op":"name","as":0,"addr":"0x1000","len":4096,"name":"a \"b\" \\ \u00e9","err":"E200"}""" + "\n"
            + """{"n":4,"op":"mremap","as":0,"addr":"0x1000","old_len":4096,"new_len":18446744073709551615,"flags":["MAYMOVE",64],"new_addr":null,"err":"EINVAL"}""" + "\n"
            + """{"n":5,"op":"madvise","as":0,"addr":"0x1000","len":4096,"advice":-7,"hang":true}""" + "\n";
        using var stream = Utf8(Lines);
        var written = Encoding.UTF8.GetString(Rewrite(stream));
        Assert.Equal(Lines[(Header.Length + 1)..], written[(written.IndexOf('\n') + 1)..]);
    }

    [Fact]
    public void KeysInAnotherOrder_UnknownKeysAndBlanks_AreRead()
    {
        const string Lines = Header + "\r\n\n"
            + """ { "x" : [1.5e3,{"y":[null]}] , "flags" : [ "MAYMOVE" , "FIXED" ] , "op" : "mremap" , "as":0,"n":1,"addr":"0x1000","old_len":1,"new_len":2,"new_addr":"0x3000","ret":"0x3000" } """
            + "\r\n" + """{"as":0,"vmas":[],"z":"\u0041","present":[],"snap":1}""";
        using var reader = new TraceReader(Utf8(Lines));
        Assert.Equal(TraceLineKind.Operation, reader.Read());
        Assert.Equal((TraceOp.Mremap, RemapFlags.MayMove | RemapFlags.Fixed, 0x3000UL), (reader.Operation.Op, reader.Operation.RemapFlags, reader.Operation.NewAddress));
        Assert.Equal(TraceLineKind.Snapshot, reader.Read());
        Assert.Equal(4, reader.Line);
        reader.ReadSnapshot(new TraceSnapshot());
        Assert.Equal(TraceLineKind.End, reader.Read());
    }

    [Theory]
    [InlineData("", "1:1: error KF6001: the file is empty")]
    [InlineData("not a trace", "1:1: error KF6001: the line is not JSON")]
    [InlineData("[]", "1:1: error KF6001: an object is expected")]
    [InlineData("""{"trace":2}""", "1:10: error KF6003: version 2 of the format is not known; version 1 is")]
    [InlineData("""{"trace":"1"}""", "1:10: error KF6003: version \"1\"")]
    [InlineData("""{"trace":1,"kernel":7}""", "1:21: error KF6001: a string is expected here")]
    [InlineData("""{"trace":1,"kernel":"6.1"}""", "1:1: error KF6001: \"window\" is missing")]
    [InlineData("""{"trace":1,"kernel":"6.1","window":["0x2000","0x1000"]}""", "1:36: error KF6001: \"window\" is two addresses, the lower one first")]
    [InlineData("""{"trace":1,"page_size":0}""", "1:24: error KF6001: \"page_size\" is 0; a page has a power of two from 4096 to 262144 bytes")]
    [InlineData("""{"trace":1,"page_size":496}""", "1:24: error KF6001: \"page_size\" is 496; a page has a power of two")]
    [InlineData("""{"trace":1,"page_size":9223372036854775808}""", "1:24: error KF6001: \"page_size\" is 9223372036854775808; a page has a power of two")]
    [InlineData("""{"trace":1,"arch":"arm","arch":"arm64"}""", "1:25: error KF6001: the key \"arch\" is there twice; leave one out")]
    [InlineData("""{"trace":1,"config":{"A":true,"\u0041":true}}""", "1:31: error KF6001: the key \"A\" is there twice")]
    [InlineData("""{"trace":1,"config":{"overcommit_memory":3}}""", "1:42: error KF6001: \"overcommit_memory\" is 0, 1 or 2")]
    [InlineData("""{"trace":1,"config":{"max_map_count":4294967296}}""", "1:38: error KF6001: the number is too large")]
    [InlineData("""{"trace":1,"probe":{"gu":true, "gu":false}}""", "1:32: error KF6001: the key \"gu\" is there twice")]
    [InlineData("""{"trace":1,"files":[{"id":1,"size":1},{"id":1,"size":2}]}""", "1:39: error KF6001: file 1 is there twice")]
    [InlineData("""{"trace":1,"files":[{"id":0,"size":1}]}""", "1:21: error KF6001: a file needs \"id\", a number from 1")]
    [InlineData("""{"trace":1,"files":[{"id":1,"id":2,"size":1}]}""", "1:29: error KF6001: the key \"id\" is there twice")]
    [InlineData("""{"trace":1,"files":{}}""", "1:20: error KF6001: an array is expected here")]
    [InlineData("""{"trace":1,"kernel":"6.1\u001b[31m"}""", "1:21: error KF6001: \"kernel\" holds a control character")]
    [InlineData("""{"trace":1,"mix":"\q"}""", "1:18: error KF6001: the string has an escape that JSON does not know")]
    [InlineData(Mmap, "1:1: error KF6001: the header is missing")]
    public void BrokenHeader_IsToldWithItsPlace(string text, string problem)
    {
        var e = Assert.Throws<InputException>(() => new TraceReader(Utf8(text)));
        Assert.StartsWith("T:" + problem, e.Format("T"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"n":1,"op":"mmop","as":0,"ret":0}""", "3:13: error KF6002: no operation \"mmop\" is known; known are mmap, munmap")]
    [InlineData("""{"n":1,"op":"munmap","as":0,"addr":"0x1000","ret":0}""", "3:1: error KF6001: \"len\" is missing; munmap needs it")]
    [InlineData("""{"n":1,"op":"exit","as":0}""", "3:1: error KF6001: the outcome is missing")]
    [InlineData("""{"n":1,"op":"exit","as":0,"ret":0""", "3:34: error KF6001: ',' or '}' is expected here")]
    [InlineData("""{"n":1,"op":"exit","as":0,"ret":0} {}""", "3:36: error KF6001: there is text after the object")]
    [InlineData("""{"n":1,"op":"exit","as":-1,"ret":0}""", "3:25: error KF6001: a whole number from 0")]
    [InlineData("""{"n":1,"op":"exit","as":0,"ret":18446744073709551616}""", "3:33: error KF6001: a whole number from 0")]
    [InlineData("""{"n":1,"op":"brk","as":0,"addr":"0x10000000000000000","ret":0}""", "3:33: error KF6001: an address is expected")]
    [InlineData("""{"n":1,"op":"exit","as":0,"err":"NOPE"}""", "3:33: error KF6001: no error \"NOPE\" is known")]
    [InlineData("""{"n":1,"op":"munmap","as":0,"addr":4096,"len":1,"ret":0}""", "3:36: error KF6001: a string is expected here")]
    [InlineData("""{"n":1,"op":"munmap","as":0,"addr":"1000","len":1,"ret":0}""", "3:36: error KF6001: an address is expected here")]
    [InlineData("""{"snap":1,"vmas":[],"present":[]}""", "3:1: error KF6001: \"as\" is missing")]
    [InlineData("""{"snap":1,"as":0,"vmas":[]}""", "3:1: error KF6001: \"present\" is missing")]
    [InlineData("""{"snap":1,"as":0,"vmas":[{"start":"0x0"}],"present":[]}""", "3:26: error KF6001: a VMA needs start, end")]
    [InlineData("""{"snap":1,"as":0,"vmas":[],"present":[["0x0"]]}""", "3:46: error KF6001: a range is two addresses")]
    [InlineData("""{"n":1,"n":2,"op":"exit","as":0,"ret":0}""", "3:12: error KF6001: \"n\" is there twice")]
    [InlineData("""{"snap":1,"as":0,"vmas":[{"vmflags":"\u001b[31m"}],"present":[]}""", "3:37: error KF6001: \"vmflags\" holds a control character")]
    [InlineData("""{}""", "3:1: error KF6001: the line is neither an operation")]
    [InlineData("null", "3:1: error KF6001: an object is expected here")]
    public void BrokenLine_IsToldWithItsPlace(string line, string problem)
    {
        using var reader = new TraceReader(Utf8(Header + "\n" + Mmap + "\n" + line));
        Assert.Equal(TraceLineKind.Operation, reader.Read());
        var e = Assert.Throws<InputException>(() =>
        {
            _ = reader.Read();
            reader.ReadSnapshot(new TraceSnapshot());
        });
        Assert.StartsWith("T:" + problem, e.Format("T"), StringComparison.Ordinal);
    }

    [Fact]
    public void NestingWithoutEnd_IsAnError()
    {
        using var reader = new TraceReader(Utf8(Header + "\n{\"x\":" + new string('[', 200_000)));
        Assert.Throws<InputException>(() => _ = reader.Read());
    }

    [Fact]
    public void CutGzip_IsAnError()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Header + "\n" + string.Concat(Enumerable.Range(1, 2000).Select(i => Mmap.Replace("4096", $"{i * 4096 % 65521}", StringComparison.Ordinal) + "\n"))));
        }

        foreach (var length in new[] { 20, packed.Length / 2, packed.Length - 9, packed.Length - 1 })
        {
            var e = Assert.Throws<InputException>(() =>
            {
                using var reader = new TraceReader(new MemoryStream(packed.ToArray()[..(int)length]));
                while (reader.Read() != TraceLineKind.End)
                {
                }
            });
            Assert.Equal(InputException.Unreadable, e.Id);
        }
    }

    private static byte[] Unpack(Stream packed)
    {
        using var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        using var text = new MemoryStream();
        gzip.CopyTo(text);
        return text.ToArray();
    }

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));

    private static byte[] Rewrite(Stream trace)
    {
        using var reader = new TraceReader(trace);
        var writer = new TraceWriter();
        var snapshot = new TraceSnapshot();
        writer.WriteHeader(reader.Header);
        while (reader.Read() is not TraceLineKind.End and var kind)
        {
            if (kind == TraceLineKind.Operation)
            {
                writer.WriteOperation(reader.Operation);
            }
            else
            {
                reader.ReadSnapshot(snapshot);
                writer.WriteSnapshot(snapshot);
            }
        }

        return writer.Text.ToArray();
    }
}
