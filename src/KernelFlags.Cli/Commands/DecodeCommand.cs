using System.CommandLine;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags decode</c>: translates between numbers, mnemonics and trace text.</summary>
internal static class DecodeCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        var texts = new Argument<string[]>("TEXT")
        {
            Description = "A number (0x1800, 6144), VmFlags mnemonics (\"rd wr mr\") or trace text (\"read|write\"); - reads lines.",
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
            var decoded = Texts(result.GetValue(texts)!, terminal.Input).Select(text => DecodedFlags.Of(text, names, elsewhere));
            if (result.GetValue(format) == FormatOption.Json)
            {
                JsonDocumentWriter.Write(terminal.Output, JsonDocumentWriter.Array(decoded, ToJson));
                return ExitCode.Done;
            }

            var style = new Style(terminal.IsOutputColored);
            foreach (var (index, flags) in decoded.Index())
            {
                terminal.Output.Write((index == 0 ? "" : "\n") + DecodedText.Render(flags, style));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static IEnumerable<string> Texts(string[] arguments, TextReader input)
    {
        foreach (var argument in arguments)
        {
            if (argument != StandardInput)
            {
                yield return argument;
                continue;
            }

            while (input.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }

    internal static JsonObject ToJson(DecodedFlags decoded) => new()
    {
        ["input"] = JsonDocumentWriter.Text(decoded.Input),
        ["value"] = decoded.Value.ToString(),
        ["smaps"] = JsonDocumentWriter.Array(decoded.Smaps),
        ["trace"] = JsonDocumentWriter.Text(decoded.Trace),
        ["flags"] = JsonDocumentWriter.Array(decoded.Flags, ToJson),
        ["unknown"] = JsonDocumentWriter.Array(decoded.Unknown),
        ["elsewhere"] = JsonDocumentWriter.Array(decoded.Elsewhere, reading => new JsonObject { ["kernels"] = reading.Kernels, ["reads"] = JsonDocumentWriter.Text(reading.Reads) }),
    };

    private static JsonObject ToJson(DecodedFlag flag)
    {
        var json = new JsonObject { ["name"] = flag.Name, ["bit"] = flag.Bit, ["meaning"] = flag.Meaning };
        if (flag.Aliases.Count > 0)
        {
            json["aliases"] = JsonDocumentWriter.Array(flag.Aliases);
        }

        return json;
    }
}
