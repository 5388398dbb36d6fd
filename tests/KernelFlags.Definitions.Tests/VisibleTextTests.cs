namespace KernelFlags.Definitions.Tests;

public sealed class VisibleTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("[anon:a b\\040]", "[anon:a b\\040]")]
    [InlineData("naïve 映射 \U0001f600", "naïve 映射 \U0001f600")]
    [InlineData("a\tb\r\nc", "a\\tb\\r\\nc")]
    [InlineData("\0\u0007\u001b[31m\u007f", "\\u0000\\u0007\\u001b[31m\\u007f")]
    [InlineData("\u0085\u009b2J", "\\u0085\\u009b2J")]
    [InlineData("\u202egpj.exe\u2066", "\\u202egpj.exe\\u2066")]
    [InlineData("a\u200bb\u200d\ufeff\u00ad\u034f\ufe0f", "a\\u200bb\\u200d\\ufeff\\u00ad\\u034f\\ufe0f")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("x\U000e0041", "x\\udb40\\udc41")]
    public void Of_ShowsWhatCanBeSeen_AndEscapesTheRest(string text, string expected)
    {
        Assert.Equal(expected, VisibleText.Of(text));
        Assert.Equal(expected, VisibleText.Of(expected));
    }

    /// <summary>Data of a theory can't hold half surrogates.</summary>
    [Fact]
    public void Of_EscapesHalfSurrogates()
    {
        Assert.Equal("\\ud800x\\udc00", VisibleText.Of("\ud800x\udc00"));
        Assert.Equal("\\ud83d", VisibleText.Of("\ud83d"));
    }
}
