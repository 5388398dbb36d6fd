using System.Globalization;

namespace KernelFlags.Cli.Tests.Fuzzing;

/// <summary>
/// Mutated input for each reader: it is read, or refused in one line. A slice of each run here; the README says how to run a million, and
/// how to see a finding again.
/// </summary>
public sealed class ReaderFuzzTests
{
    public static TheoryData<string> Names => [.. Readers.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Reader_OfMutatedInput_ReadsOrRefusesIt(string reader)
    {
        Assert.SkipWhen(Text("READER") is { } only && only != reader, "another reader is asked for");
        using var target = Readers.Create(reader);
        Assert.SkipWhen(target.Corpus.Count == 0, "needs gcc: apt-get install gcc libc6-dev");
        var (seed, first, count) = (Number("SEED", 1), Number("FIRST", 0), Number("INPUTS", target.Slice));
        var folder = Path.Combine(Repository.Root, "artifacts", "fuzz");
        var findings = new ReaderFuzzer(reader, target, seed, folder).Run(first, count);
        if (Text("INPUTS") is not null)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reader}: {count} inputs, {target.Refused} of them refused, {findings.Count} findings"));
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings.Select(finding => Text(reader, seed, finding))));
    }

    private static string Text(string reader, long seed, FuzzFinding finding) => string.Create(
        CultureInfo.InvariantCulture,
        $"KFLAGS_FUZZ_READER={reader} KFLAGS_FUZZ_SEED={seed} KFLAGS_FUZZ_FIRST={finding.Index} KFLAGS_FUZZ_INPUTS=1: {finding.What}\n  shrunk: {finding.Path}");

    private static long Number(string name, long otherwise) => Text(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static string? Text(string name) => Environment.GetEnvironmentVariable("KFLAGS_FUZZ_" + name) is { Length: > 0 } text ? text : null;
}
