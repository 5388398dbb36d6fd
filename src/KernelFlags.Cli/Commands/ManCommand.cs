using System.CommandLine;
using System.Reflection;
using KernelFlags.Cli.Input;
using KernelFlags.Cli.Manual;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Commands;

/// <summary><c>kflags man</c>: manual pages.</summary>
internal static class ManCommand
{
    /// <param name="root">Makes the command with all of its subcommands.</param>
    public static Command Create(Func<RootCommand> root)
    {
        var name = new Argument<string?>("COMMAND") { Description = "The command whose page is printed; without it that of kflags.", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--out") { Description = "Write all pages to this folder, such as ~/.local/share/man/man1.", HelpName = "DIR" };
        var command = new Command("man", "Print a manual page, to be read by man -l -, or write all of them.") { name, folder };
        command.SetAction(result =>
        {
            var terminal = Terminal.Of(result);
            var pages = CommandManual.All(root(), DefinitionSet.Load(DefinitionRoot.Found(terminal)));
            var version = typeof(ManCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
            if (result.GetValue(folder) is { } path)
            {
                if (result.GetValue(name) is not null)
                {
                    throw new UnusableException("--out writes all pages; leave out the command");
                }

                WriteAll(terminal, path, pages, version);
                return ExitCode.Done;
            }

            terminal.Output.Write(ManualPage.Render(Find(pages, result.GetValue(name) ?? ""), pages, version));
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteAll(Terminal terminal, string path, IReadOnlyList<CommandManual> pages, string version)
    {
        var folder = Path.GetFullPath(path, terminal.CurrentFolder);
        WholeFile.CheckFolder(folder, path);
        foreach (var page in pages)
        {
            var file = ManualPage.FileName(page);
            if (WholeFile.Write(Path.Combine(folder, file), ManualPage.Render(page, pages, version)))
            {
                terminal.Error.WriteLine($"wrote {Path.Combine(path, file)}");
            }
        }
    }

    private static CommandManual Find(IReadOnlyList<CommandManual> pages, string name)
    {
        var names = pages.Skip(1).Select(page => page.Name).ToList();
        return pages.FirstOrDefault(page => page.Name == name) ?? throw new UnusableException($"there is no command '{name}'{Names.Hint(name, names)}");
    }
}
