using System.Text;

namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>The fuzzer finds what there is to find, says how to see it again, and makes it short.</summary>
public sealed class FuzzerTests
{
    [Fact]
    public void Run_OverAReaderThatThrows_KeepsOneShortInputOfEachKind()
    {
        using var folder = new ScratchFolder();
        using var target = new Sample(input =>
        {
            var text = Encoding.Latin1.GetString(input);
            _ = text.Contains("18446744073709551616", StringComparison.Ordinal) ? throw new OverflowException() : 0;
            _ = text.Contains('\0', StringComparison.Ordinal) ? throw new UnusableException("a NUL is refused") : 0;
            ThrowOnNesting(text);
        });
        var findings = new ReaderFuzzer("sample", target, seed: 7, folder.Path).Run(first: 0, count: 20_000);
        Assert.Equal(["18446744073709551616", "[[[["], findings.Select(finding => File.ReadAllText(finding.Path)).Order(StringComparer.Ordinal));
        foreach (var finding in findings)
        {
            var again = Assert.Single(new ReaderFuzzer("sample", target, seed: 7, folder.Path).Run(finding.Index, count: 1));
            Assert.Equal(finding.Path, again.Path);
        }
    }

    [Fact]
    public void Run_OverAReaderThatHangs_EndsWithTheInput()
    {
        using var folder = new ScratchFolder();
        using var end = new ManualResetEventSlim();
        using var target = new Sample(input => _ = !input.AsSpan().Contains((byte)'{') || end.Wait(TimeSpan.FromMinutes(1)));
        var finding = Assert.Single(new ReaderFuzzer("sample", target, seed: 7, folder.Path).Run(first: 0, count: 20_000));
        end.Set();
        Assert.Equal("it takes longer than 1 s", finding.What);
        Assert.Contains((byte)'{', File.ReadAllBytes(finding.Path));
    }

    [Fact]
    public void Run_OverAReaderThatTakesMuchMemory_SaysSo()
    {
        using var folder = new ScratchFolder();
        using var target = new Sample(input => GC.KeepAlive(new byte[input.AsSpan().Contains((byte)'{') ? 2 << 20 : 1]));
        var finding = Assert.Single(new ReaderFuzzer("sample", target, seed: 7, folder.Path).Run(first: 0, count: 20_000));
        Assert.Equal(("it takes more than 1 MiB", "{"), (finding.What, File.ReadAllText(finding.Path)));
    }

    private static void ThrowOnNesting(string text) => _ = text.Contains("[[[[", StringComparison.Ordinal) ? throw new InvalidOperationException() : 0;

    private sealed class Sample(Action<byte[]> read) : ReaderTarget
    {
        public override int Slice => 1;

        public override IReadOnlyList<byte[]> Corpus { get; } = [.. new[] { "a = 1\nb = 22\n", "[c, d]\n\n" }.Select(Encoding.UTF8.GetBytes)];

        public override IReadOnlyList<string> Words { get; } = ["word"];

        public override TimeSpan Longest => TimeSpan.FromSeconds(1);

        public override long Largest => 1 << 20;

        protected override void Read(byte[] input, int way) => read(input);
    }
}
