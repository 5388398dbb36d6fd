using System.Globalization;

namespace KernelFlags.Linux.Tests;

/// <summary>The README's example, and what it says that it prints.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void Example_OfTheReadme_PrintsWhatItSays()
    {
        var flags = Linux72.VmaFlags.Parse("rd wr mr mw me gu ac", null);
        Assert.True(flags.TestAny(Linux72.VmaFlags.MaybeGuard));
        Assert.Equal(
            "read|write|mayread|maywrite|mayexec|maybe_guard|account = 0x100873",
            string.Create(CultureInfo.InvariantCulture, $"{flags:T} = {flags:X}"));
    }
}
