using Deque.AxeCore.Playwright;

namespace KernelFlags.Browser;

/// <summary>That everybody can read and use the page: in light and dark, in a narrow window, by key alone, and whatever stands in a path.</summary>
public sealed class PageReadingTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("redis", ColorScheme.Light, 1400)]
    [InlineData("redis", ColorScheme.Dark, 1400)]
    [InlineData("redis", ColorScheme.Light, 400)]
    [InlineData("redis", ColorScheme.Dark, 400)]
    [InlineData("touching", ColorScheme.Light, 1400)]
    [InlineData("touching", ColorScheme.Dark, 400)]
    [InlineData("strange", ColorScheme.Light, 400)]
    [InlineData("strange", ColorScheme.Dark, 1400)]
    [InlineData("limit", ColorScheme.Light, 1400)]
    [InlineData("limit", ColorScheme.Dark, 400)]
    public async Task Axe_FindsNothing(string example, ColorScheme scheme, int width)
    {
        await using var opened = await browser.OpenExampleAsync(example, scheme, width);
        var page = opened.Page;
        await AxeFindsNothingAsync(page);
        await page.EvaluateAsync("for (const one of document.querySelectorAll('details')) one.open = true");
        await page.PressAsync("#table", "ArrowDown");
        await page.PressAsync("#table", "ArrowDown");
        await page.FillAsync("#decode", "0x8000000000000003 zz");
        await page.FillAsync("#filter", "nothing-has-this");
        await opened.CountIsAsync(await page.EvaluateAsync<string>("'0 of ' + number(count)"));
        await AxeFindsNothingAsync(page);
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("touching")]
    [InlineData("stacks-guard")]
    [InlineData("limit")]
    public async Task ANarrowWindow_ShowsAllWithoutScrollingSideways(string example)
    {
        await using var opened = await browser.OpenExampleAsync(example, width: 400);
        await opened.Page.PressAsync("#table", "ArrowDown");
        var wide = await opened.Page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll("body *:not(.skip):not(.unseen)")].filter(one => one.getBoundingClientRect().right > 400).map(one => one.outerHTML)
            """);
        Assert.Empty(wide);
        Assert.Equal(400, await opened.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    /// <summary>What can be pressed is reached by Tab, shows that it has the focus, and says what it is; nothing is told by a tooltip.</summary>
    [Fact]
    public async Task EveryControl_IsReachedByKey_AndShowsIt()
    {
        await using var opened = await browser.OpenExampleAsync("touching");
        var page = opened.Page;
        await page.EvaluateAsync("for (const one of document.querySelectorAll('details')) one.open = true");
        await page.EvaluateAsync("document.addEventListener('focusin', event => event.target.reached = getComputedStyle(event.target).outlineStyle)");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the table", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        for (var i = 0; i < 80 && await page.EvaluateAsync<bool>("document.activeElement !== document.body"); i++)
        {
            await page.Keyboard.PressAsync("Tab");
        }

        var missed = await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll("button, input, select, textarea, summary, canvas:not([aria-hidden]), [tabindex]")].filter(one => one.checkVisibility())
              .filter(one => !["solid", "auto"].includes(one.reached) || !(one.ariaLabel || one.labels?.length || one.textContent.trim())).map(one => one.outerHTML)
            """);
        Assert.Empty(missed);
        Assert.Equal(0, await page.Locator("[title]").CountAsync());
    }

    [Fact]
    public async Task AnAnswer_IsFoundByKeyAlone()
    {
        await using var opened = await browser.OpenExampleAsync("dontfork");
        var page = opened.Page;
        await FocusAsync(page, "#why button");
        await page.Keyboard.PressAsync("Enter");
        await opened.CountIsAsync("400 of 413");
        Assert.Equal("why=\"differ in dc\"", await page.InputValueAsync("#filter"));
        await FocusAsync(page, "#table");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Enter");
        Assert.StartsWith("zoom ", await page.TextContentAsync("#zoom-text"), StringComparison.Ordinal);
        Assert.Contains("MADV_DONTFORK that no MADV_DOFORK undid", await page.TextContentAsync("#detail-body"), StringComparison.Ordinal);
        await FocusAsync(page, "#theme");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("dark", await page.GetAttributeAsync("html", "data-theme"));
    }

    /// <summary>A path is what somebody called a file; a mnemonic is what a file says.</summary>
    [Fact]
    public async Task NothingFromOutside_IsMarkup()
    {
        const string Path = "/tmp/<img src=x onerror=document.title='hit'>&lt;b&gt;`code`\u001b[31m</script><b>\u202e";
        await using var opened = await browser.OpenTextAsync(
            $"100000000000-100000001000 rw-p 00000000 08:01 7 {Path}\nSize: 4 kB\nVmFlags: rd wr <b>\n100000001000-100000002000 r--p 00000000 08:01 8 {Path}2\nSize: 4 kB\nVmFlags: rd\n");
        var page = opened.Page;
        await page.PressAsync("#table", "ArrowDown");
        Assert.Equal("Address space saved in saved.smaps", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("main img, main b").CountAsync());
        const string Shown = "/tmp/<img src=x onerror=document.title='hit'>&lt;b&gt;`code`\\u001b[31m</script><b>\\u202e";
        Assert.Equal(Shown, await page.Locator("#window .backing").First.TextContentAsync());
        Assert.Contains(Shown, await page.TextContentAsync("#detail-body"), StringComparison.Ordinal);
        Assert.Contains(Shown, await page.TextContentAsync("#pointed"), StringComparison.Ordinal);
        Assert.Contains("<b>?", await page.Locator("#window .flags").First.TextContentAsync() ?? "", StringComparison.Ordinal);
    }

    /// <summary>What the text output marks for a terminal is marked as the page can.</summary>
    [Theory]
    [InlineData("dontfork")]
    [InlineData("shuffled")]
    [InlineData("redis")]
    public async Task Sentences_HaveNoMarksOfTheTextOutput(string example)
    {
        await using var opened = await browser.OpenExampleAsync(example);
        var text = await opened.Page.TextContentAsync("main");
        Assert.DoesNotContain("`", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
        Assert.NotEqual(0, await opened.Page.Locator("#why-all code, #why code").CountAsync());
    }

    private static async Task AxeFindsNothingAsync(IPage page)
    {
        var found = (await page.RunAxe()).Violations;
        Assert.True(found.Length == 0, string.Join('\n', found.Select(one => $"{one.Id}: {one.Help}: {string.Join("; ", one.Nodes.Select(node => node.Html))}")));
    }

    /// <summary>Goes on by Tab until an element has the focus.</summary>
    private static async Task FocusAsync(IPage page, string selector)
    {
        for (var i = 0; i < 200; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement === document.querySelector(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"{selector} is not reached by Tab");
    }
}
