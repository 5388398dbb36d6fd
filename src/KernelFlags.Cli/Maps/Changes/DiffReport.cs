using System.Globalization;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Maps.Borders;
using KernelFlags.Cli.Output;
using KernelFlags.Live.Maps;

namespace KernelFlags.Cli.Maps.Changes;

/// <summary>Tells what changed in an address space since it was saved.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="terminal">Where to.</param>
internal sealed class DiffReport(MapsRequest request, MapsKernel kernel, Terminal terminal)
{
    private static readonly Dictionary<VmaChange, string> Words = new()
    {
        [VmaChange.Added] = "new",
        [VmaChange.Removed] = "gone",
        [VmaChange.SplitOff] = "split off",
        [VmaChange.Merged] = "merged",
        [VmaChange.Changed] = "changed",
    };

    /// <summary>Compares and writes.</summary>
    /// <param name="source">What is now.</param>
    /// <param name="saved">The file that was saved.</param>
    /// <param name="isJson">Whether it is JSON.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether anything changed.</returns>
    public bool Write(MapsSource source, string saved, bool isJson, CancellationToken cancel)
    {
        using var before = MapsSource.Open(saved, terminal, request.Proc, request.WithFlags, withFacts: false);
        var (old, now) = (Read(before, cancel), Read(source, cancel));
        var differences = MapsDiff.Of(old, now);
        var areBothTold = TellFlags(old) == TellFlags(now);

        // Where VMAs are the same, only what a hidden border may be depends on their pages.
        var growth = differences.Count == 0 ? [] : Growth(Groups(old, areBothTold), Groups(now, areBothTold));
        if (isJson)
        {
            JsonDocumentWriter.Write(terminal.Output, Json(source.Pid, old.Count, now.Count, differences, growth));
        }
        else
        {
            WriteText(old.Count, now.Count, differences, growth);
        }

        WriteNotes(before, source, areBothTold);
        return differences.Count > 0;
    }

    private void WriteNotes(MapsSource before, MapsSource source, bool areBothTold)
    {
        foreach (var line in MapsNoteText.Of(before).Concat(MapsNoteText.Of(source)))
        {
            terminal.Error.WriteLine(line);
        }

        if (!areBothTold)
        {
            terminal.Error.WriteLine($"note: only one of {before.Name} and {source.Name} tells flags; compared is what both tell");
        }
    }

    private List<MapsEntry> Read(MapsSource source, CancellationToken cancel)
    {
        var vmas = new MapsCollector();
        (request with { Explain = false, Summarize = false }).ReadAll(source, kernel, [vmas], cancel);
        return vmas.Vmas;
    }

    private static bool TellFlags(List<MapsEntry> vmas) => vmas.Exists(entry => entry.VmFlags is not null);

    private IReadOnlyList<BorderGroup> Groups(List<MapsEntry> vmas, bool withFields)
    {
        var summary = new BorderSummary(kernel.Remedies);
        var borders = new BorderTracker(kernel.Explainer);
        foreach (var vma in vmas)
        {
            var entry = withFields ? vma : vma.WithoutFields();
            summary.Add(new(entry, kernel.Explainer.Flags(entry), [], AreGuardsTold: false, borders.Below(entry)), borders.Previous);
            borders.Advance(entry);
        }

        return summary.Groups;
    }

