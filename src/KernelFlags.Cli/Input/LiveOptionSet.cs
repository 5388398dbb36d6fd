using System.CommandLine;
using KernelFlags.Live.Processes;
using KernelFlags.Live.Recording;

namespace KernelFlags.Cli.Input;

/// <summary>The options of commands that draw operations and do them to the running kernel: <c>--mix</c>, <c>--seed</c>, <c>--ops</c>, <c>--dir</c>.</summary>
internal sealed class LiveOptionSet
{
    private readonly Option<string?> _mix;
    private readonly Option<long> _seed = new Option<long>("--seed") { Description = "The seed; the same one draws the same operations.", DefaultValueFactory = _ => 1 }.AsNumber();
    private readonly Option<long> _ops = new Option<long>("--ops") { Description = "How many operations.", DefaultValueFactory = _ => 200 }.AsNumber();

    private readonly Option<string?> _folder = new("--dir")
    {
        Description = "The folder, on a disk, of the files that are mapped; they have no name there. Without it: the folder for temporary files.",
        HelpName = "DIR",
    };

    private LiveOptionSet()
    {
        var names = OperationMix.All.Select(m => m.Name).ToArray();
        _mix = new("--mix") { Description = $"How often each kind of operation is drawn: {string.Join(", ", names)}.", HelpName = "MIX" };
        _mix.AcceptOnlyFromAmong(names);
        _seed.Validators.Add(r => Require(r, r.GetValueOrDefault<long>() >= 0, "--seed takes a number from 0 on"));
        _ops.Validators.Add(r => Require(r, r.GetValueOrDefault<long>() >= 1, "--ops takes a number from 1 on"));
    }

    /// <summary>Adds the options to a command.</summary>
    /// <returns>These options.</returns>
    public static LiveOptionSet AddTo(Command command)
    {
        var options = new LiveOptionSet();
        command.Options.Add(options._mix);
        command.Options.Add(options._seed);
        command.Options.Add(options._ops);
        command.Options.Add(options._folder);
        return options;
    }

    /// <summary>The mix; null when none was named.</summary>
    public OperationMix? Mix(ParseResult result) => result.GetValue(_mix) is { } name ? OperationMix.Find(name) : null;

    /// <summary>The seed.</summary>
    public long Seed(ParseResult result) => result.GetValue(_seed);

    /// <summary>How many operations.</summary>
    public long Operations(ParseResult result) => result.GetValue(_ops);

    /// <summary>The folder of the files.</summary>
    public string Folder(ParseResult result) =>
        result.GetValue(_folder) is { } folder ? Terminal.Of(result).FullPath(folder) : TemporaryFolder.Find();

    /// <summary>The options that are given, of those that say what is drawn.</summary>
    public IEnumerable<string> Given(System.CommandLine.Parsing.CommandResult result) =>
        ((Option[])[_mix, _seed, _ops]).Where(o => result.GetResult(o) is { Implicit: false }).Select(o => o.Name);

    private static void Require(System.CommandLine.Parsing.SymbolResult result, bool holds, string message)
    {
        if (!holds)
        {
            result.AddError(message);
        }
    }
}
