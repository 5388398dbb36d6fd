using System.CommandLine;
using KernelFlags.Cli.Decode;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Merge;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Borders;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags merge</c>: whether two VMAs become one, by the engine's own predicate.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        const string Form = "mnemonics (\"rd wr gu\"), trace text (\"read|write\") or a number; with off=BYTES, len=BYTES (a page without it) and file=NAME among them";
        var left = new Argument<string>("LEFT") { Description = $"The lower VMA: {Form}." };
        var right = new Argument<string>("RIGHT") { Description = "The VMA that begins where it ends, in the same way." };
        var command = new Command("merge", "Say whether two VMAs become one, with which flags, or what keeps them apart. Ends with 0 for one, with 1 for two.") { left, right };
        var definitions = DefinitionOptions.AddTo(command, withTable: false);
        var kernelOptions = KernelOptions.AddTo(command);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json);
        command.SetAction(result =>
        {
            var terminal = Terminal.Of(result);
            var model = definitions.Load(result).Model;
            var kernel = kernelOptions.Select(result, model);
            var names = new FlagNames(ExactKernel.Table(model, kernel));
            MergeSide Side(string name, Argument<string> text) =>
                MergeSideText.Read(name, result.GetValue(text)!, names, note => terminal.Error.WriteLine("note: " + note));
            var (below, above) = (Side(left.Name, left), Side(right.Name, right));
            if (below.Offset is null != above.Offset is null)
            {
                throw new UnusableException("off= stands on one side alone; say where both begin, or neither");
            }

            var answer = MergeAnswer.Of(ExactKernel.Of(model, kernel), below, above);
            var text = new MergeText(below, above, answer, names);
            if (result.GetValue(format) == FormatOption.Json)
            {
                JsonDocumentWriter.Write(terminal.Output, text.ToJson());
            }
            else
            {
                text.Write(terminal.Output, new Style(terminal.IsOutputColored));
            }

            return answer.Flags is null ? ExitCode.Found : ExitCode.Done;
        });
        return command;
    }
}
