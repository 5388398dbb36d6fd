using System.CommandLine;
using System.CommandLine.Parsing;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Maps;
using KernelFlags.Cli.Maps.Changes;
using KernelFlags.Cli.Maps.Html;
using KernelFlags.Cli.Maps.Machine;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags maps</c>: shows an address space, and says why it has as many VMAs as it has.</summary>
internal static class MapsCommand
{
    private static readonly Argument<string?> Target = new("TARGET")
    {
        Description = "A process, self, a saved smaps or maps file (gzip too), or - for standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> All = new("--all") { Description = "Every process of the machine, the nearest to its limit first, from maps alone." };

    private static readonly Option<bool> ByCgroup = new("--cgroup") { Description = "With --all: a row a control group." };

    private static readonly Option<int?> Top = new Option<int?>("--top") { Description = "With --all and --sort only the first N rows, with --summary the N largest causes.", HelpName = "N" }.AsNumber();

    private static readonly Option<string?> Out = new("--out") { Description = "With --all, or lines and metrics of a process: write a file, whole and anew at each look. Its folder is made where it is missing.", HelpName = "FILE" };

    private static readonly Option<bool> Explain = new("--explain") { Description = "Say for each two VMAs that touch why they are not one." };

    private static readonly Option<bool> Summary = new("--summary") { Description = "Count the reasons, with the call that causes each and what undoing it is worth." };

    private static readonly Option<bool> Details = new("--details") { Description = "With --summary: each reason, however few VMAs it makes, and what would prove a hidden one." };

    private static readonly Option<bool> Prove = new("--prove")
    {
        Description = "Ask the kernel itself what keeps two VMAs apart where smaps shows nothing, and which flags smaps hides: as root, by BPF. Explains as --explain does, without --summary.",
    };

    private static readonly Option<string?> NumaMaps = new("--numa-maps")
    {
        Description = "The memory policies of a saved smaps file, saved with it (cat /proc/PID/numa_maps > FILE); of a process its own are read.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Totals = new("--totals") { Description = "Only the sums: kinds of mapping, the number of VMAs against vm.max_map_count." };

    private static readonly Option<bool> Meanings = new("--meanings") { Description = "Say what each flag means that occurs, and what causes it." };

    private static readonly Option<bool> NoFlags = new("--no-flags")
    {
        Description = "Read maps and not smaps, for which the kernel walks the page tables of the process: no flags, no sizes in memory.",
    };

    private static readonly Option<string?> Html = new("--html") { Description = "Draw it: write one page that needs nothing else. Its folder is made where it is missing.", HelpName = "FILE" };

    private static readonly Option<double?> Watch = new Option<double?>("--watch")
    {
        Description = "Look again every so many seconds: growth a minute by reason, and the time to the limit. Ends with the process.",
        HelpName = "SECONDS",
    }.AsNumber();

    private static readonly Option<int?> Times = new Option<int?>("--times") { Description = "With --watch: how often to look.", HelpName = "N" }.AsNumber();

    private static readonly Option<string?> Diff = new("--diff")
    {
        Description = "Say what changed since this file was saved (cat /proc/PID/smaps > FILE); exit 1 for any change.",
        HelpName = "FILE",
    };

    private static readonly Option<int?> Limit = new Option<int?>("--max-map-count")
    {
        Description = "The most VMAs of a process. Without it the setting of this machine; for a file 65530, as the kernel has it at first.",
        HelpName = "N",
    }.AsNumber();

    private static readonly Option<string> Proc = new("--proc") { Description = "Where proc is mounted.", HelpName = "DIR", DefaultValueFactory = _ => "/proc" };

    public static Command Create()
    {
        var command = new Command("maps", "Show the address space of a process with its flags, and why it has as many VMAs as it has.")
        {
            Target, Explain, Summary, Details, Prove, NumaMaps, Totals, Meanings, Html, Watch, Times, Diff, NoFlags, Limit, Proc, All, Top, ByCgroup, Out,
        };
        var choice = MapsChoiceOptions.AddTo(command, Top);
        var definitions = DefinitionOptions.AddTo(command, withTable: false);
        var kernelOptions = KernelOptions.AddTo(command, KernelDefault.Running);
        var format = FormatOption.AddTo(command, FormatOption.Text, FormatOption.Json, FormatOption.JsonLines, FormatOption.OpenMetrics);
        command.Validators.Add(result => Validate(result, format, choice));
        command.SetAction(async (result, cancel) =>
        {
            var request = Request(result) with { Choice = choice.Choice(result) };
            if (CountsOnly(result, format))
            {
                RefuseKernel(result, definitions, kernelOptions);
                await CountAsync(result, request, result.GetValue(format)!, cancel).ConfigureAwait(false);
                return ExitCode.Done;
            }

            RefuseOtherKernel(result, kernelOptions);

            if (result.GetValue(Html) is not null)
            {
                return WriteHtml(result, request, Kernel(result, request, definitions, kernelOptions), cancel);
            }

            // The kernel makes the text while the definitions are read.
            using var source = request.Open(Terminal.Of(result));
            var kernel = Kernel(result, request, definitions, kernelOptions);
            return await RunAsync(result, request, source, kernel, result.GetValue(format)!, cancel).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>What the kernel itself says is of the running one.</summary>
    private static void RefuseOtherKernel(ParseResult result, KernelOptions kernel)
    {
        if (result.GetValue(Prove) && kernel.IsGiven(result))
        {
            throw new UnusableException("--prove asks the running kernel; leave out what names another");
        }
    }

    /// <summary>Nothing that the maps of all processes tell depends on a kernel's flags.</summary>
    private static void RefuseKernel(ParseResult result, DefinitionOptions definitions, KernelOptions kernel)
    {
        if (definitions.IsGiven(result) || kernel.IsGiven(result))
        {
            throw new UnusableException($"{(result.GetValue(All) ? "--all counts VMAs and reads" : "a line or metrics of a process count its VMAs and read")} no flags; leave out what names a kernel or definitions");
        }
    }

    /// <summary>Whether VMAs are counted, of all processes or of one, and nothing is asked about any of them.</summary>
    private static bool CountsOnly(ParseResult result, Option<string> format) => result.GetValue(All) || CountsOnly(result.GetValue(format), result.GetValue(Explain));

    private static bool CountsOnly(string? format, bool explain) => format == FormatOption.OpenMetrics || (format == FormatOption.JsonLines && !explain);

    private static Task CountAsync(ParseResult result, MapsRequest request, string format, CancellationToken cancel)
    {
        var terminal = Terminal.Of(result);
        var file = result.GetValue(Out) is { } path ? WholeFile.Named(terminal, path) : null;
        var report = new MachineReport(
            new(request.Proc, request.LimitOf(isLive: true), result.GetValue(Top), result.GetValue(ByCgroup), format, file, MapsSource.PidOf(request.Target)), terminal, TimeProvider.System);
        if (result.GetValue(Watch) is { } seconds)
        {
            return report.WatchAsync(TimeSpan.FromSeconds(seconds), result.GetValue(Times), cancel);
        }

        report.Run(cancel);
        return Task.CompletedTask;
    }

    private static async Task<int> RunAsync(
        ParseResult result, MapsRequest request, MapsSource source, MapsKernel kernel, string format, CancellationToken cancel)
    {
        var terminal = Terminal.Of(result);
        if (result.GetValue(Watch) is { } seconds)
        {
            await new MapsWatch(request, kernel, terminal, TimeProvider.System)
                .RunAsync(source, TimeSpan.FromSeconds(seconds), result.GetValue(Times), cancel).ConfigureAwait(false);
            return ExitCode.Done;
        }

        if (result.GetValue(Diff) is { } saved)
        {
            return new DiffReport(request, kernel, terminal).Write(source, saved, format == FormatOption.Json, cancel) ? ExitCode.Found : ExitCode.Done;
        }

        var report = new MapsReport(request, kernel, terminal);
        if (format == FormatOption.JsonLines)
        {
            report.WriteLines(source, TimeProvider.System, cancel);
        }
        else
        {
            report.Write(source, format == FormatOption.Json, cancel);
        }

        return ExitCode.Done;
    }

    /// <summary>Writes a page, which needs memory for each VMA: what the definitions were read with is given back before the text is asked for.</summary>
    private static int WriteHtml(ParseResult result, MapsRequest request, MapsKernel kernel, CancellationToken cancel)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var terminal = Terminal.Of(result);
        using var source = request.Open(terminal, isSparing: true);
        return new HtmlReport(request, kernel, terminal).Write(source, result.GetValue(Diff), WholeFile.Named(terminal, result.GetValue(Html)!), cancel) ? ExitCode.Found : ExitCode.Done;
    }

    private static void Validate(CommandResult result, Option<string> format, MapsChoiceOptions choice)
    {
        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        ValidateTarget(result, format, choice, IsGiven);
        choice.Validate(result, IsProcess(result), [All, Html, Watch, Diff, .. IsGiven(Explain) ? [] : new Option[] { Summary }], [Totals]);
        if (IsGiven(Watch) && new Option[] { Html, Diff }.FirstOrDefault(IsGiven) is { } other)
        {
            result.AddError($"{other.Name} and --watch are two things; leave one out");
        }

        if (IsGiven(Html) && IsGiven(format) && result.GetValue(format) != FormatOption.Text)
        {
            result.AddError($"--html writes a page, and --format {result.GetValue(format)} another document; leave one out");
        }

        if (new Option[] { Diff, Html }.FirstOrDefault(IsGiven) is { } whole && (IsGiven(Diff) ? [Explain, Summary, Totals, Meanings, Details, Top] : new Option[] { Totals, Meanings, Details, Top }).FirstOrDefault(IsGiven) is { } part)
        {
            result.AddError($"{whole.Name} shows what it is about, and {part.Name} changes nothing in it; leave one out");
        }

        if (IsGiven(NoFlags) && (new Option[] { Explain, Summary, Prove, Html, Watch, Diff }.FirstOrDefault(IsGiven)?.Name ?? (IsProcess(result) ? null : "a saved file")) is { } needsFlags)
        {
            result.AddError($"--no-flags reads the maps of a process, which {(needsFlags[0] == '-' ? $"lack what {needsFlags} is about" : $"{needsFlags} is not")}; leave one out");
        }

        if (IsGiven(Diff) && result.GetValue(Diff) == MapsSource.StandardInput && result.GetValue(Target) == MapsSource.StandardInput)
        {
            result.AddError("standard input can be read once; name a file for one of the two");
        }

        if (IsGiven(Proc) && !IsGiven(All) && !IsProcess(result))
        {
            result.AddError("--proc is where processes are looked for; a saved file is none");
        }

        if (IsGiven(Prove) && !IsGiven(All) && !IsProcess(result))
        {
            result.AddError("--prove asks the kernel about a process that runs; a saved file is none");
        }

        if (IsGiven(Prove) && new Option[] { Watch, Diff }.FirstOrDefault(IsGiven) is { } compares)
        {
            result.AddError($"--prove is about one look, and {compares.Name} compares two; leave one out");
        }

        ValidateNumaMaps(result, IsGiven);
        if (IsGiven(Limit) && result.GetValue(Limit) is <= 0)
        {
            result.AddError("--max-map-count is a number above 0");
        }

        if (!IsGiven(Watch))
        {
            if (IsGiven(Times))
            {
                result.AddError("--times says how often --watch looks; add --watch SECONDS");
            }
        }
        else if (result.GetValue(Watch) is not (> 0 and <= 86_400) || result.GetValue(Times) is <= 0)
        {
            result.AddError("--watch takes seconds above 0, at most 86400, and --times a number above 0");
        }
        else if (result.GetValue(format) == FormatOption.Json && !IsGiven(Out))
        {
            result.AddError("--watch writes lines as time goes by, which is no JSON document; leave out --format json");
        }
        else if (!IsGiven(All) && !IsProcess(result))
        {
            result.AddError("--watch looks at a process; a saved file stays as it is");
        }
    }

    private static void ValidateNumaMaps(CommandResult result, Func<Option, bool> isGiven)
    {
        if (!isGiven(NumaMaps))
        {
            return;
        }

        if (isGiven(All) || MapsSource.PidOf(result.GetValue(Target) ?? "") is not null)
        {
            result.AddError("--numa-maps goes with a saved smaps file; of a process its own is read");
        }
        else if (!new Option[] { Explain, Summary, Html }.Any(isGiven) || isGiven(Diff))
        {
            result.AddError("--numa-maps is about why two VMAs are two; add --explain, --summary or --html, and leave out --diff");
        }
        else if (result.GetValue(NumaMaps) == MapsSource.StandardInput && result.GetValue(Target) == MapsSource.StandardInput)
        {
            result.AddError("standard input can be read once; name a file for one of the two");
        }
    }

    /// <summary>One process or text, or all processes; and what goes with which.</summary>
    private static void ValidateTarget(CommandResult result, Option<string> format, MapsChoiceOptions choice, Func<Option, bool> isGiven)
    {
        var isAll = result.GetValue(All);
        if (isAll == result.GetResult(Target) is { Tokens.Count: > 0 })
        {
            result.AddError(isAll ? "--all looks at every process; leave out TARGET" : "name a process, self, a saved smaps file, - for standard input, or --all");
        }

        if (isAll || CountsOnly(result.GetValue(format), isGiven(Explain)))
        {
            ValidateCounts(result, format, choice, isGiven);
        }
        else
        {
            ValidateOne(result, format, choice, isGiven);
        }

        if (result.GetValue(format) == FormatOption.OpenMetrics && isGiven(Watch) && !isGiven(Out))
        {
            result.AddError("--watch writes metrics to a file, whole and anew at each look; name it with --out FILE");
        }

        if (isGiven(Top) && result.GetValue(Top) is <= 0)
        {
            result.AddError("--top is a number above 0");
        }
    }

    /// <summary>What goes with counting VMAs.</summary>
    private static void ValidateCounts(CommandResult result, Option<string> format, MapsChoiceOptions choice, Func<Option, bool> isGiven)
    {
        var isAll = result.GetValue(All);
        List<Option> misplaced = [Explain, Summary, Details, Prove, Totals, Meanings, Html, Diff, NoFlags];
        misplaced.AddRange(isAll ? [] : [ByCgroup, Top, .. choice.All]);
        if (misplaced.FirstOrDefault(isGiven) is { } option)
        {
            result.AddError(isAll ? $"--all counts VMAs, and {option.Name} is about one process; leave one out"
                : option == ByCgroup ? "--cgroup goes with --all"
                : $"--format {result.GetValue(format)} counts the VMAs of the process, and {option.Name} is about each; leave one out");
        }
        else if (!isAll && !IsProcess(result))
        {
            result.AddError($"--format {result.GetValue(format)} without --explain is about a process that runs; a saved file is none");
        }
    }

    /// <summary>What goes with the VMAs of one process or text.</summary>
    private static void ValidateOne(CommandResult result, Option<string> format, MapsChoiceOptions choice, Func<Option, bool> isGiven)
    {
        if (new Option[] { ByCgroup, Out }.FirstOrDefault(isGiven) is { } ofAll)
        {
            result.AddError($"{ofAll.Name} goes with --all{(ofAll == Out ? ", and with lines and metrics of a process" : "")}");
        }

        var isSummed = isGiven(Summary) || isGiven(Explain);
        if (isGiven(Top) && !isSummed && !choice.IsSorted(result))
        {
            result.AddError("--top is the first rows, or the largest causes; add --sort, --summary or --all");
        }
        else if (isGiven(Details) && !isSummed)
        {
            result.AddError("--details is about the sum of reasons; add --summary");
        }
        else if (isGiven(Details) && isGiven(Top))
        {
            result.AddError("--details shows all reasons, and --top few; leave one out");
        }

        if (result.GetValue(format) == FormatOption.JsonLines
            && new Option[] { Summary, Details, Totals, Meanings, Html, Watch, Diff, choice.Columns }.FirstOrDefault(isGiven) is { } notOfLines)
        {
            result.AddError($"--format jsonl with --explain is a line a VMA with all that is known of it, and {notOfLines.Name} is something else; leave one out");
        }
    }

    private static bool IsProcess(CommandResult result) => MapsSource.PidOf(result.GetValue(Target) ?? "") is not null;

    private static MapsKernel Kernel(ParseResult result, MapsRequest request, DefinitionOptions definitions, KernelOptions options)
    {
        var isLive = MapsSource.PidOf(request.Target) is not null;
        MapsKernel OfDefinitions()
        {
            var model = definitions.Load(result).Model;
            return MapsKernel.Of(model, options.SelectRunning(result, model, isElsewhere: !isLive));
        }

        var isOrdinary = isLive && !definitions.IsGiven(result) && !options.IsGiven(result);
        var tellsMore = request.WithMeanings || result.GetValue(Html) is not null;
        return isOrdinary && !tellsMore && DefinitionRoot.AreThoseOfTypes(Terminal.Of(result)) && MapsKernel.Ready(OfDefinitions) is { } ready ? ready : OfDefinitions();
    }

    private static MapsRequest Request(ParseResult result)
    {
        var (prove, summary, totals) = (result.GetValue(Prove), result.GetValue(Summary), result.GetValue(Totals));
        var explain = result.GetValue(Explain) || (prove && !summary);
        return new(
            result.GetValue(Target) ?? "",
            result.GetValue(Proc)!,
            WithFlags: !result.GetValue(NoFlags),
            WithRows: !totals && (explain || !summary),
            explain,
            summary || explain || result.GetValue(Html) is not null || result.GetValue(Watch) is not null || result.GetValue(Diff) is not null,
            result.GetValue(Details),
            result.GetValue(Top),
            result.GetValue(Meanings),
            result.GetValue(Limit))
        {
            Prove = prove,
            NumaMaps = result.GetValue(NumaMaps),
        };
    }
}
