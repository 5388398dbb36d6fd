using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Diff;

/// <summary>A difference as a comment on a pull request: the table first, then each changed rule with a pair of areas.</summary>
internal static class DiffMarkdown
{
    public static string Render(Difference difference)
    {
        var text = new StringBuilder();
        if (difference.IsEmpty)
        {
            return $"### `{difference.Table}`: nothing changed in meaning\n";
        }

        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"### `{difference.Table}`: {Lines.Count(difference.Changes.Count, "change")}\n\n");
        Row(text, "", "what", "before", "after", "kernels");
        Row(text, "---", "---", "---", "---", "---");
        foreach (var (change, kernels) in difference.Changes)
        {
            Row(text, Code(change.Subject), change.What, Cell(change, change.Before), Cell(change, change.After), Escape(kernels));
        }

        foreach (var rule in difference.Rules)
        {
            Append(text, rule);
        }

        if (difference.Unchanged.Count > 0)
        {
            text.Append("\n#### Not changed\n\n");
            foreach (var sentence in difference.Unchanged)
            {
                text.Append("- ").Append(sentence).Append('\n');
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, RuleChange rule)
    {
        var meaning = char.ToUpperInvariant(rule.Meaning[0]) + rule.Meaning[1..];
        text.Append("\n#### ").Append(Escape(rule.Title)).Append("\n\n");
        text.Append(Escape(meaning)).Append(rule.Kernels.Length == 0 ? "" : $" ({Escape(rule.Kernels)})").Append(".\n");
        if (rule.Example is { } example)
        {
            text.Append('\n');
            Row(text, example.LeftName, example.RightName, "before", "after");
            Row(text, "---", "---", "---", "---");
            Row(text, Code(example.Left), Code(example.Right), Escape(example.Before), Escape(example.After));
        }
    }

    private static void Row(StringBuilder text, params string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <summary>Sentences are shown as such, names and values as code.</summary>
    private static string Cell(Change change, string value) =>
        value.Length == 0 ? "–" : change.Kind is ChangeKind.Wording or ChangeKind.Kernels or ChangeKind.Reserved or ChangeKind.Table ? Escape(value) : Code(value);

    private static string Code(string text) => $"`{Lines.Flatten(text).Replace("`", "'", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)}`";

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in Lines.Flatten(text))
        {
            escaped.Append(c is '|' or '*' or '<' or '>' or '`' or '[' or ']' or '\\' ? $"\\{c}" : c.ToString());
        }

        return escaped.ToString();
    }
}
