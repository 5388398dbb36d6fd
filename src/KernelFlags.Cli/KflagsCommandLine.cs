using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using KernelFlags.Cli.Commands;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Output;
using KernelFlags.Definitions;
using KernelFlags.Live.Processes;

namespace KernelFlags.Cli;

/// <summary>
/// The command <c>kflags</c>: parses a call, runs the command and turns whatever goes wrong into one line and an exit status. No stack
/// trace ever reaches the user.
/// </summary>
internal static partial class KflagsCommandLine
{
    private static readonly Option<bool> NoColor = new("--no-color")
    {
        Description = "Write without colours, as NO_COLOR does.",
        Recursive = true,
    };

    private static readonly Subcommand[] Subcommands =
    [
        new("lint", LintCommand.Create),
        new("gen", GenCommand.Create),
        new("table", TableCommand.Create),
        new("decode", DecodeCommand.Create),
        new("diff", DiffCommand.Create),
        new("merge", MergeCommand.Create),
        new("check", CheckCommand.Create),
        new("import", ImportCommand.Create),
        new("audit", AuditCommand.Create),
        new("replay", ReplayCommand.Create),
        new("record", RecordCommand.Create),
        new("maps", MapsCommand.Create),
        new("fuzz", FuzzCommand.Create),
        new("man", () => ManCommand.Create(CreateRoot)),
        new("completion", () => CompletionCommand.Create(CreateRoot)),
    ];

    /// <summary>Runs the call of this process.</summary>
    /// <param name="args">Its words, without the command's own name.</param>
    public static int Run(string[] args)
    {
        var terminal = Terminal.OfProcess();
        using var interruption = new Interruption(terminal);
        var status = RunAsync(args, terminal, interruption.Token).GetAwaiter().GetResult();
        return interruption.ExitCode ?? status;
    }

    /// <summary>Runs one call.</summary>
    /// <param name="args">Its words, without the command's own name.</param>
    /// <param name="terminal">Where it reads from and writes to.</param>
    /// <param name="cancel">Ends a command that ends by itself.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancel = default)
    {
        try
        {
            return await ParseAndRunAsync(args, terminal, cancel).ConfigureAwait(false);
        }
        catch (UnusableException exception)
        {
            return Fail(terminal, exception.Lines);
        }
        catch (UnreadException)
        {
            return ExitCode.Unusable;
        }
        catch (Exception exception) when (Shortage.Of(exception) is { } shortage)
        {
            return Fail(terminal, [shortage]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, [exception.Message]);
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, ["interrupted"]);
        }
#pragma warning disable CA1031 // The last resort: a bug of ours is one line too.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(terminal, [$"a bug in kflags: {exception.GetType().Name}: {exception.Message}; please report it"]);
        }
    }

    /// <summary>The command with all of its subcommands.</summary>
    /// <returns>A new root command.</returns>
    public static RootCommand CreateRoot() => CreateRoot([]);

    /// <summary>The command for a call. Making all subcommands with their options takes longer than many a call: where the first word is one,
    /// the others are left out, and all where only the version is asked for.</summary>
    private static RootCommand CreateRoot(IReadOnlyList<string> args)
    {
        var root = new RootCommand("A Linux kernel flag, written once: checks the definitions, generates code from them, and holds both against kernels.") { NoColor };
        var only = args is [var first, ..] ? Array.FindIndex(Subcommands, subcommand => subcommand.Name == first) : -1;
        for (var i = 0; i < Subcommands.Length && args is not ["--version"]; i++)
        {
            if (only < 0 || only == i)
            {
                root.Add(Subcommands[i].Create());
            }
        }

        return root;
    }

    private static async Task<int> ParseAndRunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancel)
    {
        // A word that starts with @ is text for `decode`, not a file with more words.
        var root = CreateRoot(args);
        var parsed = Parse(root, args);
        if (UnknownOption(parsed) is { } unknown && parsed.Action is not HelpAction)
        {
            return Fail(terminal, [$"Unrecognized command or argument '{unknown}'."]);
        }

        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            return Fail(terminal, parsed.CommandResult.Command == root
                ? [WithoutCommand(parsed, root)]
                : [.. parsed.Errors.Select(error => Lines.Flatten(error.Message)).Distinct()]);
        }

        if (parsed.GetValue(NoColor))
        {
            terminal.IsOutputColored = false;
            terminal.IsErrorColored = false;
        }

        var exitCode = await parsed.InvokeAsync(terminal, cancel).ConfigureAwait(false);
        await terminal.Output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        return exitCode;
    }

    /// <summary>A word like an option that the parser took for an argument, as it does where a command takes any number of them.</summary>
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? null
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value).FirstOrDefault(word => OptionName().IsMatch(word));

    /// <summary>Longer than the letters of a mapping, which <c>decode</c> takes: <c>--xp</c>.</summary>
    [GeneratedRegex("^--[a-z][a-z-]{3,}$", RegexOptions.CultureInvariant)]
    private static partial Regex OptionName();

    private static ParseResult Parse(RootCommand root, IReadOnlyList<string> args)
    {
        try
        {
            return root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        }
        catch (InvalidOperationException exception)
        {
            // Where a validator asks for a value that could not be read.
            throw new UnusableException(exception.Message, exception);
        }
    }

    private static string WithoutCommand(ParseResult parsed, RootCommand root)
    {
        var names = root.Subcommands.Select(command => command.Name).ToList();
        return parsed.UnmatchedTokens is [var word, ..]
            ? $"there is no command '{word}'{Names.Hint(word, names)}"
            : $"name a command: {string.Join(", ", names)}; kflags --help says what they do";
    }

    private static int Fail(Terminal terminal, IReadOnlyList<string> lines)
    {
        Leftovers.WaitWhereEnding();
        foreach (var line in lines)
        {
            terminal.Error.WriteLine(VisibleText.Of(line));
        }

        return ExitCode.Unusable;
    }

    private sealed record Subcommand(string Name, Func<Command> Create);
}
