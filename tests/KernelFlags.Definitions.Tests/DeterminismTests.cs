using System.Collections;
using System.Globalization;
using System.Reflection;
using KernelFlags.Definitions.Binding;

namespace KernelFlags.Definitions.Tests;

/// <summary>The same definitions give an equal model, whatever they look like and wherever they are read.</summary>
public sealed class DeterminismTests
{
    private static readonly Type[] PositionTypes =
        [typeof(Problem), typeof(BoundProblem), typeof(NodePath), typeof(SourceMap), typeof(ParsedFile), typeof(DefinitionFile)];

    private static readonly List<DefinitionFile> Files = Repository.DefinitionFiles();

    [Theory]
    [InlineData("fi-FI")]
    [InlineData("tr-TR")]
    public void Model_UnderAnotherCulture_IsEqual(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // Without data for cultures a made-up one stands for what differs there: signs, commas and the case of i.
            CultureInfo.CurrentCulture = Foreign(culture);

            AssertSame(DefinitionLoader.Load(Files));
            Assert.Equal(FixtureProblems(), InvariantFixtureProblems.Value);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Model_WithOtherLineEndings_IsEqual()
    {
        AssertSame(DefinitionLoader.Load(Files.Select(f => f with { Text = f.Text.Replace("\n", "\r\n", StringComparison.Ordinal) })));
        AssertSame(DefinitionLoader.Load(Files.Select(f => f with { Text = "\uFEFF" + f.Text })));
    }

    [Fact]
    public void Model_OfShuffledFiles_IsEqual()
    {
        AssertSame(DefinitionLoader.Load(Files.AsEnumerable().Reverse()));
        AssertSame(DefinitionLoader.Load(Files.OrderBy(f => f.Text.Length)));
    }

    [Fact]
    public void Model_OfFilesThatLieElsewhere_IsEqual() =>
        AssertSame(DefinitionLoader.Load(Files.Select(f =>
            f with { Path = "C:\\elsewhere\\" + f.Path, RelativePath = f.RelativePath.Replace('/', '\\') })));

    [Fact]
    public void Model_WithCommentsAndAnotherIndentation_IsEqual() => AssertSame(DefinitionLoader.Load(Files.Select(f => f with
    {
        Text = "# A comment.\n\n" + f.Text
            .Replace("\n  ", "\n     ", StringComparison.Ordinal)
            .Replace("\n- ", "\n\n# Another.\n-    ", StringComparison.Ordinal),
    })));

    [Fact]
    public void ParsedFile_WithCommentsAndAnotherIndentation_IsEqual()
    {
        const string Text = "flags:\n- name: OPEN\n  bit: 0\n  summary: It is open.\n";
        var one = DefinitionParser.Parse(new DefinitionFile("a.yaml", "door/a.yaml", Text)).File;
        const string OtherText = "# A door.\nflags: [{name: OPEN,\n   bit: 0, summary: It is open.}]\n";
        var other = DefinitionParser.Parse(new DefinitionFile("a.yaml", "door/a.yaml", OtherText)).File;

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }

    [Fact]
    public void BoundProblems_WithLinesMoved_AreEqual()
    {
        foreach (var name in Fixture.Names.Where(n => !n.StartsWith("KF1017", StringComparison.Ordinal)))
        {
            var files = Fixture.Read(name).Files;

            Assert.Equal(Bind(files).Problems, Bind([.. files.Select(f => f with { Text = "# One more line.\n" + f.Text })]).Problems);
        }
    }

    [Fact]
    public void Model_OfOneChangedBit_IsNotEqual()
    {
        var files = Files.Select(f => f with { Text = f.Text.Replace("bit: 11", "bit: 60", StringComparison.Ordinal) });
        var changed = DefinitionLoader.Load(files).Model;

        Assert.NotEqual(Repository.Model, changed);
    }

    [Fact]
    public void Model_HoldsNoPositions() => Assert.DoesNotContain(
        TypesIn(typeof(DefinitionModel), []),
        type => PositionTypes.Contains(type));

    [Fact]
    public void Model_AndAllInIt_ComparesByValue() => Assert.All(
        TypesIn(typeof(DefinitionModel), []).Concat(TypesIn(typeof(ResolvedTable), [])).Distinct(),
        type => Assert.True(
            type.IsAbstract || type.IsEnum || typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type), type.FullName));

    private static readonly Lazy<string> InvariantFixtureProblems = new(FixtureProblems);

    private static BindResult Bind(List<DefinitionFile> files) =>
        DefinitionBinder.Bind(files.Select(f => DefinitionParser.Parse(f).File).ToEquatableArray());

    private static string FixtureProblems() =>
        string.Join("\n", Fixture.Names.SelectMany(n => DefinitionLoader.Load(Fixture.Read(n).Files).Problems.Select(Problems.Line)));

    private static void AssertSame(LoadResult result)
    {
        Assert.Empty(result.Problems.Select(Problems.Line));
        Assert.Equal(Repository.Model, result.Model);
        Assert.Equal(Repository.Model.GetHashCode(), result.Model.GetHashCode());
    }

    private static CultureInfo Foreign(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = name == "fi-FI" ? "\u2212" : "-";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return culture;
    }

    /// <summary>The types of all values that can be in a value of a type.</summary>
    private static HashSet<Type> TypesIn(Type type, HashSet<Type> found)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (!found.Add(type))
        {
            return found;
        }

        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            TypesIn(type.GetGenericArguments()[0], found);
            return found;
        }

        if (type.Assembly != typeof(DefinitionModel).Assembly)
        {
            return found;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            TypesIn(property.PropertyType, found);
        }

        foreach (var nested in type.GetNestedTypes().Where(n => n.IsSubclassOf(type)))
        {
            TypesIn(nested, found);
        }

        return found;
    }
}
