using System.Globalization;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Output;
using KernelFlags.Proc.Mappings;

namespace KernelFlags.Cli.Maps.Changes;

/// <summary>Tells what changed in an address space since it was saved.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="terminal">Where to.</param>
internal sealed class DiffReport(MapsRequest request, MapsKernel kernel, Terminal terminal)
{
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
        var areBothTold = ChangeText.TellFlags(old) == ChangeText.TellFlags(now);

        // Where VMAs are the same, only what a hidden border may be depends on their pages.
        var growth = differences.Count == 0 ? [] : BorderGrowth.Of(kernel, old, now, areBothTold);
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
        foreach (var line in MapsNoteText.Of(before).Concat(MapsNoteText.Of(source)).Concat(MapsNoteText.OfComparison(before, source, areBothTold)))
        {
            terminal.Error.WriteLine(line);
        }
    }

    private List<MapsEntry> Read(MapsSource source, CancellationToken cancel)
    {
        var vmas = new MapsCollector();
        (request with { Explain = false, Summarize = false }).ReadAll(source, kernel, [vmas], cancel);
        return vmas.Vmas;
    }

    private void WriteText(int before, int now, List<VmaDifference> differences, IReadOnlyList<BorderGrowth> growth)
    {
        var style = new Style(terminal.IsOutputColored);
        var rows = new Columns();
        foreach (var difference in differences)
        {
            var entry = (difference.After ?? difference.Before)!.Value;
            rows.Add(
                ChangeText.Word(difference.Change),
                string.Create(CultureInfo.InvariantCulture, $"{entry.Start:x12}-{entry.End:x12}"),
                entry.Perm,
                Sizes.Of(entry.Length),
                entry.Backing.Path,
                difference.Change == VmaChange.Changed ? ChangeText.Of(difference) : entry.VmFlags ?? "");
        }

        terminal.Output.Write(rows.Render());
        foreach (var one in growth)
        {
            terminal.Output.Write((one.After > one.Before ? style.Yellow(one.Line()) : style.Green(one.Line())) + "\n");
        }

        terminal.Output.Write(ChangeText.Sum(before, now, differences.Count) + "\n");
    }

    private JsonObject Json(int? pid, int before, int now, List<VmaDifference> differences, IReadOnlyList<BorderGrowth> growth) => new()
    {
        ["pid"] = pid,
        ["kernel"] = kernel.Table.Kernel.Kernel.ToString(),
        ["vmas_before"] = before,
        ["vmas_now"] = now,
        ["differences"] = JsonDocumentWriter.Array(differences, difference => new JsonObject
        {
            ["change"] = ChangeText.Word(difference.Change),
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
}
