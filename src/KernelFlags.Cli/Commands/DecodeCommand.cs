using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions.Model;
using KernelFlags.Definitions.Resolution;
using KernelFlags.Proc.Input;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags decode</c>: translates between numbers, mnemonics and trace text.</summary>
internal static class DecodeCommand
{
    private const string StandardInput = "-";
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>What somebody pastes, in bytes of UTF-8.</summary>
    private const int MaxLine = 1 << 20;

    public static Command Create()
    {
        var texts = new Argument<string[]>("TEXT")
        {
            Description = "A number (0x1800, 6144), VmFlags mnemonics (\"rd wr mr\"), trace text (\"read|write\"), or a line of dmesg, smaps, crash, drgn, gdb or a trace with one of them; of another table a number or words (--table madv 102), or a line of strace with its words; - reads lines.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("decode", "Translate between numbers, mnemonics and trace text, and say what each flag means.") { texts };
        var definitions = DefinitionOptions.AddTo(command);
        var kernelOptions = KernelOptions.AddTo(command);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json);
        command.SetAction(result =>
        {
            var terminal = Terminal.Of(result);
            var loaded = definitions.Load(result);
            var table = definitions.Table(result, loaded);
            var kernel = kernelOptions.Select(result, loaded.Model);
            var names = new FlagNames(TableResolver.Resolve(table, kernel));
            var elsewhere = new OtherKernels(loaded.Model, table, kernel);
            var words = new OtherWords(loaded.Model, table, kernel, elsewhere);
            var agrees = true;
            var decoded = Texts(result.GetValue(texts)!, terminal).Select(text =>
            {
                var flags = table.IsWords ? DecodedFlags.OfWords(text, names.Table, words) : DecodedFlags.Of(text, names, elsewhere);
                agrees &= flags.Differences.Count == 0 && flags.Refusal is null;
                WriteAside(terminal, flags);
                return flags;
            });
            var used = names.Table.Kernel;
            if (result.GetValue(format) == FormatOption.Json)
            {
                JsonDocumentWriter.Write(terminal.Output, JsonDocumentWriter.Array(decoded, flags => ToJson(flags, used)));
            }
            else
            {
                WriteText(terminal, decoded);
                terminal.Output.Write(kernelOptions.IsGiven(result) || !used.Verified ? DecodedText.RenderKernel(used, new Style(terminal.IsOutputColored)) : "");
            }

            return agrees ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void WriteAside(Terminal terminal, DecodedFlags flags)
    {
        if (flags.Refusal is { } refusal)
        {
            terminal.Error.WriteLine(refusal);
        }

        foreach (var caution in flags.Cautions)
        {
            terminal.Error.WriteLine("note: " + caution);
        }
    }

    private static void WriteText(Terminal terminal, IEnumerable<DecodedFlags> decoded)
    {
        var style = new Style(terminal.IsOutputColored);
        DecodedFlags? before = null;
        foreach (var flags in decoded.Where(flags => flags.Refusal is null))
        {
            // Lines without flags are one block.
            terminal.Output.Write((before is null || (before.Value is null && flags.Value is null) ? "" : "\n") + DecodedText.Render(flags, style));
            before = flags;
        }
    }

    private static IEnumerable<string> Texts(string[] arguments, Terminal terminal)
    {
        foreach (var argument in arguments)
        {
            var lines = argument == StandardInput ? LinesOfInput(terminal) : argument.Contains('\n', StringComparison.Ordinal) ? LinesOf(argument) : [argument];
            foreach (var line in lines)
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> LinesOf(string text) => Lines.Of(text.TrimStart(ByteOrderMark)).Where(line => line.Trim().Length > 0);

    /// <summary>The lines of standard input, in whatever encoding and with whatever line ends.</summary>
    private static IEnumerable<string> LinesOfInput(Terminal terminal)
    {
        using var lines = new InputLineReader(terminal.OpenInput(), MaxLine, isPasted: true);
        while (Next(lines) is { } line)
        {
            yield return line;
        }
    }

    private static string? Next(InputLineReader lines)
    {
        try
        {
            return lines.TryReadBlankToo(out var line) ? Encoding.UTF8.GetString(line).TrimStart(ByteOrderMark) : null;
        }
        catch (InputException refusal)
        {
            throw new UnusableException(refusal.Format(StandardInput), refusal);
        }
    }

    private static JsonObject ToJson(DecodedFlags decoded, KernelProfile kernel)
    {
        var json = ToJson(decoded);
        if (!kernel.Verified)
        {
            json["rests_on"] = EvidenceWords.Of(kernel);
        }

        return json;
    }

    internal static JsonObject ToJson(DecodedFlags decoded)
    {
        var json = new JsonObject
        {
            ["input"] = JsonDocumentWriter.Text(decoded.Input),
            ["value"] = decoded.Value?.ToString(),
            ["smaps"] = JsonDocumentWriter.Array(decoded.Smaps),
            ["trace"] = JsonDocumentWriter.Text(decoded.Trace),
            ["flags"] = JsonDocumentWriter.Array(decoded.Flags, ToJson),
            ["unknown"] = JsonDocumentWriter.Array(decoded.Unknown),
            ["elsewhere"] = JsonDocumentWriter.Array(decoded.Elsewhere, reading => new JsonObject { ["kernels"] = reading.Kernels, ["reads"] = JsonDocumentWriter.Text(reading.Reads) }),
        };
        AddTexts(json, "differences", decoded.Differences);
        AddTexts(json, "notes", decoded.Notes);
        AddTexts(json, "around", decoded.Around);
        return json;
    }

    private static void AddTexts(JsonObject json, string name, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
        {
            json[name] = JsonDocumentWriter.Array(texts);
        }
    }

    private static JsonObject ToJson(DecodedFlag flag)
    {
        var json = new JsonObject { ["name"] = flag.Name, ["bit"] = flag.Bit, ["meaning"] = flag.Meaning };
        AddTexts(json, "aliases", flag.Aliases);
        return json;
    }
}
