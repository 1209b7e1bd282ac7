using System.Net.WebSockets;
using System.Text;
using BlogBlazor.Hosting;
using BlogBlazor.Tests.TestKit;

namespace BlogBlazor.Tests.Notifications.WebSockets;

/// <summary>What a client may send, how much of it, and how fast.</summary>
[Trait("Category", "Integration")]
public sealed class MessageTests
{
    private const int MaxBytes = 16 * 1024;

    [Theory]
    [InlineData("hello")]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"a\":1}{\"b\":2}")]
    public async Task What_is_not_JSON_is_answered_with_an_error_and_the_socket_stays_open(string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync(message);

        var error = await socket.ReceiveAsync();
        error.Type().ShouldBe("error");
        error.Text("code").ShouldBe("invalid_json");
        await ShouldEchoAsync(socket);
    }

    [Fact]
    public async Task Binary_is_answered_with_an_error_and_the_socket_stays_open()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync("1"u8.ToArray(), WebSocketMessageType.Binary);

        var error = await socket.ReceiveAsync();
        error.Type().ShouldBe("error");
        error.Text("code").ShouldBe("binary_not_supported");
        await ShouldEchoAsync(socket);
    }

    [Theory]
    [InlineData("""{"type":5}""")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"type":{"read":true}}""")]
    [InlineData("""["read"]""")]
    [InlineData("null")]
    public async Task A_type_that_is_no_text_is_echoed_like_any_other(string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync(message);

        (await socket.ReceiveAsync()).GetProperty("echo").GetRawText().ShouldBe(message);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("""{"\udc00":1,"type":"read","\ud800":1}""")]
    public async Task Half_a_character_is_no_reason_to_drop_the_socket(string message)
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync(message);

        (await socket.ReceiveAsync()).Text("code").ShouldBe("invalid_json");
        await ShouldEchoAsync(socket);
    }

    [Fact]
    public async Task Sixty_four_levels_are_echoed_and_deeper_nesting_is_refused_as_an_error()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync(Nested(64));
        var answer = await socket.ReceiveRawAsync();
        answer.ShouldBe($$"""{"echo":{{Nested(64)}}}""");

        foreach (var depth in new[] { 65, 8000 })
        {
            await socket.SendAsync(Nested(depth));
            (await socket.ReceiveAsync()).Text("code").ShouldBe("invalid_json");
        }

        await ShouldEchoAsync(socket);

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public async Task Sixteen_kibibytes_are_a_message_and_one_byte_more_closes_with_1009()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync(JsonOf(MaxBytes));
        (await socket.ReceiveAsync()).Text("echo")!.Length.ShouldBe(MaxBytes - 2);

        await socket.SendAsync(JsonOf(MaxBytes + 1));
        (await socket.ReceiveCloseAsync()).ShouldBe(1009);
    }

    [Fact]
    public async Task A_message_far_too_big_closes_with_1009_too()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        await socket.SendAsync(JsonOf(1024 * 1024));

        (await socket.ReceiveCloseAsync()).ShouldBe(1009);
        socket.CloseReason.ShouldBe("a message holds 16 KiB at most");
    }

    [Fact]
    public async Task A_message_in_fragments_is_one_message_and_their_sum_counts()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();
        var text = Encoding.UTF8.GetBytes("\"chào bạn\"");

        foreach (var one in text[..^1])
        {
            await socket.SendAsync(new[] { one }, WebSocketMessageType.Text, endOfMessage: false);
        }

        await socket.SendAsync(text.AsMemory(^1..), WebSocketMessageType.Text);
        (await socket.ReceiveAsync()).Text("echo").ShouldBe("chào bạn");

        var half = new byte[MaxBytes / 2];
        Array.Fill(half, (byte)' ');
        await socket.SendAsync(half, WebSocketMessageType.Text, endOfMessage: false);
        await socket.SendAsync(half, WebSocketMessageType.Text, endOfMessage: false);
        await socket.SendAsync("1"u8.ToArray(), WebSocketMessageType.Text);
        (await socket.ReceiveCloseAsync()).ShouldBe(1009);
    }

    [Fact]
    public async Task Too_many_messages_too_fast_close_with_1008()
    {
        await using var app = BlogApplication.Start(new Dictionary<string, string> { ["RateLimits:Enabled"] = "true" });
        using var lan = await app.RegisterAsync("lan");
        await using var socket = await lan.ConnectAsync();

        for (var i = 0; i < 150; i++)
        {
            await socket.SendAsync("1");
        }

        (await socket.ReceiveCloseAsync()).ShouldBe(1008);
    }

    [Fact]
    public async Task Who_may_only_receive_marks_nothing_and_is_told()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 1);
        var token = await app.AccessTokenAsync(lan, TokenScopes.ReadNotifications);
        await using var socket = await lan.ConnectWithTokenAsync(token, "?after=1");

        await socket.SendAsync("""{"type":"read","upTo":1}""");

        (await socket.ReceiveAsync("error")).Text("code").ShouldBe("insufficient_scope");
        (await lan.GetJsonAsync("/api/notifications/unread-count")).Number("unread").ShouldBe(1);
    }

    [Fact]
    [Trait("Database", "Own")]
    public async Task What_a_locked_database_does_not_mark_is_told_and_can_be_sent_again()
    {
        await using var app = BlogApplication.Start();
        using var lan = await app.RegisterAsync("lan");
        await app.NotifyAsync(lan, 1);
        await using var socket = await lan.ConnectAsync("?after=1");
        await socket.ReceiveAsync("welcome");
        using (SqliteFile.Lock(app.Database.SqliteFile))
        {
            await socket.SendAsync("""{"type":"read","upTo":1}""");
            (await socket.ReceiveAsync("error")).Text("code").ShouldBe("not_marked");
        }

        await socket.SendAsync("""{"type":"read","upTo":1}""");

        (await socket.ReceiveAsync("read")).Number("unread").ShouldBe(0);
    }

    private static string JsonOf(int bytes) => $"\"{new string('a', bytes - 2)}\"";

    private static async Task ShouldEchoAsync(TestSocket socket)
    {
        await socket.SendAsync("1");
        (await socket.ReceiveAsync()).Number("echo").ShouldBe(1);
    }
}
