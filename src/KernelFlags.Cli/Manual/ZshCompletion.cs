using System.Text;

namespace KernelFlags.Cli.Manual;

/// <summary>Writes the completion of zsh, with what each command and option does.</summary>
internal static class ZshCompletion
{
    /// <summary>The script.</summary>
    /// <param name="all">All commands, <c>kflags</c> itself first.</param>
    public static string Render(IReadOnlyList<CommandManual> all)
    {
        var text = new StringBuilder();
        text.Append("#compdef kflags\n# Completion of kflags for zsh; `kflags completion zsh` writes it.\n");
        text.Append("_kflags() {\n    local context state line\n    typeset -A opt_args\n    local -a commands=(\n");
        foreach (var command in all.Skip(1))
        {
            text.Append($"        {Quoted($"{command.Name}:{ManualPage.FirstSentence(command.Summary)}")}\n");
        }

        text.Append($"    )\n    _arguments -C \\\n{Options(all[0])}        '1:command:->command' \\\n        '*::argument:->argument'\n");
        text.Append("    case $state in\n    command) _describe -t commands command commands ;;\n    argument)\n        case $words[1] in\n");
        foreach (var command in all.Skip(1))
        {
            text.Append($"        {command.Name})\n            _arguments \\\n{Options(command)}                '*:argument:_files' ;;\n");
        }

        text.Append("        esac ;;\n    esac\n}\n");
        text.Append("# Read as a file of its own or from fpath.\nif [[ $funcstack[1] == _kflags ]]; then _kflags \"$@\"; else compdef _kflags kflags; fi\n");
        return text.ToString();
    }

    private static string Options(CommandManual command) => string.Concat(
        command.Options.SelectMany(option => option.Names.Select(name => $"                {Quoted(Specification(option, name))} \\\n")));

    private static string Specification(ManualOption option, string name)
    {
        var others = option.Names.Where(other => other != name).ToList();
        var once = option.IsRepeated ? "*" : others.Count > 0 ? $"({string.Join(' ', others)})" : "";
        var value = option.Value is null ? "" : option switch
        {
            { Choices.Count: > 0 } => $"=:value:({string.Join(' ', option.Choices)})",
            { IsFolder: true } => "=:folder:_files -/",
            { IsFile: true } => "=:file:_files",
            _ => "=:value: ",
        };
        return $"{once}{name}{(name.StartsWith("--", StringComparison.Ordinal) ? value[..Math.Min(1, value.Length)] : "")}[{Bracketed(ManualPage.FirstSentence(option.Summary))}]{(value.Length > 0 ? value[1..] : "")}";
    }

    private static string Bracketed(string text) => text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);

    private static string Quoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
