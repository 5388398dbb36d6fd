using System.Text;

namespace KernelFlags.Cli.Manual;

/// <summary>Writes manual pages in the language of man(7).</summary>
internal static class ManualPage
{
    /// <summary>The name of a page's file.</summary>
    public static string FileName(CommandManual page) => Title(page) + ".1";

    /// <summary>The page of a command.</summary>
    /// <param name="all">All commands, <c>kflags</c> itself first.</param>
    /// <param name="version">The version of kflags.</param>
    public static string Render(CommandManual page, IReadOnlyList<CommandManual> all, string version)
    {
        var text = new StringBuilder();
        text.Append($".TH \"{Escaped(Title(page).ToUpperInvariant())}\" \"1\" \"\" \"kflags {Escaped(version)}\" \"KernelFlags\"\n");
        text.Append($".SH NAME\n{Escaped(Title(page))} \\- {Escaped(Uncapitalized(FirstSentence(page.Summary)))}\n");
        text.Append(".SH SYNOPSIS\n").Append(Synopsis(page));
        text.Append($".SH DESCRIPTION\n{Line(page.Summary)}\n");
        List(text, "ARGUMENTS", page.Arguments, argument => (Italic(argument.Name), argument.Summary));
        if (page.Name.Length == 0)
        {
            List(text, "COMMANDS", [.. all.Skip(1)], command => (Bold(command.Name), command.Summary));
        }

        List(text, "OPTIONS", page.Options, Option);
        text.Append(".SH EXIT STATUS\n");
        foreach (var (status, meaning) in ExitStatuses)
        {
            text.Append($".TP\n{Bold(status)}\n{Line(meaning)}\n");
        }

        text.Append($".SH ENVIRONMENT\n.TP\n{Bold("NO_COLOR")}\n{Line("Where it is set, nothing is written with colours.")}\n");
        text.Append($".SH SEE ALSO\n{SeeAlso(page, all)}\n");
        return text.ToString();
    }

    /// <summary>The first sentence of a text, without its full stop.</summary>
    public static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }

    private static readonly (string Status, string Meaning)[] ExitStatuses =
    [
        ("0", "All is done, and all holds."),
        ("1", "Something was found: an error, a difference, a mismatch."),
        ("2", "The call or its input can't be used; one line on standard error says why."),
        ("129, 130, 143", "It was ended by SIGHUP, SIGINT or SIGTERM; nothing half-written is left."),
    ];

    private static string Title(CommandManual page) => page.Name.Length == 0 ? "kflags" : "kflags-" + page.Name;

    private static string Synopsis(CommandManual page)
    {
        if (page.Name.Length == 0)
        {
            return $"{Bold("kflags")} {Italic("command")} [{Italic("options")}]\n";
        }

        var words = page.Arguments.Select(argument =>
        {
            var word = Italic(argument.Name) + (argument.IsRepeated ? " ..." : "");
            return argument.IsNeeded ? word : $"[{word}]";
        });
        return string.Join(' ', [Bold("kflags " + page.Name), .. words, $"[{Italic("options")}]"]) + "\n";
    }

    private static (string Head, string Text) Option(ManualOption option) => (
        string.Join(", ", option.Names.Select(Bold)) + (option.Value is { } value ? " " + Italic(value) : ""),
        option.Summary + (option.Default is { } standard ? $" [default: {standard}]" : ""));

    private static string SeeAlso(CommandManual page, IReadOnlyList<CommandManual> all) => string.Join(
        ",\n",
        all.Where(other => page.Name.Length == 0 ? other.Name.Length > 0 : other.Name.Length == 0).Select(other => $"{Bold(Title(other))}(1)"));

    private static void List<T>(StringBuilder text, string heading, IReadOnlyList<T> items, Func<T, (string Head, string Text)> read)
    {
        if (items.Count > 0)
        {
            text.Append($".SH {heading}\n");
        }

        foreach (var item in items)
        {
            var (head, body) = read(item);
            text.Append($".TP\n{head}\n{Line(body)}\n");
        }
    }

    private static string Bold(string text) => $"\\fB{Escaped(text)}\\fR";

    private static string Italic(string text) => $"\\fI{Escaped(text)}\\fR";

    private static string Uncapitalized(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    /// <summary>Text that begins a line, where a full stop or an apostrophe would make it a request.</summary>
    private static string Line(string text) => (text.StartsWith('.') || text.StartsWith('\'') ? "\\&" : "") + Escaped(text);

    private static string Escaped(string text) => text
        .Replace("\\", "\\e", StringComparison.Ordinal)
        .Replace("-", "\\-", StringComparison.Ordinal)
        .Replace("\"", "\\(dq", StringComparison.Ordinal)
        .Replace("'", "\\(aq", StringComparison.Ordinal);
}
