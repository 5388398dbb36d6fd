using Deque.AxeCore.Playwright;
using KernelFlags.Cli.Tests;

namespace KernelFlags.Browser;

/// <summary>A page that shows what changed since a saved look.</summary>
public sealed class PageComparisonTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Flags = "VmFlags: rd wr mr mw me ac\n";
    private const string Before =
        "100000000000-100000004000 rw-p 00000000 00:00 0 \n" + Flags + "200000000000-200000002000 rw-p 00000000 00:00 0 \n" + Flags + "300000000000-300000002000 rw-p 00000000 00:00 0 \n" + Flags;

    private const string After =
        "100000000000-100000002000 rw-p 00000000 00:00 0 \n" + Flags + "100000002000-100000004000 rw-p 00000000 00:00 0 \nVmFlags: rd wr mr mw me dc ac\n"
        + "200000000000-200000002000 rw-p 00000000 00:00 0 \n" + Flags + "400000000000-400000002000 rw-p 00000000 00:00 0 \n" + Flags;

    [Theory]
    [InlineData(ColorScheme.Light, 1400)]
    [InlineData(ColorScheme.Dark, 400)]
    public async Task Page_ShowsWhatChanged(ColorScheme scheme, int width)
    {
        using var folder = new ScratchFolder().With("before.smaps", Before).With("after.smaps", After);
        var call = await Kflags.RunInAsync(folder.Path, "", "maps", "after.smaps", "--profile=linux-6.18.44-x86_64", "--diff=before.smaps", "--html=page.html");
        Assert.Equal(1, call.ExitCode);
        await using var opened = await browser.OpenAsync(folder["page.html"], scheme, width);
        var page = opened.Page;
        Assert.Equal("Address space saved in after.smaps, and what changed since before.smaps", await page.TitleAsync());
        Assert.Equal(
            ["3 VMAs before, 4 now (+1); 4 differences", "1 VMA new", "1 VMA gone", "1 VMA split off", "1 VMA changed", "+1 border: flags dc (0 before, 1 now)"],
            await page.Locator("#changes > li").AllTextContentsAsync());
        Assert.Equal("what changed", await page.EvaluateAsync<string>("document.getElementById('colour').selectedOptions[0].textContent"));
        await page.ClickAsync("#changes button:has-text('gone')");
        await opened.CountIsAsync("1 of 5");
        Assert.Contains("300000000000-300000002000", await page.TextContentAsync("#window .gone"), StringComparison.Ordinal);
        await page.ClickAsync("#changes button:has-text('split off')");
        Assert.Equal("change:\"split off\"", await page.InputValueAsync("#filter"));
        await opened.CountIsAsync("1 of 5");
        await page.ClickAsync("#changes button:has-text('changed')");
        await page.PressAsync("#table", "ArrowDown");
        Assert.Contains("changed: ended at 100000004000", await page.TextContentAsync("#detail-body"), StringComparison.Ordinal);
        var found = (await page.RunAxe()).Violations;
        Assert.Empty(found.Select(one => one.Help));
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