    private static List<(string Key, int Before, int After)> Growth(IReadOnlyList<BorderGroup> before, IReadOnlyList<BorderGroup> after)
    {
        var (old, now) = (Counts(before), Counts(after));
        return
        [
            .. old.Keys.Union(now.Keys, StringComparer.Ordinal)
                .Select(key => (key, old.GetValueOrDefault(key), now.GetValueOrDefault(key)))
                .Where(entry => entry.Item2 != entry.Item3)
                .OrderByDescending(entry => Math.Abs(entry.Item3 - entry.Item2)).ThenBy(entry => entry.key, StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, int> Counts(IReadOnlyList<BorderGroup> groups) => groups.ToDictionary(group => group.Key, group => group.Count, StringComparer.Ordinal);

    private void WriteText(int before, int now, List<VmaDifference> differences, List<(string Key, int Before, int After)> growth)
    {
        var style = new Style(terminal.IsOutputColored);
        var rows = new Columns();
        foreach (var difference in differences)
        {
            var entry = (difference.After ?? difference.Before)!.Value;
            rows.Add(
                Words[difference.Change],
                string.Create(CultureInfo.InvariantCulture, $"{entry.Start:x12}-{entry.End:x12}"),
                entry.Perm,
                Sizes.Of(entry.Length),
                entry.Backing.Path,
                difference.Change == VmaChange.Changed ? string.Join("; ", What(difference.Before!.Value, entry)) : entry.VmFlags ?? "");
        }

        terminal.Output.Write(rows.Render());
        foreach (var (key, old, count) in growth)
        {
            var line = $"{Signed(count - old)} border{(Math.Abs(count - old) == 1 ? "" : "s")}: {BorderWords.Key(key)} ({Sizes.Of(old)} before, {Sizes.Of(count)} now)";
            terminal.Output.Write((count > old ? style.Yellow(line) : style.Green(line)) + "\n");
        }

        terminal.Output.Write($"{Sizes.Of(before)} VMAs before, {Sizes.Of(now)} now ({Signed(now - before)}); {Lines.Count(differences.Count, "difference")}\n");
    }

    private static IEnumerable<string> What(MapsEntry before, MapsEntry after)
    {
        if (before.End != after.End)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"ended at {before.End:x12}");
        }

        if (!MapsDiff.AreSamePerms(before.Perm, after.Perm))
        {
            yield return $"was {before.Perm}";
        }

        var areTold = before.VmFlags is not null && after.VmFlags is not null;
        var (old, now) = areTold ? (before.VmFlags!.Split(' '), after.VmFlags!.Split(' ')) : ([], []);
        var flags = now.Except(old, StringComparer.Ordinal).Select(flag => "+" + flag).Concat(old.Except(now, StringComparer.Ordinal).Select(flag => "-" + flag)).ToList();
        if (flags.Count > 0)
        {
            yield return "flags " + string.Join(' ', flags);
        }

        if (before.Backing != after.Backing)
        {
            yield return $"was of {(before.Backing.Path.Length == 0 ? "anonymous memory" : before.Backing.Path)}";
        }

        if (before.Offset != after.Offset)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"offset was {before.Offset:x}");
        }
    }

    private JsonObject Json(int? pid, int before, int now, List<VmaDifference> differences, List<(string Key, int Before, int After)> growth) => new()
    {
        ["pid"] = pid,
        ["kernel"] = kernel.Table.Kernel.Kernel.ToString(),
        ["vmas_before"] = before,
        ["vmas_now"] = now,
        ["differences"] = JsonDocumentWriter.Array(differences, difference => new JsonObject
        {
            ["change"] = Words[difference.Change],
            ["before"] = difference.Before is { } old ? Json(old) : null,
            ["after"] = difference.After is { } entry ? Json(entry) : null,
        }),
        ["borders"] = JsonDocumentWriter.Array(growth, entry => new JsonObject { ["reason"] = entry.Key, ["before"] = entry.Before, ["now"] = entry.After }),
    };

    private static JsonObject Json(in MapsEntry entry) => new()
    {
        ["start"] = string.Create(CultureInfo.InvariantCulture, $"0x{entry.Start:x}"),
        ["end"] = string.Create(CultureInfo.InvariantCulture, $"0x{entry.End:x}"),
        ["perm"] = entry.Perm,
        ["off"] = entry.Offset,
        ["path"] = JsonDocumentWriter.Text(entry.Backing.Path),
        ["vmflags"] = entry.VmFlags is { } line ? JsonDocumentWriter.Array(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : null,
    };

    private static string Signed(int number) => number.ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture);
}
