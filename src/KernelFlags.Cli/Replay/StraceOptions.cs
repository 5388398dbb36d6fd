using System.CommandLine;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Maps;
using KernelFlags.Definitions.Model;
using KernelFlags.Linux;
using KernelFlags.Live.Strace;
using KernelFlags.Proc.Input;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Replay;

/// <summary>The options of <c>kflags replay</c> that replay a log of strace(1) instead of a trace.</summary>
internal sealed class StraceOptions
{
    private readonly Option<string?> _log = new("--strace")
    {
        Description = "A log of strace instead of a trace, gzip too: best of strace -f -y -e trace=memory,process, with -o or from the terminal. Without a kernel: the running one.",
        HelpName = "LOG",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "/proc/PID/maps of the log's first process just after its execve. Without it, what execve mapped is not known.",
        HelpName = "MAPS",
    };

    private readonly Option<string?> _to = new("--to") { Description = "/proc/PID/maps at the end of the log, which is compared.", HelpName = "MAPS" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="files">The traces, which a log takes the place of.</param>
    /// <returns>These options.</returns>
    public static StraceOptions AddTo(Command command, Argument<string[]> files)
    {
        var options = new StraceOptions();
        command.Options.Add(options._log);
        command.Options.Add(options._from);
        command.Options.Add(options._to);
        command.Validators.Add(result =>
        {
            var hasFiles = result.GetValue(files) is { Length: > 0 };
            var hasLog = result.GetValue(options._log) is not null;
            if (hasFiles == hasLog)
            {
                result.AddError(hasLog ? "--strace takes the place of FILE; leave one out" : "name a trace, or a log with --strace");
            }

            if (!hasLog && (result.GetValue(options._from) ?? result.GetValue(options._to)) is not null)
            {
                result.AddError("--from and --to go with --strace");
            }
        });
        return options;
    }

    /// <summary>The log; null when traces are replayed.</summary>
    public string? Log(ParseResult result) => result.GetValue(_log);

    /// <summary>Replays the log.</summary>
    /// <returns>What came of it.</returns>
    /// <exception cref="UnusableException">One of the maps is none.</exception>
    /// <exception cref="InputException">The log is none.</exception>
    public ReplayedTrace Replay(ParseResult result, DefinitionModel model, KernelProfile kernel)
    {
        var terminal = Terminal.Of(result);
        var (from, to) = (Maps(terminal, result.GetValue(_from)), Maps(terminal, result.GetValue(_to)));
        using var reader = new StraceReader(InputFile.Open(terminal, Log(result)!, "name a log of strace"), kernel.Arch) { Words = ArchitectureWords.Of(model, kernel) };
        var report = ExactKernel.Of(model, kernel).Accept(new Replayer(reader, from, to));
        foreach (var note in report.Notes)
        {
            terminal.Error.WriteLine($"note: {Log(result)}: {note}");
        }

        return new(Log(result)!, report.Report, report);
    }

    private static List<MapsEntry>? Maps(Terminal terminal, string? path)
    {
        if (path is null)
        {
            return null;
        }

        try
        {
            using var reader = new MapsReader(InputFile.Open(terminal, path, "name saved maps or smaps"));
            var maps = reader.ReadAll();
            foreach (var note in reader.Notes)
            {
                terminal.Error.WriteLine(MapsNoteText.Of(note, path));
            }

            return maps;
        }
        catch (InputException e)
        {
            throw new UnusableException(e.Format(path));
        }
    }

    private sealed class Replayer(StraceReader log, List<MapsEntry>? from, List<MapsEntry>? to)
        : ILinuxKernelVisitor<StraceReport>
    {
        public StraceReport Visit<TFlags>(LinuxKernel kernel)
            where TFlags : unmanaged, IVmaFlags<TFlags> => new StraceReplayer<TFlags>(log, kernel.Capabilities, from).Run(to);
    }
}
