using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using static Microsoft.Playwright.Assertions;

namespace BlogBlazor.Tests.EndToEnd;

/// <summary>What somebody at a browser sees of a server that goes and comes back.</summary>
[Trait("Category", "Slow")]
[Trait("Database", "Own")]
public sealed class RestartTests(EndToEndFixture fixture)
{
    [Fact]
    public async Task After_a_server_restart_what_was_missed_comes_as_one_summary()
    {
        await using var app = await PublishedApplication.StartAsync();
        await using var lan = await fixture.SignUpAsync(app, "lan");
        await using var minh = await fixture.SignUpAsync(app, "minh");
        var slug = await lan.Account.PublishAsync();
        await lan.GoAsync("/tags");
        await lan.Context.SetOfflineAsync(true);
        await app.KillAsync();
        await app.StartAgainAsync();
        foreach (var text in new[] { "One.", "Two.", "Three." })
        {
            await minh.Account.CommentAsync(slug, text);
        }

        await lan.Context.SetOfflineAsync(false);

        // Blazor tries, is refused by a server that does not know the circuit, and the page starts anew by itself.
        await Expect(lan.Toasts).ToHaveTextAsync([new Regex("You have 3 new notifications")], new() { Timeout = 60_000 });
        await Expect(lan.BellCount).ToHaveTextAsync("3");
    }
}
