using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KernelFlags.Cli.Tests.Hostile;

/// <summary>Whatever stands in names, files and texts, nothing that a terminal obeys comes out, and no line that only looks like ours.</summary>
public sealed partial class HostileTextTests
{
    /// <summary>A mark that must never stand at the start of a line.</summary>
    private const string Mark = "forged";

    /// <summary>Clears a screen, sets a title, rings, colours, goes back, turns the direction, hides.</summary>
    private const string Hostile =
        "\e[2J\e]0;title\a\e[31mred\r" + Mark + "\n" + Mark + "\b\f\v\u0001\u007f\u0085\u009b1m\u2028\u202eabc\u2066\u200b\u200f\u2060\ufeff\u00ad\u034f\U000e0041é\U0001f600";

    /// <summary>A part of the same that a line of text, a name of a file and a quoted scalar can hold.</summary>
    private const string Word = "\e[2J\e[31m\u0007\u007f\u009b\u202e\u200bx";

    private static readonly string YamlHostile = string.Concat(Hostile.Where(c => !char.IsSurrogate(c)).Select(c => c < 127 && c >= ' ' ? $"{c}" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")));

    private const string Trace =
        """
        {"trace":1,"kernel":"6.18.44","arch":"x86_64","page_size":4096,"window":["0x100000000000","0x100000200000"],"config":{"ANON_VMA_NAME":true,"64BIT":true,"max_map_count":65530,"overcommit_memory":0},"probe":{},"files":[],"uffd":[],"seed":0,"mix":"HOSTILE"}
        {"n":1,"op":"mmap","as":0,"addr":"0x1000001e0000","len":32768,"prot":"rw","flags":["PRIVATE","FIXED","ANONYMOUS"],"file":null,"off":0,"ret":"0x1000001e0000"}
        {"snap":1,"as":0,"vmas":[{"start":"0x1000001e0000","end":"0x1000001e8000","perm":"rw-p","off":0,"file":null,"vmflags":"rd wr mr HOSTILE","name":"HOSTILE","rss":0,"anonymous":0,"locked":0}],"guard":[],"present":[]}

        """;

    private static readonly string[][] Calls =
    [
        [Hostile],
        [Hostile + "\ud800"],
        ["decode", Hostile + "\ud800"],
        .. Commands().Select(command => new[] { command, Hostile, "--" + Hostile }),
        .. Commands().Select(command => new[] { command, "--" + Word, Hostile }),
        ["lint", Word],
        ["lint", "definitions"],
        ["lint", "definitions", "--format", Hostile],
        ["lint", Word + "/definitions"],
        ["gen", "--definitions", "told", "--out", Word],
        ["gen", "--definitions", "told", "--out", Word, "--check"],
        ["gen", "--definitions", "told", "--out", "stale", "--check"],
        ["gen", "--definitions", "told", "--target", Hostile],
        ["gen", "--definitions", "told", "--template", Word + ".h.scriban"],
        ["gen", "--definitions", "told", "--template", "wrong.h.scriban"],
        ["gen", "--definitions", "told", "--template", "said.h.scriban", "--out", Word],
        .. Formats("table", "text", "json", "markdown").Select(call => call.Append("--definitions").Append("told").ToArray()),
        ["table", "--table", Hostile],
        ["table", "--profile", Hostile],
        ["table", "--kernel", Hostile],
        ["table", "--arch", Hostile],
        ["table", "--config", Hostile],
        ["table", "--config-file", Word],
        ["table", "--config-file", "hostile.config"],
        .. Formats("decode", "text", "json").SelectMany(call => new[]
        {
            call.Append(Hostile).ToArray(), call.Append("-").ToArray(), call.Append($"flags: 0x77(read|{Hostile}|write)").ToArray(), [.. call, "--definitions", "told", "0xffffffffff"],
        }),
        .. Formats("diff", "text", "json", "markdown").Select(call => call.Append("definitions").Append("told").ToArray()),
        .. Formats("diff", "text", "json", "markdown").Select(call => call.Append("told").Append("untold").ToArray()),
        ["diff", Hostile, Word],
        ["check", "--tree", Word],
        ["check", "--tree", "tree"],
        .. Formats("replay", "text", "json").SelectMany(call => new[] { "trace.jsonl", "broken.jsonl", "header.jsonl", Word + ".jsonl", Hostile }.Select(file => call.Append(file).ToArray())),
        .. Formats("replay", "text", "json").Select(call => call.Append("--strace").Append("strace.log").ToArray()),
        ["record", "--script", Word],
        ["record", "--script", "broken.jsonl"],
        .. Formats("maps", "text", "json").SelectMany(call => new[]
        {
            call.Append("hostile.smaps").ToArray(), [.. call, "hostile.smaps", "--explain"], [.. call, "hostile.smaps", "--summary"], [.. call, "hostile.smaps", "--diff", "plain.smaps"],
        }),
        ["maps", "hostile.smaps", "--html", Word + "/page.html"],
        ["maps", "broken.smaps"],
        ["maps", Word],
        ["maps", Hostile],
        ["fuzz", "--mix", Hostile],
        ["fuzz", "--ops", Hostile],
    ];

    [Fact]
    public async Task NothingThatATerminalObeys_ComesOutOfAnyCommand()
    {
        using var folder = Folder();
        using var coloured = Folder();
        var faults = new List<string>();
        foreach (var args in Calls)
        {
            var plain = await RunAsync(folder, args, isColored: false);
            var obeyed = plain.EnumerateRunes().FirstOrDefault(rune => rune.Value is not ('\n' or '\t') && !VisibleText.IsVisible(rune.Value), new Rune(' '));
            var fault = plain.Length == 0 ? "nothing was said"
                : obeyed.Value != ' ' ? string.Create(CultureInfo.InvariantCulture, $"U+{obeyed.Value:X4} came out")
                : plain.Split('\n').Any(line => line.StartsWith(Mark, StringComparison.Ordinal)) ? "the input wrote a line of its own"
                : Colour().Replace(await RunAsync(coloured, args, isColored: true), "") != plain ? "with colours it says something else"
                : null;
            if (fault is not null)
            {
                faults.Add($"{VisibleText.Of(string.Join(' ', args))}: {fault}: {VisibleText.Of(plain)}");
            }
        }

        Assert.Empty(faults);
    }

    private static IEnumerable<string> Commands() => KflagsCommandLine.CreateRoot().Subcommands.Select(command => command.Name);

    private static IEnumerable<IEnumerable<string>> Formats(string command, params string[] formats) => formats.Select(format => new[] { command, "--format", format });

    private static async Task<string> RunAsync(ScratchFolder folder, string[] args, bool isColored)
    {
        using var input = new StringReader($"{Word}\nflags: 0x75({Word}|read)\n");
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(input, output, error) { CurrentFolder = folder.Path, IsOutputColored = isColored, IsErrorColored = isColored };
        await KflagsCommandLine.RunAsync(args, terminal);
        return (output.ToString() + error).Replace(folder.Path, "", StringComparison.Ordinal);
    }

    private static ScratchFolder Folder()
    {
        const string Summary = "May hold guard regions; when clear, it holds none.";
        const string Entry = "10000000-10001000 rw-p 00000000 00:00 0          ";
        var told = YamlHostile;
        var folder = new ScratchFolder().WithDefinitions().WithDefinitions("told").WithDefinitions("untold");
        folder.Edit("told/vma/guard.yaml", Summary, $"\"{told}\"");
        folder.Edit("untold/vma/guard.yaml", "copy-on-fork]", $"]\n  cause: \"{told}\"");
        folder.Edit("definitions/vma/guard.yaml", Summary, $"\"{told}\"\n  \"{told}\": 1\n- {{name: \"{told}\", bit: \"{told}\", smaps: \"{told}\", trace: \"{told}\", traits: [\"{told}\"]}}");
        return folder
            .With("stale/vma_flags.h", Hostile)
            .With("wrong.h.scriban", "{{ table." + Word + " }}\n")
            .With("said.h.scriban", $"{Hostile}{{{{ table.nothing \"{Word}\" }}}}")
            .With("hostile.config", $"CONFIG_{Word}=y\n")
            .With("tree/include/linux/mm.h", $"#error {Word}\n")
            .With("tree/Makefile", $"VERSION = {Word}\n")
            .With("trace.jsonl", Trace.Replace("HOSTILE", Json(Hostile), StringComparison.Ordinal))
            .With("broken.jsonl", $"{{\"trace\":1,\"{Word}\":\"{Word}\"}}\n{{\"n\":1,\"op\":\"{Word}\"}}\n")
            .With("header.jsonl", $"{{\"trace\":1,\"kernel\":\"{Json(Hostile)}\",\"arch\":\"{Json(Hostile)}\"}}\n")
            .With("strace.log", $"execve(\"/bin/{Word}\", [\"{Word}\"], 0x7ffd /* 1 vars */) = 0\nmmap(NULL, 4096, PROT_{Word}, MAP_PRIVATE, 3</lib/{Word}>, 0) = 0x7f0000000000\n{Word}\n")
            .With("plain.smaps", $"{Entry}\nRss: 4 kB\nVmFlags: rd wr mr mw me\n")
            .With("hostile.smaps", $"{Entry}/lib/{Word} {Word}\nRss: 4 kB\nVmFlags: rd {Word} wr zz\n10001000-10002000 rw-p 00000000 00:00 0          [anon:{Word}]\nRss: 4 kB\nVmFlags: rd wr mr mw me \e[31m\n")
            .With("broken.smaps", $"{Word}\n{Word}: 1\n");
    }

    /// <summary>A text as it stands within quotes of JSON.</summary>
    private static string Json(string text) => JsonEncodedText.Encode(text).ToString();

    [GeneratedRegex(@"\e\[(?:0|1|2|31|32|33)m")]
    private static partial Regex Colour();
}
