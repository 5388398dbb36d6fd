using System.CommandLine;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Manual;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags completion</c>: what a shell completes.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, Func<IReadOnlyList<CommandManual>, string>> Shells = new(StringComparer.Ordinal)
    {
        ["bash"] = BashCompletion.Render,
        ["zsh"] = ZshCompletion.Render,
        ["fish"] = FishCompletion.Render,
    };

    /// <param name="root">Makes the command with all of its subcommands.</param>
    public static Command Create(Func<RootCommand> root)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong([.. Shells.Keys]);
        var command = new Command("completion", "Print the script by which a shell completes kflags: bash, zsh or fish.") { shell };
        command.SetAction(result =>
        {
            var terminal = Terminal.Of(result);
            var definitions = DefinitionSet.Load(DefinitionRoot.Found(terminal));
            terminal.Output.Write(Shells[result.GetValue(shell)!](CommandManual.All(root(), definitions)));
            return ExitCode.Done;
        });
        return command;
    }
}
