using System.Text.RegularExpressions;
using BlogBlazor.Tests.TestKit;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
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
        await Expect(lan.Toasts).ToHaveTextAsync([new Regex("3 new comments on your post")], new() { Timeout = 60_000 });
        await Expect(lan.BellCount).ToHaveTextAsync("3");
    }

    [Fact]
    public async Task What_was_typed_is_still_there_after_both_instances_were_restarted()
    {
        await using var cluster = await LocalCluster.StartAsync();
        await using var lan = await fixture.SignUpAsync(cluster.Address, "lan");
        var post = await lan.PublishAsync("A post", "Some text.");
        await lan.GoAsync(post);
        await lan.Page.GetByLabel("Your comment").FillAsync("Half a thou");
        var editor = await lan.Context.NewPageAsync();
        await lan.GoAsync("/write", editor);
        await editor.GetByLabel("Title").FillAsync("An unfinished post");
        await editor.GetByLabel("Text (Markdown)").FillAsync("It begins *so*");
        IPage[] tabs = [lan.Page, editor];
        foreach (var tab in tabs)
        {
            await tab.EvaluateAsync("() => { window.isTheOldPage = true; }");
        }

        foreach (var instance in new[] { LocalCluster.A, LocalCluster.B })
        {
            await cluster.StopAsync(instance);
            await cluster.StartAsync(instance);
        }

        foreach (var tab in tabs)
        {
            await tab.WaitForFunctionAsync("() => !window.isTheOldPage", null, new() { Timeout = 60_000 });
        }

        await Expect(lan.Page.GetByLabel("Your comment")).ToHaveValueAsync("Half a thou");
        await lan.CommentAsync("Half a thought, finished.");
        await Expect(lan.Comments).ToContainTextAsync(["Half a thought, finished."]);
        await lan.GoAsync(post);
        await Expect(lan.Page.GetByLabel("Your comment")).ToHaveValueAsync("");

        // It is in the field once the circuit runs again, which on a busy machine takes longer than a page does.
        await Expect(editor.GetByLabel("Title")).ToHaveValueAsync("An unfinished post", new() { Timeout = 30_000 });
        await editor.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Expect(editor.Locator(".prose em")).ToHaveTextAsync("so");
        await Expect(editor).ToHaveTitleAsync(new Regex("An unfinished post"));
        await lan.GoAsync("/write", editor);
        await Expect(editor.GetByLabel("Title")).ToHaveValueAsync("");
    }

    /// <summary>As at a server that is just stopping: it takes the connection, and fails to look for the circuit.</summary>
    [Fact]
    public async Task A_page_whose_circuit_Blazor_gave_up_without_a_word_starts_anew()
    {
        var circuits = new Circuits();
        await using var app = BlogApplication.Start(services: services => services.Configure<HubOptions>(options => options.AddFilter(circuits)));
        await using var lan = await fixture.SignUpAsync(app.Address, "lan");
        await lan.Page.Clock.InstallAsync();
        await lan.GoAsync("/tags");
        await lan.Page.EvaluateAsync("""
            () => {
              window.isTheOldPage = true;
              document.getElementById('components-reconnect-modal').addEventListener(
                'components-reconnect-state-changed', ({ detail }) => { window.attempt = detail.currentAttempt; });
            }
            """);

        circuits.Break();
        await lan.Page.WaitForFunctionAsync("() => window.attempt === 2");
        await lan.Page.Clock.FastForwardAsync("00:20");

        await lan.Page.WaitForFunctionAsync("() => !window.isTheOldPage");
        await Visitor.LiveAsync(lan.Page);
    }

    private sealed class Circuits : IHubFilter
    {
        private volatile HubCallerContext? _last;

        public void Break() => _last!.Abort();

        public Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
        {
            _last = context.Context;
            return next(context);
        }

        public ValueTask<object?> InvokeMethodAsync(HubInvocationContext context, Func<HubInvocationContext, ValueTask<object?>> next) =>
            context.HubMethodName == "ConnectCircuit" ? throw new HubException("Not here.") : next(context);
    }
}
