using System.Globalization;
using System.Text.Json;

namespace KernelFlags.Headers;

/// <summary>What the evaluator says of a tree, held against facts that were taken from the same headers in another way.</summary>
public sealed class HeaderEvaluatorTests
{
    private static readonly string FactsFolder = Path.Combine(Repository.Root, "tests", "KernelFlags.Definitions.Tests", "Facts");

    [Theory]
    [MemberData(nameof(KernelTree.Versions), MemberType = typeof(KernelTree))]
    public void EvaluateAll_KernelsWithFacts_EqualsFacts(string version)
    {
        var tree = KernelTree.Require(version);
        var expected = Directory.EnumerateFiles(FactsFolder, $"{version}-*.json").Order(StringComparer.Ordinal).Select(Facts.Read).ToList();

        var actual = HeaderEvaluator.EvaluateAll(tree, [.. expected.Select(f => f.Request)]);

        Assert.NotEmpty(expected);
        Assert.All(expected.Zip(actual), pair => pair.First.AssertEqual(pair.Second));
    }

    /// <summary>A file of facts.</summary>
    private sealed class Facts(string name, JsonElement root)
    {
        public HeaderRequest Request => new(root.GetProperty("arch").GetString()!, [.. Members("config").Select(Option)]);

        public static Facts Read(string path)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return new Facts(Path.GetFileName(path), document.RootElement.Clone());
        }

        public void AssertEqual(HeaderFacts facts)
        {
            Assert.Equal(root.GetProperty("bits_per_long").GetInt32(), facts.Width);
            AssertSame(Words(), facts.Words.Select(w => $"{w.Key} {w.Value}"));
            AssertSame(
                Members("vma_bits").Select(b => $"VMA_{b.Name}_BIT {b.Value.GetInt32()}"),
                facts.Enumerators.Select(b => $"{b.Key} {b.Value}"));
            Assert.Equal(Members("mnemonics").Select(m => m.Value.GetString()!), facts.Smaps);
            Assert.Equal(root.GetProperty("trace_names").EnumerateArray().Select(t => (t[1].GetString(), Value(t[0]), t[2].GetString())),
                facts.Trace.Select(t => ((string?)t.Name, t.Value, t.CName)));
        }

        /// <summary>Compares rows in any order, and tells those that only one side has.</summary>
        private void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual)
        {
            Assert.Equal([], expected.Except(actual).Select(row => $"{name}: not found: {row}"));
            Assert.Equal([], actual.Except(expected).Select(row => $"{name}: not expected: {row}"));
        }

        private static string Option(JsonProperty option) =>
            option.Name["CONFIG_".Length..] + (option.Value.GetString() == "y" ? "" : "=" + option.Value.GetString());

        private IEnumerable<string> Words() => Members("flags").Select(f => (f.Name, Value: f.Value.GetProperty("value")))
            .Concat(Members("masks").Select(m => (m.Name, m.Value)))
            .Select(w => $"{w.Name} {Value(w.Value)}");

        private static FlagBits Value(JsonElement text) =>
            new(ulong.Parse(text.GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

        private JsonElement.ObjectEnumerator Members(string property) =>
            root.GetProperty(property) is { ValueKind: JsonValueKind.Object } value ? value.EnumerateObject() : default;
    }
}
