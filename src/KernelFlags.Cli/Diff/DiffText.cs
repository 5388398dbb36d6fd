using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Diff;

/// <summary>A difference as a person reads it in a terminal.</summary>
internal static class DiffText
{
    public static string Render(Difference difference, Style style)
    {
        if (difference.IsEmpty)
        {
            return $"{difference.Table}: nothing changed in meaning\n";
        }

        var text = new StringBuilder();
        foreach (var rule in difference.Rules)
        {
            text.Append(style.Bold($"{rule.Title}: {rule.Meaning}")).Append(style.Dim(In(rule.Kernels))).Append('\n');
            text.Append(rule.Example is null ? "" : Example(rule.Example)).Append('\n');
        }

        var rows = new Columns();
        foreach (var (change, kernels) in difference.Changes)
        {
            rows.Add(change.Subject, change.What, $"{Shown(change.Before)} -> {Shown(change.After)}", kernels);
        }

        text.Append(style.Bold("changed")).Append('\n').Append(rows.Render("  "));
        text.Append(style.Bold("not changed")).Append('\n');
        foreach (var sentence in difference.Unchanged)
        {
            text.Append("  ").Append(sentence).Append('\n');
        }

        return text.ToString();
    }

    private static string In(string kernels) => kernels.Length == 0 ? "" : $" ({kernels})";

    private static string Example(RuleExample example)
    {
        var rows = new Columns();
        rows.Add(example.LeftName, example.Left);
        rows.Add(example.RightName, example.Right);
        rows.Add("before", example.Before);
        rows.Add("after", example.After);
        return rows.Render("    ");
    }

    private static string Shown(string text) => text.Length == 0 ? "-" : Lines.Flatten(text);
}
