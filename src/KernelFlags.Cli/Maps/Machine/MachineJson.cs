using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Maps.Rows;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Maps.Machine;

/// <summary>A look at the processes of a machine as JSON: one document, or a line a row.</summary>
/// <param name="top">The most rows; null for all.</param>
/// <param name="byCgroup">Whether rows are control groups.</param>
internal sealed class MachineJson(int? top, bool byCgroup)
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The one document.</summary>
    public JsonObject Document(MachineLook look) => new()
    {
        ["time"] = LineSubject.Time(look.At),
        ["host"] = JsonDocumentWriter.Text(Environment.MachineName),
        ["max_map_count"] = look.Limit,
        [byCgroup ? "cgroups" : "processes"] = JsonDocumentWriter.Array(Rows(look), row => row),
        ["unreadable"] = look.Found.Unreadable,
        ["without_memory"] = look.Found.WithoutMemory,
    };

    /// <summary>A line a row. Each holds all that is needed to know what it is about.</summary>
    public string Lines(MachineLook look)
    {
        var text = new StringBuilder();
        foreach (var row in Rows(look))
        {
            var line = new JsonObject { ["time"] = LineSubject.Time(look.At), ["host"] = JsonDocumentWriter.Text(Environment.MachineName), ["max_map_count"] = look.Limit };
            foreach (var (name, value) in row)
            {
                line[name] = value?.DeepClone();
            }

            text.Append(line.ToJsonString(OneLine)).Append('\n');
        }

        return text.ToString();
    }

    private IEnumerable<JsonObject> Rows(MachineLook look) => byCgroup
        ? look.Groups.Take(top ?? int.MaxValue).Select(group => new JsonObject
        {
            ["cgroup"] = Text(group.Cgroup),
            ["processes"] = group.Rows.Count,
            ["vmas"] = group.Vmas,
            ["nearest"] = Process(look, group.Rows[0]),
        })
        : look.Rows.Take(top ?? int.MaxValue).Select(row => Process(look, row));

    private static JsonObject Process(MachineLook look, MachineRow row) => new()
    {
        ["pid"] = row.Process.Pid,
        ["vmas"] = row.Process.Vmas,
        ["left"] = look.LeftOf(row),
        ["a_minute"] = row.PerMinute is { } rate ? Math.Round(rate, 1) : null,
        ["command"] = JsonDocumentWriter.Text(row.Process.Command),
        ["cgroup"] = Text(row.Process.Cgroup),
    };

    private static JsonValue? Text(string? text) => text is null ? null : JsonDocumentWriter.Text(text);
}
