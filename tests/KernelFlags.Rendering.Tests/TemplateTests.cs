using System.Globalization;
using System.Text.RegularExpressions;
using KernelFlags.Rendering.Views;
using Scriban;
using Scriban.Runtime;

namespace KernelFlags.Rendering.Tests;

public sealed partial class TemplateTests
{
    private static readonly string[] Cultures = ["tr-TR", "fi-FI", "ar-SA"];

    public static TheoryData<string> Embedded => [.. TemplateRenderer.Names()];

    public static TheoryData<string> TargetNames => [.. Targets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Embedded))]
    public void Template_ThatIsEmbedded_Parses(string name)
    {
        var template = Template.Parse(TemplateRenderer.ReadEmbedded(name), name);
        Assert.False(template.HasErrors, string.Join('\n', template.Messages));
    }

    /// <summary>
    /// A loop, a member, or the question whether one holds: a comparison or a sum would be a decision that belongs in a view.
    /// </summary>
    [Theory]
    [MemberData(nameof(Embedded))]
    public void Template_ThatIsEmbedded_HasLoopsAndMembersAndNoLogic(string name)
    {
        Assert.All(
            Statement().Matches(TemplateRenderer.ReadEmbedded(name)),
            statement => Assert.Matches(LoopOrMember(), statement.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(TargetNames))]
    public void Target_OnEveryTable_RendersWholeFilesInLfWithoutABlankAtALineEnd(string name)
    {
        var tables = SampleTables.Names.Select(row => SampleTables.Find(row.Data)).Concat(OwnTables.Everywhere());
        foreach (var file in tables.SelectMany(Targets.Find(name)!.Render))
        {
            Assert.DoesNotContain('\r', file.Text);
            Assert.DoesNotMatch("[ \t]\n", file.Text);
            Assert.EndsWith("\n", file.Text, StringComparison.Ordinal);
            Assert.False(file.Text.EndsWith("\n\n", StringComparison.Ordinal), file.Path);
        }
    }

    [Theory]
    [MemberData(nameof(TargetNames))]
    public void Target_InAnotherCulture_RendersTheSameBytes(string name)
    {
        Assert.SkipWhen(IsInvariant(), "there are no cultures here: install libicu, and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
        var table = OwnTables.Of("linux-7.2-x86_64");
        var expected = Targets.Find(name)!.Render(table);
        var before = CultureInfo.CurrentCulture;
        try
        {
            foreach (var culture in Cultures.Select(CultureInfo.GetCultureInfo))
            {
                CultureInfo.CurrentCulture = culture;
                Assert.Equal(expected, Targets.Find(name)!.Render(table));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("line\n{{ width.x }}", 2, 10)]
    [InlineData("{{ flags[0].nam }}", 1, 13)]
    [InlineData("{{ for flag in flags }}", 1, 22)]
    [InlineData("{{ nothing }}", 1, 4)]
    [InlineData("{{ include 'file' }}", 1, 4)]
    [InlineData("\n\n  {{ while true }}{{ end }}", 3, 6)]
    [InlineData("{{ json flags }}", 1, 9)]
    public void UsersTemplate_ThatIsWrong_IsAnErrorWithItsPlace(string text, int line, int column)
    {
        var error = Assert.Throws<TemplateException>(() => Targets.RenderTemplate(text, "mine.scriban", SampleTables.Smallest));
        Assert.Equal(("mine.scriban", line, column), (error.Template, error.Line, error.Column));
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("\n{{ func f(n); if n < 90; f(n+1); f(n+1); end; end }}{{ f 1 }}", 2, "the template takes more than")]
    [InlineData("\n{{ i = 0; while true; i = i + 1; end }}", 2, "more than")]
    [InlineData("\n{{ for a in 1..1000; for b in 1..1000; for c in 1..1000; end; end; end }}", 2, "iteration limit `1000000`")]
    [InlineData("\n{{ func f(n); f(n+1); end; f 1 }}", 2, "recursive depth limit")]
    [InlineData("\n{{ 'aaaaaaaaaa' * 2000000000 }}", 2, "exceeds LimitToString")]
    [InlineData("\n{{ x = 'aaaaaaaaaa' }}{{ for i in 1..40 }}{{ x = x + x }}{{ end }}", 2, "LimitToString")]
    [InlineData("\n{{ capture x }}{{ for i in 1..300000 }}xxxxxxxxxx{{ end }}{{ end }}{{ for i in 1..1000 }}{{ x }}{{ end }}", 2, "exceeds OutputLimit")]
    [InlineData("\n{{ a = 'aaaaaaaaaa' * 300000; x = 0; for i in 1..100000; x = [x, a + i]; end }}", 2, "MiB of memory")]
    [InlineData("\n{{ 1..2000000000 }}", 2, "exceeds LoopLimit")]
    [InlineData("\n{{ a = [1]; a[0] = a; a }}", 1, "too deeply nested or contains reference loops")]
    [InlineData("\n{{ x = { a: 1 }; import x }}", 2, "a template can't import")]
    public void UsersTemplate_ThatTakesTooMuch_EndsWithAnErrorAtItsLine(string text, int line, string message)
    {
        var error = Assert.Throws<TemplateException>(() => Targets.RenderTemplate(text, "mine.scriban", SampleTables.Smallest));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
        Assert.True(error.Column > 0);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('(')]
    [InlineData('{')]
    [InlineData('!')]
    [InlineData('"')]
    public void UsersTemplate_OfOneCharacter_IsAnError(char character)
    {
        string Of(int length) => "{{ " + new string(character, length - 3);
        Assert.Throws<TemplateException>(() => Targets.RenderTemplate(Of(64 << 10), "mine.scriban", SampleTables.Smallest));
        var error = Assert.Throws<TemplateException>(() => Targets.RenderTemplate(Of((256 << 10) + 1), "mine.scriban", SampleTables.Smallest));
        Assert.Equal("a template has at most 256 KiB", error.Message);
    }

    [Theory]
    [InlineData("{{ for f in flags }}{{ upper f.cause }}{{ xml f.cause }}{{ end }}", "")]
    [InlineData("{{ json kernel.verified }} {{ json flags[0].cause }} {{ json width }}", "true null 8")]
    [InlineData("{{ comment '*/ --> x' }}{{ c_string '\"' }}", "* / -- > x\"\\\"\"")]
    [InlineData("a\r\nb{{ pad 'c' 3 }}d\r", "a\nbc  d\n")]
    public void UsersTemplate_ThatCallsFunctions_GetsText(string text, string expected) =>
        Assert.Equal(expected, Targets.RenderTemplate(text, "mine.scriban", SampleTables.Smallest));

    [Fact]
    public void ReadmesExample_WritesWhatTheReadmeSays()
    {
        var example = Block("scriban");
        Assert.Equal(Block("text"), Targets.RenderTemplate(example, "README.md", OwnTables.Of("linux-7.2-x86_64")));
    }

    [Fact]
    public void Readme_NamesEveryMemberAndFunctionThatATemplateSees()
    {
        var named = Code().Matches(Readme).Select(match => match.Groups[1].Value).ToHashSet();
        var view = TableView.Create(SampleTables.Wide);
        Assert.All(Members(view).Concat(BuiltIns.Create().Keys).Distinct(), member => Assert.Contains(member, named));
    }

    private static bool IsInvariant() => AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant
        || Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is "1" or "true";

    private static string Readme =>
        File.ReadAllText(Path.Combine(Repository.Root, "generators", "KernelFlags.Rendering", "README.md"));

    private static string Block(string language) =>
        Regex.Match(Readme, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    private static IEnumerable<string> Members(object? value) => value switch
    {
        ScriptObject view => view.Keys.Concat(view.Values.SelectMany(Members)),
        ScriptArray rows => rows.SelectMany(Members),
        _ => [],
    };

    [GeneratedRegex(@"\{\{[~-]?\s*(.*?)\s*[~-]?\}\}", RegexOptions.Singleline)]
    private static partial Regex Statement();

    [GeneratedRegex(@"^(for [a-z_]+ in [a-z0-9_.]+|if !?[a-z0-9_.]+|end|(json )?[a-z0-9_.]+)$")]
    private static partial Regex LoopOrMember();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Code();
}
