using System.CommandLine;

namespace KernelFlags.Cli.Output;

/// <summary>The option <c>--format</c>.</summary>
internal static class FormatOption
{
    public const string Text = "text";
    public const string Json = "json";
    public const string Markdown = "markdown";
    public const string Sarif = "sarif";
    public const string GitHub = "github";
    public const string JsonLines = "jsonl";
    public const string OpenMetrics = "openmetrics";

    /// <summary>Adds the option to a command.</summary>
    /// <param name="formats">The formats; the first is the default.</param>
    public static Option<string> AddTo(Command command, params string[] formats)
    {
        var option = new Option<string>("--format") { Description = "How to print the result.", DefaultValueFactory = _ => formats[0] };
        option.AcceptOnlyFromAmong(formats);
        command.Options.Add(option);
        return option;
    }
}
