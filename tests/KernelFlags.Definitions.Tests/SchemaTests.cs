using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Tests;

/// <summary>The JSON Schema is what editors know of the language: it must know neither more nor less than the loader.</summary>
public sealed class SchemaTests
{
    private static readonly string SchemaText = File.ReadAllText(Path.Combine(Repository.Definitions, "definitions.schema.json"));
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly JsonSchema Schema = JsonSchema.FromText(SchemaText);

    /// <summary>What can be seen in one value, without knowing what others say.</summary>
    private static readonly string[] ShapeRules =
        ["KF1005", "KF1012", "KF1013", "KF1014", "KF1015", "KF1018", "KF1021", "KF2002", "KF3005", "KF3008", "KF4001"];

    /// <summary>What is not a tree of keys and values, and so nothing for a schema.</summary>
    private static readonly string[] TextRules =
        ["KF1001", "KF1002", "KF1003", "KF1004", "KF1006", "KF1007", "KF1008", "KF1009", "KF1010", "KF1011", "KF1017"];

    public static TheoryData<string> OwnFiles => [.. Repository.FilesUnder(Repository.Definitions).Select(f => f.RelativePath)];

    public static TheoryData<string> Refused =>
        [.. Fixture.Names.Where(n => ShapeRules.Contains(n[..6]) || n is "KF2003-bad-width.yaml" or "KF3015-no-extras.yaml")];

    public static TheoryData<string> Accepted =>
        [.. Fixture.Names.Where(n => !TextRules.Contains(n[..6])).Except(Refused.Select(r => r.Data))];

    public static TheoryData<string> Shapes => [.. Shape.All.Select(s => s.Definition)];

    [Theory]
    [MemberData(nameof(OwnFiles))]
    public void Schema_OfOurDefinitions_TakesThem(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Definitions, file));

        Assert.True(Validates(text));
        Assert.StartsWith("# yaml-language-server: $schema=", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Schema_OfAFixtureOfWrongShape_RefusesItAsTheLoaderDoes(string name) =>
        Assert.Contains(Fixture.Read(name).Files, f => !Validates(f.Text));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Schema_OfAFixtureOfRightShape_TakesIt(string name) =>
        Assert.All(Fixture.Read(name).Files, f => Assert.True(Validates(f.Text)));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Schema_OfEachMapping_HasTheKeysThatTheLoaderKnows(string definition)
    {
        var shape = Shape.All.Single(s => s.Definition == definition);
        var objects = Mappings().Where(m => (string?)m["$comment"] == definition).ToList();

        Assert.NotEmpty(objects);
        Assert.All(objects, mapping =>
        {
            Assert.Equal(shape.Keys.Order(StringComparer.Ordinal), Keys(mapping["properties"]).Order(StringComparer.Ordinal));
            Assert.Equal(shape.Required.Order(StringComparer.Ordinal), Texts(mapping["required"]).Order(StringComparer.Ordinal));
            Assert.False((bool?)mapping["additionalProperties"] ?? true);
        });
    }

    [Fact]
    public void Schema_HasNoMappingThatTheLoaderDoesNotKnow() => Assert.All(
        Mappings().Where(m => m["$comment"] is not null), m => Assert.Contains(Shape.All, s => s.Definition == (string?)m["$comment"]));

    [Fact]
    public void Schema_OfEachKey_DescribesItForCompletion() => Assert.All(
        Mappings().SelectMany(m => m["properties"]!.AsObject()),
        property => Assert.True(Description(property.Value) is { Length: > 0 }, property.Key));

    private static bool Validates(string text)
    {
        var root = DefinitionParser.Parse(new DefinitionFile("x.yaml", "x/x.yaml", text)).File.Root;
        using var document = JsonDocument.Parse(ToJson(root)?.ToJsonString() ?? "null");
        return Schema.Evaluate(document.RootElement).IsValid;
    }

    /// <summary>All objects of the schema that list properties.</summary>
    private static List<JsonObject> Mappings()
    {
        var root = JsonNode.Parse(SchemaText)!.AsObject();
        return [root, .. root["definitions"]!.AsObject().Select(d => d.Value!.AsObject()).Where(d => d["properties"] is not null)];
    }

    private static string? Description(JsonNode? property) => (string?)property?["description"]
        ?? ((string?)property?["$ref"] is { } reference ? Description(Definition(reference["#/definitions/".Length..])) : null);

    private static JsonNode? Definition(string name) => JsonNode.Parse(SchemaText)!["definitions"]![name];

    private static IEnumerable<string> Keys(JsonNode? node) => node!.AsObject().Select(p => p.Key);

    private static IEnumerable<string> Texts(JsonNode? node) => node is null ? [] : node.AsArray().Select(n => (string)n!);

    /// <summary>What an editor sees: YAML's own types for plain scalars.</summary>
    private static JsonNode? ToJson(Node? node) => node switch
    {
        Node.Mapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key, ToJson(e.Value)))),
        Node.Sequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        Node.Scalar { IsPlain: false } text => JsonValue.Create(text.Text),
        Node.Scalar { Text: "" or "~" or "null" } => null,
        Node.Scalar { Text: "true" or "false" } flag => JsonValue.Create(flag.Text == "true"),
        Node.Scalar plain when decimal.TryParse(plain.Text, Number, CultureInfo.InvariantCulture, out var number) =>
            JsonValue.Create(number),
        Node.Scalar plain => JsonValue.Create(plain.Text),
        _ => null,
    };
}
