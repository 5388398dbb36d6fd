using System.Text;

namespace KernelFlags.Definitions.Tests;

public sealed class FixtureTests
{
    private static readonly string Pages = Path.Combine(Repository.Root, "generators", "KernelFlags.Generator", "docs");

    public static TheoryData<string> Names => [.. Fixture.Names];

    /// <summary>The library opens no files: what can't be read never reaches it.</summary>
    public static TheoryData<string> RulesOfTheLibrary => [.. ProblemRules.All.Where(r => r != ProblemRules.Unreadable).Select(r => r.Id)];

    /// <summary>The rules whose pages show the mistake as it is, and not a picture of what can't be seen.</summary>
    public static TheoryData<string> RulesWithAnExample =>
        [.. ProblemRules.All.Select(r => r.Id).Where(id => id is not ("KF1002" or "KF1003" or "KF1004" or "KF1005" or "KF1024"))];

    public static TheoryData<string> Rules => [.. ProblemRules.All.Select(r => r.Id)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Problems_OfAFixture_AreThoseMarkedInIt(string name)
    {
        var fixture = Fixture.Read(name);

        Assert.Equal(fixture.Expected().Order(ByPlace), fixture.Found().Order(ByPlace));
        Assert.Contains(fixture.Expected(), m => m.Id == name[..6]);
    }

    [Theory]
    [InlineData("\r\n", "")]
    [InlineData("\n", "\uFEFF")]
    public void Problems_WithOtherLineEndingsOrAByteOrderMark_AreAtTheSamePlaces(string lineEnd, string start) => Assert.All(
        Fixture.Names,
        name =>
        {
            var files = Fixture.Read(name).Files;
            byte[] Changed(string text) => Encoding.UTF8.GetBytes(start + text.Replace("\n", lineEnd, StringComparison.Ordinal));
            var changed = files.Select(f => DefinitionFile.FromBytes(f.Path, f.RelativePath, Changed(f.Text)) with { Layer = f.Layer });

            Assert.Equal(
                DefinitionLoader.Load(files).Problems.Select(p => (p.Path, p.Line, p.Column, p.EndColumn, p.Id)),
                DefinitionLoader.Load(changed).Problems.Select(p => (p.Path, p.Line, p.Column, p.EndColumn, p.Id)));
        });

    [Theory]
    [MemberData(nameof(RulesOfTheLibrary))]
    public void Rule_OfTheLibrary_HasAFixture(string id) =>
        Assert.Contains(Fixture.Names, name => name.StartsWith(id + "-", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(RulesWithAnExample))]
    public void Example_OnAPage_RaisesWhatThePageIsAbout(string id)
    {
        var page = File.ReadAllText(Path.Combine(Pages, id + ".md"));
        var yaml = page.Split("```yaml\n")[1].Split("```")[0].Replace("# definitions/", "# path: ", StringComparison.Ordinal);

        Assert.Contains(Fixture.Parse(yaml).Found(), m => m.Id == id);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_OfTheLanguage_HasAPage(string id)
    {
        var rule = ProblemRules.All.Single(r => r.Id == id);
        var page = File.ReadAllLines(Path.Combine(Pages, id + ".md"));

        Assert.Equal($"# {id}: {rule.Title}", page[0]);
        Assert.Contains("## Example", page);
        Assert.Contains("## What to do", page);
        Assert.EndsWith(id + ".md", rule.HelpLink, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Problems_OfAFixture_AreOneLineAndSayWhatWouldBeRight(string name) =>
        Assert.All(DefinitionLoader.Load(Fixture.Read(name).Files).Problems, problem =>
        {
            Assert.DoesNotContain('\n', problem.Message);
            Assert.Equal(ProblemRules.All.Single(r => r.Id == problem.Id).Severity, problem.Severity);
            Assert.True(problem.Suggestion is null || problem.Message.Contains(problem.Suggestion, StringComparison.Ordinal));
        });

    private static readonly Comparer<Mark> ByPlace = Comparer<Mark>.Create((one, other) =>
        (one.Path, one.Line, one.Column, one.Id, one.Length).CompareTo((other.Path, other.Line, other.Column, other.Id, other.Length)));
}
