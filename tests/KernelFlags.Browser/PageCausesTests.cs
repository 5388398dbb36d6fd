using System.Text;
using KernelFlags.Cli.Tests;

namespace KernelFlags.Browser;

/// <summary>What the page says of causes, and how it shows very many VMAs.</summary>
public sealed class PageCausesTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    /// <summary>The sentences have one source: what the text output says stands on the page.</summary>
    [Theory]
    [InlineData("redis")]
    [InlineData("touching")]
    [InlineData("limit")]
    [InlineData("dontfork")]
    [InlineData("topdown")]
    public async Task Page_SaysWhatTheSummarySays(string example)
    {
        var summary = (await Kflags.RunAsync("maps", BrowserFixture.Example(example), "--profile", "linux-6.18.44-x86_64", "--summary")).Result();
        var expected = summary.Split("\n\n")[0].Replace("--details", "the list below", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Split('\n');
        await using var opened = await browser.OpenExampleAsync(example);
        Assert.Equal(expected, await opened.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('#why > li')].map(one => one.firstChild.textContent.replace(/^[▼◆●]/, ''))"));
    }

    [Fact]
    public async Task AHiddenCause_IsToldWithItsCandidatesAndWhatProvesThem()
    {
        var details = (await Kflags.RunAsync("maps", BrowserFixture.Example("touching"), "--profile", "linux-6.18.44-x86_64", "--summary", "--details")).Result();
        await using var opened = await browser.OpenExampleAsync("touching");
        var page = opened.Page;
        var proofs = page.Locator("#why details dd");
        var candidates = await page.Locator("#why details dt").AllTextContentsAsync();
        Assert.Contains("anon_vma", candidates);
        foreach (var proof in await proofs.AllTextContentsAsync())
        {
            Assert.Contains(proof, details, StringComparison.Ordinal);
        }

        await page.ClickAsync("#why button >> nth=0");
        await opened.CountIsAsync("15 of 28");
        await page.PressAsync("#table", "ArrowDown");
        Assert.Equal(candidates, await page.Locator("#detail-body .proofs").First.Locator("dt").AllTextContentsAsync());
    }

    /// <summary>What a press writes into the box is what a person reads, and leaves as many VMAs as the sentence counts.</summary>
    [Theory]
    [InlineData("redis")]
    [InlineData("stacks-mprotect")]
    [InlineData("shuffled")]
    [InlineData("strange")]
    public async Task AReason_FiltersInWords(string example)
    {
        await using var opened = await browser.OpenExampleAsync(example);
        var page = opened.Page;
        await page.EvaluateAsync("document.getElementById('why-rest').open = true");
        var buttons = page.Locator("#why button, #why-all button");
        Assert.NotEqual(0, await buttons.CountAsync());
        foreach (var button in await buttons.AllAsync())
        {
            await button.ClickAsync();
            var filter = await page.InputValueAsync("#filter");
            Assert.Matches("^kind:\"thread stack\"$|^why=(\"(differ in|stands alone|one is special|different|nothing that smaps|the file's offset).*\"|[a-z]+)$", filter);
            var line = (await button.TextContentAsync() ?? "").TrimStart('▼', '◆', '●');
            var counted = await page.TextContentAsync("#count") ?? "";
            var expected = filter.StartsWith("why", StringComparison.Ordinal) ? line[..line.IndexOf(' ', StringComparison.Ordinal)] : line.Split(", ")[1].Split(' ')[0];
            Assert.StartsWith(expected + " of ", counted, StringComparison.Ordinal);
        }

        await page.ClickAsync("#filter-clear");
        Assert.Equal("", await page.InputValueAsync("#filter"));
    }

    [Fact]
    public async Task VmasThatStandAlone_AreCountedAndFound()
    {
        await using var opened = await browser.OpenTextAsync(Holes(60_000));
        var page = opened.Page;
        Assert.StartsWith("◆60,000 VMAs of 4 kB stand alone between gaps of 4 kB (anonymous): munmap", await page.Locator("#why button").First.TextContentAsync(), StringComparison.Ordinal);
        await page.ClickAsync("#why button >> nth=0");
        await opened.CountIsAsync("60,000 of 60,000");
        Assert.Equal("why=\"stands alone: anonymous of 4 kB between gaps of 4 kB\"", await page.InputValueAsync("#filter"));
        await page.FillAsync("#filter", "gap=4k size=4k");
        await opened.CountIsAsync("59,999 of 60,000");
        await page.PressAsync("#table", "End");
        Assert.Contains("4 kB before", await page.TextContentAsync("#detail-body"), StringComparison.Ordinal);
    }

    /// <summary>Of 60,000 VMAs between gaps each pixel has its share of colour and of gap, addresses stand below, and zooming in comes to one VMA.</summary>
    [Fact]
    public async Task VeryMany_ShowAsDensity_AndZoomIntoSingleOnes()
    {
        await using var opened = await browser.OpenTextAsync(Holes(60_000));
        var page = opened.Page;
        Assert.Matches("^all 60,000 VMAs, about [0-9]+ a pixel$", await page.TextContentAsync("#zoom-text"));
        Assert.EndsWith(", 59,999 gaps", await page.TextContentAsync("#view-text"), StringComparison.Ordinal);
        Assert.InRange(await HeightOfColourAsync(page, "#4a7fe0", 0.5), 0.3, 0.8);
        Assert.InRange(await page.EvaluateAsync<int>(CountLabels), 5, 20);
        await page.PressAsync("#picture", "Home");
        await page.PressAsync("#picture", "Enter");
        Assert.InRange(await HeightOfColourAsync(page, "#4a7fe0", 0.5), 0.95, 1);
        Assert.Matches("^zoom [0-9.,]+×: [1-5] of 60,000 VMAs$", await page.TextContentAsync("#zoom-text"));
        Assert.InRange(await page.EvaluateAsync<int>(CountLabels), 1, 10);
    }

    /// <summary>Counts the addresses that are drawn.</summary>
    private const string CountLabels =
        """
        new Promise(done => {
          let labels = 0;
          const fillText = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { labels += /^[0-9a-f]{12}$/.test(text); fillText.call(this, text, ...rest); };
          draw();
          requestAnimationFrame(() => requestAnimationFrame(() => { CanvasRenderingContext2D.prototype.fillText = fillText; done(labels); }));
        })
        """;

    private static string Holes(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var start = 0x100000000000 + (i * 0x2000L);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{start:x}-{start + 0x1000:x} rw-p 00000000 00:00 0 \nRss: 4 kB\nVmFlags: rd wr mr mw me ac \n");
        }

        return text.ToString();
    }

    /// <summary>How much of a column of the picture has a colour.</summary>
    private static Task<double> HeightOfColourAsync(IPage page, string colour, double at) => page.EvaluateAsync<double>(
        """
        ([colour, at]) => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          const picture = document.getElementById("picture");
          const copy = new OffscreenCanvas(picture.width, picture.height).getContext("2d", { willReadFrequently: true });
          copy.drawImage(picture, 0, 0);
          const column = copy.getImageData(Math.floor(picture.width * at), TOP, 1, picture.height - TOP - BOTTOM).data;
          let hits = 0;
          for (let i = 0; i < column.length; i += 4) {
            hits += "#" + [column[i], column[i + 1], column[i + 2]].map(part => part.toString(16).padStart(2, "0")).join("") === colour;
          }
          done(hits / (column.length / 4));
        })))
        """,
        new object[] { colour, at });
}
