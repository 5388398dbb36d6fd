using System.Text.RegularExpressions;

namespace KernelFlags.Definitions.Tests;

/// <summary>A stage of the definitions' library knows those before it, and none after it: binding uses checks, and checks never binding.</summary>
public sealed partial class StageTests
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["Syntax"] = [],
        ["Problems"] = [],
        ["Model"] = [],
        ["Resolution"] = [],
        ["Reading"] = [],
        ["Bound"] = ["Reading"],
        ["Checking"] = ["Reading", "Bound"],
        ["Binding"] = ["Reading", "Bound", "Checking"],
    };

    public static TheoryData<string> Stages => [.. Known.Keys];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Stage_KnowsNoneAfterIt(string stage) => Assert.Empty(
        from path in Directory.EnumerateFiles(Repository.Find($"generators/KernelFlags.Definitions/{stage}"), "*.cs")
        from Match use in Stage().Matches(File.ReadAllText(path))
        let name = use.Groups[1].Value
        where name != stage && !Known[stage].Contains(name)
        select $"{Path.GetFileName(path)} knows {name}");

    [Theory]
    [InlineData("using KernelFlags.Definitions.Binding;", "Binding")]
    [InlineData("var x = KernelFlags.Definitions.Checking.TableCheck.Run();", "Checking")]
    public void Use_OfAStage_IsSeen(string line, string stage) => Assert.Equal(stage, Stage().Match(line).Groups[1].Value);

    [GeneratedRegex(@"\bDefinitions\.(Reading|Bound|Checking|Binding)\b")]
    private static partial Regex Stage();
}
