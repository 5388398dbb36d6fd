using KernelFlags.Definitions.Reading;

namespace KernelFlags.Definitions.Tests;

/// <summary>What the definitions' README shows is the language as it is.</summary>
public sealed class ReadmeTests
{
    /// <summary>What is about one value, and not about what else the definitions hold.</summary>
    private static readonly string[] ShapeRules =
    [
        .. ProblemRules.All.Select(r => r.Id).Where(id => id.StartsWith("KF1", StringComparison.Ordinal) && id != "KF1023"),
        "KF3008", "KF3012", "KF4001",
    ];

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Definitions, "README.md"));

    /// <summary>The examples, each made a file of its own: keys of an entry are put into one, and entries into a list.</summary>
    public static TheoryData<string> Examples =>
        [.. Text.Split("```yaml\n").Skip(1).Select(b => b.Split("```")[0]).Where(b => !b.StartsWith('#'))];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfTheReadme_IsWellFormed(string example) => Assert.DoesNotContain(
        DefinitionLoader.Load([new DefinitionFile("door/flags.yaml", "door/flags.yaml", Complete(example))]).Problems,
        p => ShapeRules.Contains(p.Id));

    [Fact]
    public void SmallestExample_OfTheReadme_IsComplete()
    {
        var result = DefinitionLoader.Load([new DefinitionFile("door/flags.yaml", "door/flags.yaml", Examples.First().Data)]);

        Assert.Empty(result.Problems.Select(Problems.Line));
        Assert.Equal(["OPEN", "LOCKED"], result.Model.FindTable("door")!.Flags.Select(f => f.Name));
    }

    [Fact]
    public void ExampleOfWords_OfTheReadme_IsComplete()
    {
        const string Start = "# knock/knock.yaml\n";
        var yaml = Start + Text.Split(Start)[1].Split("```")[0];
        var result = DefinitionLoader.Load([new DefinitionFile("knock/knock.yaml", "knock/knock.yaml", yaml)]);

        Assert.Empty(result.Problems.Select(Problems.Line));
        Assert.Equal(["HAND", "STICK", "THRICE", "LOUD", "HARD"], result.Model.FindTable("knock")!.Flags.Select(f => f.Name));
    }

    [Fact]
    public void Readme_OfEachKey_HasAWord() => Assert.All(
        Shape.All.SelectMany(s => s.Keys).Distinct(),
        key => Assert.True(Text.Contains("`" + key, StringComparison.Ordinal) || Text.Contains(key + ":", StringComparison.Ordinal), key));

    private static string Indented(string value) => value.Replace("\n", "\n  ", StringComparison.Ordinal);

    private static string Complete(string example)
    {
        const string Door = "flags:\n- name: OPEN\n  bit: 0\n  summary: It is open.\n";
        var firstKey = example.Split(':')[0];
        if (firstKey == "flags")
        {
            return example;
        }

        if (Shape.File.Keys.Contains(firstKey))
        {
            return Door + example;
        }

        // Several values of one key are shown as several lines; each becomes a flag.
        return example.StartsWith("- ", StringComparison.Ordinal)
            ? "flags:\n" + example
            : "flags:\n" + string.Concat(example.TrimEnd().Split("\n" + firstKey + ":").Select((value, i) =>
                $"- name: EXAMPLE{i}\n  bit: {i}\n  summary: s.\n  {(i == 0 ? "" : firstKey + ":")}{Indented(value)}\n"));
    }
}
