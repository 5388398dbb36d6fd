using System.CommandLine;
using System.CommandLine.Completions;
using KernelFlags.Cli.Generation;
using KernelFlags.Cli.Input;
using KernelFlags.Rendering;

namespace KernelFlags.Cli.Manual;

/// <summary>What the help of a command is made of, for manual pages and for completions: neither says anything of its own.</summary>
/// <param name="Name">The word after <c>kflags</c>; empty for <c>kflags</c> itself.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Arguments">What stands after it, in order.</param>
/// <param name="Options">Its options, those of every command among them.</param>
internal sealed record CommandManual(string Name, string Summary, IReadOnlyList<ManualArgument> Arguments, IReadOnlyList<ManualOption> Options)
{
    /// <summary>The command with all of its subcommands, itself first.</summary>
    /// <param name="root">The command.</param>
    /// <param name="definitions">The definitions at hand, whose names values may be.</param>
    public static IReadOnlyList<CommandManual> All(RootCommand root, DefinitionSet definitions)
    {
        var names = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["--table"] = [.. definitions.Model.Tables.Select(table => table.Name)],
            ["--profile"] = [.. definitions.Model.Profiles.Select(profile => profile.Name)],
            ["--arch"] = [.. definitions.Model.Architectures.Select(architecture => architecture.Name)],
            ["--target"] = [.. Targets.All.Select(target => target.Name), .. Outputs.AboutEveryKernel],
        };
        var shared = root.Options.Where(option => option.Recursive).ToList();
        return
        [
            Of(root, "", root.Options),
            .. root.Subcommands.Select(command => Of(command, command.Name, command.Options.Concat(shared))),
        ];

        CommandManual Of(Command command, string name, IEnumerable<Option> options) => new(
            name,
            command.Description!,
            [.. command.Arguments.Select(argument => new ManualArgument(argument))],
            [.. options.Where(option => !option.Hidden).Select(option => new ManualOption(option, names.GetValueOrDefault(option.Name)))]);
    }
}

/// <summary>An argument of a command.</summary>
internal sealed class ManualArgument(Argument argument)
{
    /// <summary>What help calls it: <c>DIR</c>.</summary>
    public string Name => argument.HelpName ?? argument.Name;

    public string Summary => argument.Description ?? "";

    public bool IsNeeded => argument.Arity.MinimumNumberOfValues > 0;

    public bool IsRepeated => argument.Arity.MaximumNumberOfValues > 1;
}

/// <summary>An option of a command.</summary>
/// <param name="option">The option.</param>
/// <param name="names">What its value may be; null where the option knows by itself.</param>
internal sealed class ManualOption(Option option, IReadOnlyList<string>? names)
{
    private static readonly string[] Folders = ["DIR", "TREE"];
    private static readonly string[] Files = ["FILE", "LOG", "MAPS"];

    /// <summary>Its names, the long ones first.</summary>
    public IReadOnlyList<string> Names { get; } =
        [.. option.Aliases.Prepend(option.Name).Where(name => name.StartsWith('-')).Distinct().OrderByDescending(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)];

    public string Summary => option.Description ?? "";

    /// <summary>What help calls its value; null when it takes none.</summary>
    public string? Value => IsSwitch ? null : option.HelpName ?? (Choices.Count > 0 ? string.Join('|', Choices) : option.Name.TrimStart('-').ToUpperInvariant());

    /// <summary>What its value may be; empty when that has no end.</summary>
    public IReadOnlyList<string> Choices { get; } = names ?? [.. option.GetCompletions(CompletionContext.Empty).Select(item => item.Label)];

    public bool IsFolder => !IsSwitch && Folders.Contains(option.HelpName);

    public bool IsFile => !IsSwitch && Files.Contains(option.HelpName);

    /// <summary>Whether it may stand more than once.</summary>
    public bool IsRepeated => option.Arity.MaximumNumberOfValues > 1;

    /// <summary>What it is where nobody says; null when there is no such thing, or it is that it is not set.</summary>
    public string? Default => option is { HasDefaultValue: true } && !IsSwitch ? option.GetDefaultValue()?.ToString() : null;

    private bool IsSwitch => option.ValueType == typeof(bool) || option.Arity.MaximumNumberOfValues == 0;
}
