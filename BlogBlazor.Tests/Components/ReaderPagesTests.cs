using System.Net;
using System.Net.Http.Json;
using BlogBlazor.Components;
using BlogBlazor.Localization;
using BlogBlazor.Settings;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace BlogBlazor.Tests.Components;

/// <summary>A page that readers see is drawn once for all of them, and anew as soon as anything on it has changed.</summary>
[Trait("Category", "Integration")]
public sealed class ReaderPagesTests : IAsyncLifetime
{
    private readonly QueryCounter _queries = new("\"Posts\"");
    private readonly BlogApplication _app;

    public ReaderPagesTests() => _app = BlogApplication.Start(services: _queries.Watch);

    [Theory]
    [InlineData("/")]
    [InlineData("/posts/a-post")]
    [InlineData("/tags")]
    [InlineData("/authors/lan")]
    [InlineData("/archive")]
    [InlineData("/search?q=post")]
    [InlineData("/feed.atom")]
    [InlineData("/sitemap.xml")]
    public async Task A_second_reader_costs_no_query(string path)
    {
        using var lan = await _app.RegisterAsync("lan");
        await lan.PublishAsync();
        using var reader = _app.Anonymous();
        var first = await ReadAsync(reader, path);
        var before = _queries.Reads;
        before.ShouldBeGreaterThan(0);

        using var another = _app.Anonymous();
        (await ReadAsync(another, path)).ShouldBe(first);

        _queries.Reads.ShouldBe(before);
        reader.Cookies.Count.ShouldBe(0, "A reader gets no cookie.");
    }

    [Fact]
    public async Task Every_change_is_on_the_page_at_once()
    {
        using var lan = await _app.RegisterAsync("lan");
        using var reader = _app.Anonymous();
        (await ReadAsync(reader, "/")).ShouldNotContain("A post");

        var slug = await lan.PublishAsync();
        (await ReadAsync(reader, "/")).ShouldContain("A post");
        (await ReadAsync(reader, $"/posts/{slug}")).ShouldNotContain("Well said.");

        var comment = await lan.CommentAsync(slug);
        (await ReadAsync(reader, $"/posts/{slug}")).ShouldContain("Well said.");

        using var deleted = await lan.Http.DeleteAsync(new Uri($"/api/posts/{slug}/comments/{comment}", UriKind.Relative), Cancel);
        (await ReadAsync(reader, $"/posts/{slug}")).ShouldNotContain("Well said.");

        using var renamed = await lan.Http.PutAsJsonAsync("/api/account/profile", new { handle = "lan", displayName = "Lan Nguyễn" }, Cancel);
        renamed.EnsureSuccessStatusCode();
        (await ReadAsync(reader, $"/posts/{slug}")).ShouldContain("Lan Nguyễn");

        using var gone = await lan.Http.DeleteAsync(new Uri($"/api/posts/{slug}", UriKind.Relative), Cancel);
        (await ReadAsync(reader, "/")).ShouldNotContain("A post");
    }

    [Fact]
    public async Task So_is_what_moderators_decide_what_readers_like_and_what_the_site_is_called()
    {
        using var lan = await _app.RegisterAsync("lan");
        using var minh = await _app.RegisterAsync("minh");
        using var reader = _app.Anonymous();
        var slug = await lan.PublishAsync();
        var post = $"/posts/{slug}";
        var comment = await minh.CommentAsync(slug);
        (await ReadAsync(reader, post)).ShouldContain("Well said.");

        using var hidden = await lan.PostAsync($"/api/moderation/comments/{comment}/hide", new { });
        (await ReadAsync(reader, post)).ShouldNotContain("Well said.");
        using var approved = await lan.PostAsync($"/api/moderation/comments/{comment}/approve", new { });
        (await ReadAsync(reader, post)).ShouldContain("Well said.");

        using var liked = await minh.PostAsync($"/api/posts/{slug}/reactions", new { kind = "love" });
        liked.EnsureSuccessStatusCode();
        (await ReadAsync(reader, post)).ShouldContain("❤");

        using var closed = await lan.PutAsync($"/api/posts/{slug}/comments/closed", new { closed = true });
        closed.EnsureSuccessStatusCode();
        (await ReadAsync(reader, post)).ShouldContain("Comments are closed");

        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CurrentSite>().SaveAsync(
            new SiteSettings("Chuyện của Lan", "", "en"), scope.ServiceProvider.GetRequiredService<IStringLocalizer<Texts>>(), Cancel);
        (await ReadAsync(reader, post)).ShouldContain("Chuyện của Lan");
    }

    [Fact]
    public async Task Each_language_theme_and_list_page_is_a_page_of_its_own()
    {
        using var lan = await _app.RegisterAsync("lan");
        await lan.PublishAsync();
        using var english = _app.Anonymous();
        using var vietnamese = _app.Anonymous();
        vietnamese.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("vi");
        using var dark = _app.Anonymous();
        dark.Cookies.Add(_app.Address, new Cookie("blogblazor.theme", "dark", "/"));

        (await ReadAsync(english, "/")).ShouldContain("lang=\"en\"");
        (await ReadAsync(vietnamese, "/")).ShouldContain("lang=\"vi\"");
        (await ReadAsync(dark, "/")).ShouldContain("data-theme=\"dark\"");
        (await ReadAsync(english, "/")).ShouldNotContain("data-theme=\"dark\"");
        (await ReadAsync(english, "/?before=1-1")).ShouldNotContain("A post");
    }

    [Fact]
    public async Task Who_is_signed_in_gets_a_page_of_their_own_and_nobody_else_gets_it()
    {
        using var lan = await _app.RegisterAsync("lan");
        using var draft = await lan.PostAsync("/api/posts", new { title = "A secret", markdown = "…" });
        using var reader = _app.Anonymous();

        (await ReadAsync(lan, "/posts/a-secret")).ShouldContain("A secret");
        using var refused = await reader.GetAsync("/posts/a-secret");

        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync(lan, "/")).ShouldContain("_framework/blazor.web");
        (await ReadAsync(reader, "/")).ShouldNotContain("_framework/blazor.web");
        (await ReadAsync(lan, "/")).ShouldContain("_framework/blazor.web");
    }

    [Fact]
    public async Task What_changed_on_another_instance_is_on_the_page_when_its_signal_has_come()
    {
        await using var other = BlogApplication.Start(database: _app.Database);
        using var lan = await other.RegisterAsync("lan");
        using var reader = _app.Anonymous();
        await ReadAsync(reader, "/");
        await lan.PublishAsync();

        // As the backplane does it.
        _app.Services.GetRequiredService<SignalGroups>().SendHere(ContentChanged.Group, new ContentChanged());

        (await ReadAsync(reader, "/")).ShouldContain("A post");
    }

    [Fact]
    public async Task A_monitor_may_ask_for_the_head_alone()
    {
        using var reader = _app.Anonymous();
        using var response = await reader.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldBeEmpty();
        (await ReadAsync(reader, "/")).ShouldContain("<html");
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<string> ReadAsync(TestUser reader, string path)
    {
        using var response = await reader.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await response.Content.ReadAsStringAsync(Cancel);
    }
}
