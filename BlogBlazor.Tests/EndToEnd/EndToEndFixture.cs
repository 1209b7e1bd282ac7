using BlogBlazor.Tests.EndToEnd;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EndToEndFixture))]

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>
/// One real Chromium and one published application for all end-to-end tests: each test opens browser contexts and signs
/// up people of its own.
/// </summary>
public sealed class EndToEndFixture : IAsyncDisposable
{
    public const string AdministratorEmail = "admin@example.com";

    private static readonly string? Executable = Array.Find(
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);

    private readonly Lazy<Task<IPlaywright>> _playwright = new(Playwright.CreateAsync);
    private readonly Lazy<Task<IBrowser>> _browser;
    private readonly Lazy<Task<PublishedApplication>> _site = new(() => PublishedApplication.StartAsync(
        ("Setup:AdminEmail", AdministratorEmail), ("Setup:AdminPassword", BlogApplication.Password)));

    private readonly Lazy<BlogApplication> _demo = new(() => BlogApplication.Start(new Dictionary<string, string> { ["Demo:Seed"] = "true" }));

    public EndToEndFixture()
    {
        _browser = new(LaunchAsync);
        Assertions.SetDefaultExpectTimeout(Visitor.Patience);
    }

    public async Task<PublishedApplication> SiteAsync() => await _site.Value;

    /// <summary>
    /// Another with the demo content, in this process: for tests that are not about what is published, and write rows by the
    /// services. Lan is its administrator.
    /// </summary>
    public BlogApplication Demo => _demo.Value;

    /// <summary>Lan, signed in to the demo.</summary>
    public async Task<Visitor> OpenAsLanAsync(Action<BrowserNewContextOptions>? options = null)
    {
        var lan = await OpenAsync(Demo.Address, options);
        await lan.SignInAsync("lan@example.com", "xin chao demo");
        return lan;
    }

    /// <summary>A person at a browser of their own, signed in to nothing. Skips the test where there is no browser.</summary>
    public Task<Visitor> OpenAsync(PublishedApplication app, Action<BrowserNewContextOptions>? options = null) =>
        OpenAsync(app.Address, options);

    /// <inheritdoc cref="OpenAsync(PublishedApplication, Action{BrowserNewContextOptions}?)"/>
    public async Task<Visitor> OpenAsync(Uri address, Action<BrowserNewContextOptions>? options = null)
    {
        Assert.SkipWhen(Executable is null, "There is no Chromium on this machine; ./test.sh installs it.");
        var contextOptions = new BrowserNewContextOptions { BaseURL = address.ToString(), Locale = "en-US" };
        options?.Invoke(contextOptions);
        var context = await (await _browser.Value).NewContextAsync(contextOptions);
        return new Visitor(context, await context.NewPageAsync(), address);
    }

    /// <summary>Somebody new, with a handle that nobody else has.</summary>
    public Task<Visitor> SignUpAsync(PublishedApplication app, string name) => SignUpAsync(app.Address, name);

    /// <inheritdoc cref="SignUpAsync(PublishedApplication, string)"/>
    public async Task<Visitor> SignUpAsync(Uri address, string name)
    {
        var visitor = await OpenAsync(address);
        await visitor.SignUpAsync($"{name}-{Guid.NewGuid().ToString("N")[..6]}");
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            await (await _browser.Value).DisposeAsync();
        }

        if (_playwright.IsValueCreated)
        {
            (await _playwright.Value).Dispose();
        }

        if (_demo.IsValueCreated)
        {
            await _demo.Value.DisposeAsync();
        }

        if (_site.IsValueCreated)
        {
            await (await _site.Value).DisposeAsync();
        }
    }

    private async Task<IBrowser> LaunchAsync() => await (await _playwright.Value).Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Executable,
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync",
        ],
    });
}
