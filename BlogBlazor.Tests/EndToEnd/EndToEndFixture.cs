using BlogBlazor.Tests.EndToEnd;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EndToEndFixture))]

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>One real Chromium for all end-to-end tests; each takes contexts of its own from it.</summary>
public sealed class EndToEndFixture : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly SemaphoreSlim _starting = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Skips the test where there is no browser.</summary>
    public async Task<IBrowser> BrowserAsync()
    {
        var executable = Array.Find(Places, File.Exists);
        Assert.SkipWhen(executable is null, "There is no Chromium on this machine; ./test.sh installs it.");
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable,
                Args =
                [
                    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync",
                ],
            });
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _starting.Dispose();
    }
}
