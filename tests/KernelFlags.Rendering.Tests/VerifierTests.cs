using VerifyXunit;
using Xunit.Sdk;

namespace KernelFlags.Rendering.Tests;

/// <summary>The snapshot adapter itself, on files in a folder of its own.</summary>
public sealed class VerifierTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kflags-").FullName;

    [Fact]
    public async Task Text_LikeTheVerifiedOne_Passes()
    {
        Write($"{nameof(VerifierTests)}.{nameof(Text_LikeTheVerifiedOne_Passes)}.verified.txt", "one {version}\n");
        Write($"{nameof(VerifierTests)}.{nameof(Text_LikeTheVerifiedOne_Passes)}.received.txt", "from before\n");
        await Verifier.Verify($"one {Version}\n", "txt", Source);
        Assert.Equal([$"{nameof(VerifierTests)}.{nameof(Text_LikeTheVerifiedOne_Passes)}.verified.txt"], Names());
    }

    [Fact]
    public async Task Text_ThatDiffers_FailsNamesTheLineAndIsWrittenBeside()
    {
        Write($"{nameof(VerifierTests)}.{nameof(Text_ThatDiffers_FailsNamesTheLineAndIsWrittenBeside)}#b.verified.txt", "one\ntwo\n");
        VerifyTests.Target[] targets = [new("txt", "one\n2\n", "b"), new("h", "new\n", "c")];
        var failure = await Fails(() => Verifier.Verify(targets, Source));
        Assert.Contains("in line 2, from 'two' to '2'", failure, StringComparison.Ordinal);
        Assert.Contains("#c.verified.h is missing", failure, StringComparison.Ordinal);
        var received = Path.Combine(_folder, Names().Single(name => name.Contains("#b.received", StringComparison.Ordinal)));
        Assert.Equal("one\n2\n", await File.ReadAllTextAsync(received, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Snapshot_ThatTheTestNoLongerVerifies_Fails()
    {
        Write($"{nameof(VerifierTests)}.{nameof(Snapshot_ThatTheTestNoLongerVerifies_Fails)}.verified.txt", "one\n");
        Write($"{nameof(VerifierTests)}.{nameof(Snapshot_ThatTheTestNoLongerVerifies_Fails)}#old.verified.txt", "two\n");
        var failure = await Fails(() => Verifier.Verify("one\n", "txt", Source));
        Assert.Contains("#old.verified.txt is not verified any more", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\ufefftext\n", "byte order mark")]
    [InlineData("text\r\n", "carriage return")]
    [InlineData("text\nmore \nend\n", "blank at the end of line 2")]
    [InlineData("text", "line feed")]
    public async Task Text_ThatAnEditorWouldChange_IsRefused(string text, string flaw)
    {
        Assert.Contains(flaw, await Fails(() => Verifier.Verify(text, "txt", Source)), StringComparison.Ordinal);
        Assert.Empty(Names());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Version => typeof(VerifierTests).Assembly.GetName().Version!.ToString(3);

    private string Source => Path.Combine(_folder, "VerifierTests.cs");

    private static async Task<string> Fails(Func<Task> verify)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("KFLAGS_ACCEPT") == "1", "everything is accepted: unset KFLAGS_ACCEPT");
        return (await Assert.ThrowsAsync<TrueException>(verify)).Message;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private IEnumerable<string> Names() => Directory.EnumerateFiles(_folder).Select(file => Path.GetFileName(file)).Order();
}
