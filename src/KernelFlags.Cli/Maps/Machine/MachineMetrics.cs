using System.Globalization;
using System.Text;
using KernelFlags.Definitions;

namespace KernelFlags.Cli.Maps.Machine;

/// <summary>
/// A look as metrics (OpenMetrics 1.0; the text format of Prometheus reads it too), for the textfile collector of node_exporter. Names and
/// labels stay.
/// </summary>
internal static class MachineMetrics
{
    private const string Limit = "kflags_process_vmas_limit";

    /// <summary>The metrics.</summary>
    /// <param name="top">The most processes or control groups; null for all.</param>
    /// <param name="byCgroup">Whether control groups are told, and not processes.</param>
    public static string Render(MachineLook look, int? top, bool byCgroup)
    {
        var text = new StringBuilder();
        Head(text, Limit, "The most VMAs that a process may have (vm.max_map_count).");
        Sample(text, Limit, "", look.Limit);
        if (byCgroup)
        {
            var groups = look.Groups.Take(top ?? int.MaxValue).Select(group => (Labels(("cgroup", group.Cgroup ?? "")), Group: group)).ToList();
            Family(text, "kflags_cgroup_processes", "Processes of the control group.", groups.Select(group => (group.Item1, group.Group.Rows.Count)));
            Family(text, "kflags_cgroup_vmas", "VMAs of all processes of the control group.", groups.Select(group => (group.Item1, group.Group.Vmas)));
            Family(
                text,
                "kflags_cgroup_nearest_vmas",
                "VMAs of the process of the control group that is nearest to the limit.",
                groups.Select(group => (group.Item1, group.Group.Rows[0].Process.Vmas)));
        }
        else
        {
            Family(text, "kflags_process_vmas", "VMAs of the process, as vm.max_map_count counts them.", look.Rows.Take(top ?? int.MaxValue).Select(row => (LabelsOf(row), row.Process.Vmas)));
        }

        Family(text, "kflags_processes_unreadable", "Processes whose maps can't be read.", [("", look.Found.Unreadable)]);
        return text.Append("# EOF\n").ToString();
    }

    private static string LabelsOf(MachineRow row) => Labels(
        ("pid", row.Process.Pid.ToString(CultureInfo.InvariantCulture)), ("comm", row.Process.Command), ("cgroup", row.Process.Cgroup ?? ""));

    private static void Family(StringBuilder text, string name, string help, IEnumerable<(string Labels, int Value)> samples)
    {
        Head(text, name, help);
        foreach (var (labels, value) in samples)
        {
            Sample(text, name, labels, value);
        }
    }

    private static void Head(StringBuilder text, string name, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
        .Append("# TYPE ").Append(name).Append(" gauge\n");

    private static void Sample(StringBuilder text, string name, string labels, int value) =>
        text.Append(name).Append(labels).Append(' ').Append(CultureInfo.InvariantCulture, $"{value}").Append('\n');

    private static string Labels(params (string Name, string Value)[] labels) =>
        "{" + string.Join(',', labels.Select(label => $"{label.Name}=\"{Escaped(label.Value)}\"")) + "}";

    /// <summary>The format knows three escapes. What must not be shown, as a process may name itself, is no character of a label.</summary>
    private static string Escaped(string value) => string.Concat(value.EnumerateRunes().Select(rune => rune.Value == '\n' ? "\n" : Shown(rune.ToString()))).Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Shown(string character) => VisibleText.Of(character) == character ? character : "\uFFFD";
}
