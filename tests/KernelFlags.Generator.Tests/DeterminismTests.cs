using System.Globalization;

namespace KernelFlags.Generator.Tests;

/// <summary>The same definitions give the same bytes, wherever and however they are compiled.</summary>
public sealed class DeterminismTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Expected = new(() => FlagProject.OfVma().Run().Sources);

    [Theory]
    [InlineData("fi-FI")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void Culture_HasNoInfluence(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Odd(culture);
            Assert.Equal(Expected.Value, FlagProject.OfVma().Run().Sources);
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void LineEndings_OfTheDefinitions_HaveNoInfluence() => AssertSame(
        FlagProject.OfVma() with { Definitions = DefinitionTexts.OfRepository.ToDictionary(f => f.Key, f => f.Value.Replace("\n", "\r\n", StringComparison.Ordinal)) });

    [Fact]
    public void OrderOfTheFiles_HasNoInfluence()
    {
        var shuffled = DefinitionTexts.OfRepository.ToArray();
        new Random(5).Shuffle(shuffled);
        AssertSame(FlagProject.OfVma() with { Definitions = new OrderedDictionary<string, string>(shuffled) });
    }

    [Fact]
    public void Root_HasNoInfluence() => AssertSame(FlagProject.OfVma() with { Root = "/another/place/definitions/" });

    [Fact]
    public void Text_HasLineFeedsAndNothingInvisible() => Assert.All(Expected.Value, file =>
    {
        Assert.DoesNotContain('\r', file.Value);
        Assert.EndsWith("}\n", file.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(file.Value.Split('\n'), line => line.Length > 0 && char.IsWhiteSpace(line[^1]));
        Assert.DoesNotContain("\n\n\n", file.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(file.Value.Split('\n'), line => line.Length > 140);
    });

    private static void AssertSame(FlagProject project) => Assert.Equal(Expected.Value, project.Run().Sources);

    /// <summary>A culture of the name, and where the machine has no data for it, one with its oddities: another minus sign, other digits.</summary>
    private static CultureInfo Odd(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "\u2212";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = "\u00a0";
        culture.NumberFormat.DigitSubstitution = DigitShapes.NativeNational;
        try
        {
            var real = CultureInfo.GetCultureInfo(name);
            return real.NumberFormat.NumberDecimalSeparator == "," || real.TextInfo.ToUpper('i') != 'I' ? real : culture;
        }
        catch (CultureNotFoundException)
        {
            return culture;
        }
    }
}
