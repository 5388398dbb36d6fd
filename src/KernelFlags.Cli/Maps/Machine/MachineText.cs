using System.Globalization;
using System.Text;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Maps.Machine;

/// <summary>A look at the processes of a machine, as a person reads it.</summary>
/// <param name="top">The most rows; null for all.</param>
/// <param name="byCgroup">Whether rows are control groups.</param>
/// <param name="isWatched">Whether growth is told.</param>
internal sealed class MachineText(int? top, bool byCgroup, bool isWatched, Style style)
{
    private const string NotTold = "-";

    /// <summary>The rows and the sums below them.</summary>
    public string Render(MachineLook look)
    {
        var text = new StringBuilder((byCgroup ? Groups(look) : Processes(look)).Render(header: style.Bold));
        var all = byCgroup ? look.Groups.Count : look.Rows.Count;
        var processes = Sizes.Count(look.Rows.Count, "process", "processes");
        if (all > (top ?? all))
        {
            text.Append(style.Dim($"and {Sizes.Of(all - top!.Value)} more; without --top all are shown")).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"{(byCgroup ? $"{Sizes.Count(all, "control group")} of {processes}" : processes)}, {Sizes.Of(look.Rows.Sum(row => (long)row.Process.Vmas))} VMAs; each process may have {Sizes.Of(look.Limit)} (vm.max_map_count)\n");
        if (look.Found.Unreadable > 0)
        {
            text.Append(style.Yellow(Unreadable(look))).Append('\n');
        }

        if (look.Found.WithoutMemory > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Sizes.Of(look.Found.WithoutMemory)} without an address space (threads of the kernel, processes that end)\n");
        }

        return text.ToString();
    }

    /// <summary>How many are left out, and what would show them.</summary>
    public static string Unreadable(MachineLook look) => $"{Sizes.Count(look.Found.Unreadable, "process", "processes")} left out, whose maps can't be read: that takes CAP_SYS_PTRACE, which root has";

    private Columns Processes(MachineLook look)
    {
        var rows = new Columns();
        rows.Add(["PID", "VMAS", "LEFT", "OF LIMIT", .. Growth("A MINUTE", "FULL IN"), "COMMAND", "CGROUP"]);
        foreach (var row in look.Rows.Take(top ?? int.MaxValue))
        {
            rows.Add([.. Cells(look, row), row.Process.Command, row.Process.Cgroup ?? NotTold]);
        }

        return rows;
    }

    private Columns Groups(MachineLook look)
    {
        var rows = new Columns();
        rows.Add(["PROCESSES", "VMAS", "NEAREST", "VMAS", "LEFT", "OF LIMIT", .. Growth("A MINUTE", "FULL IN"), "COMMAND", "CGROUP"]);
        foreach (var group in look.Groups.Take(top ?? int.MaxValue))
        {
            var nearest = group.Rows[0];
            rows.Add([Sizes.Of(group.Rows.Count), Sizes.Of(group.Vmas), .. Cells(look, nearest), nearest.Process.Command, group.Cgroup ?? NotTold]);
        }

        return rows;
    }

    private IEnumerable<string> Cells(MachineLook look, MachineRow row) =>
    [
        row.Process.Pid.ToString(CultureInfo.InvariantCulture),
        Sizes.Of(row.Process.Vmas),
        Sizes.Of(look.LeftOf(row)),
        Sizes.Percent(row.Process.Vmas, look.Limit),
        .. Growth(row.PerMinute is { } rate ? GrowthText.Signed(rate) : NotTold, row.PerMinute is > 0 and { } up ? GrowthText.FullIn(look.LeftOf(row), up) : NotTold),
    ];

    private string[] Growth(string perMinute, string fullIn) => isWatched ? [perMinute, fullIn] : [];
}
