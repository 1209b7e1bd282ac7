using BlogBlazor.Announcements;
using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Notifications.FanOut;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

/// <summary>What is for very many is kept with its cause and handed out afterwards: to each once, whatever happens between.</summary>
[Trait("Category", "Integration")]
public sealed class FanOutTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_told_once_by_however_many_who_hand_out()
    {
        await using var app = await StartAsync(followers: 250);
        await PublishAsync(app, "posts/1");

        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (await Worker(app).HandOutSomeAsync(Cancel))
            {
            }
        }));
        await Task.WhenAll(workers);

        await using var db = await DatabaseAsync(app);
        var told = await db.Notifications.Select(n => n.RecipientId).ToListAsync(Cancel);
        told.ShouldBe(Enumerable.Range(0, 250).Select(Follower), ignoreOrder: true);
        (await db.Inboxes.AllAsync(i => i.LastSequence == 1 && i.Unread == 1, Cancel)).ShouldBeTrue();
        (await db.PendingFanOuts.AnyAsync(Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_has_been_told_of_it_otherwise_is_told_no_second_time()
    {
        await using var app = await StartAsync(followers: 4);
        var notifier = app.Services.GetRequiredService<INotifier>();
        await notifier.NotifyAsync(About(Follower(1), "posts/1"), Cancel);
        await RetractAsync(app, "posts/1");
        await notifier.NotifyAsync(About(Follower(0), "posts/1"), Cancel);
        await notifier.NotifyAsync(About(Follower(2), "posts/2"), Cancel);
        await PublishAsync(app, "posts/1");

        await HandOutAllAsync(app);

        await using var db = await DatabaseAsync(app);
        var handedOut = await db.Notifications.Where(n => n.Text == "New").OrderBy(n => n.RecipientId).ToListAsync(Cancel);
        handedOut.Select(n => n.RecipientId).ShouldBe([Follower(1), Follower(2), Follower(3)]);
        handedOut.ShouldAllBe(n => n.Actor!.Handle == "lan" && n.Link == "/");

        static NewNotification About(string userId, string subject) => new(userId, AnnouncementKinds.Announcement, subject, "/") { Text = "Otherwise" };
    }

    [Fact]
    public async Task What_came_first_is_handed_out_first()
    {
        await using var app = await StartAsync(followers: 60);
        await PublishAsync(app, "posts/1");
        await PublishAsync(app, "posts/2");

        await Worker(app).HandOutSomeAsync(Cancel);
        await Worker(app).HandOutSomeAsync(Cancel);

        await using var db = await DatabaseAsync(app);
        (await db.Notifications.CountAsync(n => n.Subject == "posts/1", Cancel)).ShouldBe(60);
        (await db.Notifications.CountAsync(n => n.Subject == "posts/2", Cancel)).ShouldBe(0);
    }

    [Theory]
    [InlineData("everyone", new[] { "lan", "minh" })]
    [InlineData("administrators", new[] { "lan" })]
    public async Task All_or_those_who_look_after_the_site_can_be_told(string audience, string[] told)
    {
        await using var app = await StartAsync(followers: 3);
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await PublishAsync(app, "announcements/1", audience == "everyone" ? Audience.Everyone : Audience.Administrators);

        await HandOutAllAsync(app);

        await using var db = await DatabaseAsync(app);
        (await db.Notifications.Select(n => db.Users.Single(u => u.Id == n.RecipientId).Handle).OrderBy(handle => handle).ToListAsync(Cancel)).ShouldBe(told);
    }

    [Fact]
    public async Task What_fails_half_way_goes_on_where_it_stopped()
    {
        await using var app = await StartAsync(followers: 250);
        await PublishAsync(app, "posts/1");
        using var stopped = new CancellationTokenSource();
        var notifier = new StoppedNotifier(app.Services.GetRequiredService<INotifier>(), atCall: 2);
        using var dying = ActivatorUtilities.CreateInstance<FanOutWorker>(app.Services, notifier);

        await dying.HandOutSomeAsync(Cancel);
        await Should.ThrowAsync<InvalidOperationException>(() => dying.HandOutSomeAsync(Cancel));
        await using (var db = await DatabaseAsync(app))
        {
            (await db.Notifications.CountAsync(Cancel)).ShouldBe(50);
        }

        await HandOutAllAsync(app);

        await using var after = await DatabaseAsync(app);
        (await after.Notifications.CountAsync(Cancel)).ShouldBe(250);
        (await after.Inboxes.AllAsync(i => i.LastSequence == 1, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cause_that_goes_takes_back_what_was_handed_out_and_what_was_not_yet()
    {
        await using var app = await StartAsync(followers: 700);
        await PublishAsync(app, "posts/1");
        for (var batch = 0; batch < 12; batch++)
        {
            await Worker(app).HandOutSomeAsync(Cancel);
        }

        await RetractAsync(app, "posts/1");
        await HandOutAllAsync(app);

        await using var after = await DatabaseAsync(app);
        (await after.Notifications.CountAsync(Cancel)).ShouldBe(600);
        (await after.Notifications.AllAsync(n => n.RetractedAt != null, Cancel)).ShouldBeTrue();
        (await after.Inboxes.AllAsync(i => i.Unread == 0, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_written_after_its_subject_was_taken_back_stands()
    {
        await using var app = await StartAsync(followers: 700);
        await PublishAsync(app, "posts/1");
        await HandOutAllAsync(app);

        await RetractAsync(app, "posts/1");
        await app.Services.GetRequiredService<INotifier>().NotifyAsync(
            new NewNotification(Follower(699), AnnouncementKinds.Announcement, "posts/1", "/") { Text = "Newer" }, Cancel);
        await HandOutAllAsync(app);

        await using var db = await DatabaseAsync(app);
        (await db.Notifications.Where(n => n.RetractedAt == null).Select(n => n.Text).ToListAsync(Cancel)).ShouldBe(["Newer"]);
        (await db.Inboxes.SumAsync(i => i.Unread, Cancel)).ShouldBe(1);
    }

    private static string Follower(int number) => $"follower-{number:0000}";

    private static FanOutWorker Worker(BlogApplication app) => ActivatorUtilities.CreateInstance<FanOutWorker>(app.Services);

    /// <summary>Without the worker that would hand out by itself.</summary>
    private static async Task<BlogApplication> StartAsync(int followers)
    {
        var app = BlogApplication.Start(services: services => services.Remove(services.Single(s => s.ImplementationType == typeof(FanOutWorker))));
        await using var db = await DatabaseAsync(app);
        db.Follows.AddRange(Enumerable.Range(0, followers).Select(number => new BlogBlazor.Notifications.Preferences.Follow
        {
            UserId = Follower(number),
            Subject = "users/lan",
            IsMuted = false,
            CreatedAt = DateTime.UtcNow,
        }));
        await db.SaveChangesAsync(Cancel);
        return app;
    }

    private static async Task PublishAsync(BlogApplication app, string subject, Audience? audience = null)
    {
        await using var db = await DatabaseAsync(app);
        await using var write = await db.BeginWriteAsync(Cancel);
        await app.Services.GetRequiredService<INotifier>().NotifyAllAsync(
            write,
            audience ?? Audience.FollowersOf("users/lan"),
            new NewNotification("", AnnouncementKinds.Announcement, subject, "/") { Actor = new Actor("lan", "lan", "Lan"), Text = "New" },
            Cancel);
        await write.CommitAsync(Cancel);
    }

    private static async Task HandOutAllAsync(BlogApplication app)
    {
        while (await Worker(app).HandOutSomeAsync(Cancel))
        {
        }
    }

    private static async Task RetractAsync(BlogApplication app, string subject)
    {
        await using var db = await DatabaseAsync(app);
        await using var write = await db.BeginWriteAsync(Cancel);
        await app.Services.GetRequiredService<INotifier>().RetractAsync(write, subject, Cancel);
        await write.CommitAsync(Cancel);
    }

    private static Task<BlogDbContext> DatabaseAsync(BlogApplication app) =>
        app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    /// <summary>Dies after it has written and before the commit.</summary>
    private sealed class StoppedNotifier(INotifier inner, int atCall) : INotifier
    {
        private int _calls;

        public async Task<int> NotifyAsync(WriteTransaction write, IEnumerable<NewNotification> notifications, CancellationToken cancellationToken)
        {
            var written = await inner.NotifyAsync(write, notifications, cancellationToken);
            return ++_calls == atCall ? throw new InvalidOperationException("stopped") : written;
        }

        public Task NotifyAsync(NewNotification notification, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task NotifyAllAsync(WriteTransaction write, Audience audience, NewNotification notification, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task RetractAsync(WriteTransaction write, string subject, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RetractSomeAsync(
            WriteTransaction write, string subject, DateTime before, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task WithdrawAsync(
            WriteTransaction write, string recipientId, long sequence, Actor? remaining, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
