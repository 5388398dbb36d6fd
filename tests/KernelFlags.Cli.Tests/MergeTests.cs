using System.Text.Json;

namespace KernelFlags.Cli.Tests;

/// <summary>Whether two VMAs become one, asked on the command line.</summary>
public sealed class MergeTests
{
    private const string NotSticky = """
        flags:
        - name: MAYBE_GUARD
          bit: 11
          smaps: gu
          trace: maybe_guard
          since: "6.19"
          traits: [atomic-writable, copy-on-fork]
          accept: {KF5001: "to see what comes of it"}
          summary: May hold guard regions; when clear, it holds none.

        """;

    [Theory]
    [InlineData("rd wr mr mw me gu", "rd wr mr mw me", "6.19", "one VMA: rd wr mr mw me gu")]
    [InlineData("rd wr mr mw me", "read|write|mayread|maywrite|mayexec|maybe_guard", "6.19", "one VMA: rd wr mr mw me gu")]
    [InlineData("rd", "0x8000001", "7.2", "one VMA: rd sd")]
    [InlineData("rd sd", "rd", "6.12", "one VMA: rd sd")]
    [InlineData("rd", "rd sd", "6.12", "one VMA: rd")]
    [InlineData("rd file=a off=0x1000", "rd file=a off=8192", "7.2", "one VMA: rd")]
    [InlineData("rd file=a off=0 len=0x3000", "rd file=a off=0x3000", "7.2", "one VMA: rd")]
    [InlineData("rd file=a", "rd file=a", "7.2", "one VMA: rd")]
    [InlineData("", "file=a", "7.2", "two VMAs", "file")]
    [InlineData("rd wr", "rd", "7.2", "two VMAs", "wr")]
    [InlineData("0x800", "0", "6.1", "two VMAs", "bit 11")]
    [InlineData("rd io", "rd io", "7.2", "two VMAs", "io")]
    [InlineData("rd io file=a off=0", "wr file=b off=0", "7.2", "two VMAs", "io", "rd", "wr", "file", "offset")]
    public async Task Answer_IsOneOrTwo_AndWhatKeepsThemApart(string left, string right, string kernel, string answer, params string[] apart)
    {
        var call = await Kflags.RunAsync("merge", left, right, "--kernel", kernel);
        Assert.Equal("", call.Error);
        Assert.Equal(answer, call.OutputLines[0]);
        Assert.Equal(apart.Length == 0 ? 0 : 1, call.ExitCode);
        if (apart.Length > 0)
        {
            var rows = call.OutputLines[1..^1].Where(line => !line.Contains("taken for granted", StringComparison.Ordinal));
            Assert.Equal(apart, rows.Select(row => row.Trim().Split("  ")[0]));
        }
    }

    [Fact]
    public async Task Overlay_DecidesAsItsDefinitionsSay()
    {
        using var folder = new ScratchFolder().WithDefinitions().With("own/vma/guard.yaml", NotSticky);
        string[] question = ["merge", "rd wr mr mw me gu", "rd wr mr mw me", "--kernel", "6.19", "--format", "json"];
        var before = await JsonAsync(folder, question);
        Assert.Equal((1, "rd wr mr mw me gu", "gu", ""), before);
        Assert.Equal((2, null, "", "gu"), await JsonAsync(folder, [.. question, "--overlay", "own"]));
    }

    [Theory]
    [InlineData("LEFT: 'zz' is no flag of Linux 7.2", "rd zz", "rd")]
    [InlineData("RIGHT: off=1 is no number of bytes that are whole pages", "rd off=0", "rd off=1")]
    [InlineData("RIGHT: len=0 is no number of bytes", "rd", "rd len=0")]
    [InlineData("LEFT: off= stands there twice", "off=0 off=0", "rd")]
    [InlineData("LEFT: file= has no value", "file=", "rd")]
    [InlineData("off= stands on one side alone", "rd off=0", "rd")]
    [InlineData("LEFT: what it says does not agree", "flags: 0x75(read|write|mayread|maywrite|mayexec)", "rd")]
    [InlineData("LEFT: 0x100000000 has bits that no flag word of i386 has room for", "0x100000000", "rd", "--arch", "i386")]
    public async Task WhatIsNoVma_IsRefused(string refusal, params string[] call) =>
        Assert.StartsWith(refusal, (await Kflags.RunAsync(["merge", .. call])).Refusal(), StringComparison.Ordinal);

    private static async Task<(int Vmas, string? Flags, string Kept, string Apart)> JsonAsync(ScratchFolder folder, string[] call)
    {
        var answer = await Kflags.RunInAsync(folder.Path, "", call);
        using var document = JsonDocument.Parse(answer.Output);
        var root = document.RootElement;
        var vmas = root.GetProperty("vmas").GetInt32();
        Assert.Equal(vmas == 1 ? 0 : 1, answer.ExitCode);
        return (
            vmas,
            root.GetProperty("smaps") is { ValueKind: JsonValueKind.Array } smaps ? Words(smaps) : null,
            Words(root.GetProperty("kept")),
            string.Join(' ', root.GetProperty("reasons").EnumerateArray().Select(reason => Words(reason.GetProperty("flags")))));
    }

    private static string Words(JsonElement array) => string.Join(' ', array.EnumerateArray().Select(word => word.GetString()));
}
