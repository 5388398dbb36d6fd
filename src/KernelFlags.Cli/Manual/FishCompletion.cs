using System.Text;

namespace KernelFlags.Cli.Manual;

/// <summary>Writes the completion of fish, with what each command and option does.</summary>
internal static class FishCompletion
{
    /// <summary>The script.</summary>
    /// <param name="all">All commands, <c>kflags</c> itself first.</param>
    public static string Render(IReadOnlyList<CommandManual> all)
    {
        var text = new StringBuilder();
        text.Append("# Completion of kflags for fish; `kflags completion fish` writes it.\n");
        foreach (var command in all)
        {
            var place = command.Name.Length == 0 ? "__fish_use_subcommand" : $"__fish_seen_subcommand_from {command.Name}";
            if (command.Name.Length > 0)
            {
                text.Append($"complete -c kflags -n __fish_use_subcommand -f -a {command.Name} -d {Quoted(ManualPage.FirstSentence(command.Summary))}\n");
            }

            foreach (var option in command.Options)
            {
                text.Append($"complete -c kflags -n {Quoted(place)}{string.Concat(option.Names.Select(Name))}{Value(option)} -d {Quoted(ManualPage.FirstSentence(option.Summary))}\n");
            }
        }

        return text.ToString();
    }

    private static string Name(string name) => name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {Quoted(name[1..])}";

    private static string Value(ManualOption option) => option.Value is null ? "" : option switch
    {
        { Choices.Count: > 0 } => $" -x -a {Quoted(string.Join(' ', option.Choices))}",
        { IsFolder: true } => " -x -a '(__fish_complete_directories)'",
        { IsFile: true } => " -r",
        _ => " -x",
    };

    private static string Quoted(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
