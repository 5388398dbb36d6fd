using System.Text.Json;

namespace KernelFlags.Cli.Tests;

/// <summary>Which kernel <c>--kernel</c> means, as people and <c>uname -r</c> write it, and where definitions name one that is to come.</summary>
public sealed class KernelVersionTests
{
    private const string Next = """
        flags:
        - name: TEST_HINT
          bit: 61
          since: "7.4"
          when: 64BIT
          smaps: zh
          trace: test_hint
          traits: [sticky, copy-on-fork]
          summary: Expected to be cold; reclaim may take its pages first.
        """;

    [Theory]
    [InlineData("7.4")]
    [InlineData("7.4-rc2")]
    [InlineData("7.4.0-rc5-00012-gabcdef")]
    [InlineData("7.4.0-next-20261101")]
    [InlineData("7.4.3-local")]
    public async Task ReleaseThatASinceNames_IsResolvedFor(string kernel)
    {
        using var folder = new ScratchFolder().WithDefinitions().With("own/vma/next.yaml", Next);
        var call = await Kflags.RunInAsync(folder.Path, "", "table", "--overlay", "own", "--kernel", kernel, "--format", "json");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Equal(61, Bit(call.Output, "VM_TEST_HINT"));
    }

    [Fact]
    public async Task ReleaseAfterIt_IsTakenAsIt_AndANoteSaysSo()
    {
        using var folder = new ScratchFolder().WithDefinitions().With("own/vma/next.yaml", Next);
        var call = await Kflags.RunInAsync(folder.Path, "", "table", "--overlay", "own", "--kernel", "8.0", "--format", "json");
        Assert.Equal("note: kernel 8.0 is not described; it is taken as 7.4, the newest that is", Assert.Single(call.ErrorLines));
        Assert.Equal(61, Bit(call.Output, "VM_TEST_HINT"));
        Assert.Null(Bit((await Kflags.RunInAsync(folder.Path, "", "table", "--overlay", "own", "--kernel", "7.3", "--format", "json")).Result(), "VM_TEST_HINT"));
        Assert.Contains("taken as 7.3", (await Kflags.RunInAsync(folder.Path, "", "table", "--kernel", "7.4")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlagOfTheNextRelease_LintsWithAWarningAndNoError()
    {
        using var folder = new ScratchFolder().WithDefinitions().With("own/vma/next.yaml", Next);
        var call = await Kflags.RunInAsync(folder.Path, "", "lint", "--overlay", "own");
        Assert.Equal(0, call.ExitCode);
        Assert.StartsWith("own/vma/next.yaml:4:10: warning KF3017: no known kernel has TEST_HINT", Assert.Single(call.OutputLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("6.18.44-fc", "6.18.44")]
    [InlineData("7.2.0-rc3", "7.2.0")]
    [InlineData("6.6.87.2-microsoft-standard-WSL2", "6.6.87")]
    [InlineData("6.12.117+deb13-cloud-amd64", "6.12.117")]
    public async Task VersionOfARunningKernel_CountsAsItsRelease(string kernel, string release)
    {
        using var document = JsonDocument.Parse((await Kflags.RunAsync("table", "--kernel", kernel, "--format", "json")).Output);
        Assert.Equal(release, document.RootElement.GetProperty("kernel").GetString());
    }

    private static int? Bit(string table, string flag)
    {
        using var document = JsonDocument.Parse(table);
        return document.RootElement.GetProperty("flags").TryGetProperty(flag, out var found) && found.GetProperty("bit") is { ValueKind: JsonValueKind.Number } bit
            ? bit.GetInt32()
            : null;
    }
}
