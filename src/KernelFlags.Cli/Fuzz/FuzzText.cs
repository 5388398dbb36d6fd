using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using KernelFlags.Live.Fuzzing;

namespace KernelFlags.Cli.Fuzz;

/// <summary>What is written of a round: a line of JSON, and for people what differs.</summary>
internal static class FuzzText
{
    private const int WidestValue = 2000;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line of a round.</summary>
    public static string Line(long seed, Shard shard, FuzzRun run, JsonObject? mismatch)
    {
        var line = new JsonObject { ["seed"] = seed, ["shard"] = shard.ToString(), ["ops"] = run.Operations, ["mismatch"] = mismatch };
        if (run.Stopped is not null)
        {
            line["stopped"] = run.Stopped;
        }

        return line.ToJsonString(Options);
    }

    /// <summary>What was found, as it stands in the line.</summary>
    /// <param name="shrunk">The same, shrunk.</param>
    /// <param name="script">The file that has its trace; null when it could not be written.</param>
    /// <param name="command">What shows it again.</param>
    public static JsonObject Mismatch(FuzzRun run, FuzzFinding shrunk, string? script, string command) => new()
    {
        ["n"] = run.Operations,
        ["script"] = script,
        ["command"] = command,
        ["operations"] = shrunk.Operations.Count,
        ["kind"] = shrunk.Mismatch.Kind,
        ["expected"] = JsonNode.Parse(shrunk.Mismatch.Expected),
        ["actual"] = JsonNode.Parse(shrunk.Mismatch.Actual),
    };

    /// <summary>What differs, for people.</summary>
    public static IEnumerable<string> Describe(FuzzFinding finding)
    {
        yield return $"the engine differs from the kernel in {finding.Mismatch.Kind}:";
        yield return $"  kernel {Cut(finding.Mismatch.Expected)}";
        yield return $"  engine {Cut(finding.Mismatch.Actual)}";
    }

    private static string Cut(string text) => text.Length <= WidestValue ? text : text[..WidestValue] + "…";
}
