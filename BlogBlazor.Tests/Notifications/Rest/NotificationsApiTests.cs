using System.Net;
using System.Text;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.Rest;

/// <summary>The list, the counter and the read marks.</summary>
[Trait("Category", "Integration")]
public sealed class NotificationsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_list_is_ascending_after_a_number_up_to_a_limit_with_the_counters_of_all()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 7);

        var list = await lan.GetJsonAsync("/api/notifications?after=2&limit=3");

        list.Ids().ShouldBe([3, 4, 5]);
        list.Number("unread").ShouldBe(7);
        list.Number("latest").ShouldBe(7);
        (await lan.GetJsonAsync("/api/notifications")).Ids().ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        (await lan.GetJsonAsync("/api/notifications?after=7")).Ids().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_item_has_what_a_frame_has_and_when_it_was_read()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        var comment = await minh.CommentAsync(slug);
        lan.Http.DefaultRequestHeaders.Add("Accept-Language", "vi");

        var item = (await lan.GetJsonAsync("/api/notifications")).GetProperty("items")[0];

        item.Number("id").ShouldBe(1);
        item.Text("message").ShouldBe("minh đã bình luận bài “A post” của bạn");
        item.Text("kind").ShouldBe("comment");
        item.Text("link").ShouldBe($"/posts/{slug}#comment-{comment}");
        item.GetProperty("actor").Text("handle").ShouldBe("minh");
        item.Text("createdAt")!.ShouldEndWith("Z");
        using var marked = await lan.PostAsync("/api/notifications/read", new { upTo = 1 });
        (await lan.GetJsonAsync("/api/notifications")).GetProperty("items")[0].Text("readAt")!.ShouldEndWith("Z");
    }

    [Fact]
    public async Task Read_marks_go_up_to_a_number_or_to_single_ones()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 6);

        using var upTo = await lan.PostAsync("/api/notifications/read", new { upTo = 2 });
        (await TestUser.ReadAsync(upTo)).Number("unread").ShouldBe(4);
        using var single = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 4, 6, 99 } });
        (await TestUser.ReadAsync(single)).Number("unread").ShouldBe(2);
        using var again = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 4, 6 } });
        (await TestUser.ReadAsync(again)).Number("unread").ShouldBe(2);

        (await lan.GetJsonAsync("/api/notifications?unread=true")).Ids().ShouldBe([3, 5]);
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(2);
    }

    [Fact]
    public async Task Others_notifications_are_neither_seen_nor_marked()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        await app.NotifyAsync(lan, 3);

        var list = await minh.GetJsonAsync("/api/notifications");
        list.Ids().ShouldBeEmpty();
        list.Number("latest").ShouldBe(0);
        using var marked = await minh.PostAsync("/api/notifications/read", new { upTo = 3 });
        using var single = await minh.PostAsync("/api/notifications/read", new { ids = new[] { 1 } });

        (await TestUser.ReadAsync(single)).Number("unread").ShouldBe(0);
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(3);
    }

    [Fact]
    public async Task Retracted_ones_are_not_listed_and_not_counted()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        var gone = await minh.CommentAsync(slug);
        await minh.CommentAsync(slug);

        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{gone}", Cancel);

        var list = await lan.GetJsonAsync("/api/notifications");
        list.Ids().ShouldBe([2]);
        list.Number("unread").ShouldBe(1);
        list.Number("latest").ShouldBe(2);
    }

    [Theory]
    [InlineData("after", -1, "must be at least 0")]
    [InlineData("limit", 0, "must be from 1 to 500")]
    [InlineData("limit", 501, "must be from 1 to 500")]
    [InlineData("wait", -1, "must be from 0 to 50 seconds")]
    [InlineData("wait", 51, "must be from 0 to 50 seconds")]
    public async Task Parameters_out_of_their_range_are_a_problem_at_their_name(string name, int value, string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.GetAsync($"/api/notifications?{name}={value}");

        await response.ShouldBeInvalidAtAsync(name, message);
    }

    [Fact]
    public async Task The_smallest_and_the_largest_limit_are_taken()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);

        (await lan.GetJsonAsync("/api/notifications?limit=1")).Ids().ShouldBe([1]);
        (await lan.GetJsonAsync("/api/notifications?limit=500")).Ids().ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData("?after=abc")]
    [InlineData("?limit=many")]
    [InlineData("?unread=perhaps")]
    public async Task Parameters_of_another_type_are_a_problem_of_400(string query)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        using var response = await lan.GetAsync("/api/notifications" + query);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_read_mark_is_one_of_two_and_within_its_range()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 1);

        await ShouldBeRefusedAsync(new { }, "upTo", "give either upTo or ids");
        await ShouldBeRefusedAsync(new { upTo = 1, ids = new[] { 1 } }, "upTo", "give either upTo or ids");
        await ShouldBeRefusedAsync(new { upTo = -1 }, "upTo", "must be at least 0");
        await ShouldBeRefusedAsync(new { ids = Enumerable.Range(1, 1001) }, "ids", "at most 1000 at once");
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(1);
        using var nothing = await lan.PostAsync("/api/notifications/read", new { upTo = 0 });
        (await TestUser.ReadAsync(nothing)).Number("unread").ShouldBe(1);
        using var thousand = await lan.PostAsync("/api/notifications/read", new { ids = Enumerable.Range(1, 1000) });
        (await TestUser.ReadAsync(thousand)).Number("unread").ShouldBe(0);

        async Task ShouldBeRefusedAsync(object mark, string field, string message)
        {
            using var response = await lan.PostAsync("/api/notifications/read", mark);
            await response.ShouldBeInvalidAtAsync(field, message);
        }
    }

    [Theory]
    [InlineData("""{"upTo":"one"}""")]
    [InlineData("""{"ids":["one"]}""")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("no JSON")]
    public async Task A_read_mark_that_cannot_be_read_is_a_problem_of_400(string body)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 1);

        using var response = await lan.Http.PostAsync(
            "/api/notifications/read", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest);
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/notifications")]
    [InlineData("/api/notifications/unread-count")]
    public async Task Who_is_not_signed_in_gets_a_problem_of_401(string path)
    {
        await using var app = BlogApplication.Start();
        using var nobody = app.Anonymous();

        using var response = await nobody.GetAsync(path);

        await response.ShouldBeProblemAsync(HttpStatusCode.Unauthorized);
    }
}
