using System.Globalization;
using System.Text.RegularExpressions;
using BlogBlazor.Posts;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>
/// Every page with the demo content, to be looked at: `./test.sh screenshots` draws them at three widths, light and dark, in
/// both languages, into artifacts/screenshots. Other runs open each page once, at the width of a screen of 1280 px at 400 % (WCAG
/// 1.4.10).
/// </summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed partial class ScreenshotTests(EndToEndFixture fixture) : IAsyncLifetime
{
    private static readonly bool IsFull = Environment.GetEnvironmentVariable("SCREENSHOTS") == "full";
    private static readonly int[] Widths = IsFull ? [390, 768, 1280] : [320];
    private static readonly string[] Languages = IsFull ? ["vi", "en"] : ["vi"];
    private static readonly ColorScheme[] Schemes = IsFull ? [ColorScheme.Light, ColorScheme.Dark] : [ColorScheme.Dark];

    private BlogApplication _app = null!;

    /// <summary>Another one in each run, in the name of a picture.</summary>
    [GeneratedRegex("token=.*")]
    private static partial Regex Token { get; }

    public ValueTask InitializeAsync()
    {
        _app = BlogApplication.Start(new Dictionary<string, string> { ["Demo:Seed"] = "true" });
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Every_page_fits_its_width()
    {
        await SitePages.FillTheQueueAsync(_app);
        await using var empty = SitePages.StartWithoutAdministrator();
        foreach (var language in Languages)
        {
            await using var first = await fixture.OpenAsync(empty.Address, options => options.Locale = language);
            await SitePages.ServeUnpublishedAsync(first);
            await DrawAsync(first, language, "", ["/setup"], (path, page) => page.GotoAsync(path));

            await using var reader = await fixture.OpenAsync(_app.Address, options => options.Locale = language);
            await DrawAsync(reader, language, "", [.. SitePages.OfReaders, .. SitePages.OfMails(_app)], (path, page) => page.GotoAsync(path));

            await using var lan = await fixture.OpenAsync(_app.Address, options => options.Locale = language);
            await lan.SignInAsync("lan@example.com", "xin chao demo");
            await DrawAsync(lan, language, "own ", SitePages.OfUsers, (path, _) => lan.GoAsync(path));
            await DrawAsync(lan, language, "own ", SitePages.OfAccounts, (path, page) => page.GotoAsync(path));
        }
    }

    private static async Task DrawAsync(
        Visitor visitor, string language, string whose, string[] pages, Func<string, IPage, Task> open)
    {
        foreach (var path in pages)
        {
            await open(path, visitor.Page);
            foreach (var (width, scheme) in from width in Widths from scheme in Schemes select (width, scheme))
            {
                await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                await visitor.Page.SetViewportSizeAsync(width, 900);
                (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, path);
                if (IsFull)
                {
                    var file = string.Create(CultureInfo.InvariantCulture, $"{Slug.From(whose + Token.Replace(path, "token"), otherwise: "home")}-{width}-{scheme}-{language}.png").ToLowerInvariant();
                    await visitor.Page.ScreenshotAsync(
                        new() { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", file), FullPage = true });
                }
            }
        }
    }
}
