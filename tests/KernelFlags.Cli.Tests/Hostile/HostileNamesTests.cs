using System.Text.Json;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Tests.Hostile;

/// <summary>Whatever stands in a name or a path, <c>--format json</c> is one valid document.</summary>
public sealed class HostileNamesTests
{
    /// <summary>Names that break what is put together by hand; none has a slash or a line feed, which end a file's name or a line.</summary>
    public static TheoryData<string> Names => ["a\"b", "a\\b", "a\\012b", "\u001b[31m", "a\tb", "a\u0001b", "\u007f", "'", "\u202eb", "\u00e9\u4e2d", "{\"", "\\"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Maps_IsOneDocument(string name)
    {
        using var folder = new ScratchFolder().With(name, $"7f0000000000-7f0000001000 r--p 00000000 08:01 5 /tmp/{name}\n7f0000001000-7f0000002000 r--p 00000000 08:01 6 /tmp/{name}\n");
        using var document = await DocumentAsync("maps", folder[name], "--explain", "--kernel", "7.2");
        Assert.Equal(2, document.RootElement.GetProperty("vmas").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ReplayOfALog_IsOneDocument(string name)
    {
        using var folder = new ScratchFolder()
            .With(name, $"mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 3</tmp/x>, 0) = 0x7f0000000000\nmmap(NULL, 0, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 E{name} (x)\n")
            .With("from", "")
            .With("to", $"7f0000000000-7f0000001000 r--p 00000000 08:01 5 /tmp/{name}\n");
        using var document = await DocumentAsync("replay", "--strace", folder[name], "--from", folder["from"], "--to", folder["to"], "--kernel", "7.2");
        Assert.Equal(folder[name], document.RootElement.GetProperty("traces")[0].GetProperty("file").GetString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ReplayOfATrace_IsOneDocument(string name)
    {
        var text = JsonSerializer.Serialize(name.Contains('\u001b', StringComparison.Ordinal) || name.Any(char.IsControl) ? "x" : name);
        using var folder = new ScratchFolder().With(name, $$"""
            {"trace":1,"kernel":"6.18.44","window":["0x100000000000","0x100000100000"]}
            {"n":1,"op":"mmap","as":0,"addr":"0x100000000000","len":4096,"prot":"r","flags":["PRIVATE","ANONYMOUS","FIXED"],"file":null,"off":0,"ret":"0x100000000000"}
            {"snap":1,"as":0,"vmas":[{"start":"0x100000000000","end":"0x100000001000","perm":{{text}},"off":0,"file":null,"vmflags":{{text}},"name":{{text}},"rss":0,"anonymous":0,"locked":0}],"present":[]}
            """);
        using var document = await DocumentAsync("replay", folder[name]);
        Assert.Equal(1, document.RootElement.GetProperty("failed").GetInt32());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Lint_IsOneDocument(string name)
    {
        using var folder = new ScratchFolder().With($"{name}/vma/x.yaml", $"flags: [ {JsonSerializer.Serialize(name)} ]\n");
        using var document = await DocumentAsync("lint", folder[name]);
        Assert.NotEmpty(document.RootElement.GetProperty("problems").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Decode_IsOneDocument(string name)
    {
        using var document = await DocumentAsync("decode", name, "0x1|" + name);
        Assert.Equal(JsonValueKind.Array, document.RootElement.ValueKind);
    }

    [Theory]
    [InlineData("link", "it is a link to a file elsewhere; a file of this folder is expected")]
    [InlineData("device", "it is a device; a regular file is expected")]
    [InlineData("pipe", "it is a named pipe; a regular file is expected")]
    [InlineData("folder", "it is a folder; a regular file is expected")]
    public async Task Definition_ThatIsNoFileOfItsFolder_IsAProblemAtItsPlace(string kind, string expected)
    {
        using var folder = new ScratchFolder().With("secret", "root:x:0:0\n").With("root/vma/a.yaml", "table: { width: 64 }\nflags:\n- { name: A, bit: 0, summary: First. }\n");
        var path = folder["root/vma/x.yaml"];
        switch (kind)
        {
            case "link":
                File.CreateSymbolicLink(path, folder["secret"]);
                break;
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "pipe":
                await ExternalTool.RunAsync(ExternalTool.Find("mkfifo")!, [path], folder.Path, cancel: TestContext.Current.CancellationToken);
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }

        var call = await Kflags.RunAsync("lint", folder["root"]);
        Assert.Equal(1, call.ExitCode);
        Assert.Equal($"{path}:1:1: error KF1024: the file can't be read: {expected}", Assert.Single(call.OutputLines));
    }

    [Fact]
    public async Task Definition_ThatIsALinkWithinItsFolder_IsRead()
    {
        using var folder = new ScratchFolder().With("root/vma/.a", "table: { width: 64 }\nflags:\n- { name: A, bit: 0, summary: First. }\n");
        File.CreateSymbolicLink(folder["root/vma/a.yaml"], ".a");
        Assert.Equal((0, ""), (await Kflags.RunAsync("lint", folder["root"])) is var call ? (call.ExitCode, call.Output) : default);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("1a")]
    [InlineData("a;b")]
    [InlineData("\u00e9")]
    public async Task Table_WhoseNameCantBeAType_IsAProblem(string name)
    {
        using var folder = new ScratchFolder().With($"{name}/a.yaml", "flags:\n- { name: A, bit: 0, summary: First. }\n");
        var call = await Kflags.RunAsync("lint", folder.Path);
        Assert.Equal(1, call.ExitCode);
        Assert.Contains("error KF1015: '" + name + "' can't be the name of a table", Assert.Single(call.OutputLines), StringComparison.Ordinal);
    }

    private static async Task<JsonDocument> DocumentAsync(params string[] call)
    {
        var result = await Kflags.RunAsync([.. call, "--format", "json"]);
        Assert.True(result.ExitCode is 0 or 1, result.Error);
        return JsonDocument.Parse(result.Output);
    }
}
