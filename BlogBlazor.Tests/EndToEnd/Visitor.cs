using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>A person at a browser: what they can do and see, in the words of the pages. Playwright waits, 20 s at most.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private Visitor(IBrowserContext context, IPage page)
    {
        Context = context;
        Page = page;
        context.SetDefaultTimeout((float)TestSocket.Patience.TotalMilliseconds);
    }

    public IBrowserContext Context { get; }
    public IPage Page { get; }

    public ILocator Toasts => Page.Locator(".toast");
    public ILocator BellCount => Page.Locator(".bell-count");
    public ILocator Comments => Page.Locator("article.comment");

    public static async Task<Visitor> OpenAsync(
        IBrowser browser, Uri address, string language = "en-US", Action<BrowserNewContextOptions>? options = null)
    {
        var contextOptions = new BrowserNewContextOptions { BaseURL = address.ToString(), Locale = language };
        options?.Invoke(contextOptions);
        var context = await browser.NewContextAsync(contextOptions);
        return new Visitor(context, await context.NewPageAsync());
    }

    public async Task RegisterAsync(string handle)
    {
        await Page.GotoAsync("/account/register");
        await Page.FillAsync("#Email", $"{handle}@example.com");
        await Page.FillAsync("#Handle", handle);
        await Page.FillAsync("#DisplayName", handle.ToUpperInvariant());
        await Page.FillAsync("#Password", BlogApplication.Password);
        await Page.ClickAsync("main button[type=submit]");
        await Page.WaitForURLAsync("**/");
        await LiveAsync(Page);
    }

    /// <summary>Opens a page in this tab, or another one, and waits until its circuit receives.</summary>
    public async Task GoAsync(string path, IPage? tab = null)
    {
        await (tab ?? Page).GotoAsync(path);
        await LiveAsync(tab ?? Page);
    }

    public async Task<string> PublishAsync(string title, string text)
    {
        await GoAsync("/write");
        await Page.GetByLabel("Title").FillAsync(title);
        await Page.GetByLabel("Text (Markdown)").FillAsync(text);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Page.WaitForURLAsync("**/posts/**");
        return new Uri(Page.Url).AbsolutePath;
    }

    public async Task CommentAsync(string text)
    {
        await Page.GetByLabel("Your comment").FillAsync(text);
        await Page.Locator(".comment-form").Last.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    /// <summary>The toast region is drawn by the circuit only, and the browser's cursor is stored once it receives.</summary>
    private static async Task LiveAsync(IPage page)
    {
        await page.Locator(".toasts").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.WaitForFunctionAsync("() => Object.keys(localStorage).some(key => key.startsWith('blogblazor.notifications.'))");
    }
}
