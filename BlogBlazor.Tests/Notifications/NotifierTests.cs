using BlogBlazor.Data;
using BlogBlazor.Notifications;
using BlogBlazor.Tests.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BlogBlazor.Tests.Notifications;

/// <summary>A row first, in the transaction of its cause; a signal second.</summary>
[Trait("Category", "Integration")]
public sealed class NotifierTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_rolled_back_leaves_no_row_no_signal_and_no_used_number()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await using var socket = await lan.ConnectAsync("?after=0");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");

        await using (var db = await DatabaseAsync(app))
        await using (var write = await db.BeginWriteAsync(Cancel))
        {
            (await Notifier(app).NotifyAsync(write, [Message(id, "never")], Cancel)).ShouldBe(1);
        }

        (await lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
        await app.NotifyAsync(id, "this one");
        var frame = await socket.ReceiveAsync();
        frame.Number("id").ShouldBe(1);
        frame.Text("message").ShouldBe("this one");
    }

    [Fact]
    public async Task Nobody_hears_of_it_before_the_commit()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await using var socket = await lan.ConnectAsync("?after=0");
        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
        await using var db = await DatabaseAsync(app);
        await using var write = await db.BeginWriteAsync(Cancel);

        await Notifier(app).NotifyAsync(write, [Message(id, "hello")], Cancel);
        await socket.SendAsync("1");
        (await socket.ReceiveAsync()).Number("echo").ShouldBe(1);
        (await lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
        await write.CommitAsync(Cancel);

        (await socket.ReceiveAsync()).Number("id").ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_told_of_their_own_act()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var slug = await lan.PublishAsync();

        var comment = await lan.CommentAsync(slug, "My own post, and @lan is me.");
        await lan.CommentAsync(slug, "An answer to myself.", comment);

        (await lan.GetJsonAsync("/api/notifications")).Number("latest").ShouldBe(0);
    }

    [Fact]
    public async Task One_act_tells_each_person_once_and_the_most_telling_kind()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var hoa = await app.RegisterAsync("hoa");
        var slug = await lan.PublishAsync();
        var byMinh = await minh.CommentAsync(slug);
        var byLan = await lan.CommentAsync(slug);

        // Post author and mentioned; replied to and mentioned; replied to, post author and mentioned.
        await hoa.CommentAsync(slug, "@lan @lan @nobody-here");
        await hoa.CommentAsync(slug, "@minh", byMinh);
        await hoa.CommentAsync(slug, "@lan @minh", byLan);

        (await KindsAsync(lan)).ShouldBe(["comment", "comment", "comment", "reply"]);
        (await KindsAsync(minh)).ShouldBe(["reply", "mention"]);
        (await KindsAsync(hoa)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Writers_at_the_same_time_leave_no_gap_and_no_double()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var id = (await lan.ProfileAsync()).Id;
        await using var socket = await lan.ConnectAsync("?after=0");

        // Read all the while: whoever does not answer pings is taken for gone.
        var received = Task.Run(async () =>
        {
            (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
            for (var expected = 1; expected <= 320; expected++)
            {
                (await socket.ReceiveAsync("notification")).Number("id").ShouldBe(expected);
            }
        }, Cancel);
        await Parallel.ForAsync(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancel }, async (writer, _) =>
        {
            for (var i = 0; i < 10; i++)
            {
                await app.NotifyAsync(id, $"{writer}/{i}");
            }
        });
        await received;

        var list = await lan.GetJsonAsync("/api/notifications?limit=500");
        list.Ids().ShouldBe(Enumerable.Range(1, 320).Select(n => (long)n));
        list.GetProperty("items").EnumerateArray().Select(item => item.Text("message")).ShouldBeUnique();
        list.Number("unread").ShouldBe(320);
    }

    [Fact]
    public async Task A_deleted_post_takes_back_what_it_caused()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        using var hoa = await app.RegisterAsync("hoa");
        // Posts 1 and 10 to 19 begin with the same letters.
        var slugs = new List<string>();
        for (var i = 0; i < 11; i++)
        {
            slugs.Add(await lan.PublishAsync($"Post {i}"));
        }

        var comment = await minh.CommentAsync(slugs[0]);
        await hoa.CommentAsync(slugs[0], "An answer", comment);
        await minh.CommentAsync(slugs[9]);
        await minh.CommentAsync(slugs[10]);
        await using var socket = await lan.ConnectAsync("?after=4");

        using var deleted = await lan.Http.DeleteAsync($"/api/posts/{slugs[0]}", Cancel);

        (await socket.ReceiveAsync("retract")).Number("id").ShouldBe(1);
        (await socket.ReceiveAsync("retract")).Number("id").ShouldBe(2);
        (await lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([3, 4]);
        (await lan.GetJsonAsync("/api/notifications")).Number("unread").ShouldBe(2);
        (await minh.GetJsonAsync("/api/notifications")).Ids().ShouldBeEmpty();
    }

    private static NewNotification Message(string userId, string text) =>
        new(userId, NotificationKind.Message, "messages", "/notifications") { Text = text };

    private static INotifier Notifier(BlogApplication app) => app.Services.GetRequiredService<INotifier>();

    private static Task<BlogDbContext> DatabaseAsync(BlogApplication app) =>
        app.Services.GetRequiredService<IDbContextFactory<BlogDbContext>>().CreateDbContextAsync(Cancel);

    private static async Task<IEnumerable<string?>> KindsAsync(TestUser user) =>
        (await user.GetJsonAsync("/api/notifications")).GetProperty("items").EnumerateArray().Select(item => item.Text("kind"));
}
