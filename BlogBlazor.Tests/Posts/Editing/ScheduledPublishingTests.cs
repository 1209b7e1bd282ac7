using System.Net;
using BlogBlazor.Components;
using BlogBlazor.Data;
using BlogBlazor.Posts.Editing;
using BlogBlazor.Signals;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BlogBlazor.Tests.Posts.Editing;

[Trait("Category", "Integration")]
public sealed class ScheduledPublishingTests
{
    private readonly DateTimeOffset _at = new(DateTime.UtcNow.Date.AddDays(1).AddHours(9), TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_post_is_published_at_its_time_once_whoever_of_two_instances_comes_first()
    {
        await using var a = BlogApplication.Start();
        await using var b = BlogApplication.Start(database: a.Database);
        using var lan = await a.RegisterAsync("lan");
        for (var number = 1; number <= 5; number++)
        {
            await ScheduleAsync(lan, $"Post {number}");
        }

        var clock = new FakeTimeProvider(_at.AddSeconds(-1));
        using var onA = Publishing(a, clock);
        using var onB = Publishing(b, clock);
        (await onA.PublishDueAsync(Cancel)).ShouldBe(0);
        clock.Advance(TimeSpan.FromSeconds(2));

        var published = await Task.WhenAll(onA.PublishDueAsync(Cancel), onB.PublishDueAsync(Cancel));

        published.Sum().ShouldBe(5);
        (await onB.PublishDueAsync(Cancel)).ShouldBe(0);
        await using var db = await b.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);
        (await db.Posts.Select(p => new { p.PublishedAt, p.ScheduledFor }).Distinct().ToListAsync(Cancel))
            .ShouldBe([new { PublishedAt = (DateTime?)_at.UtcDateTime, ScheduledFor = (DateTime?)null }]);
    }

    [Fact]
    public async Task What_became_due_while_no_instance_ran_is_published_at_the_start_and_readers_see_it_at_once()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();
        await ScheduleAsync(lan, "At last");
        (await reader.Http.GetStringAsync("/", Cancel)).ShouldNotContain("At last");
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var joined = app.Services.GetRequiredService<SignalGroups>()
            .Join<ContentChanged>(ContentChanged.Group, _ => changed.TrySetResult());

        using var publishing = Publishing(app, new FakeTimeProvider(_at.AddHours(1)));
        await publishing.StartAsync(Cancel);
        await changed.Task.WaitAsync(TestSocket.Patience, Cancel);

        (await reader.Http.GetStringAsync("/", Cancel)).ShouldContain("At last");
        await publishing.StopAsync(Cancel);
    }

    [Fact]
    public async Task A_time_is_set_changed_and_given_up_over_the_API()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var reader = app.Anonymous();
        await ScheduleAsync(lan, "Soon");
        (await lan.GetJsonAsync("/api/posts/soon")).GetProperty("publishAt").GetDateTimeOffset().ShouldBe(_at);
        using var hidden = await reader.GetAsync("/api/posts/soon");
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var kept = await lan.PutAsync("/api/posts/soon", new { title = "Soon", markdown = "other" });
        (await TestUser.ReadAsync(kept)).GetProperty("publishAt").GetDateTimeOffset().ShouldBe(_at);
        using var past = await lan.PutAsync("/api/posts/soon", new { title = "Soon", markdown = "other", publishAt = _at.AddYears(-1) });
        await past.ShouldBeInvalidAsync("publishAt");
        using var draft = await lan.PutAsync("/api/posts/soon", new { title = "Soon", markdown = "other", publish = false });

        using var publishing = Publishing(app, new FakeTimeProvider(_at.AddHours(1)));
        (await publishing.PublishDueAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_banned_author_left_waits_until_they_are_let_in_again()
    {
        await using var app = BlogApplication.Start();
        using var admin = await app.RegisterAsync("admin");
        using var minh = await app.RegisterAsync("minh");
        var minhId = (await minh.ProfileAsync()).Id;
        await ScheduleAsync(minh, "Soon");
        using var publishing = Publishing(app, new FakeTimeProvider(_at.AddHours(1)));

        await app.BanAsync(minhId);
        (await publishing.PublishDueAsync(Cancel)).ShouldBe(0);

        await app.BanAsync(minhId, banned: false);
        (await publishing.PublishDueAsync(Cancel)).ShouldBe(1);
    }

    private static ScheduledPublishing Publishing(BlogApplication app, TimeProvider clock) => new(
        app.Services.GetRequiredService<IServiceScopeFactory>(), clock, NullLogger<ScheduledPublishing>.Instance);

    private async Task ScheduleAsync(TestUser user, string title)
    {
        using var response = await user.PostAsync("/api/posts", new { title, markdown = "Text.", publishAt = _at });
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
