using System.Globalization;
using System.Text.Json.Nodes;
using KernelFlags.Definitions;
using KernelFlags.Live.Replay;

namespace KernelFlags.Cli.Replay;

/// <summary>
/// Explains in what a replay differs: the operation in words, then what was expected and what came, VMAs as lines of maps. What follows
/// the first operation that differs tends to follow from it, and is counted only, unless it is asked for.
/// </summary>
internal static class DifferenceText
{
    private static readonly string[] Counts = ["rss", "anonymous", "locked", "huge", "pkey"];

    public static void Write(TextWriter output, IReadOnlyList<TraceMismatch> mismatches, bool all)
    {
        var explained = 0;
        var operations = mismatches.GroupBy(m => m.Number);
        foreach (var operation in all ? operations : operations.Take(1))
        {
            var first = operation.First();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  operation {first.Number} (line {first.Line}){(first.Operation is { } words ? ": " + VisibleText.Of(words) : "")}"));
            foreach (var mismatch in all ? operation : operation.DistinctBy(m => m.Kind))
            {
                Explain(output, mismatch);
                explained++;
            }
        }

        if (mismatches.Count - explained is > 0 and var more)
        {
            output.WriteLine($"  {Counted(more, mismatches.Count)} behind; --all-differences shows {(more == 1 ? "it" : "them")}");
        }
    }

    /// <summary>As many were kept as are ever kept: there may be more.</summary>
    private static string Counted(int more, int kept) => string.Create(
        CultureInfo.InvariantCulture, $"{(kept == TraceReplayer.MaxMismatches ? "at least " : "")}{more} more {(more == 1 ? "difference" : "differences")}");

    private static void Explain(TextWriter output, TraceMismatch mismatch)
    {
        var (expected, came) = (JsonNode.Parse(mismatch.Expected), JsonNode.Parse(mismatch.Actual));
        output.WriteLine($"    {Subject(mismatch.Kind, expected, came)}");
        WriteSide(output, "expected", expected);
        WriteSide(output, "came", came);
    }

    private static string Subject(string kind, JsonNode? expected, JsonNode? came) => kind switch
    {
        "outcome" => "the outcome differs",
        "vmas" when expected is JsonArray && came is JsonArray => "these VMAs differ",
        "vmas" => "the VMAs differ",
        "guard" => "guard markers stand in other pages",
        "present" => "other pages are present",
        "uffd_wp" => "other pages are write-protected by a userfaultfd",
        _ => kind,
    };

    private static void WriteSide(TextWriter output, string side, JsonNode? value)
    {
        var lines = Lines(value).Select(VisibleText.Of).ToList();
        var separator = lines.Count == 1 && value is not JsonArray ? " " : "\n        ";
        output.WriteLine($"      {side}{(separator == " " ? new string(' ', "expected".Length - side.Length) : "")}{separator}{string.Join("\n        ", lines)}");
    }

    private static IEnumerable<string> Lines(JsonNode? value) => value switch
    {
        null => ["nothing"],
        JsonArray { Count: 0 } => ["none"],
        JsonArray array => array.Select(item => item switch
        {
            JsonArray range => $"{range[0]}-{range[1]}",
            JsonObject vma => MapsLine(vma),
            _ => item!.GetValue<string>(),
        }),
        JsonObject outcome => [Outcome(outcome)],
        _ => [value.GetValue<string>()],
    };

    /// <summary>A VMA as maps shows it, then its VmFlags and its counts that are not 0.</summary>
    private static string MapsLine(JsonObject vma)
    {
        var file = vma["file"] is { } id ? $"file {id}" : vma["name"] is { } name ? $"[anon:{name}]" : "anonymous";
        var counts = Counts.Where(c => vma[c] is { } count && count.GetValue<ulong>() != 0).Select(c => $"{c}={vma[c]}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Digits(vma, "start")}-{Digits(vma, "end")} {vma["perm"]} {vma["off"]!.GetValue<ulong>():x8} {string.Join(' ', counts.Prepend($"{file}, {vma["vmflags"]}"))}");
    }

    private static string Digits(JsonObject vma, string key) => vma[key]!.GetValue<string>()["0x".Length..];

    private static string Outcome(JsonObject outcome)
    {
        if (outcome["hang"] is not null)
        {
            return "the call never returned";
        }

        var fault = outcome["segv"] is { } segv ? $"SIGSEGV at {segv}" : outcome["sigbus"] is { } sigbus ? $"SIGBUS at {sigbus}" : null;
        return fault ?? (outcome["err"] is { } error ? $"it failed with {error}" : $"it returned {outcome["ret"]}");
    }
}
