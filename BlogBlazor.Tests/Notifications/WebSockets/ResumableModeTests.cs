using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.WebSockets;

/// <summary>With a cursor a client knows that it missed nothing.</summary>
[Trait("Category", "Integration")]
public sealed class ResumableModeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Welcome_is_first_and_says_what_there_is()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 3);

        await using var socket = await lan.ConnectAsync("?after=0");

        var welcome = await socket.ReceiveAsync();
        welcome.Type().ShouldBe("welcome");
        welcome.Text("epoch").ShouldNotBeNullOrEmpty();
        welcome.Number("oldest").ShouldBe(1);
        welcome.Number("latest").ShouldBe(3);
        welcome.Number("unread").ShouldBe(3);
        (await NumbersAsync(socket, 3)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Who_never_had_a_notification_is_welcomed_with_zeros()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");

        await using var socket = await lan.ConnectAsync("?after=0");

        var welcome = await socket.ReceiveAsync();
        welcome.Number("oldest").ShouldBe(1);
        welcome.Number("latest").ShouldBe(0);
        welcome.Number("unread").ShouldBe(0);
        await app.NotifyAsync(lan, 1);
        (await NumbersAsync(socket, 1)).ShouldBe([1]);
    }

    [Fact]
    public async Task Resuming_gives_what_came_after_the_cursor_then_what_comes_now()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        string epoch;
        await using (var before = await lan.ConnectAsync("?after=0"))
        {
            epoch = (await before.ReceiveAsync()).Text("epoch")!;
            await app.NotifyAsync(lan, 2);
            (await NumbersAsync(before, 2)).ShouldBe([1, 2]);
        }

        await app.NotifyAsync(lan, 3);
        await using var socket = await lan.ConnectAsync($"?after=2&epoch={epoch}");
        var live = app.NotifyAsync(lan, 2);

        (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
        (await NumbersAsync(socket, 5)).ShouldBe([3, 4, 5, 6, 7]);
        await live;
    }

    [Theory]
    [InlineData("?after=99")]
    [InlineData("?after=2&epoch=0000000000000000")]
    [InlineData("?after=9223372036854775807")]
    public async Task A_cursor_of_other_numbers_is_reset_to_the_oldest(string query)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 3);

        await using var socket = await lan.ConnectAsync(query);

        var welcome = await socket.ReceiveAsync();
        welcome.Type().ShouldBe("welcome");
        var reset = await socket.ReceiveAsync();
        reset.Type().ShouldBe("reset");
        reset.Text("epoch").ShouldBe(welcome.Text("epoch"));
        reset.Number("oldest").ShouldBe(1);
        (await NumbersAsync(socket, 3)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Heartbeats_carry_the_latest_number_and_the_unread_count()
    {
        await using var app = BlogApplication.Start(
            new Dictionary<string, string> { ["Notifications:HeartbeatInterval"] = "00:00:00.100" });
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);
        await using var socket = await lan.ConnectAsync("?after=2");

        var first = await socket.ReceiveAsync("heartbeat");
        var second = await socket.ReceiveAsync("heartbeat");

        first.Number("latest").ShouldBe(2);
        first.Number("unread").ShouldBe(2);
        second.Number("latest").ShouldBe(2);
    }

    [Fact]
    public async Task Every_socket_of_the_user_hears_of_what_was_read()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 4);
        await using var one = await lan.ConnectAsync("?after=4");
        await using var other = await lan.ConnectAsync("?after=4");

        await one.SendAsync("""{"type":"read","upTo":2}""");
        foreach (var socket in new[] { one, other })
        {
            var read = await socket.ReceiveAsync("read");
            read.Number("upTo").ShouldBe(2);
            read.Number("unread").ShouldBe(2);
        }

        using var byRest = await lan.PostAsync("/api/notifications/read", new { ids = new[] { 4 } });
        var single = await other.ReceiveAsync("read");
        single.GetProperty("ids").EnumerateArray().Select(id => id.GetInt64()).ShouldBe([4]);
        single.TryGetProperty("upTo", out _).ShouldBeFalse();
        single.Number("unread").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"type":"read"}""")]
    [InlineData("""{"type":"read","upTo":"2"}""")]
    [InlineData("""{"type":"read","upTo":1.5}""")]
    [InlineData("""{"type":"read","upTo":99999999999999999999}""")]
    public async Task A_read_mark_without_a_number_marks_nothing(string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 2);
        await using var socket = await lan.ConnectAsync("?after=2");

        await socket.SendAsync(message);

        (await socket.ReceiveAsync("error")).Text("code").ShouldBe("invalid_read");
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(2);
    }

    [Fact]
    public async Task A_deleted_comment_is_retracted_and_its_number_stays_used()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        using var minh = await app.RegisterAsync("minh");
        var slug = await lan.PublishAsync();
        await using var socket = await lan.ConnectAsync("?after=0");
        var comment = await minh.CommentAsync(slug);
        await socket.ReceiveAsync("notification");

        using var deleted = await minh.Http.DeleteAsync($"/api/posts/{slug}/comments/{comment}", Cancel);

        var retract = await socket.ReceiveAsync();
        retract.Type().ShouldBe("retract");
        retract.Number("id").ShouldBe(1);
        retract.Number("unread").ShouldBe(0);
        await minh.CommentAsync(slug);
        (await socket.ReceiveAsync("notification")).Number("id").ShouldBe(2);
        await using var later = await lan.ConnectAsync("?after=0");
        (await later.ReceiveAsync()).Type().ShouldBe("welcome");
        (await later.ReceiveAsync()).Type().ShouldBe("retract");
        (await later.ReceiveAsync()).Number("id").ShouldBe(2);
    }

    [Fact]
    public async Task What_happens_while_the_client_connects_arrives_in_order_and_once()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        var writing = app.NotifyAsync(lan, 300);

        for (var cursor = 0L; cursor < 300;)
        {
            await using var socket = await lan.ConnectAsync($"?after={cursor}");
            (await socket.ReceiveAsync()).Type().ShouldBe("welcome");
            for (var i = 0; i < 50; i++)
            {
                (await socket.ReceiveAsync()).Number("id").ShouldBe(++cursor);
            }
        }

        await writing;
    }

    private static async Task<List<long>> NumbersAsync(TestSocket socket, int count)
    {
        var numbers = new List<long>();
        while (numbers.Count < count)
        {
            var frame = await socket.ReceiveAsync();
            frame.Type().ShouldBe("notification");
            numbers.Add(frame.Number("id"));
        }

        return numbers;
    }
}
