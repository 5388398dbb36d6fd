using System.Text.Json;
using System.Text.Json.Nodes;
using KernelFlags.Cli.Output;

namespace KernelFlags.Cli.Diff;

/// <summary>A difference for other programs.</summary>
internal static class DiffJson
{
    public static JsonObject Render(Difference difference, string before, string after) => new()
    {
        ["old"] = JsonDocumentWriter.Text(before),
        ["new"] = JsonDocumentWriter.Text(after),
        ["table"] = difference.Table,
        ["different"] = !difference.IsEmpty,
        ["changes"] = JsonDocumentWriter.Array(difference.Changes, ToJson),
        ["rules"] = JsonDocumentWriter.Array(difference.Rules, ToJson),
        ["unchanged"] = JsonDocumentWriter.Array(difference.Unchanged),
    };

    private static JsonObject ToJson(PlacedChange placed) => new()
    {
        ["kind"] = Name(placed.Change.Kind),
        ["subject"] = placed.Change.Subject,
        ["what"] = placed.Change.What,
        ["before"] = JsonDocumentWriter.Text(placed.Change.Before),
        ["after"] = JsonDocumentWriter.Text(placed.Change.After),
        ["kernels"] = placed.Kernels,
    };

    private static JsonObject ToJson(RuleChange rule) => new()
    {
        ["kind"] = Name(rule.Kind),
        ["flag"] = rule.Flag,
        ["title"] = rule.Title,
        ["meaning"] = rule.Meaning,
        ["kernels"] = rule.Kernels,
        ["example"] = rule.Example is not { } example ? null : new JsonObject
        {
            [example.LeftName] = example.Left,
            [example.RightName] = example.Right,
            ["before"] = example.Before,
            ["after"] = example.After,
        },
    };

    private static string Name<T>(T kind)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
