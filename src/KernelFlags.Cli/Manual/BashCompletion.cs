using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Manual;

/// <summary>Writes the completion of bash: a function that needs nothing but the shell.</summary>
internal static class BashCompletion
{
    /// <summary>The script.</summary>
    /// <param name="all">All commands, <c>kflags</c> itself first.</param>
    public static string Render(IReadOnlyList<CommandManual> all)
    {
        var text = new StringBuilder();
        text.Append("# Completion of kflags for bash; `kflags completion bash` writes it.\n");
        text.Append("_kflags() {\n");
        text.Append("    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= words= i\n");
        text.Append("    # --option=value comes as three words.\n");
        text.Append("    if [[ $cur == = ]]; then cur=\n");
        text.Append("    elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi\n");
        text.Append("    for ((i = 1; i < COMP_CWORD; i++)); do\n");
        text.Append("        case ${COMP_WORDS[i]} in\n");
        text.Append($"        {string.Join('|', all.Skip(1).Select(command => command.Name))}) command=${{COMP_WORDS[i]}}; break ;;\n");
        text.Append("        esac\n    done\n    COMPREPLY=()\n    case $command:$prev in\n");
        var replies = all.SelectMany(
            command => command.Options.Where(option => option.Value is not null),
            (command, option) => (Words: string.Join('|', option.Names.Select(name => ShellWord.Of($"{command.Name}:{name}"))), Reply: Reply(option)));
        foreach (var reply in replies.GroupBy(reply => reply.Reply, reply => reply.Words, StringComparer.Ordinal))
        {
            text.Append($"    {string.Join('|', reply)})\n        {reply.Key}; return ;;\n");
        }

        text.Append("    esac\n    case $command in\n");
        foreach (var command in all)
        {
            var words = command.Options.SelectMany(option => option.Names);
            words = command.Name.Length == 0 ? all.Skip(1).Select(other => other.Name).Concat(words) : words;
            text.Append($"    {(command.Name.Length == 0 ? "''" : command.Name)}) words={ShellWord.Of(string.Join(' ', words))} ;;\n");
        }

        text.Append("    esac\n    [[ -z $command || $cur == -* ]] && mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n");
        text.Append("complete -o bashdefault -o default -F _kflags kflags\n");
        return text.ToString();
    }

    /// <summary>What stands after an option. Where nothing is replied, bash takes files.</summary>
    private static string Reply(ManualOption option) => option switch
    {
        { Choices.Count: > 0 } => $"mapfile -t COMPREPLY < <(compgen -W {ShellWord.Of(string.Join(' ', option.Choices))} -- \"$cur\")",
        { IsFolder: true } => "compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\")",
        { IsFile: true } => ":",
        _ => "compopt +o default +o bashdefault",
    };
}
