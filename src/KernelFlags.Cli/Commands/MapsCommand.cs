using System.CommandLine;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Maps;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags maps</c>: shows an address space, and says why it has as many VMAs as it has.</summary>
internal static class MapsCommand
{
    private static readonly Argument<string> Target = new("TARGET") { Description = "A process, self, or a saved smaps or maps file (gzip too)." };

    private static readonly Option<bool> Explain = new("--explain") { Description = "Say for each two VMAs that touch why they are not one." };

    private static readonly Option<bool> Summary = new("--summary") { Description = "Count the reasons, with the call that causes each and what undoing it is worth." };

    private static readonly Option<bool> Totals = new("--totals") { Description = "Only the sums: kinds of mapping, the number of VMAs against vm.max_map_count." };

    private static readonly Option<bool> Meanings = new("--meanings") { Description = "Say what each flag means that occurs, and what causes it." };

    private static readonly Option<bool> NoFlags = new("--no-flags")
    {
        Description = "Read maps and not smaps, for which the kernel walks the page tables of the process: no flags, no sizes in memory.",
    };

    private static readonly Option<string?> Html = new("--html") { Description = "Draw it: write one page that needs nothing else.", HelpName = "FILE" };

    private static readonly Option<int?> Limit = new("--max-map-count")
    {
        Description = "The most VMAs of a process. Without it the setting of this machine; for a file 65530, as the kernel has it at first.",
        HelpName = "N",
    };

    private static readonly Option<string> Proc = new("--proc") { Description = "Where proc is mounted.", HelpName = "DIR", DefaultValueFactory = _ => "/proc" };

    public static Command Create()
    {
        var command = new Command("maps", "Show the address space of a process with its flags, and why it has as many VMAs as it has.")
        {
            Target, Explain, Summary, Totals, Meanings, Html, NoFlags, Limit, Proc,
        };
        var definitions = DefinitionOptions.AddTo(command, withTable: false);
        var kernelOptions = KernelOptions.AddTo(command, isRunningDefault: true);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(NoFlags) && (result.GetValue(Explain) || result.GetValue(Summary) || result.GetValue(Html) is not null))
            {
                result.AddError("--no-flags leaves out what --explain, --summary and --html are about; leave one out");
            }

            if (result.GetResult(Limit) is not null && result.GetValue(Limit) is <= 0)
            {
                result.AddError("--max-map-count is a number above 0");
            }
        });
        command.SetAction((result, cancel) =>
        {
            var terminal = Terminal.Of(result);
            var request = Request(result);

            // The kernel makes the text while the definitions are read.
            using var source = request.Open(terminal);
            var loaded = definitions.Load(result);
            var kernel = new MapsKernel(loaded.Model, definitions.Table(result, loaded), kernelOptions.Select(result, loaded.Model, isElsewhere: source.Pid is null));
            var isJson = result.GetValue(format) == FormatOption.Json;
            var report = new MapsReport(request, kernel, terminal);
            if (result.GetValue(Html) is { } page)
            {
                report.WriteHtml(source, terminal.FullPath(page), cancel);
            }
            else
            {
                report.Write(source, isJson, cancel);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static MapsRequest Request(ParseResult result)
    {
        var (explain, summary, totals) = (result.GetValue(Explain), result.GetValue(Summary), result.GetValue(Totals));
        return new(
            result.GetValue(Target)!,
            result.GetValue(Proc)!,
            WithFlags: !result.GetValue(NoFlags),
            WithRows: explain || !(summary || totals),
            explain,
            summary || explain || result.GetValue(Html) is not null,
            result.GetValue(Meanings),
            result.GetValue(Limit));
    }
}
