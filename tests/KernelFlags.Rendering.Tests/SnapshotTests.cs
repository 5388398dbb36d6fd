using VerifyXunit;

namespace KernelFlags.Rendering.Tests;

/// <summary>The outputs as a reader sees them. That they compile, and say what the table does, is for other tests.</summary>
public sealed class SnapshotTests
{
    [Fact]
    public Task CHeader() => Verify("c-header");

    [Fact]
    public Task CMmflags() => Verify("c-mmflags");

    [Fact]
    public Task CSmaps() => Verify("c-smaps");

    [Fact]
    public Task CTesting() => Verify("c-testing");

    [Fact]
    public Task Rust() => Verify("rust");

    [Fact]
    public Task Python() => Verify("python");

    [Fact]
    public Task Markdown() => Verify("markdown");

    /// <summary>Another table: without mnemonics, with entries of several bits in its trace table.</summary>
    [Fact]
    public Task SecondTable() => Verify(OwnTables.Sample("gfp"), "c-header", "c-mmflags");

    /// <summary>A word of two halves.</summary>
    [Fact]
    public Task WideTable() => Verify(SampleTables.Wide, "c-header");

    private static Task Verify(string target) => Verify(OwnTables.Of("linux-7.2-x86_64"), target);

    private static Task Verify(ResolvedTable table, params string[] targets) => Verifier.Verify(
        targets.SelectMany(target => Targets.Find(target)!.Render(table))
            .Select(file => new VerifyTests.Target(
                Path.GetExtension(file.Path)[1..], file.Text, Path.GetFileNameWithoutExtension(file.Path))));
}
