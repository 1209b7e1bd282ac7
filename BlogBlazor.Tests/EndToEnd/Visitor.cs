using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.Playwright;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>A person at a browser: what they can do and see, in the words of the pages. Playwright waits, a minute at most.</summary>
public sealed class Visitor : IAsyncDisposable
{
    /// <summary>In milliseconds. Bounds a test that fails, not one that passes: a busy machine takes its time for a first page or circuit.</summary>
    public const int Patience = 60_000;

    private readonly Uri _address;
    private TestUser? _account;

    public Visitor(IBrowserContext context, IPage page, Uri address)
    {
        Context = context;
        Page = page;
        _address = address;
        context.SetDefaultTimeout(Patience);
        // Listened for from the start: told of it in the same breath as of a click, the browser may open a chooser of its own, and close it.
        page.FileChooser += (_, _) => { };
    }

    public IBrowserContext Context { get; }
    public IPage Page { get; }
    public string Handle { get; private set; } = "";

    /// <summary>The same person over HTTP, for what a test needs but is not about.</summary>
    public TestUser Account => _account ?? throw new InvalidOperationException("Nobody is signed in.");

    public ILocator Toasts => Page.Locator(".toast");
    public ILocator BellCount => Page.Locator(".bell-count");
    public ILocator Comments => Page.Locator("article.comment");

    /// <summary>Registers over the API and gives the browser the cookie: the forms have tests of their own.</summary>
    public Task SignUpAsync(string handle) => EnterAsync($"{handle}@example.com", user => user.RegisterAsync());

    public Task SignInAsync(string email, string password = BlogApplication.Password) =>
        EnterAsync(email, user => user.SignInAsync(password));

    /// <summary>Opens a page in this tab, or another one, and waits until its circuit receives.</summary>
    public async Task GoAsync(string path, IPage? tab = null)
    {
        await (tab ?? Page).GotoAsync(path);
        await LiveAsync(tab ?? Page);
    }

    /// <summary>
    /// The browser's cursor is stored once the circuit receives. The toasts of a tab have started when it asks for their lock, and only
    /// what holds one learns which of all the tabs' it is. Fields of an editor wait for its script.
    /// </summary>
    public static async Task LiveAsync(IPage page)
    {
        await page.Locator(".toasts").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.UntilAsync("""
            async () => {
              const own = `test ${Math.random()}`;
              const { held, pending } = await navigator.locks.request(own, () => navigator.locks.query());
              const { clientId } = held.find(lock => lock.name === own);
              return Object.keys(localStorage).some(key => key.startsWith('blogblazor.notifications.'))
                && [...held, ...pending].some(lock => lock.clientId === clientId && lock.name.startsWith('blogblazor.toasts'))
                && (!/^\/write|\/edit$/.test(location.pathname) || document.querySelector('#editor-text:not([readonly])'));
            }
            """);
    }

    /// <returns>The path of the new post.</returns>
    public async Task<string> PublishAsync(string title, string text) => "/posts/" + await Account.PublishAsync(title, text);

    public async Task CommentAsync(string text)
    {
        await Page.GetByLabel("Your comment").FillAsync(text);
        await Page.Locator(".comment-form").Last.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _account?.Dispose();
        await Context.DisposeAsync();
    }

    private async Task EnterAsync(string email, Func<TestUser, Task> enter)
    {
        _account = new TestUser(_address, email);
        await enter(_account);
        Handle = (await _account.ProfileAsync()).Handle;
        await Context.AddCookiesAsync(_account.Cookies.GetAllCookies()
            .Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = _address.ToString(), HttpOnly = true }));
    }
}

internal static class PageExtensions
{
    /// <summary>For an async function, whose promise alone counts as true to <see cref="IPage.WaitForFunctionAsync"/>.</summary>
    public static Task UntilAsync(this IPage page, [StringSyntax("javascript")] string asyncFunction) => page.EvaluateAsync($$"""
        async () => {
          while (!await ({{asyncFunction}})()) await new Promise(requestAnimationFrame);
        }
        """).WaitAsync(TimeSpan.FromMilliseconds(Visitor.Patience));

    /// <summary>
    /// Waits until it is at an address that matches. Playwright's own WaitForURL looks once and then waits for the next navigation: one that
    /// ends between the two it never sees.
    /// </summary>
    public static Task ComesToAsync(this IPage page, [StringSyntax(StringSyntaxAttribute.Regex)] string address) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex(address));
}
