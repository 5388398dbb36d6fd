using KernelFlags.Cli.Tests;

namespace KernelFlags.Browser;

/// <summary>A Chromium that the tests of a class share; they are skipped where the machine has none.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Paths.FirstOrDefault(File.Exists) is not { } path)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
            ],
        });
    }

    /// <summary>Opens a page; closing it fails the test when the page complained or asked the network for anything.</summary>
    public async Task<OpenPage> OpenAsync(string path, ColorScheme scheme = ColorScheme.Light, int width = 1500)
    {
        Assert.SkipWhen(_browser is null, "needs Chromium: apt-get install chromium");
        var page = await _browser!.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 1250 } });
        var opened = new OpenPage(page, path);
        await page.GotoAsync(opened.Address);
        return opened;
    }

    /// <summary>Opens the page of one of the examples.</summary>
    /// <param name="example">Its name.</param>
    public async Task<OpenPage> OpenExampleAsync(string example, ColorScheme scheme = ColorScheme.Light, int width = 1500, string profile = "linux-6.18.44-x86_64")
    {
        using var folder = new ScratchFolder();
        var path = folder["page.html"];
        Assert.Empty((await Kflags.RunAsync("maps", Example(example), "--profile", profile, "--html", path)).Result());
        return await OpenAsync(path, scheme, width);
    }

    /// <summary>Opens the page of a saved text.</summary>
    /// <param name="smaps">The text.</param>
    public async Task<OpenPage> OpenTextAsync(string smaps)
    {
        using var folder = new ScratchFolder().With("saved.smaps", smaps);
        Assert.Empty((await Kflags.RunAsync("maps", folder["saved.smaps"], "--profile", "linux-6.18.44-x86_64", "--html", folder["page.html"])).Result());
        return await OpenAsync(folder["page.html"]);
    }

    /// <summary>The path of an example.</summary>
    /// <param name="name">Its name.</param>
    public static string Example(string name) => $"tests/KernelFlags.Cli.Tests/Maps/Examples/{name}.smaps.gz";

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A page that is open.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly List<string> _complaints = [];

    public OpenPage(IPage page, string path)
    {
        Page = page;
        Address = "file://" + path;
        page.Console += (_, message) => Note(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Note(true, error);
        page.Request += (_, request) => Note(request.Url != Address && !request.Url.StartsWith("data:", StringComparison.Ordinal), "asked for " + request.Url);
    }

    public IPage Page { get; }

    public string Address { get; }

    /// <summary>Waits until the table says how many rows it has.</summary>
    /// <param name="expected">What it is to say.</param>
    public async Task CountIsAsync(string expected)
    {
        await Page.Locator("#count").Filter(new() { HasTextString = expected }).WaitForAsync();
        Assert.Equal(expected, await Page.TextContentAsync("#count"));
    }

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        Assert.Empty(_complaints);
    }

    private void Note(bool isComplaint, string text)
    {
        if (isComplaint)
        {
            _complaints.Add(text);
        }
    }
}
