namespace KernelFlags.Browser;

/// <summary>The page that <c>kflags maps --html</c> writes, in a real browser.</summary>
public sealed class MapsPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(ColorScheme.Light, "light")]
    [InlineData(ColorScheme.Dark, "dark")]
    public async Task Page_OpensInTheColoursOfTheSystem(ColorScheme scheme, string theme)
    {
        await using var opened = await browser.OpenExampleAsync("dontfork", scheme);
        var page = opened.Page;
        Assert.Equal("Address space saved in dontfork.smaps.gz", await page.TitleAsync());
        Assert.Equal(theme, await page.GetAttributeAsync("html", "data-theme"));
        Assert.Equal("412 of 65,530 VMAs (vm.max_map_count)", await page.TextContentAsync("#meter-text"));
        await page.ClickAsync("#theme");
        Assert.NotEqual(theme, await page.GetAttributeAsync("html", "data-theme"));
    }

    [Fact]
    public async Task Picture_HasTheColoursThatTheLegendNames()
    {
        await using var opened = await browser.OpenExampleAsync("dontfork");
        var page = opened.Page;
        await page.SelectOptionAsync("#colour", "dc");
        Assert.Equal(["has dc VM_DONTCOPY 200", "has not 213"], await page.Locator("#legend button").AllTextContentsAsync());
        Assert.Equal(0.5, await ShareOfColourAsync(page, "#d9480f"), 0.15);
        await page.Locator("#legend button").First.ClickAsync();
        await opened.CountIsAsync("200 of 413");
    }

    [Fact]
    public async Task Picture_ZoomsByWheelButtonAndKey()
    {
        await using var opened = await browser.OpenExampleAsync("shuffled");
        var page = opened.Page;
        var picture = page.Locator("#picture");
        Assert.Equal("all 44 VMAs", await page.TextContentAsync("#zoom-text"));
        await page.ClickAsync("#zoom-in");
        Assert.Equal("zoom 2×: 29 of 44 VMAs", await page.TextContentAsync("#zoom-text"));
        await picture.HoverAsync();
        await page.Mouse.WheelAsync(0, -600);
        await page.WaitForFunctionAsync("document.getElementById('zoom-text').textContent.startsWith('zoom 5')");
        await picture.PressAsync("0");
        Assert.Equal("all 44 VMAs", await page.TextContentAsync("#zoom-text"));
        await picture.PressAsync("End");
        await picture.PressAsync("ArrowLeft");
        Assert.Contains("[stack]", await page.TextContentAsync("#detail-body"), StringComparison.Ordinal);
        Assert.StartsWith("VMA 43 of 44: ", await page.TextContentAsync("#announce"), StringComparison.Ordinal);
        await picture.PressAsync("Enter");
        Assert.NotEqual("all 44 VMAs", await page.TextContentAsync("#zoom-text"));
        await page.SelectOptionAsync("#scale", "size");
        await page.SelectOptionAsync("#scale", "equal");
    }

    [Fact]
    public async Task Picture_AClickSelectsWhatIsThere()
    {
        await using var opened = await browser.OpenExampleAsync("named");
        var page = opened.Page;
        await page.ClickAsync("#picture", new() { Position = new() { X = 3, Y = 90 } });
        Assert.Equal("true", await page.GetAttributeAsync("#row-0", "aria-selected"));
        Assert.Contains("/opt/example", await page.TextContentAsync("#pointed"), StringComparison.Ordinal);
        await page.HoverAsync("#picture", new() { Position = new() { X = 1415, Y = 90 } });
        Assert.Contains("[vsyscall]", await page.TextContentAsync("#pointed"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "15 VMAs")]
    [InlineData("arena", "1 of 15")]
    [InlineData("zq", "1 of 15")]
    [InlineData("unknown", "1 of 15")]
    [InlineData("-zq ac", "6 of 15")]
    [InlineData("rw-p", "7 of 15")]
    [InlineData("why:name", "2 of 15")]
    [InlineData("kind:file,_read_only", "3 of 15")]
    [InlineData("100000014abc", "1 of 15")]
    [InlineData("kind:\"file, read only\"", "3 of 15")]
    [InlineData("why:\"different names\"", "2 of 15")]
    [InlineData("why=different", "0 of 15")]
    [InlineData("size>=600k", "1 of 15")]
    [InlineData("size<=600k", "15 of 15")]
    [InlineData("size=600kB", "1 of 15")]
    [InlineData("alone", "2 of 15")]
    [InlineData("size>512k", "1 of 15")]
    [InlineData("nothing-has-this", "0 of 15")]
    public async Task Filter_LeavesWhatHasEachWord(string filter, string expected)
    {
        await using var opened = await browser.OpenExampleAsync("strange");
        await opened.Page.PressAsync("body", "/");
        await opened.Page.Keyboard.TypeAsync(filter);
        await opened.CountIsAsync(expected);
    }

    [Fact]
    public async Task Table_SortsByAColumn_AndIsReadByKey()
    {
        await using var opened = await browser.OpenExampleAsync("strange");
        var page = opened.Page;
        await page.ClickAsync("#head button:has-text('Size')");
        Assert.Equal("descending", await page.GetAttributeAsync("#head [role=columnheader]:has-text('Size')", "aria-sort"));
        Assert.Contains("600 kB", await page.Locator("#window [role=row]").First.TextContentAsync() ?? "", StringComparison.Ordinal);
        await page.PressAsync("#table", "ArrowDown");
        await page.PressAsync("#table", "ArrowDown");
        Assert.Equal("true", await page.Locator("#window [role=row]").Nth(1).GetAttributeAsync("aria-selected"));
        Assert.Equal("16", await page.GetAttributeAsync("#table", "aria-rowcount"));
    }

    [Theory]
    [InlineData("0x100873", "0x100873", "VM_MAYBE_GUARD")]
    [InlineData("VmFlags: rd wr mr mw me gu ac", "0x100873", "VM_ACCOUNT")]
    [InlineData("read|write|maybe_guard", "0x803", "VM_MAYBE_GUARD")]
    [InlineData("9223372036854775809", "0x8000000000000001", "bit 63")]
    [InlineData("0x8000000000000003 zz", "0x8000000000000003", "unknown to this kernel")]
    public async Task Decode_IsExactToTheLastBit(string text, string value, string shown)
    {
        await using var opened = await browser.OpenExampleAsync("named");
        await opened.Page.FillAsync("#decode", text);
        Assert.Equal(value, await opened.Page.TextContentAsync("#decoded-value"));
        Assert.Contains(shown, await opened.Page.TextContentAsync("#decoded"), StringComparison.Ordinal);
    }

    /// <summary>The examples that the command is held to as well.</summary>
    [Fact]
    public async Task Decode_ReadsPastedLinesAsTheCommandDoes()
    {
        await using var opened = await browser.OpenExampleAsync("named", profile: "linux-7.2-x86_64");
        var examples = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests/Shared/PastedFlags.json"), TestContext.Current.CancellationToken);
        var differences = await opened.Page.EvaluateAsync<string[]>(
            """
            examples => JSON.parse(examples).flatMap(example => {
              const read = readFlags(example.input);
              const shown = { input: example.input, value: read.value === null ? null : hexOf(read.value) };
              for (const key of ["unknown", "differences", "notes", "around"]) if (read[key].length > 0) shown[key] = read[key];
              return JSON.stringify(shown) === JSON.stringify(example) ? [] : [JSON.stringify(shown) + " instead of " + JSON.stringify(example)];
            })
            """,
            examples);
        Assert.Empty(differences);
    }

    [Fact]
    public async Task Decode_TakesLinesAndShowsWhatDoesNotAgree()
    {
        await using var opened = await browser.OpenExampleAsync("named");
        await opened.Page.FillAsync("#decode", "[ 1.5] vma ffff start 0 end 1000 mm ffff\nflags: 0x75(read|\u202ewrite|mayread)\n");
        var shown = await opened.Page.TextContentAsync("#decoded");
        Assert.Contains("no flags: [ 1.5] vma", shown, StringComparison.Ordinal);
        Assert.Contains("does not agree", shown, StringComparison.Ordinal);
        Assert.Contains("\\u202ewrite", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManyVmas_StayUsable()
    {
        await using var opened = await browser.OpenExampleAsync("limit");
        var page = opened.Page;
        await opened.CountIsAsync("65,530 VMAs");
        Assert.InRange(await page.Locator("#window [role=row]").CountAsync(), 10, 100);
        await page.PressAsync("#table", "End");
        Assert.Contains("[vsyscall]", await page.TextContentAsync("#window"), StringComparison.Ordinal);
        await page.FillAsync("#filter", "---p");
        await opened.CountIsAsync("32,758 of 65,530");
        await page.ClickAsync("#head button:has-text('Address')");
        await page.PressAsync("#table", "Home");
        await page.PressAsync("#picture", "Enter");
        Assert.StartsWith("zoom ", await page.TextContentAsync("#zoom-text"), StringComparison.Ordinal);
    }

    /// <summary>How much of a line through the middle of the picture has a colour.</summary>
    private static Task<double> ShareOfColourAsync(IPage page, string colour) => page.EvaluateAsync<double>(
        """
        colour => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
          const picture = document.getElementById("picture");
          const line = picture.getContext("2d").getImageData(0, 40, picture.width, 1).data;
          let hits = 0;
          for (let i = 0; i < line.length; i += 4) {
            hits += "#" + [line[i], line[i + 1], line[i + 2]].map(part => part.toString(16).padStart(2, "0")).join("") === colour;
          }
          done(hits / picture.width);
        })))
        """,
        colour);
}
