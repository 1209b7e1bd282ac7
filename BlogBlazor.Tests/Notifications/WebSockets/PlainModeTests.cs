using System.Text.Json;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.WebSockets;

/// <summary>The tutorial's contract: a client that knows only notifications.</summary>
[Trait("Category", "Integration")]
public sealed class PlainModeTests
{
    [Fact]
    public async Task A_comment_reaches_the_author_s_open_socket()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        await using var socket = await lan.ConnectAsync(options: options => options.SetRequestHeader("Accept-Language", "vi"));

        var comment = await minh.CommentAsync(slug);

        var frame = await socket.ReceiveAsync();
        frame.GetProperty("type").GetString().ShouldBe("notification");
        frame.GetProperty("id").GetInt64().ShouldBe(1);
        frame.GetProperty("message").GetString().ShouldBe("minh đã bình luận bài “A post” của bạn");
        frame.GetProperty("kind").GetString().ShouldBe("comment");
        frame.GetProperty("link").GetString().ShouldBe($"/posts/{slug}#comment-{comment}");
        frame.GetProperty("actor").GetProperty("handle").GetString().ShouldBe("minh");
        frame.GetProperty("actor").GetProperty("displayName").GetString().ShouldBe("minh");
        frame.GetProperty("createdAt").GetString()!.ShouldEndWith("Z");
        frame.GetProperty("unread").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"hello":"world","n":[1,2,{"deep":null}]}""")]
    [InlineData("\"just a string\"")]
    [InlineData("42")]
    [InlineData("""{"type":"something else"}""")]
    public async Task What_has_no_known_type_comes_back_as_an_echo(string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync(message);

        var echo = (await socket.ReceiveAsync()).GetProperty("echo");
        JsonElement.DeepEquals(echo, JsonElement.Parse(message)).ShouldBeTrue();
    }

    [Fact]
    public async Task No_other_frames_than_the_tutorial_s_ever_arrive()
    {
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:HeartbeatInterval"] = "00:00:00.100" });
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        await minh.CommentAsync(slug, "before the socket");
        await using var plain = await lan.ConnectAsync();
        await using var resumable = await lan.ConnectAsync("?after=0");

        // What makes a frame of every type in resumable mode.
        var comment = await minh.CommentAsync(slug);
        (await plain.ReceiveAsync()).Number("id").ShouldBe(2);
        await plain.SendAsync("""{"type":"read","upTo":1}""");
        await resumable.ReceiveAsync("read");
        using var deleted = await minh.Http.DeleteAsync(
            $"/api/posts/{slug}/comments/{comment}", TestContext.Current.CancellationToken);
        await resumable.ReceiveAsync("retract");
        await resumable.ReceiveAsync("heartbeat");
        await resumable.ReceiveAsync("heartbeat");
        await plain.SendAsync("no JSON");
        await plain.SendAsync("1");

        (await plain.ReceiveAsync()).Type().ShouldBe("error");
        (await plain.ReceiveAsync()).Number("echo").ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_from_before_the_socket_arrives_and_nothing_for_others()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var lanId = (await lan.ProfileAsync()).Id;
        await app.NotifyAsync(lanId, "before");
        await using var socket = await lan.ConnectAsync();

        await app.NotifyAsync((await minh.ProfileAsync()).Id, "for minh");
        await app.NotifyAsync(lanId, "now");

        (await socket.ReceiveAsync()).Text("message").ShouldBe("now");
    }
}
